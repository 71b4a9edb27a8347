"""A coffee importer pays its growers, a bargain here and a rare lot there, and an invoice in two instalments.

It is honest because prices stay near the market's, with papers, and the importer pays itself.

Plain: 3 to 6 payments of 6,000 to 90,000 dollars at 0.7 to 1.5 times the price with papers; one invoice paid in two
parts.
Customers: dealers and wholesalers.
"""

from __future__ import annotations

from models.synthetic.draws import pick
from models.synthetic.ledger import Details
from models.synthetic.papers import invoice_number, shipment_number
from models.synthetic.parties import Customer
from models.synthetic.rhythm import OFFICE
from models.synthetic.scene import Scene
from models.synthetic.wordings import GOODS


def imitate(scene: Scene) -> Customer:
    """Import at market prices."""
    importer = scene.lead("dealer", "wholesale", suits=lambda each: each.particulars.sector is not None)
    sector = importer.particulars.sector or "food wholesale"
    partner = scene.abroad(pick(scene.rng, ("CO", "BR", "DE", "CA", "IT")), "business")
    first = scene.at(scene.begin(length=60), OFFICE)
    for when in scene.spread(first, 48, scene.number((3, 6), (3, 6)), OFFICE):
        times = scene.value((0.7, 1.5), (0.7, 1.5))
        scene.trade(importer.main, partner, when, scene.money(6000, 90000), sector, times=times)
    half, number = scene.money(3000, 20000), invoice_number(scene.rng)
    told = Details(
        commodity=scene.goods(sector, 2 * half),
        invoice=number,
        shipment=shipment_number(scene.rng),
        consignee=importer.main.name,
    )
    for when in scene.spread(first, 30, 2, OFFICE):
        scene.pay(importer.main, partner, when, half, wording=scene.words(GOODS), details=told)
    return importer
