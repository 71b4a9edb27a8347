"""A payment with somebody whose name resembles a listed one, or who was on the list once.

It is honest because the list names somebody else, or its entry has ended.

Plain: 1 to 4 payments of 50 to 5,000 dollars with a party of which the list knows a longer name.
Customers: persons and small firms.
"""

from __future__ import annotations

from models.synthetic.draws import chance
from models.synthetic.parties import Customer
from models.synthetic.scene import PERSONS, SMALL_FIRMS, Scene


def imitate(scene: Scene) -> Customer:
    """Deal with a namesake, almost."""
    customer, other = scene.lead(*PERSONS, *SMALL_FIRMS), scene.persons(1, inside=0)[0]
    scene.put_on_list("sanctions", "name", f"{other.name}7")
    first = scene.at(scene.begin(length=20))
    for when in scene.spread(first, 12, scene.number((1, 4), (1, 4))):
        sides = (customer.main, other) if chance(scene.rng, 0.6) else (other, customer.main)
        scene.pay(*sides, when, scene.money(50, 5000))
    return customer
