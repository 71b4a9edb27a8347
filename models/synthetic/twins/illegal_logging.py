"""A wood trader in season buys sawn softwood in Canada and Sweden, and a broker clears it.

It is honest because it comes from where export is allowed, with papers, and the fees go to a firm.

Plain: 3 to 8 purchases of 4,000 to 60,000 dollars with papers, and 1 to 3 fees of 150 to 900 to a customs broker.
Customers: dealers in timber and furniture, builders.
"""

from __future__ import annotations

from models.synthetic.draws import pick
from models.synthetic.parties import Customer
from models.synthetic.rhythm import OFFICE
from models.synthetic.scene import Scene
from models.synthetic.wordings import PERMIT

_TRADES = ("timber trade", "furniture", "construction", "carpentry")


def imitate(scene: Scene) -> Customer:
    """Buy timber in season."""
    trader = scene.lead("dealer", "trade", "wholesale", suits=lambda each: each.particulars.sector in _TRADES)
    mills = [scene.abroad(country, "business") for country in ("CA", "SE", "FI")]
    first = scene.at(scene.begin(length=45), OFFICE)
    for when in scene.spread(first, 38, scene.number((3, 8), (3, 8)), OFFICE):
        scene.trade(trader.main, pick(scene.rng, mills), when, scene.money(4000, 60000), "timber trade")
    for when in scene.spread(first, 38, scene.number((1, 3), (1, 3)), OFFICE):
        broker = scene.outside("customs broker")
        scene.pay(trader.main, broker, when, scene.money(150, 900), wording=scene.words(PERMIT))
    return trader
