"""A pet shop buys bred fish and birds in the Netherlands and the Czech Republic.

It is honest because it is the shop's trade, with papers, from breeders.

Plain: 3 to 7 purchases of 300 to 6,000 dollars with papers.
Customers: pet shops, and dealers in food and clothes for comparison.
"""

from __future__ import annotations

from models.synthetic.draws import pick
from models.synthetic.parties import Customer
from models.synthetic.rhythm import OFFICE
from models.synthetic.scene import Scene


def imitate(scene: Scene) -> Customer:
    """Buy from breeders."""
    trades = ("pet trade", "food wholesale", "fashion", "textiles")
    shop = scene.lead("dealer", "wholesale", suits=lambda each: each.particulars.sector in trades)
    breeders = [scene.abroad(country, "business") for country in ("NL", "CZ", "DE")]
    sector = shop.particulars.sector or "pet trade"
    for when in scene.spread(scene.at(scene.begin(length=60), OFFICE), 50, scene.number((3, 7), (3, 7)), OFFICE):
        scene.trade(shop.main, pick(scene.rng, breeders), when, scene.money(300, 6000), sector)
    return shop
