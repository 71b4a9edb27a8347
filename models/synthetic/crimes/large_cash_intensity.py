"""Far more cash comes in than the customer's life explains.

Street money is banked by somebody who never had any, or by a firm whose tills are said to have filled themselves
(FFIEC Manual; Europol, Why is cash still king?, 2015).

Plain: after 62 days of ordinary life 8 to 20 deposits of 1,200 to 6,000 dollars within 8 to 24 days, at counters and
machines.
Disguised: 10 to 18 deposits of 1,000 to 3,000 within 18 to 24 days.
Expert: 12 to 20 deposits of 300 to 900 within 40 to 55 days.
Offenders: persons, and offices and trades that take little cash.
"""

from __future__ import annotations

from models.synthetic.draws import chance, whole
from models.synthetic.parties import Customer
from models.synthetic.rhythm import BRANCH, MACHINE
from models.synthetic.scene import PERSONS, SMALL_FIRMS, Scene

_FIRST_DAYS = 2
"""Of the ordinary days, those within which the customer moved money for the first time."""


def inject(scene: Scene) -> Customer:
    """Bank cash that nothing explains."""
    days = scene.value(plain=(8, 24), disguised=(18, 24), expert=(40, 55))
    ordinary = scene.choice(62, 62, 25)
    first = scene.begin(length=days + 3, earliest=ordinary)
    offender = scene.lead(
        *PERSONS, *SMALL_FIRMS, suits=lambda each: scene.lived_before(each, first - ordinary + _FIRST_DAYS)
    )
    count = scene.number(plain=(8, 20), disguised=(10, 18), expert=(12, 20))
    low, high = scene.choice((1200, 6000), (1000, 3000), (300, 900))
    for when in scene.spread(scene.at(first, BRANCH), days, count, BRANCH):
        amount = whole(scene.money(low, high), 20)
        if chance(scene.rng, 0.5):
            scene.deposit(offender.main, when, amount, scene.counter())
        else:
            scene.deposit(offender.main, scene.later(when, (0, 5), MACHINE), amount, scene.machine())
    return offender
