"""Online sellers: many small customers who pay directly, marketplaces that pay out, refunds, goods bought in."""

from __future__ import annotations

from numpy.random import Generator

from models.synthetic.draws import between, cents, chance, integer, pick, several
from models.synthetic.ledger import Details
from models.synthetic.life.deals import Deal, settle
from models.synthetic.life.invoices import invoice, takes_profit
from models.synthetic.parties import Customer
from models.synthetic.population import SUPPLY_COUNTRIES
from models.synthetic.rhythm import OFFICE, ONLINE, at, moments
from models.synthetic.wordings import REFUND, drawn
from models.synthetic.world import World


def live(world: World) -> None:
    """Write the trade of every online seller."""
    people = world.population.grown_ups
    for firm in world.population.those("seller"):
        _sells(world, world.rng("seller", int(firm.id[1:])), firm, people)


def _sells(world: World, rng: Generator, firm: Customer, people: list[Customer]) -> None:
    usual = between(rng, 18, 95)
    retail = world.calendar.retail
    for when in moments(rng, world.calendar, ONLINE, min(0.75 * firm.activity, 8), firm.since, retail):
        if chance(rng, 0.3):
            buyer = pick(rng, people).main
        else:
            buyer = world.population.stranger(rng) if chance(rng, 0.6) else pick(rng, world.population.strangers)
        price, number = cents(rng, usual, 0.5), f"order {integer(rng, 10**4, 10**6)}"
        purpose = "GDDS" if chance(rng, 0.3) else None
        sale = world.ledger.pay(buyer, firm.main, when, price, purpose=purpose, remittance=number)
        if chance(rng, 0.03):
            day = world.calendar.number(when) + integer(rng, 2, 12)
            if day < world.calendar.days:
                when = at(rng, world.calendar, OFFICE, day)
                purpose, words = pick(rng, ((None, f"refund {number}"), drawn(rng, REFUND)))
                details = Details(original=sale if chance(rng, 0.7) else None)
                world.ledger.pay(firm.main, buyer, when, price, purpose=purpose, remittance=words, details=details)
    marketplace = pick(rng, world.population.outside["marketplace"])
    for day in world.calendar.weekly(integer(rng, 0, 4), weeks=2):
        when = world.calendar.moment(day, between(rng, 3 * 3600, 9 * 3600))
        world.ledger.pay(marketplace, firm.main, when, cents(rng, firm.income * 0.35, 0.3), remittance="payout")
    sector = pick(rng, ("fashion", "textiles", "electronics wholesale", "furniture"))
    for _ in range(integer(rng, 0, 2)):
        supplier = world.population.stranger(rng, pick(rng, SUPPLY_COUNTRIES), "business")
        for when in moments(rng, world.calendar, OFFICE, 0.03, firm.since):
            settle(
                world, rng, Deal(firm.main, supplier, sector, cents(rng, max(150, firm.income / 9), 0.6) / 100, when)
            )
    for supplier in several(rng, world.population.outside["supplier"], integer(rng, 1, 3)):
        invoice(world, rng, firm.main, supplier, OFFICE, 0.04, max(150, firm.income / 8), firm.since)
    takes_profit(world, rng, firm, firm.income * 0.3)
