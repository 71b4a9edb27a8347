"""One payment for goods between two parties, with the papers that go along."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from numpy.random import Generator

from models.synthetic.draws import between, chance, pick
from models.synthetic.ledger import Details, Rail
from models.synthetic.life.invoices import RATES
from models.synthetic.market import GOODS as MARKET
from models.synthetic.market import Good, lot, some
from models.synthetic.papers import invoice_number, shipment_number
from models.synthetic.parties import Account
from models.synthetic.population import CURRENCIES
from models.synthetic.wordings import GOODS, drawn
from models.synthetic.world import World
from streams.records import Commodity

_BESIDE = {
    "pet trade": (Good("230910", "kg", 2.6, 0.4), Good("030111", "piece", 3.5, 0.6), Good("732393", "piece", 6, 0.5)),
    "chemical wholesale": (Good("310210", "kg", 0.34, 0.15), Good("340290", "kg", 2.1, 0.4), Good("281410", "t", 480)),
    "pharmaceutical wholesale": (Good("300510", "kg", 14, 0.4), Good("901890", "piece", 35, 0.7)),
    "machine tools": (Good("846799", "piece", 120, 0.6), Good("820730", "piece", 85, 0.6)),
    "art gallery": (Good("441400", "piece", 60, 0.6), Good("491191", "piece", 25, 0.6)),
}
"""What they deal in besides, and mostly: pet food, fertilisers, dressings, hand tools, frames and prints."""


class Deal(NamedTuple):
    """One payment for goods of a sector."""

    debtor: Account
    creditor: Account
    sector: str
    dollars: float
    when: datetime


def settle(world: World, rng: Generator, deal: Deal, consignee: Account | None = None) -> None:
    """Pay for goods; the message tells of goods and shipment nearly always where they cross a border."""
    abroad = deal.debtor.country != deal.creditor.country
    papers = chance(rng, 0.85 if abroad else 0.3)
    details = Details(
        commodity=_goods(rng, deal) if papers and chance(rng, 0.95) else None,
        invoice=invoice_number(rng) if chance(rng, 0.8) else None,
        shipment=shipment_number(rng) if chance(rng, 0.93 if papers else 0.05) else None,
        consignee=(consignee or deal.debtor).name if consignee or (papers and chance(rng, 0.5)) else None,
        ultimate_debtor=_somebody(world, rng, deal.debtor),
        ultimate_creditor=_somebody(world, rng, deal.creditor),
    )
    other = deal.creditor.country if deal.creditor.country != "US" else deal.debtor.country
    currency = CURRENCIES.get(other, "USD") if chance(rng, 0.5) else "USD"
    channel: Rail = "trade" if deal.dollars > 8000 and chance(rng, 0.3 if abroad else 0.03) else "transfer"
    purpose, words = drawn(rng, GOODS)
    world.ledger.pay(
        deal.debtor,
        deal.creditor,
        deal.when,
        max(1, round(100 * deal.dollars * RATES[currency])),
        channel=channel,
        purpose=purpose,
        remittance=words,
        currency=currency,
        details=details,
    )


def _goods(rng: Generator, deal: Deal) -> Commodity:
    """Mostly of the sector, seldom something that the firm needs itself; a bargain or a dear lot now and then."""
    sector = deal.sector if chance(rng, 0.99) else pick(rng, tuple(MARKET))
    good, times = some(rng, sector), between(rng, 0.6, 1.5) if chance(rng, 0.04) else 1.0
    if sector in _BESIDE and chance(rng, 0.8):
        good = pick(rng, _BESIDE[sector])
    full = lot(rng, good, deal.dollars, times)
    return full if chance(rng, 0.9) else Commodity(hs=good.hs)


def _somebody(world: World, rng: Generator, account: Account) -> Account | None:
    """The same party named once more, or seldom another one, such as the parent firm."""
    if chance(rng, 0.03):
        return account
    return world.population.stranger(rng, account.country, "business") if chance(rng, 0.012) else None
