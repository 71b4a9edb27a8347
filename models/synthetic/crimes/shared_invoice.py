"""One invoice of one seller is paid by several who have nothing to do with each other.

FATF and Egmont, Trade-Based Money Laundering: Trends and Developments (December 2020): several institutions finance
one sale, or third parties pay for the buyer with money of other origin.

Plain: 3 to 6 payers within 3 to 12 days. Financiers pay 90 to 100 % of an invoice of 8,000 to 60,000 dollars each;
third parties pay shares of an invoice of 12,000 to 90,000 dollars, for a buyer who is named in half of the cases.
Disguised: 3 or 4 payers within 10 to 25 days, 75 to 95 % each, or shares of 8,000 to 40,000 dollars.
Expert: 2 or 3 payers within 20 to 32 days, 60 to 85 % each, or 3 shares of 5,000 to 12,000 dollars.
Offenders: dealers, wholesalers, trades and offices as sellers; third parties who pay are offenders too, financiers
victims.
"""

from __future__ import annotations

from models.synthetic.draws import chance, split
from models.synthetic.ledger import Details
from models.synthetic.papers import invoice_number, shipment_number
from models.synthetic.parties import Account
from models.synthetic.rhythm import OFFICE
from models.synthetic.scene import Scene
from models.synthetic.wordings import GOODS


def inject(scene: Scene) -> list[Account]:
    """Have one invoice paid by many."""
    seller = scene.lead("dealer", "wholesale", "office", "trade").main
    financed = chance(scene.rng, 0.5)
    few = (2, 3) if financed else (3, 3)
    payers = scene.firms(scene.number(plain=(3, 6), disguised=(3, 4), expert=few), inside=0.15)
    days = scene.value(plain=(3, 12), disguised=(10, 25), expert=(20, 32))
    if financed:
        value = scene.money(*scene.choice((8000, 60000), (8000, 40000), (5000, 12000)))
        amounts = [int(value * scene.value((0.9, 1.0), (0.75, 0.95), (0.6, 0.85))) for _ in payers]
    else:
        value = scene.money(*scene.choice((12000, 90000), (8000, 40000), (5000, 12000)))
        amounts = split(scene.rng, value, len(payers))
        scene.enlist(payers)
    buyer = scene.firms(1, inside=0)[0]
    told = Details(
        commodity=scene.goods("food wholesale", value),
        invoice=invoice_number(scene.rng),
        shipment=shipment_number(scene.rng) if chance(scene.rng, scene.choice(0.4, 0.7, 1.0)) else None,
        consignee=buyer.name,
        ultimate_debtor=buyer if chance(scene.rng, 0.5) else None,
    )
    first = scene.at(scene.begin(length=days + 6), OFFICE)
    for payer, amount, when in zip(payers, amounts, scene.spread(first, days, len(payers), OFFICE), strict=True):
        scene.pay(payer, seller, when, amount, wording=scene.words(GOODS), details=told)
    return [seller] if financed else [seller, *payers]
