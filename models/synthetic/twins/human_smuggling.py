"""Somebody visits a border town, and friends pay back their shares of the journey.

It is honest because the friends are few, the sums small, and the cash is pocket money.

Plain: 2 to 5 friends pay 60 to 300 dollars; two withdrawals of 40 to 200 in the border town; one remittance home.
Customers: persons of long standing.
"""

from __future__ import annotations

from datetime import timedelta

from models.synthetic import places
from models.synthetic.draws import pick, whole
from models.synthetic.parties import Customer
from models.synthetic.rhythm import MACHINE
from models.synthetic.scene import PERSONS, Scene


def imitate(scene: Scene) -> Customer:
    """Visit a border town with friends."""
    traveller = scene.lead(*PERSONS)
    day = scene.begin(length=16)
    traveller.quiet.append((day, day + 6))
    city = pick(scene.rng, [city for city in places.DOMESTIC if city.name in ("El Paso", "Laredo", "San Diego")])
    when = scene.at(day + 2, MACHINE)
    for _ in range(2):
        scene.withdraw(traveller.main, when, whole(scene.money(40, 200), 20), places.machine(scene.rng, city))
        when += timedelta(hours=40)
    for friend in scene.persons(scene.number((2, 5), (2, 5)), inside=0.5):
        scene.pay(friend, traveller.main, scene.later(when, (10, 90)), scene.money(60, 300))
    scene.pay(traveller.main, scene.abroad("MX"), scene.later(when, (10, 90)), scene.money(60, 250), "remittance")
    return traveller
