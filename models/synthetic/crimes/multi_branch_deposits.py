"""Cash is handed in at several branches and machines on one day, each time a part of it.

Runners divide what they carry, so that no clerk sees the whole (FFIEC Manual, Appendix G).

Plain: on one to three days 3 to 7 deposits of 1,440 to 3,300 dollars, each at another place.
Disguised: on one or two days 3 or 4 such deposits.
Expert: on three to five days two such deposits at two places.
Offenders: persons, and small firms.
"""

from __future__ import annotations

from models.synthetic.draws import chance, several, whole
from models.synthetic.parties import Customer
from models.synthetic.rhythm import BRANCH
from models.synthetic.scene import PERSONS, SMALL_FIRMS, Scene


def inject(scene: Scene) -> Customer:
    """Spread a day's cash over places."""
    offender = scene.lead(*PERSONS, *SMALL_FIRMS)
    day = scene.calendar.business_day(scene.begin(length=22))
    for _ in range(scene.number(plain=(1, 3), disguised=(1, 2), expert=(3, 5))):
        pieces = scene.number(plain=(3, 7), disguised=(3, 4), expert=(2, 2))
        places = {
            (place := scene.counter() if chance(scene.rng, 0.6) else scene.machine()).branch: place for _ in range(12)
        }
        share = scene.money(1700, 3000)
        for place in several(scene.rng, list(places.values()), pieces):
            amount = whole(int(share * scene.value((0.85, 1.1), (0.85, 1.1))), 20)
            scene.deposit(offender.main, scene.at(day, BRANCH), amount, place)
        day = scene.calendar.after_business_days(day, scene.number((1, 3), (2, 4)))
    return offender
