"""Money services: many small payments of customers in, bulk settlements to partners abroad, fees."""

from __future__ import annotations

from numpy.random import Generator

from models.synthetic.draws import between, cents, chance, integer, pick, whole
from models.synthetic.ledger import Details
from models.synthetic.life.friends import FAMILY_WORDS
from models.synthetic.life.invoices import takes_profit
from models.synthetic.parties import Account, Customer
from models.synthetic.population import HOME_COUNTRIES
from models.synthetic.rhythm import BRANCH, OFFICE, ONLINE, at, moments
from models.synthetic.world import World


def live(world: World) -> None:
    """Write the business of every remitter of the town."""
    for firm in world.population.those("remitter"):
        rng = world.rng("remitter", int(firm.id[1:]))
        taken = _takes_in(world, rng, firm)
        _settles(world, rng, firm, taken)
        if chance(rng, 0.7):
            takes_profit(world, rng, firm, firm.income * 0.04)


def _takes_in(world: World, rng: Generator, firm: Customer) -> dict[int, int]:
    """What customers and agents pay in, and cash over the counter; cents by week."""
    agents = [world.population.stranger(rng, "US", "business") for _ in range(integer(rng, 1, 4))]
    migrants = [person.main for person in world.population.those("migrant")]
    usual, weeks = between(rng, 120, 340), dict[int, int]()
    for when in moments(rng, world.calendar, ONLINE, min(1.4 * firm.activity, 3.0), firm.since):
        amount = whole(cents(rng, usual, 0.5), 10)
        sender = pick(rng, migrants) if chance(rng, 0.15) else _somebody(world, rng)
        receiver = world.population.stranger(rng, pick(rng, HOME_COUNTRIES)) if chance(rng, 0.45) else None
        details = Details(ultimate_creditor=receiver)
        if chance(rng, 0.25):
            payer = _somebody(world, rng) if chance(rng, 0.6) else None
            sender, details = pick(rng, agents), Details(ultimate_debtor=payer)
        words = pick(rng, FAMILY_WORDS)
        world.ledger.pay(sender, firm.main, when, amount, channel="remittance", remittance=words, details=details)
        week = world.calendar.number(when) // 7
        weeks[week] = weeks.get(week, 0) + amount
    for day in world.calendar.weekly(integer(rng, 0, 4)):
        amount = whole(cents(rng, max(400, firm.income * 0.02), 0.4), 10)
        world.ledger.deposit(firm.main, at(rng, world.calendar, BRANCH, day), amount, firm.branch)
        weeks[day // 7] = weeks.get(day // 7, 0) + amount
    return weeks


def _somebody(world: World, rng: Generator) -> Account:
    return world.population.stranger(rng) if chance(rng, 0.5) else pick(rng, world.population.strangers)


def _settles(world: World, rng: Generator, firm: Customer, taken: dict[int, int]) -> None:
    """Once a week to two or three partners, who pay out abroad; some of it for a named customer."""
    countries = [pick(rng, HOME_COUNTRIES) for _ in range(integer(rng, 2, 3))]
    partners = [world.population.stranger(rng, country, "money_service") for country in countries]
    for week in sorted(taken):
        day = world.calendar.business_day(week * 7 + 7)
        if day >= world.calendar.days:
            continue
        for partner in partners:
            amount = whole(round(taken[week] * between(rng, 0.8, 0.98) / len(partners)), 10)
            details = Details(ultimate_debtor=_somebody(world, rng) if chance(rng, 0.2) else None)
            words = f"settlement {integer(rng, 1000, 99999)}"
            world.ledger.pay(
                firm.main,
                partner,
                at(rng, world.calendar, OFFICE, day),
                amount,
                channel=pick(rng, ("transfer", "remittance")),
                remittance=words,
                details=details,
            )
