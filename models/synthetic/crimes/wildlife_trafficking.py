"""Wild animals and what is made of them are paid for along known routes, through accounts of others.

FATF, Money Laundering and the Illegal Wildlife Trade (June 2020); CITES.

Plain: 2 to 6 payments of 1,200 to 20,000 dollars within 6 to 26 days from or to countries of origin or demand,
without papers, by somebody outside the trade.
Disguised: 2 to 5 payments of 700 to 5,000, a third with papers.
Expert: 2 or 3 payments of 500 to 1,500, told as pet food.
Offenders: persons and firms outside the trade.
"""

from __future__ import annotations

from models.synthetic.draws import chance, pick
from models.synthetic.parties import Customer
from models.synthetic.rhythm import OFFICE
from models.synthetic.scene import Scene

_ROUTES = ("KE", "TZ", "MZ", "NG", "CN", "VN", "TH", "HK", "UG")


def inject(scene: Scene) -> Customer:
    """Trade in wildlife."""
    offender = scene.lead("office", "trade", "dealer", "wholesale", "freelancer", suits=_outside)
    partner = scene.abroad(pick(scene.rng, _ROUTES), "business" if chance(scene.rng, 0.5) else "person")
    days, papers = scene.value((6, 26), (15, 26)), scene.choice(0.1, 0.33, 1.0)
    low, high = scene.choice((1200, 20000), (900, 5000), (500, 1500))
    sector = scene.choice("pet trade", "pet trade", "food wholesale")
    for when in scene.spread(
        scene.at(scene.begin(length=days + 5), OFFICE), days, scene.number((2, 6), (2, 5)), OFFICE
    ):
        sides = (offender.main, partner) if chance(scene.rng, 0.6) else (partner, offender.main)
        scene.trade(*sides, when, scene.money(low, high), sector, shipped=chance(scene.rng, papers))
    return offender


def _outside(customer: Customer) -> bool:
    return customer.particulars.sector != "pet trade"
