"""Somebody who prefers cash buys a little of a crypto-asset at a machine now and then.

It is honest because the sums are small, months apart from any income, and stay the same.

Plain: 3 to 6 purchases of 20 to 200 dollars over 40 to 70 days.
Customers: persons of long standing.
"""

from __future__ import annotations

from models.synthetic.draws import whole
from models.synthetic.parties import Customer
from models.synthetic.rhythm import MACHINE
from models.synthetic.scene import PERSONS, Scene
from models.synthetic.wordings import KIOSK


def imitate(scene: Scene) -> Customer:
    """Buy a little at a kiosk."""
    buyer = scene.lead(*PERSONS)
    kiosk, words = scene.merchant("6051"), scene.words(KIOSK)[1]
    days = scene.value((40, 70), (40, 70))
    times = scene.spread(scene.at(scene.begin(length=days + 2), MACHINE), days, scene.number((3, 6), (3, 6)), MACHINE)
    for when in times:
        scene.card(buyer.main, kiosk, "6051", when, whole(scene.money(20, 200), 20), words=words)
    return buyer
