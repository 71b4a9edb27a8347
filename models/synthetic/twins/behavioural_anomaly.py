"""A week unlike all others: somebody moves house, or marries, and pays everybody at once.

It is honest because what is paid goes to shops and firms, and what comes in comes from a few friends.

Plain: 8 to 16 payments within 4 to 9 days to shops, firms and helpers, of 40 to 900 dollars, and 2 to 4 presents of
50 to 300 dollars.
Customers: persons of long standing.
"""

from __future__ import annotations

from models.synthetic.draws import chance, pick
from models.synthetic.parties import Customer
from models.synthetic.scene import PERSONS, Scene

_SHOPS = ("5712", "5722", "5311", "5200")
"""Merchant categories: furniture, household appliances, department stores, home supply."""


def imitate(scene: Scene) -> Customer:
    """Move house."""
    count = scene.number((8, 16), (8, 16))
    days = scene.value((4, 9), (4, 9))
    mover = scene.lead(*PERSONS)
    firms, friends = scene.firms(4), scene.persons(3, inside=0.5)
    first = scene.at(scene.begin(length=days + 3, earliest=45))
    for when in scene.spread(first, days, count):
        if chance(scene.rng, 0.6):
            category = pick(scene.rng, _SHOPS)
            scene.card(mover.main, scene.merchant(category), category, when, scene.money(40, 900))
        else:
            scene.pay(mover.main, pick(scene.rng, firms), when, scene.money(60, 900))
    for when in scene.spread(first, days, scene.number((2, 4), (2, 4))):
        scene.pay(pick(scene.rng, friends), mover.main, when, scene.money(50, 300))
    return mover
