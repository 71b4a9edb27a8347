"""Transfers in pieces that each stay under the travel rule.

From 3,000 dollars on a transfer is recorded and carries its parties' particulars (31 CFR 1010.410). The FFIEC BSA/AML
Examination Manual (Appendix F) lists sums below 3,000 that are gathered and sent on as a sign of evasion.

Plain: 5 to 14 transfers of 86 to 99.8 % of the limit within 1 to 5 days, to one to three receivers, at home or
abroad, out of one larger sum that came shortly before.
Disguised: 5 to 12 transfers of 65 to 98 % within 6 to 15 days, to three to six receivers.
Offenders: persons and small firms.
"""

from __future__ import annotations

from models.synthetic.draws import chance, pick, whole
from models.synthetic.law import TRAVEL_RULE
from models.synthetic.parties import Customer
from models.synthetic.scene import PERSONS, SMALL_FIRMS, Scene

_ABROAD = ("MX", "CN", "AE", "TR", "HK", "CO", "GB")


def inject(scene: Scene) -> Customer:
    """Send a larger sum in pieces below the threshold for recording transfers."""
    offender = scene.lead(*PERSONS, *SMALL_FIRMS)
    amounts = []
    for _ in range(scene.number(plain=(5, 14), disguised=(5, 12))):
        amount = int(TRAVEL_RULE * scene.value(plain=(0.86, 0.998), disguised=(0.65, 0.98)))
        amounts.append(whole(amount, 10) if chance(scene.rng, 0.5) and amount < TRAVEL_RULE - 20_00 else amount)
    receivers = scene.persons(scene.number(plain=(1, 3), disguised=(3, 6)))
    if chance(scene.rng, 0.4):
        receivers[0] = scene.abroad(pick(scene.rng, _ABROAD))
    days = scene.value(plain=(1, 5), disguised=(6, 15))
    total = whole(int(sum(amounts) * scene.value((1.0, 1.15), (1.0, 1.4))), 50)
    funded = scene.pay(scene.firms(1)[0], offender.main, scene.at(scene.begin(length=days + 8)), total).time
    rhythm = scene.hours_of(offender.main)
    first = scene.later(funded, (2, 30), rhythm)
    for when, amount in zip(scene.spread(first, days, len(amounts), rhythm), amounts, strict=True):
        scene.pay(offender.main, pick(scene.rng, receivers), when, amount)
    return offender
