"""An electronics wholesaler buys chips in Taiwan and has some of them sent to a customer's works.

It is honest because it is the wholesaler's trade, with papers, and the customer is at home.

Plain: 3 to 7 purchases of 4,000 to 90,000 dollars with papers; one of them goes to a customer at home.
Customers: dealers in electronics and machine tools, wholesalers.
"""

from __future__ import annotations

from models.synthetic.draws import chance, pick
from models.synthetic.parties import Customer
from models.synthetic.rhythm import OFFICE
from models.synthetic.scene import Scene

_TRADES = ("electronics wholesale", "machine tools", "machinery", "textiles", "furniture")


def imitate(scene: Scene) -> Customer:
    """Import for customers."""
    firm = scene.lead("dealer", "wholesale", suits=lambda each: each.particulars.sector in _TRADES)
    sector, client = firm.particulars.sector or "machinery", scene.firms(1, inside=0)[0]
    makers = [scene.abroad(country, "business") for country in ("TW", "DE", "JP")]
    for when in scene.spread(scene.at(scene.begin(length=60), OFFICE), 50, scene.number((3, 7), (3, 7)), OFFICE):
        consignee = client if chance(scene.rng, 0.2) else None
        scene.trade(firm.main, pick(scene.rng, makers), when, scene.money(4000, 90000), sector, consignee=consignee)
    return firm
