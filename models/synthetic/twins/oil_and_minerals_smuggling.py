"""A metal dealer buys copper in Chile and gold in Switzerland, a fuel trader diesel in the Netherlands.

It is honest because it is their trade, with papers, at the market's price.

Plain: 3 to 7 purchases of 9,000 to 110,000 dollars with papers.
Customers: dealers in metals, jewels and fuel.
"""

from __future__ import annotations

from models.synthetic.draws import pick
from models.synthetic.parties import Customer
from models.synthetic.rhythm import OFFICE
from models.synthetic.scene import Scene

_TRADES = ("metals", "jewellery", "fuel trade", "machine tools", "chemical wholesale")


def imitate(scene: Scene) -> Customer:
    """Deal in metals or fuel."""
    dealer = scene.lead("dealer", suits=lambda each: each.particulars.sector in _TRADES)
    sector = dealer.particulars.sector or "metals"
    partners = [scene.abroad(country, "business") for country in ("CL", "CH", "NL", "CA")]
    for when in scene.spread(scene.at(scene.begin(length=60), OFFICE), 50, scene.number((3, 7), (3, 7)), OFFICE):
        scene.trade(dealer.main, pick(scene.rng, partners), when, scene.money(9000, 110000), sector)
    return dealer
