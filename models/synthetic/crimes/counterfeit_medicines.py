"""Medicines are sold without a licence, bought where fakes come from.

OECD and EUIPO, Trade in Counterfeit Pharmaceutical Products (March 2020); INTERPOL, Operation Pangea.

Plain: 12 to 45 sales of 40 to 900 dollars for medicines within 8 to 26 days by somebody without a licence, and 2 to 5
purchases of 800 to 9,000 in India, China, Hong Kong or Türkiye.
Disguised: 12 to 20 sales within 15 to 26 days, of which three in five say what they are for, and 2 to 4 purchases.
Expert: 6 to 10 sales within 25 to 35 days, of which one in five says so, and 2 to 4 purchases.
Offenders: firms outside the trade.
"""

from __future__ import annotations

from models.synthetic.draws import chance, pick
from models.synthetic.parties import Customer
from models.synthetic.rhythm import OFFICE
from models.synthetic.scene import Scene

_HUBS = ("IN", "CN", "TR", "HK")


def inject(scene: Scene) -> Customer:
    """Sell fake medicines."""
    offender = scene.lead("dealer", "office", "trade", "seller", "wholesale", suits=_outside)
    count = scene.number(plain=(12, 45), disguised=(12, 20), expert=(6, 10))
    days = scene.value(plain=(8, 26), disguised=(15, 26), expert=(25, 35))
    says, first = scene.choice(0.95, 0.6, 0.2), scene.at(scene.begin(length=days + 6), OFFICE)
    sector = "pharmaceutical wholesale"
    for buyer, when in zip(scene.persons(count, inside=0.2), scene.spread(first, days, count), strict=True):
        price = scene.money(40, 900)
        if chance(scene.rng, says):
            scene.trade(buyer, offender.main, when, price, sector, shipped=chance(scene.rng, 0.3))
        else:
            scene.pay(buyer, offender.main, when, price)
    supplier = scene.abroad(pick(scene.rng, _HUBS), "business")
    for when in scene.spread(first, days, scene.number((2, 5), (2, 4)), OFFICE):
        scene.trade(offender.main, supplier, when, scene.money(800, 9000), sector, shipped=chance(scene.rng, 0.4))
    return offender


def _outside(customer: Customer) -> bool:
    return customer.particulars.sector not in (None, "pharmaceutical wholesale") and not customer.particulars.licences
