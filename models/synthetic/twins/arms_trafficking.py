"""A gunsmith with a licence restocks from makers in Austria and Italy, and sells to a club.

It is honest because the licence is on file and the papers go along.

Plain: 3 to 8 purchases of 900 to 12,000 dollars with papers, and 2 to 5 sales.
Customers: gunsmiths, and dealers in tools for comparison.
"""

from __future__ import annotations

from models.synthetic.draws import pick
from models.synthetic.parties import Customer
from models.synthetic.rhythm import OFFICE
from models.synthetic.scene import Scene


def imitate(scene: Scene) -> Customer:
    """Trade under a licence."""
    dealer = scene.lead(
        "dealer", suits=lambda each: each.particulars.sector in ("gunsmith", "machine tools", "fashion")
    )
    sector = dealer.particulars.sector or "gunsmith"
    makers = [scene.abroad(country, "business") for country in ("AT", "IT", "DE")]
    first = scene.at(scene.begin(length=60), OFFICE)
    for when in scene.spread(first, 50, scene.number((3, 8), (3, 8)), OFFICE):
        scene.trade(dealer.main, pick(scene.rng, makers), when, scene.money(900, 12000), sector)
    for when in scene.spread(first, 50, scene.number((2, 5), (2, 5)), OFFICE):
        scene.trade(scene.firms(1)[0], dealer.main, when, scene.money(400, 5000), sector)
    return dealer
