"""What all sorts of firms pay now and then: advertising, advice, permits, flights, tenders, a computer that broke."""

from __future__ import annotations

from datetime import timedelta

from numpy.random import Generator

from models.synthetic.draws import between, cents, chance, integer, pick, popular, several, split
from models.synthetic.ledger import PLAIN, Details
from models.synthetic.life.deals import Deal, settle
from models.synthetic.parties import Customer
from models.synthetic.places import ABROAD, DOMESTIC
from models.synthetic.rhythm import OFFICE, ONLINE, moments
from models.synthetic.wordings import (
    ADVERTISING,
    CONSULTING,
    FREIGHT,
    INCIDENT,
    LODGING,
    PERMIT,
    TRAVEL,
    URGENT,
    drawn,
)
from models.synthetic.world import World

_FIRMS = ("shop", "restaurant", "trade", "seller", "wholesale", "dealer", "landlord", "office", "remitter")
_OWN_NEEDS = {"office": "furniture", "trade": "timber trade", "restaurant": "food wholesale", "shop": None}
"""Goods that firms buy for themselves; shops buy what they sell."""


def live(world: World) -> None:
    """Write the occasional payments of firms, and the tenders of public bodies."""
    for firm in world.population.those(*_FIRMS):
        rng = world.rng("firm", int(firm.id[1:]))
        _advertises(world, rng, firm)
        _fees(world, rng, firm)
        if firm.role in ("office", "dealer", "wholesale"):
            _travels(world, rng, firm)
        if firm.role in _OWN_NEEDS and chance(rng, 0.35):
            _buys_goods(world, rng, firm)
    for office in world.population.those("public"):
        _tenders(world, world.rng("tenders", int(office.id[1:])), office)


def _advertises(world: World, rng: Generator, firm: Customer) -> None:
    if not chance(rng, 0.35):
        return
    agency = popular(rng, world.merchants("7311"))
    for when in moments(rng, world.calendar, ONLINE, between(rng, 0.01, 0.05), firm.since):
        purpose, words = drawn(rng, ADVERTISING)
        amount = cents(rng, max(25, firm.income * 0.006), 0.6)
        if chance(rng, 0.5):
            world.ledger.card(firm.main, agency, "7311", when, amount, online=True, words=pick(rng, (None, words)))
        else:
            world.ledger.pay(firm.main, agency, when, amount, purpose=purpose, remittance=words)


def _fees(world: World, rng: Generator, firm: Customer) -> None:
    """Advice, permits, freight, something urgent, a machine that must be saved; each seldom."""
    income = max(2000.0, firm.income)
    yearly = (
        (CONSULTING, "consultancy", 0.7, 0.03),
        (PERMIT, "registry", 0.5, 0.006),
        (FREIGHT, "shipping line", 0.25, 0.008),
        (URGENT, "supplier", 0.45, 0.06),
        (INCIDENT, "consultancy", 0.14, 0.05),
    )
    for wordings, trade, times, share in yearly:
        for when in moments(rng, world.calendar, OFFICE, times / 365, firm.since):
            purpose, words = drawn(rng, wordings)
            payee = popular(rng, world.population.outside[trade], 4)
            details = PLAIN
            if chance(rng, 0.03):
                details = Details(ultimate_debtor=pick(rng, world.population.outside["client"]))
            amount = cents(rng, income * share, 0.7)
            world.ledger.pay(firm.main, payee, when, amount, purpose=purpose, remittance=words, details=details)


def _travels(world: World, rng: Generator, firm: Customer) -> None:
    """Flights and hotels for the staff, booked online."""
    for when in moments(rng, world.calendar, OFFICE, 0.012, firm.since):
        city = pick(rng, (*ABROAD, *DOMESTIC[:10]))
        told, fare = Details(travel_destination=city.country), cents(rng, 160 + city.km / 12, 0.4)
        if chance(rng, 0.7):
            airline = pick(rng, world.merchants("4511"))
            world.ledger.card(firm.main, airline, "4511", when, fare, online=True, details=told)
        else:
            purpose, words = drawn(rng, TRAVEL)
            agency = pick(rng, world.population.outside["supplier"])
            world.ledger.pay(firm.main, agency, when, fare, purpose=purpose, remittance=words, details=told)
        if chance(rng, 0.5):
            purpose, words = drawn(rng, LODGING)
            hotel = world.population.stranger(rng, city.country, "business")
            later, price = when + timedelta(minutes=between(rng, 5, 90)), cents(rng, 420, 0.5)
            world.ledger.pay(firm.main, hotel, later, price, purpose=purpose, remittance=words)


def _buys_goods(world: World, rng: Generator, firm: Customer) -> None:
    """Things for the firm itself, whose invoices tell of goods."""
    sector = _OWN_NEEDS[firm.role] or pick(rng, ("fashion", "textiles", "furniture"))
    dealers = [d.main for d in world.population.those("dealer", "wholesale") if d.particulars.sector == sector]
    sources = several(rng, dealers, 1) + several(rng, world.population.outside["supplier"], 1)
    for when in moments(rng, world.calendar, OFFICE, 0.02, firm.since):
        dollars = cents(rng, max(120, firm.income * 0.03), 0.6) / 100
        settle(world, rng, Deal(firm.main, pick(rng, sources), sector, dollars, when))


def _tenders(world: World, rng: Generator, office: Customer) -> None:
    """A contract is paid in two to four instalments to one firm; advice is bought too."""
    bidders = [firm.main for firm in world.population.those("trade", "office", "wholesale", "dealer")]
    bidders += world.population.outside["supplier"][:30]
    for _ in range(integer(rng, 1, 4)):
        firm, parts, number = pick(rng, bidders), integer(rng, 2, 4), f"invoice {integer(rng, 1000, 99999)}"
        usual = firm.customer.income * 0.35 * parts if firm.customer else 28_000
        total = cents(rng, max(2_000, min(usual, 60_000)), 0.5)
        day = integer(rng, 1, max(1, world.calendar.days - 10))
        for part in split(rng, total, parts):
            if day < world.calendar.days:
                when = world.calendar.moment(world.calendar.business_day(day), between(rng, 9, 16) * 3600)
                world.ledger.pay(office.main, firm, when, part, purpose="SUPP", remittance=number)
            day += integer(rng, 14, 35)
    for when in moments(rng, world.calendar, OFFICE, 0.03, office.since):
        purpose, words = drawn(rng, CONSULTING)
        adviser = popular(rng, world.population.outside["consultancy"], 4)
        amount = cents(rng, 3200, 0.6)
        world.ledger.pay(office.main, adviser, when, amount, purpose=purpose, remittance=words)
