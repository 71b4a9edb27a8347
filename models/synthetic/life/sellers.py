"""Online sellers: many small customers who pay directly, marketplaces that pay out, refunds, goods bought in."""

from __future__ import annotations

from numpy.random import Generator

from models.synthetic.draws import between, cents, chance, integer, pick, several
from models.synthetic.life.invoices import invoice, takes_profit
from models.synthetic.parties import Customer
from models.synthetic.rhythm import OFFICE, ONLINE, at, moments
from models.synthetic.world import World


def live(world: World) -> None:
    """Write the trade of every online seller."""
    people = world.population.people
    for firm in world.population.those("seller"):
        _sells(world, world.rng("seller", int(firm.id[1:])), firm, people)


def _sells(world: World, rng: Generator, firm: Customer, people: list[Customer]) -> None:
    usual = between(rng, 18, 95)
    retail = world.calendar.retail
    for when in moments(rng, world.calendar, ONLINE, min(0.9 * firm.activity, 8), firm.since, retail):
        if chance(rng, 0.3):
            buyer = pick(rng, people).main
        else:
            buyer = world.population.stranger(rng) if chance(rng, 0.6) else pick(rng, world.population.strangers)
        price, number = cents(rng, usual, 0.5), f"order {integer(rng, 10**4, 10**6)}"
        world.ledger.pay(buyer, firm.main, when, price, purpose="GDDS" if chance(rng, 0.3) else None, remittance=number)
        if chance(rng, 0.03):
            day = world.calendar.number(when) + integer(rng, 2, 12)
            if day < world.calendar.days:
                world.ledger.pay(
                    firm.main, buyer, at(rng, world.calendar, OFFICE, day), price, remittance=f"refund {number}"
                )
    marketplace = pick(rng, world.population.outside["marketplace"])
    for day in world.calendar.weekly(integer(rng, 0, 4), weeks=2):
        when = world.calendar.moment(day, between(rng, 3 * 3600, 9 * 3600))
        world.ledger.pay(marketplace, firm.main, when, cents(rng, firm.income * 0.35, 0.3), remittance="payout")
    suppliers = several(rng, world.population.foreign_firms, integer(rng, 0, 2))
    suppliers += several(rng, world.population.outside["supplier"], integer(rng, 1, 3))
    for supplier in suppliers:
        invoice(world, rng, firm.main, supplier, OFFICE, 0.04, max(150, firm.income / 8), firm.since)
    takes_profit(world, rng, firm, firm.income * 0.3)
