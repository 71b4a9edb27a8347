"""Money among people: friends, family, strangers met at a flea market, and families abroad."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle

from numpy.random import Generator

from models.synthetic.draws import between, cents, chance, integer, pick, popular, several, whole
from models.synthetic.parties import Account, Customer
from models.synthetic.population import CLIENT_COUNTRIES, CURRENCIES, HOME_COUNTRIES
from models.synthetic.rhythm import ONLINE, at, moments
from models.synthetic.world import World
from streams.records import PartyKind

WORDS = (
    None, None, None, None, "thanks", "dinner", "lunch", "rent share", "tickets", "birthday", "gift", "groceries",
    "gas", "trip", "happy birthday", "shoes", "table", "paid back", "taxi", "concert", "baby sitting",
)  # fmt: skip
"""What people write beside a payment to a person."""
_FAR = (
    "AM", "CD", "CF", "CH", "CZ", "FI", "GE", "HT", "IQ", "IR", "KE", "KG", "KZ", "LA", "LB", "LY", "MC", "ML", "MM",
    "MZ", "NG", "PA", "PG", "RO", "RS", "RU", "SD", "SN", "SO", "SS", "SY", "TH", "TR", "TZ", "UG", "VE", "VG", "VU",
    "YE",
)  # fmt: skip
"""Where few have somebody; the town's relations are spread over all of them, so that no country is only a crime's."""
FAMILY_WORDS = (None, "family", "support")
"""What they write beside a remittance."""


def live(world: World) -> None:
    """Write payments between persons, and remittances."""
    people = world.population.grown_ups
    far = cycle(several(world.rng("far countries"), _FAR, len(_FAR)))
    for person in people:
        rng = world.rng("friends", int(person.id[1:]))
        _friends(world, rng, person, people)
        if person.role == "migrant":
            _family_abroad(world, rng, person)
        elif chance(rng, 0.012):
            _somebody_abroad(world, rng, person, far)
        elif chance(rng, 0.03 if person.role == "student" else 0.012):
            _family_sends(world, rng, person, far)


def _friends(world: World, rng: Generator, person: Customer, people: list[Customer]) -> None:
    """A circle of a few, one of them far more often; now and then somebody never met before or after."""
    circle = [_acquaintance(world, rng, person, people) for _ in range(integer(rng, 2, 7))]
    for when in moments(rng, world.calendar, ONLINE, min(0.025 * person.activity, 0.6), person.since):
        other = world.population.stranger(rng) if chance(rng, 0.14) else popular(rng, circle, 1.8)
        amount = cents(rng, 34, 1.05)
        if chance(rng, 0.65):
            amount = whole(amount, 5 if amount < 100_00 else 10)
        if chance(rng, 0.025):
            amount = whole(amount * 15, 50)
        debtor, creditor = (other, person.main) if chance(rng, 0.5) else (person.main, other)
        world.ledger.pay(debtor, creditor, when, amount, remittance=pick(rng, WORDS))


def _acquaintance(world: World, rng: Generator, person: Customer, people: list[Customer]) -> Account:
    if chance(rng, 0.4):
        other = pick(rng, people)
        if other is not person:
            return other.main
    return pick(rng, world.population.strangers)


def _family_abroad(world: World, rng: Generator, person: Customer) -> None:
    """To the same one or two relatives every few weeks, by bank or through a remitter."""
    country = pick(rng, HOME_COUNTRIES)
    family = [world.population.stranger(rng, country) for _ in range(integer(rng, 1, 2))]
    remitter = pick(rng, world.population.outside["remitter"]) if chance(rng, 0.3) else None
    amount, offset = person.income * between(rng, 0.04, 0.16), integer(rng, 0, 2)
    for day in world.calendar.weekly(integer(rng, 0, 6), weeks=pick(rng, (2, 3, 4)), offset=offset):
        sent = whole(cents(rng, amount, 0.25), 10)
        when = at(rng, world.calendar, ONLINE, day)
        creditor = remitter or popular(rng, family)
        if chance(rng, 0.3):
            sent = cents(rng, sent / 100, 0.02)
        world.ledger.pay(person.main, creditor, when, sent, channel="remittance", remittance=pick(rng, FAMILY_WORDS))


def _somebody_abroad(world: World, rng: Generator, person: Customer, far: Iterator[str]) -> None:
    """A holiday flat, a course, a friend abroad: one or two payments, from far away also one back."""
    far_away = chance(rng, 0.7)
    country = next(far) if far_away else pick(rng, CLIENT_COUNTRIES)
    other = world.population.stranger(rng, country, pick(rng, ("person", "business")))
    for number in range(2 if far_away else integer(rng, 1, 2)):
        when = at(rng, world.calendar, ONLINE, integer(rng, max(0, person.since), world.calendar.days - 1))
        amount = cents(rng, 420, 0.8)
        sides = (other, person.main) if far_away and number else (person.main, other)
        world.ledger.pay(*sides, when, amount, currency=CURRENCIES.get(country, "USD"))


def _family_sends(world: World, rng: Generator, person: Customer, far: Iterator[str]) -> None:
    """A relative abroad helps now and then, by bank or through a remitter; one far away gets something back."""
    far_away = chance(rng, 0.7)
    country = next(far) if far_away else pick(rng, (*HOME_COUNTRIES, *CLIENT_COUNTRIES, *CLIENT_COUNTRIES))
    kind: PartyKind = "money_service" if chance(rng, 0.3) else "person"
    relative, usual = world.population.stranger(rng, country, kind), between(rng, 60, 500)
    times = moments(rng, world.calendar, ONLINE, between(rng, 0.02, 0.05), person.since)
    for number, when in enumerate(times):
        amount, words = whole(cents(rng, usual, 0.4), 10), pick(rng, FAMILY_WORDS)
        sides = (person.main, relative) if far_away and number == 1 else (relative, person.main)
        world.ledger.pay(*sides, when, amount, channel="remittance", remittance=words)
