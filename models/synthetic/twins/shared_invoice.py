"""Two flatmates split a bill, or a group's parent pays an instalment of an invoice of its subsidiary.

It is honest because there are two payers, what they pay is together the invoice and no more, and they belong
together: an address, or the buyer's name on both.

Plain: two flatmates pay halves of a bill of 90 to 600 dollars within 9 days; or a firm and its parent pay two parts
of an invoice of 6,000 to 50,000 dollars within 30 days.
Customers: persons of long standing; wholesalers, dealers, trades and offices as sellers.
"""

from __future__ import annotations

from models.synthetic.draws import chance, split
from models.synthetic.ledger import Details
from models.synthetic.papers import invoice_number, shipment_number
from models.synthetic.parties import Account
from models.synthetic.rhythm import OFFICE
from models.synthetic.scene import PERSONS, Scene
from models.synthetic.wordings import GOODS


def imitate(scene: Scene) -> list[Account]:
    """Pay an invoice by two."""
    return _flatmates(scene) if chance(scene.rng, 0.5) else _group(scene)


def _flatmates(scene: Scene) -> list[Account]:
    flatmates = scene.leads(2, *PERSONS, least=2)
    scene.share_address(flatmates)
    half, biller = scene.money(90, 600) // 2, scene.outside("electricity")
    told, first = Details(invoice=invoice_number(scene.rng)), scene.at(scene.begin(length=12))
    for flatmate, when in zip(flatmates, scene.spread(first, 8, 2), strict=True):
        scene.pay(flatmate.main, biller, when, half, details=told)
    return [flatmate.main for flatmate in flatmates]


def _group(scene: Scene) -> list[Account]:
    seller = scene.lead("dealer", "wholesale", "office", "trade").main
    subsidiary, parent = scene.firms(2, inside=0.15)
    value, days = scene.money(6000, 50000), scene.value((10, 30), (10, 30))
    told = Details(
        commodity=scene.goods("food wholesale", value),
        invoice=invoice_number(scene.rng),
        shipment=shipment_number(scene.rng),
        consignee=subsidiary.name,
        ultimate_debtor=subsidiary,
    )
    first = scene.at(scene.begin(length=days + 6), OFFICE)
    parts = zip((subsidiary, parent), split(scene.rng, value, 2), scene.spread(first, days, 2, OFFICE), strict=True)
    for payer, cents, when in parts:
        scene.pay(payer, seller, when, cents, wording=scene.words(GOODS), details=told)
    return [seller]
