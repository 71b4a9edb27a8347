"""A new account moves large sums from its first days on.

Opened for one purpose, with papers that will not stand a second look, it is used hard until somebody asks. FFIEC
Manual, Appendix F: large deposits and withdrawals in the short time after opening.

Plain: beginning 1 to 12 days after the customer came, 6 to 15 credits of 2,500 to 18,000 dollars within 5 to 14 days,
a quarter of them cash, of which 60 to 95 % leaves in 4 to 10 payments.
Disguised: beginning after 8 to 18 days, 5 to 10 credits of 1,200 to 6,000 dollars within 8 to 16 days.
Offenders: persons and firms that came during the period.
"""

from __future__ import annotations

from models.synthetic.draws import chance, split, whole
from models.synthetic.parties import Customer
from models.synthetic.rhythm import BRANCH
from models.synthetic.scene import PERSONS, SMALL_FIRMS, Scene

_LONGEST = 50


def inject(scene: Scene) -> Customer:
    """Move large sums through a new account."""
    offender = scene.lead(*PERSONS, *SMALL_FIRMS, since=(1, scene.calendar.days - _LONGEST))
    day = offender.since + scene.number(plain=(1, 12), disguised=(8, 18))
    days = scene.value(plain=(5, 14), disguised=(8, 16))
    times = scene.spread(scene.at(day), days, scene.number(plain=(6, 15), disguised=(5, 10)))
    received = 0
    for when in times:
        amount = scene.money(2500, 18000) if scene.level == "plain" else scene.money(1200, 6000)
        if chance(scene.rng, 0.25):
            amount = whole(min(amount, 9000_00), 10)
            scene.deposit(offender.main, scene.later(when, (0, 1), BRANCH), amount, scene.counter())
        else:
            source = scene.firms(1)[0] if chance(scene.rng, 0.5) else scene.persons(1)[0]
            scene.pay(source, offender.main, when, amount)
        received += amount
    onward = int(received * scene.value(plain=(0.6, 0.95), disguised=(0.4, 0.8)))
    receivers = scene.persons(scene.number((4, 10), (4, 8)))
    halfway = scene.later(times[len(times) // 2], (1, 24))
    leaving = scene.spread(halfway, days / 2 + 1, len(receivers))
    for receiver, when, amount in zip(receivers, leaving, split(scene.rng, onward, len(receivers)), strict=True):
        scene.pay(offender.main, receiver, when, amount)
    return offender
