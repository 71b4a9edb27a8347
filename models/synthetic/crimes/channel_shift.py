"""An account that was used one way for months is suddenly used another way, and harder.

FFIEC Manual, Appendix F: activity inconsistent with the customer's past; a borrowed or sold account moves crypto-
assets or remittances where cards and salaries were before.

Plain: after 62 days of ordinary life 6 to 15 payments within 2 to 6 days through an exchange, wallets or remittances,
6,000 to 40,000 dollars together, funded in the same way or, in half of the cases, by transfer from firms.
Disguised: 5 to 10 payments within 5 to 7 days, 4,000 to 12,000 dollars.
Expert: 4 to 8 payments within 10 to 20 days, 3,000 to 8,000 dollars.
Offenders: persons who move money on most days, so that there is a way in which the account was used.
"""

from __future__ import annotations

from models.synthetic.draws import chance, pick, split
from models.synthetic.parties import Customer
from models.synthetic.scene import PERSONS, Scene


def inject(scene: Scene) -> Customer:
    """Change the channel of an account."""
    days = scene.value(plain=(2, 6), disguised=(5, 7), expert=(10, 16))
    first = scene.at(scene.begin(length=days + 4, earliest=62))
    offender = scene.lead(*PERSONS, suits=lambda each: sum(time < first for time in scene.ordinary_times(each)) >= 40)
    low, high = scene.choice((6000, 40000), (4000, 12000), (3000, 8000))
    total = scene.money(low, high)
    crypto = chance(scene.rng, 0.6)
    there = pick(scene.rng, ("MX", "CO", "PH", "GB", "CN"))
    funders = scene.firms(2) if chance(scene.rng, 0.5) else None
    others = [scene.wallet() if crypto else scene.abroad(there) for _ in range(4)]
    count = scene.number(plain=(6, 15), disguised=(5, 10), expert=(4, 8))
    halves = split(scene.rng, total, count), split(scene.rng, int(total * 0.95), count)
    for coming, leaving, when in zip(*halves, scene.spread(first, days, count), strict=True):
        if funders is not None:
            scene.pay(pick(scene.rng, funders), offender.main, when, coming)
        else:
            source = scene.exchange() if crypto else pick(scene.rng, others)
            scene.pay(source, offender.main, when, coming, "crypto" if crypto else "remittance")
        later = scene.later(when, (1, 20))
        scene.pay(offender.main, pick(scene.rng, others), later, leaving, "crypto" if crypto else "remittance")
    return offender
