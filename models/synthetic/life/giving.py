"""Gifts among people who do not know each other: fundraisers, creators and those who follow them, charities abroad."""

from __future__ import annotations

from numpy.random import Generator

from models.synthetic.draws import between, cents, chance, integer, pick, whole
from models.synthetic.parties import Customer
from models.synthetic.population import HOME_COUNTRIES
from models.synthetic.rhythm import OFFICE, ONLINE, at, moments
from models.synthetic.wordings import CROWDFUNDING, DONATION, drawn
from models.synthetic.world import World


def live(world: World) -> None:
    """Write what is raised and given."""
    for person in world.population.grown_ups:
        rng = world.rng("giving", int(person.id[1:]))
        if chance(rng, 0.06):
            _backs(world, rng, person)
        if person.role in ("freelancer", "student", "employee", "homemaker") and chance(rng, 0.012):
            _creates(world, rng, person)
        if chance(rng, 0.006 * world.calendar.days / 365):
            _raises(world, rng, person)
        if chance(rng, 0.01):
            _gives_abroad(world, rng, person)


def _backs(world: World, rng: Generator, person: Customer) -> None:
    """Small sums to a platform or to somebody in need."""
    for when in moments(rng, world.calendar, ONLINE, 0.02, person.since):
        platform = pick(rng, world.population.outside["platform"])
        receiver = platform if chance(rng, 0.7) else pick(rng, world.population.strangers)
        purpose, words = drawn(rng, DONATION)
        amount = whole(cents(rng, 28, 0.7), 5)
        world.ledger.pay(person.main, receiver, when, amount, purpose=purpose, remittance=words)


def _creates(world: World, rng: Generator, person: Customer) -> None:
    """Music, films or a game: a platform pays out what followers gave."""
    platform, usual = pick(rng, world.population.outside["platform"]), between(rng, 40, 700)
    for day in world.calendar.weekly(integer(rng, 0, 4), weeks=pick(rng, (1, 2, 4))):
        purpose, words = drawn(rng, CROWDFUNDING)
        when = at(rng, world.calendar, OFFICE, day)
        world.ledger.pay(platform, person.main, when, cents(rng, usual, 0.5), purpose=purpose, remittance=words)


def _raises(world: World, rng: Generator, person: Customer) -> None:
    """After a fire or an illness many give something; it pays a bill."""
    if world.calendar.days < 30:
        return
    first = integer(rng, 1, world.calendar.days - 20)
    raised = 0
    for _ in range(integer(rng, 4, 12)):
        amount = whole(cents(rng, 45, 0.6), 5)
        purpose, words = drawn(rng, DONATION)
        giver = world.population.stranger(rng) if chance(rng, 0.6) else pick(rng, world.population.strangers)
        when = at(rng, world.calendar, ONLINE, first + integer(rng, 0, 9))
        world.ledger.pay(giver, person.main, when, amount, purpose=purpose, remittance=words)
        raised += amount
    clinic = pick(rng, world.population.outside["supplier"])
    when = at(rng, world.calendar, ONLINE, first + integer(rng, 10, 18))
    words = f"invoice {integer(rng, 1000, 99999)}"
    world.ledger.pay(person.main, clinic, when, round(raised * between(rng, 0.3, 1.1)), remittance=words)


def _gives_abroad(world: World, rng: Generator, person: Customer) -> None:
    """To an association in the country of one's grandparents, once or each month."""
    association = world.population.stranger(rng, pick(rng, HOME_COUNTRIES), "npo")
    amount, monthly = whole(cents(rng, 60, 0.7), 5), world.calendar.monthly(integer(rng, 1, 28))
    for day in monthly if chance(rng, 0.4) else monthly[:1]:
        purpose, words = drawn(rng, DONATION)
        when = at(rng, world.calendar, ONLINE, day)
        world.ledger.pay(person.main, association, when, amount, purpose=purpose, remittance=words)
