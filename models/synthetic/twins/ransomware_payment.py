"""A firm begins to accept crypto-assets and pays for a check of its computers.

It is honest because the first purchases are small, and the bill names a yearly check.

Plain: 2 to 4 purchases of 50 to 900 dollars at an exchange over a month; a bill of 400 to 2,500 of a firm for data
recovery.
Customers: small firms.
"""

from __future__ import annotations

from models.synthetic.parties import Customer
from models.synthetic.rhythm import OFFICE
from models.synthetic.scene import SMALL_FIRMS, Scene
from models.synthetic.wordings import INCIDENT


def imitate(scene: Scene) -> Customer:
    """Try out crypto-assets."""
    firm, exchange = scene.lead(*SMALL_FIRMS, "wholesale", "dealer"), scene.exchange()
    first = scene.at(scene.begin(length=38, earliest=33), OFFICE)
    for when in scene.spread(first, 30, scene.number((2, 4), (2, 4)), OFFICE):
        scene.pay(firm.main, exchange, when, scene.money(50, 900), "crypto")
    bill = scene.later(first, (100, 500), OFFICE)
    scene.pay(firm.main, scene.firms(1, inside=0)[0], bill, scene.money(400, 2500), wording=scene.words(INCIDENT))
    return firm
