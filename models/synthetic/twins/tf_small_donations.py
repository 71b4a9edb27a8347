"""Neighbours collect for a family whose house burned down, and hand the sum over.

It is honest because it goes to a family or a charity at home.

Plain: 20 to 60 gifts of 10 to 150 dollars within 6 to 18 days; 3 to 80 hours later 85 to 100 % goes on in one payment
within the country.
Customers: persons of long standing.
"""

from __future__ import annotations

from models.synthetic.draws import chance
from models.synthetic.parties import Customer
from models.synthetic.scene import PERSONS, Scene


def imitate(scene: Scene) -> Customer:
    """Collect gifts and hand them over at home."""
    neighbour = scene.lead(*PERSONS)
    days = scene.value((6, 18), (6, 18))
    donors = scene.persons(scene.number((20, 60), (20, 60)))
    times = scene.spread(scene.at(scene.begin(length=days + 6)), days, len(donors))
    collected = 0
    for donor, when in zip(donors, times, strict=True):
        gift = scene.money(10, 150)
        scene.pay(donor, neighbour.main, when, gift)
        collected += gift
    receiver = scene.outside("donor fund") if chance(scene.rng, 0.5) else scene.known_person()
    scene.pay(
        neighbour.main, receiver, scene.later(times[-1], (3, 80)), int(collected * scene.value((0.85, 1), (0.85, 1)))
    )
    return neighbour
