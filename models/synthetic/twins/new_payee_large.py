"""Somebody replaces the heating, a new craftsman for an ordinary large bill.

It is honest because the bill is of the size of others that were paid before. A house or a car, far above all others,
cannot be told from the crime by the data.

Plain: two bills of 900 to 2,600 dollars to known kinds of firms, and one of 80 to 180 % of them to a new one.
Customers: persons of long standing.
"""

from __future__ import annotations

from models.synthetic.parties import Customer
from models.synthetic.scene import PERSONS, Scene


def imitate(scene: Scene) -> Customer:
    """Pay a new craftsman."""
    owner, usual = scene.lead(*PERSONS), scene.money(900, 2600)
    for first in (6, 20):
        scene.pay(
            owner.main, scene.outside("supplier"), scene.at(first), int(usual * scene.value((0.8, 1.2), (0.8, 1.2)))
        )
    when = scene.at(scene.begin(length=4, earliest=35))
    scene.pay(owner.main, scene.firms(1, inside=0)[0], when, int(usual * scene.value((0.8, 1.8), (0.8, 1.8))))
    return owner
