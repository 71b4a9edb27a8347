"""Somebody spends the season with relatives abroad, and takes up work again.

It is honest because the journey was no border of a war, and wages come in again.

Plain: in the first days one or two withdrawals at a holiday place; silence of 61 days or more; then wages twice
within ten days, and a few bills.
Customers: persons of long standing.
"""

from __future__ import annotations

from datetime import timedelta

from models.synthetic import places
from models.synthetic.draws import pick, whole
from models.synthetic.parties import Customer
from models.synthetic.rhythm import OFFICE
from models.synthetic.scene import PERSONS, Scene

_SILENT_DAYS = 62


def imitate(scene: Scene) -> Customer:
    """Come back from a long visit."""
    left = scene.number((6, 8), (6, 8))
    wakes = scene.begin(length=14, earliest=left + _SILENT_DAYS)
    traveller = scene.lead(*PERSONS)
    scene.silence(traveller, 1)
    city, when = (
        pick(scene.rng, [city for city in places.ABROAD if city.country in ("MX", "ES", "DO")]),
        scene.at(2, OFFICE),
    )
    for _ in range(scene.number((1, 2), (1, 2))):
        scene.withdraw(traveller.main, when, whole(scene.money(80, 300), 20), places.machine(scene.rng, city))
        when += timedelta(hours=30)
    employer, wage = scene.outside("employer"), scene.money(900, 2800)
    for day in (wakes, wakes + 9):
        scene.pay(employer, traveller.main, scene.at(day, OFFICE), wage, wording=("SALA", "salary"))
    scene.pay(
        traveller.main, scene.outside("landlord"), scene.at(wakes + 2), scene.money(500, 1200), wording=("RENT", "rent")
    )
    return traveller
