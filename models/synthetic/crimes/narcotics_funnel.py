"""Cash is paid in far away, in several towns, and drawn within days in another, often near a border.

FinCEN, FIN-2014-A005 (funnel accounts); FINTRAC's operational alerts of 2018 and 2025.

Plain: 5 to 14 deposits of 600 to 4,500 dollars in 3 to 6 towns within 3 to 7 days; 60 to 95 % is drawn within
two days at the southern border or in the town, hundreds of kilometres from all of them.
Disguised: 4 to 8 deposits in 3 or 4 towns within 5 to 7 days, 40 to 70 % drawn.
Expert: 4 to 6 deposits in 3 towns within 15 to 25 days.
Offenders: persons and small firms.
"""

from __future__ import annotations

from models.synthetic import places
from models.synthetic.draws import chance, pick, several, split, whole
from models.synthetic.parties import Customer
from models.synthetic.rhythm import BRANCH
from models.synthetic.scene import PERSONS, SMALL_FIRMS, Scene

_BORDER = tuple(
    city for city in places.DOMESTIC if city.name in ("El Paso", "Laredo", "McAllen", "Brownsville", "San Ysidro")
)
_FAR = tuple(city for city in places.DOMESTIC if city not in _BORDER and city.name not in ("San Diego", "Yuma"))
"""Neither the town nor the southern border, where the cash is drawn."""


def inject(scene: Scene) -> Customer:
    """Fill an account in many towns and empty it in one."""
    offender = scene.lead(*PERSONS, *SMALL_FIRMS)
    towns = several(scene.rng, _FAR, scene.number((3, 6), (3, 4), (3, 3)))
    days = scene.value(plain=(3, 6), disguised=(4, 6), expert=(15, 25))
    count = max(len(towns), scene.number(plain=(5, 14), disguised=(4, 8), expert=(4, 6)))
    first, total = scene.begin(length=days + 9), 0
    scene.silence(offender, first)
    for number, when in enumerate(scene.spread(scene.at(first, BRANCH), days, count, BRANCH)):
        amount = whole(scene.money(900, 4500), 20)
        scene.deposit(offender.main, when, amount, places.counter(scene.rng, towns[number % len(towns)]))
        total += amount
    drawn = int(total * scene.value(plain=(0.6, 0.95), disguised=(0.45, 0.7), expert=(0.3, 0.6)))
    exit_town = pick(scene.rng, _BORDER) if chance(scene.rng, 0.7) else None
    for part in split(scene.rng, drawn, -(-drawn // 6000_00)):
        later = scene.later(when, (3, 44), BRANCH)
        place = places.counter(scene.rng, exit_town) if exit_town else scene.counter()
        scene.withdraw(offender.main, later, min(part, 9500_00) // 2000 * 2000 or 2000, place)
    return offender
