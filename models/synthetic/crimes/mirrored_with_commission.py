"""Each sum that comes in goes out again, less the same share.

Whoever moves other people's money for a living is paid for it: the share of professional networks depends on the
money's origin and the risk (FATF, Professional Money Laundering, July 2018), and stays the same within one
arrangement.

Plain: 4 to 10 sums of 800 to 15,000 dollars within 3 to 14 days, each forwarded in one payment after half an hour to
30 hours, less 2 to 10 %, rounded to the dollar.
Disguised: 4 to 8 sums within 14 to 30 days, forwarded after 10 to 90 hours, the share varying by a percentage point.
Offenders: persons and small firms.
"""

from __future__ import annotations

from models.synthetic.draws import between, pick, whole
from models.synthetic.parties import Customer
from models.synthetic.scene import PERSONS, SMALL_FIRMS, Scene


def inject(scene: Scene) -> Customer:
    """Forward sum after sum, keeping the same commission."""
    offender = scene.lead(*PERSONS, *SMALL_FIRMS)
    count = scene.number(plain=(4, 10), disguised=(4, 8))
    days = scene.value(plain=(3, 14), disguised=(14, 30))
    hours = (0.5, 30.0) if scene.level == "plain" else (10.0, 90.0)
    commission = scene.value((0.02, 0.10), (0.02, 0.10))
    sources = scene.firms(2) + scene.persons(scene.number((1, 4), (2, 5)))
    receivers = scene.persons(scene.number((1, 4), (2, 5)))
    first = scene.at(scene.begin(length=days + hours[1] / 24 + 9))
    for when in scene.spread(first, days, count):
        amount = scene.money(800, 15000)
        received = scene.pay(pick(scene.rng, sources), offender.main, when, amount).time
        kept = commission + (0.0 if scene.level == "plain" else between(scene.rng, -0.01, 0.01))
        onward = whole(round(amount * (1 - kept)), 1)
        scene.pay(offender.main, pick(scene.rng, receivers), scene.later(received, hours), onward)
    return offender
