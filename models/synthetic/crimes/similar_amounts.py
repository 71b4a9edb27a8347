"""The same amount, give or take a little, goes to or comes from many within days.

Runners are given equal parts, and victims are asked for the same price (FATF, Professional Money Laundering, July
2018).

Plain: 9 to 22 payments within 1.5 % of one sum of 250 to 2,800 dollars, to or from 6 to 12 people within 2 to 6 days.
Disguised: 7 to 12 payments within 2 %, with 4 to 8 people within 4 to 7 days.
Expert: 6 to 10 payments within 8 % over 15 to 30 days.
Offenders: persons and small firms.
"""

from __future__ import annotations

from models.synthetic.draws import chance, pick
from models.synthetic.parties import Customer
from models.synthetic.scene import PERSONS, SMALL_FIRMS, Scene


def inject(scene: Scene) -> Customer:
    """Move one amount again and again."""
    offender = scene.lead(*PERSONS, *SMALL_FIRMS)
    count = scene.number(plain=(9, 22), disguised=(7, 12), expert=(6, 10))
    days = scene.value(plain=(2, 6), disguised=(4, 6.5), expert=(15, 30))
    spread, usual = scene.choice(0.015, 0.02, 0.08), scene.money(250, 2800)
    others = scene.persons(scene.number((6, 12), (4, 8)))
    outward = chance(scene.rng, 0.5)
    first = scene.at(scene.begin(length=days + 10, earliest=35))
    if outward:
        funded = scene.pay(scene.firms(1)[0], offender.main, first, usual * count).time
        first = scene.later(funded, (2, 30), scene.hours_of(offender.main))
    rhythm = scene.hours_of(offender.main) if outward else scene.hours_of(others[0])
    for number, when in enumerate(scene.spread(first, days, count, rhythm)):
        other = others[number] if number < len(others) else pick(scene.rng, others)
        sides = (offender.main, other) if outward else (other, offender.main)
        scene.pay(*sides, when, int(usual * (1 + scene.value((-spread, spread), (-spread, spread)))))
    return offender
