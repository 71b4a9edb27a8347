"""Somebody flies away in the morning and pays for dinner there, and orders from foreign shops meanwhile.

It is honest because the hours between the two places are those of a flight, and what is ordered online has no place.

Plain: one purchase in the town, 9 to 30 hours later one to four in a city that is hours away by air, and online
orders.
Customers: persons of long standing.
"""

from __future__ import annotations

from datetime import timedelta

from models.synthetic import places
from models.synthetic.draws import pick
from models.synthetic.parties import Customer
from models.synthetic.rhythm import SHOPPING
from models.synthetic.scene import PERSONS, Scene


def imitate(scene: Scene) -> Customer:
    """Fly somewhere and pay there."""
    traveller = scene.lead(*PERSONS, suits=lambda each: not scene.ordinary_times(each) or each.activity < 0.9)
    city = pick(scene.rng, [city for city in places.DOMESTIC if city.km > 1500])
    when = scene.at(scene.begin(length=5), SHOPPING)
    scene.card(traveller.main, scene.merchant("5411"), "5411", when, scene.money(10, 90))
    scene.card(
        traveller.main, scene.merchant("5999"), "5999", when + timedelta(hours=1), scene.money(10, 90), online=True
    )
    when += timedelta(hours=scene.value((9, 30), (9, 30)))
    shop = scene.merchant_at(places.spot(scene.rng, city))
    for _ in range(scene.number((1, 4), (1, 4))):
        scene.card(traveller.main, shop, "5812", when, scene.money(15, 120))
        when += timedelta(hours=scene.value((0.5, 3), (0.5, 3)))
    return traveller
