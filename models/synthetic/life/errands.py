"""Odds and ends: prepaid cards, shares, a crypto kiosk, notices in a paper, motels of the region."""

from __future__ import annotations

from numpy.random import Generator

from models.synthetic.draws import between, cents, chance, integer, pick, whole
from models.synthetic.ledger import PLAIN, Details
from models.synthetic.parties import Customer
from models.synthetic.rhythm import MACHINE, ONLINE, moments
from models.synthetic.wordings import ADVERTISING, KIOSK, LODGING, PREPAID, SECURITIES, drawn
from models.synthetic.world import World


def live(world: World) -> None:
    """Write what some grown-ups do and most do not."""
    for person in world.population.grown_ups:
        rng = world.rng("errands", int(person.id[1:]))
        if chance(rng, 0.04):
            _loads_card(world, rng, person)
        if person.role in ("employee", "freelancer", "pensioner") and chance(rng, 0.02):
            _buys_shares(world, rng, person)
        if chance(rng, 0.015):
            _uses_kiosk(world, rng, person)
        if chance(rng, 0.08):
            _advertises(world, rng, person)
        if chance(rng, 0.02):
            _stays_nearby(world, rng, person)


def _loads_card(world: World, rng: Generator, person: Customer) -> None:
    """A prepaid card for the internet or for a relative, loaded by card or transfer."""
    issuer, usual = pick(rng, world.merchants("6540")[:3]), integer(rng, 2, 12) * 20_00
    for when in moments(rng, world.calendar, ONLINE, between(rng, 0.01, 0.05), person.since):
        purpose, words = drawn(rng, PREPAID)
        told = Details(product="prepaid") if chance(rng, 0.8) else PLAIN
        if chance(rng, 0.5):
            world.ledger.card(person.main, issuer, "6540", when, usual, online=True, words=words, details=told)
        else:
            world.ledger.pay(person.main, issuer, when, usual, purpose=purpose, remittance=words, details=told)


def _buys_shares(world: World, rng: Generator, person: Customer) -> None:
    """Now and then some shares, and a sale."""
    broker = pick(rng, world.population.outside["broker"])
    for when in moments(rng, world.calendar, ONLINE, 0.025, person.since):
        purpose, words = drawn(rng, SECURITIES)
        buys = chance(rng, 0.7)
        debtor, creditor = (person.main, broker) if buys else (broker, person.main)
        amount, told = cents(rng, person.income * 0.2, 0.8), Details(product="securities")
        world.ledger.pay(debtor, creditor, when, amount, purpose=purpose, remittance=words, details=told)


def _uses_kiosk(world: World, rng: Generator, person: Customer) -> None:
    """A little into crypto-assets at a machine in a shop."""
    kiosk = pick(rng, world.merchants("6051"))
    for when in moments(rng, world.calendar, MACHINE, between(rng, 0.01, 0.04), person.since):
        words = drawn(rng, KIOSK)[1]
        amount = whole(cents(rng, 110, 0.7), 20)
        world.ledger.card(person.main, kiosk, "6051", when, amount, online=False, words=words)


def _advertises(world: World, rng: Generator, person: Customer) -> None:
    """A notice for a flat, a sofa or lessons."""
    paper = pick(rng, world.merchants("7311"))
    for when in moments(rng, world.calendar, ONLINE, between(rng, 0.005, 0.03), person.since):
        purpose, words = drawn(rng, ADVERTISING)
        amount = cents(rng, 24, 0.5)
        if chance(rng, 0.6):
            world.ledger.card(person.main, paper, "7311", when, amount, online=True, words=pick(rng, (words, None)))
        else:
            world.ledger.pay(person.main, paper, when, amount, purpose=purpose, remittance=words)


def _stays_nearby(world: World, rng: Generator, person: Customer) -> None:
    """A motel of the region, for a feast, between two flats, or for visitors."""
    motel = pick(rng, world.merchants("7011"))
    for when in moments(rng, world.calendar, MACHINE, 0.03, person.since):
        amount = cents(rng, 105, 0.3)
        if chance(rng, 0.7):
            words = pick(rng, (None, drawn(rng, LODGING)[1]))
            world.ledger.card(person.main, motel, "7011", when, amount, online=chance(rng, 0.3), words=words)
        else:
            purpose, words = drawn(rng, LODGING)
            world.ledger.pay(person.main, motel, when, amount, purpose=purpose, remittance=words)
