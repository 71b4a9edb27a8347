"""A family flies to relatives beside a conflict for two weeks, pays by card there, and comes home.

It is honest because the account is used on, at home and there, and wages go on; the tickets are for the family.

Plain: 1 or 2 tickets of 350 to 1,200 dollars, a withdrawal of 100 to 300 before, 2 to 6 purchases by card at a
holiday place, and ordinary life after it.
Customers: persons of long standing.
"""

from __future__ import annotations

from datetime import timedelta

from models.synthetic import places
from models.synthetic.draws import pick, whole
from models.synthetic.ledger import Details
from models.synthetic.parties import Customer
from models.synthetic.rhythm import MACHINE, SHOPPING
from models.synthetic.scene import PERSONS, Scene


def imitate(scene: Scene) -> Customer:
    """Visit relatives."""
    traveller, told = scene.lead(*PERSONS), Details(travel_destination="TR")
    day = scene.begin(length=45)
    for _ in range(scene.number((1, 2), (1, 2))):
        when = scene.at(day)
        scene.card(
            traveller.main, scene.merchant("4511"), "4511", when, scene.money(350, 1200), online=True, details=told
        )
    scene.withdraw(traveller.main, scene.at(day + 24, MACHINE), whole(scene.money(100, 300), 20), scene.machine())
    traveller.quiet.append((day + 25, day + 37))
    city = pick(scene.rng, [city for city in places.ABROAD if city.country == "TR"])
    shop, when = scene.merchant_at(places.spot(scene.rng, city)), scene.at(day + 27, SHOPPING)
    for _ in range(scene.number((2, 6), (2, 6))):
        scene.card(traveller.main, shop, "5812", when, scene.money(15, 120))
        when += timedelta(hours=scene.value((5, 40), (5, 40)))
    return traveller
