"""Charities: many small donations, a few grants, collections in cash, and projects at home and abroad."""

from __future__ import annotations

from numpy.random import Generator

from models.synthetic.draws import between, cents, chance, integer, pick, several, whole
from models.synthetic.parties import Account, Customer
from models.synthetic.rhythm import BRANCH, OFFICE, ONLINE, at, moments
from models.synthetic.wordings import DONATION, drawn
from models.synthetic.world import World

_PROJECT_COUNTRIES = ("KE", "UG", "HT", "GT", "JO", "LB", "UA", "PH", "NP", "ET", "SO", "YE", "SY", "AF", "SS")
"""Where those who work abroad have partners, some in places at war."""


def live(world: World) -> None:
    """Write what every charity receives and spends."""
    people = world.population.grown_ups
    for charity in world.population.those("charity"):
        rng = world.rng("charity", int(charity.id[1:]))
        _receives(world, rng, charity, people)
        _spends(world, rng, charity)


def _receives(world: World, rng: Generator, charity: Customer, people: list[Customer]) -> None:
    for when in moments(rng, world.calendar, ONLINE, min(0.45 * charity.activity, 6), charity.since):
        purpose, words = drawn(rng, DONATION)
        world.ledger.pay(_donor(world, rng, people), charity.main, when, _gift(rng), purpose=purpose, remittance=words)
    for _ in range(integer(rng, 2, 14)):
        member, gift = _donor(world, rng, people), _gift(rng)
        for day in world.calendar.monthly(integer(rng, 1, 28)):
            when = at(rng, world.calendar, OFFICE, day)
            world.ledger.pay(member, charity.main, when, gift, purpose="CHAR", remittance="monthly gift")
    for _ in range(rng.poisson(1.8)):
        day = world.calendar.business_day(integer(rng, 0, world.calendar.days - 1))
        funder, grant = pick(rng, world.population.outside["donor fund"]), whole(cents(rng, charity.income, 0.6), 500)
        world.ledger.pay(funder, charity.main, at(rng, world.calendar, OFFICE, day), grant, remittance="grant")
    if chance(rng, 0.6):
        for when in moments(rng, world.calendar, BRANCH, 0.07, charity.since):
            world.ledger.deposit(charity.main, when, whole(cents(rng, 380, 0.8), 1), charity.branch)


def _donor(world: World, rng: Generator, people: list[Customer]) -> Account:
    if chance(rng, 0.3):
        return pick(rng, people).main
    return world.population.stranger(rng) if chance(rng, 0.4) else pick(rng, world.population.strangers)


def _gift(rng: Generator) -> int:
    return whole(cents(rng, 38, 0.8), 5)


def _spends(world: World, rng: Generator, charity: Customer) -> None:
    """Suppliers, rent of a hall, help to families, petty cash, and for a third of them partners abroad each month."""
    regulars = several(rng, world.population.outside["supplier"], integer(rng, 2, 5))
    for when in moments(rng, world.calendar, OFFICE, between(rng, 0.1, 0.35), charity.since):
        amount = cents(rng, max(60, charity.income / 28), 0.7)
        world.ledger.pay(
            charity.main,
            pick(rng, regulars),
            when,
            amount,
            purpose="SUPP",
            remittance=f"invoice {integer(rng, 100, 9999)}",
        )
    if chance(rng, 0.4):
        families = [pick(rng, world.population.strangers) for _ in range(integer(rng, 3, 15))]
        for when in moments(rng, world.calendar, OFFICE, 0.12, charity.since):
            world.ledger.pay(
                charity.main, pick(rng, families), when, whole(cents(rng, 180, 0.4), 10), remittance="help"
            )
    if chance(rng, 0.35):
        partner = world.population.stranger(rng, pick(rng, _PROJECT_COUNTRIES), "npo")
        for day in world.calendar.monthly(integer(rng, 1, 28)):
            when = at(rng, world.calendar, OFFICE, day)
            amount = whole(cents(rng, max(200, charity.income / 5), 0.3), 50)
            world.ledger.pay(charity.main, partner, when, amount, purpose="CHAR", remittance="project")
    if chance(rng, 0.4):
        for when in moments(rng, world.calendar, BRANCH, 0.03, charity.since):
            world.ledger.withdraw(charity.main, when, whole(cents(rng, 140, 0.5), 20), charity.branch)
