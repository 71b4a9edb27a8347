"""A card is used in the town and, before any aeroplane could be there, in another part of the world.

A copied card or a shared login; the speed between two uses in person tells (UK Finance and card schemes list it).

Plain: one use in the town, and 18 minutes to 3 hours later one to four of 40 to 900 dollars in a city more than 4,500
km away.
Disguised: 2 to 3.2 hours later, one to three in a city more than 3,500 km away.
Expert: the same, as long after it as a flight takes, at 500 to 780 km/h.
Offenders: thieves; the card is that of a person.
"""

from __future__ import annotations

from datetime import timedelta

from models.synthetic import places
from models.synthetic.draws import pick
from models.synthetic.parties import Customer
from models.synthetic.rhythm import SHOPPING
from models.synthetic.scene import PERSONS, Scene


def inject(scene: Scene) -> Customer:
    """Use a card in two far places."""
    victim = scene.lead(*PERSONS, "pensioner")
    far = [city for city in (*places.ABROAD, *places.DOMESTIC) if city.km > scene.choice(4500, 3500, 3500)]
    city = pick(scene.rng, far)
    when = scene.at(scene.begin(length=4), SHOPPING)
    scene.card(victim.main, scene.merchant("5411"), "5411", when, scene.money(10, 90))
    hours = scene.choice((0.3, 3.0), (2.0, 3.2), (city.km / 780, city.km / 500))
    when += timedelta(hours=scene.value(hours, hours))
    shop = scene.merchant_at(places.spot(scene.rng, city))
    for _ in range(scene.number((1, 4), (1, 3))):
        scene.card(victim.main, shop, "5999", when, scene.money(40, 900))
        when += timedelta(hours=scene.value((0.1, 1.5), (0.1, 1.5)))
    return victim
