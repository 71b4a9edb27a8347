"""Goods are invoiced at many times or a fraction of their price, or one invoice is paid twice, by others.

FATF and Egmont, Trade-Based Money Laundering: Trends and Developments (December 2020).

Plain: 2 to 5 payments of 14,000 to 160,000 dollars within 8 to 26 days for copper, zinc, coffee or the like at 4 to 15
times or 8 to 25 % of the price, three in ten with shipping papers; or, in three cases of ten, one invoice of 8,000 to
60,000 paid two or three times by different firms.
Disguised: 2 to 4 payments within 15 to 26 days at 3.3 to 5 times or 20 to 30 %, a half with shipping papers; or one
invoice paid several times.
Expert: 2 to 4 payments at 1.5 to 2.2 times or 50 to 70 %, with papers.
Offenders: dealers, wholesalers and offices.
"""

from __future__ import annotations

from models.synthetic.draws import chance, pick
from models.synthetic.ledger import Details
from models.synthetic.papers import invoice_number
from models.synthetic.parties import Customer
from models.synthetic.rhythm import OFFICE
from models.synthetic.scene import Scene
from models.synthetic.wordings import GOODS

_PARTNERS = ("HK", "AE", "PA", "MX", "CN", "GB", "SG")


def inject(scene: Scene) -> Customer:
    """Shift value by prices or papers."""
    offender = scene.lead("dealer", "wholesale", "office")
    sector, country = pick(scene.rng, ("metals", "food wholesale")), pick(scene.rng, _PARTNERS)
    outward, days = chance(scene.rng, 0.5), scene.value((8, 26), (15, 26))
    first = scene.at(scene.begin(length=days + 6), OFFICE)
    if scene.level != "expert" and chance(scene.rng, 0.3):
        return _paid_twice(scene, offender, sector)
    partner = scene.abroad(country, "business")
    high = scene.value(plain=(4, 15), disguised=(3.3, 5), expert=(1.5, 2.2))
    low = scene.value(plain=(0.08, 0.25), disguised=(0.2, 0.3), expert=(0.5, 0.7))
    times = high if chance(scene.rng, 0.6) else low
    for when in scene.spread(first, days, scene.number(plain=(2, 5), disguised=(2, 4)), OFFICE):
        sides = (offender.main, partner) if outward else (partner, offender.main)
        shipped = chance(scene.rng, scene.choice(0.3, 0.5, 1.0))
        scene.trade(*sides, when, scene.money(14000, 160000), sector, shipped=shipped, times=times)
    return offender


def _paid_twice(scene: Scene, offender: Customer, sector: str) -> Customer:
    """Several firms pay one invoice, for somebody else."""
    amount, number = scene.money(8000, 60000), invoice_number(scene.rng)
    first = scene.at(scene.begin(length=24), OFFICE)
    buyer, count = scene.firms(1, inside=0)[0], scene.number((2, 3), (2, 3))
    for payer, when in zip(scene.firms(count, inside=0), scene.spread(first, 16, count, OFFICE), strict=True):
        told = Details(
            commodity=scene.goods(sector, amount), invoice=number, ultimate_debtor=buyer, consignee=buyer.name
        )
        scene.pay(payer, offender.main, when, amount, wording=scene.words(GOODS), details=told)
    return offender
