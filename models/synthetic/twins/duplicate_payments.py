"""A parent buys the same ticket for each child, or pays a bill twice by mistake.

It is honest because there are two or three small payments, and none follows.

Plain: 2 or 3 times the same 20 to 220 dollars to a firm within 3 to 40 minutes.
Customers: persons of long standing.
"""

from __future__ import annotations

from models.synthetic.parties import Customer
from models.synthetic.scene import PERSONS, Scene


def imitate(scene: Scene) -> Customer:
    """Pay the same price twice or thrice."""
    parent, seller = scene.lead(*PERSONS), scene.outside("supplier")
    amount, first = scene.money(20, 220), scene.at(scene.begin(length=3))
    for when in scene.spread(first, scene.value((0.002, 0.028), (0.002, 0.028)), scene.number((2, 3), (2, 3))):
        scene.pay(parent.main, seller, when, amount, wording=(None, "order 4711"))
    return parent
