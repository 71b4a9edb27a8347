"""A family sends money to somebody on a journey, or settles a purchase in an unusual way, for a week.

It is honest because the sums are small against what the account moves.

Plain: 2 to 4 remittances of 60 to 400 dollars within a week, after two months without any.
Customers: persons of long standing.
"""

from __future__ import annotations

from models.synthetic.draws import pick
from models.synthetic.parties import Customer
from models.synthetic.scene import PERSONS, Scene


def imitate(scene: Scene) -> Customer:
    """Send money to a traveller."""
    payer = scene.lead(*PERSONS)
    traveller = scene.abroad(pick(scene.rng, ("MX", "CO", "PH", "GB", "ES")))
    first = scene.at(scene.begin(length=9, earliest=62))
    for when in scene.spread(first, 6, scene.number((2, 4), (2, 4))):
        scene.pay(payer.main, traveller, when, scene.money(60, 400), "remittance")
    return payer
