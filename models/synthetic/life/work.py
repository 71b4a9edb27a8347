"""Work beside a payroll: platforms, fees for advice, and what those in public office earn and pay beside it."""

from __future__ import annotations

from numpy.random import Generator

from models.synthetic.draws import between, cents, chance, integer, pick, several, whole
from models.synthetic.ledger import Details
from models.synthetic.parties import Customer
from models.synthetic.population import CLIENT_COUNTRIES
from models.synthetic.rhythm import OFFICE, ONLINE, at, moments
from models.synthetic.wordings import CONSULTING, FREELANCE, drawn
from models.synthetic.world import World

_ON_PLATFORMS = {"freelancer": 0.3, "student": 0.05, "employee": 0.012, "homemaker": 0.03, "unemployed": 0.03}


def live(world: World) -> None:
    """Write what people earn beside or instead of a wage."""
    for role, share in _ON_PLATFORMS.items():
        for person in world.population.those(role):
            rng = world.rng("platforms", int(person.id[1:]))
            if chance(rng, share):
                _platforms(world, rng, person)
    for person in world.population.those("freelancer", "pensioner", "employee"):
        rng = world.rng("advice", int(person.id[1:]))
        if not person.particulars.pep and chance(rng, 0.12 if person.role == "freelancer" else 0.01):
            _advises(world, rng, person, between(rng, 150, 900))
    for firm in world.population.those("office"):
        rng = world.rng("advice", int(firm.id[1:]))
        if chance(rng, 0.6):
            _advises(world, rng, firm, max(400, firm.income / 12))
    for person in world.population.grown_ups:
        about = person.particulars
        if about.pep or about.related_pep:
            _in_the_public_eye(world, world.rng("public eye", int(person.id[1:])), person)


def _platforms(world: World, rng: Generator, person: Customer) -> None:
    """One or two platforms pay what was earned; some clients abroad pay directly."""
    platforms = several(rng, world.population.outside["platform"], pick(rng, (1, 1, 1, 2)))
    if chance(rng, 0.25):
        platforms.append(world.population.stranger(rng, pick(rng, (*CLIENT_COUNTRIES, "IL", "SG", "IN")), "business"))
    usual = between(rng, 60, 900)
    for platform in platforms:
        for when in moments(rng, world.calendar, OFFICE, between(rng, 0.02, 0.08), person.since):
            purpose, words = drawn(rng, FREELANCE)
            world.ledger.pay(platform, person.main, when, cents(rng, usual, 0.6), purpose=purpose, remittance=words)


def _advises(world: World, rng: Generator, adviser: Customer, usual: float) -> None:
    """Firms and public bodies pay for advice."""
    clients = several(rng, world.population.outside["client"], integer(rng, 1, 2))
    clients += several(rng, [office.main for office in world.population.those("public", "trade", "shop")], 1)
    for client in clients:
        for when in moments(rng, world.calendar, OFFICE, 0.015, adviser.since):
            purpose, words = drawn(rng, CONSULTING)
            world.ledger.pay(client, adviser.main, when, cents(rng, usual, 0.5), purpose=purpose, remittance=words)


def _in_the_public_eye(world: World, rng: Generator, person: Customer) -> None:
    """A speech, a book, a seat on a board; a flat or a school abroad."""
    if chance(rng, 0.5):
        for when in moments(rng, world.calendar, OFFICE, 0.015, person.since):
            host = pick(rng, world.population.outside[pick(rng, ("client", "university", "consultancy"))])
            purpose, words = drawn(rng, CONSULTING)
            world.ledger.pay(host, person.main, when, cents(rng, 480, 0.5), purpose=purpose, remittance=words)
    if chance(rng, 0.3):
        country = pick(rng, ("GB", "FR", "IT", "CA", "CH"))
        landlord = world.population.stranger(rng, country, "business")
        for day in world.calendar.monthly(integer(rng, 1, 28), every=pick(rng, (1, 3))):
            amount = whole(cents(rng, 900, 0.4), 10)
            world.ledger.pay(
                person.main,
                landlord,
                at(rng, world.calendar, ONLINE, day),
                amount,
                purpose="RENT",
                remittance="rent",
                details=Details(
                    ultimate_creditor=world.population.stranger(rng, country) if chance(rng, 0.1) else None
                ),
            )
