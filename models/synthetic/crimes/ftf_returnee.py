"""After cash near a conflict and a long silence, an account at home comes to life with money from strangers.

FATF, Emerging Terrorist Financing Risks (October 2015); FinCEN's advisory on ISIS (April 2025): those who come back
live on support, not on wages.

Plain: in the first days 2 to 4 withdrawals of 80 to 400 dollars near the border of a conflict; silence of 61 days or
more; then within five days 4 to 9 credits of 80 to 900 dollars from 3 to 6 new people, or cash.
Disguised: one withdrawal there; 3 to 5 credits of 100 to 500 from two or three people.
Expert: the same, and the support comes from one person.
Offenders: persons. The town must live at least 81 days.
"""

from __future__ import annotations

from datetime import timedelta

from models.synthetic import places
from models.synthetic.draws import chance, pick, whole
from models.synthetic.parties import Customer
from models.synthetic.rhythm import BRANCH, OFFICE
from models.synthetic.scene import PERSONS, Scene

_SILENT_DAYS = 62
_BORDER = tuple(city for city in places.FAMILIES if city.country == "TR")


def inject(scene: Scene) -> Customer:
    """Come back from a war."""
    left = scene.number((6, 10), (6, 10))
    wakes = scene.begin(length=8, earliest=left + _SILENT_DAYS)
    offender = scene.lead(*PERSONS)
    scene.silence(offender, 1)
    when, border = scene.at(1, OFFICE), pick(scene.rng, _BORDER)
    for _ in range(scene.number(plain=(2, 4), disguised=(1, 1))):
        scene.withdraw(offender.main, when, whole(scene.money(80, 400), 20), places.machine(scene.rng, border))
        when += timedelta(hours=scene.value((18, 32), (18, 32)))
    helpers = scene.persons(scene.number(plain=(3, 6), disguised=(2, 3), expert=(1, 1)), inside=0.1)
    low, high = scene.choice((80, 900), (100, 500))
    count = scene.number(plain=(4, 9), disguised=(3, 5))
    for number, when in enumerate(scene.spread(scene.at(wakes), 5, count)):
        amount = whole(scene.money(low, high), 10)
        if scene.level == "plain" and chance(scene.rng, 0.25):
            scene.deposit(offender.main, scene.later(when, (0, 3), BRANCH), amount, scene.counter())
        else:
            scene.pay(helpers[number % len(helpers)], offender.main, when, amount)
    return offender
