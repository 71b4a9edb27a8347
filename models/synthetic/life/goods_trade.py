"""Firms that deal in goods: what they buy and sell, here and abroad."""

from __future__ import annotations

from datetime import datetime

from numpy.random import Generator

from models.synthetic.draws import between, cents, chance, integer, pick, several, whole
from models.synthetic.life.deals import Deal, settle
from models.synthetic.life.invoices import takes_profit
from models.synthetic.parties import Customer
from models.synthetic.rhythm import OFFICE, ONLINE, at, moments
from models.synthetic.wordings import FREIGHT, PERMIT, drawn
from models.synthetic.world import World

SUPPLY = {
    "timber trade": ("CA", "CA", "CA", "SE", "FI", "CL", "BR", "ID"),
    "art gallery": ("FR", "GB", "IT", "DE", "CH", "GR", "EG", "TR"),
    "jewellery": ("CH", "IT", "IN", "TH", "AE", "HK"),
    "pharmaceutical wholesale": ("DE", "CH", "IE", "IN", "IN", "CN"),
    "electronics wholesale": ("TW", "CN", "CN", "DE", "KR", "JP", "HK"),
    "gunsmith": ("AT", "IT", "DE", "CZ", "BE", "BR"),
    "fuel trade": ("CA", "NL", "NO", "SG", "AE", "KZ"),
    "chemical wholesale": ("DE", "DE", "KR", "BE", "NL", "JP", "CA", "CN", "IN"),
    "metals": ("CA", "CA", "CL", "CH", "PE", "AU", "ZA", "GH"),
    "fashion": ("IT", "CN", "CN", "TR", "BD", "PT", "IN", "ES"),
    "pet trade": ("CZ", "NL", "DE", "ID", "PE"),
    "food wholesale": ("MX", "MX", "BR", "CO", "PE", "IT", "ES"),
    "machine tools": ("DE", "JP", "CH", "TW", "IT"),
    "textiles": ("BD", "BD", "IN", "CN", "CN", "TR", "PT", "VN"),
    "furniture": ("CN", "CN", "PL", "IT", "MX", "CA", "MY"),
    "machinery": ("DE", "IT", "CN", "JP"),
}
"""Where the goods of a sector come from."""
DEMAND = ("CA", "CA", "MX", "GB", "DE", "FR", "NL", "JP", "AU", "IE", "AE", "SG", "IL", "BR", "HK")
"""Where they are sold."""


def live(world: World) -> None:
    """Write the trade of dealers, and what wholesalers buy abroad."""
    for firm in world.population.those("dealer"):
        rng = world.rng("dealer", int(firm.id[1:]))
        sector = firm.particulars.sector or "food wholesale"
        _buys(world, rng, firm, sector, integer(rng, 1, 3), integer(rng, 1, 2))
        _sells(world, rng, firm, sector)
        _upkeep(world, rng, firm, 0.03)
        if chance(rng, 0.7):
            takes_profit(world, rng, firm, firm.income * 0.08)
    for firm in world.population.those("wholesale"):
        rng = world.rng("wholesale goods", int(firm.id[1:]))
        sector = firm.particulars.sector or pick(rng, ("food wholesale", "textiles", "machinery", "furniture"))
        _buys(world, rng, firm, sector, integer(rng, 1, 4), 0)
        _upkeep(world, rng, firm, 0.015)


def _buys(world: World, rng: Generator, firm: Customer, sector: str, abroad: int, here: int) -> None:
    """From the same few suppliers; for about two thirds of what is sold."""
    sources = [world.population.stranger(rng, pick(rng, SUPPLY[sector]), "business") for _ in range(abroad)]
    sources += [world.population.stranger(rng, "US", "business") for _ in range(here)]
    dealers = world.population.those("dealer", "wholesale")
    colleagues = [other.main for other in dealers if other is not firm and other.particulars.sector == sector]
    sources += several(rng, colleagues, 1) if chance(rng, 0.4) else []
    for source in sources:
        weeks = pick(rng, (2, 2, 3, 4))
        usual = max(350, firm.income * 0.65 * 7 * weeks / 30 / len(sources))
        for when in _regularly(world, rng, weeks):
            customer = pick(rng, world.population.outside["client"]) if chance(rng, 0.03) else None
            deal = Deal(firm.main, source, sector, cents(rng, usual, 0.5) / 100, when)
            settle(world, rng, deal, consignee=customer)


def _sells(world: World, rng: Generator, firm: Customer, sector: str) -> None:
    """To firms of the country, to some abroad, and to persons."""
    clients = several(rng, world.population.outside["client"], integer(rng, 0, 2))
    clients += [world.population.stranger(rng, "US", "business") for _ in range(integer(rng, 2, 4))]
    if chance(rng, 0.45):
        clients += [world.population.stranger(rng, pick(rng, DEMAND), "business") for _ in range(integer(rng, 1, 3))]
    weeks = pick(rng, (2, 2, 3, 4))
    usual = max(300, firm.income * 7 * weeks / 30 / len(clients))
    for client in clients:
        for when in _regularly(world, rng, weeks):
            settle(world, rng, Deal(client, firm.main, sector, cents(rng, usual, 0.5) / 100, when))
    people = world.population.grown_ups
    for when in moments(rng, world.calendar, ONLINE, between(rng, 0.01, 0.1), firm.since):
        buyer = pick(rng, people).main if chance(rng, 0.3) else pick(rng, world.population.strangers)
        if chance(rng, 0.35):
            settle(world, rng, Deal(buyer, firm.main, sector, cents(rng, 220, 0.9) / 100, when))
        else:
            words = f"order {integer(rng, 1000, 99999)}"
            world.ledger.pay(buyer, firm.main, when, cents(rng, 220, 0.9), purpose="GDDS", remittance=words)


def _regularly(world: World, rng: Generator, weeks: int) -> list[datetime]:
    """Office hours of every so many weeks, some days sooner or later, one in eight left out."""
    found = []
    for day in world.calendar.weekly(integer(rng, 0, 4), weeks=weeks, offset=integer(rng, 0, weeks - 1)):
        day = world.calendar.business_day(max(0, day + integer(rng, -3, 3)))
        if day < world.calendar.days and not chance(rng, 0.12):
            found.append(at(rng, world.calendar, OFFICE, day))
    return found


def _upkeep(world: World, rng: Generator, firm: Customer, per_day: float) -> None:
    """Freight and what customs take."""
    carrier = pick(rng, world.population.outside["shipping line"])
    for when in moments(rng, world.calendar, OFFICE, per_day, firm.since):
        purpose, words = drawn(rng, FREIGHT)
        amount = cents(rng, max(90, firm.income * 0.012), 0.6)
        world.ledger.pay(firm.main, carrier, when, amount, purpose=purpose, remittance=words)
    for day in world.calendar.monthly(integer(rng, 1, 28)):
        office = pick(rng, world.population.outside[pick(rng, ("customs broker", "customs broker", "registry"))])
        purpose, words = drawn(rng, PERMIT)
        amount = whole(cents(rng, max(60, firm.income * 0.006), 0.7), 5)
        when = at(rng, world.calendar, OFFICE, day)
        world.ledger.pay(firm.main, office, when, amount, purpose=purpose, remittance=words)
