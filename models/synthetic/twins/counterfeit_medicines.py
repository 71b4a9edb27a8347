"""A wholesaler with a licence buys medicines in India and Germany and sells to pharmacies.

It is honest because it holds the licence and the papers go along.

Plain: 3 to 6 purchases of 2,000 to 25,000 dollars with papers, and 8 to 20 sales.
Customers: wholesalers of medicines, of food and of textiles.
"""

from __future__ import annotations

from models.synthetic.draws import pick
from models.synthetic.parties import Customer
from models.synthetic.rhythm import OFFICE
from models.synthetic.scene import Scene

_TRADES = ("pharmaceutical wholesale", "food wholesale", "textiles", "fashion")


def imitate(scene: Scene) -> Customer:
    """Trade under a licence."""
    firm = scene.lead("dealer", "wholesale", suits=lambda each: each.particulars.sector in _TRADES)
    sector = firm.particulars.sector or "food wholesale"
    makers = [scene.abroad(country, "business") for country in ("IN", "DE", "IE")]
    first = scene.at(scene.begin(length=60), OFFICE)
    for when in scene.spread(first, 50, scene.number((3, 6), (3, 6)), OFFICE):
        scene.trade(firm.main, pick(scene.rng, makers), when, scene.money(2000, 25000), sector)
    for when in scene.spread(first, 50, scene.number((8, 20), (8, 20)), OFFICE):
        scene.trade(scene.firms(1)[0], firm.main, when, scene.money(300, 4000), sector)
    return firm
