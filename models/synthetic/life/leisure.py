"""Pleasures: theatre, jewels and pictures, gift cards, bets, rides at night, pets."""

from __future__ import annotations

from numpy.random import Generator

from models.synthetic.draws import between, cents, chance, integer, pick, popular, whole
from models.synthetic.parties import Customer
from models.synthetic.rhythm import NIGHT_OUT, ONLINE, SHOPPING, at, moments
from models.synthetic.wordings import GAMBLING, GIFT_CARD, drawn
from models.synthetic.world import World

_IN_SHOPS = (("5944", 0.2, 240, 1.2), ("5971", 0.05, 900, 1.0), ("5932", 0.12, 160, 1.0), ("5733", 0.1, 120, 0.8),
             ("7800", 0.3, 12, 0.6), ("5551", 0.01, 6500, 0.7))  # fmt: skip
_ON_LINE = (("5972", 0.05, 90, 0.9), ("7922", 0.35, 85, 0.6), ("8398", 0.25, 45, 0.8), ("7273", 0.08, 30, 0.3))
"""Category, times a year, median dollars, sigma."""


def live(world: World) -> None:
    """Write what grown-ups do for pleasure."""
    for person in world.population.grown_ups:
        rng = world.rng("leisure", int(person.id[1:]))
        _now_and_then(world, rng, person)
        _gift_cards(world, rng, person)
        if chance(rng, 0.05):
            _bets(world, rng, person)
        if person.role in ("student", "employee", "freelancer", "migrant") and chance(rng, 0.2):
            _goes_out(world, rng, person)
        if chance(rng, 0.14):
            _keeps_pet(world, rng, person)


def _now_and_then(world: World, rng: Generator, person: Customer) -> None:
    level = (person.income / 3000) ** 0.5
    for rhythm, kinds in ((SHOPPING, _IN_SHOPS), (ONLINE, _ON_LINE)):
        yearly = [kind[1] for kind in kinds]
        for when in moments(rng, world.calendar, rhythm, sum(yearly) / 365, person.since):
            category, _, median, sigma = kinds[_one_of(rng, yearly)]
            merchant = popular(rng, world.merchants(category), 4)
            world.ledger.card(
                person.main, merchant, category, when, cents(rng, median * level, sigma), rhythm is ONLINE
            )


def _one_of(rng: Generator, weights: list[float]) -> int:
    """An index, each as likely as its weight says."""
    left = rng.random() * sum(weights)
    for index, weight in enumerate(weights):
        left -= weight
        if left < 0:
            return index
    return len(weights) - 1


def _gift_cards(world: World, rng: Generator, person: Customer) -> None:
    for when in moments(rng, world.calendar, SHOPPING, 0.35 / 365, person.since):
        words, amount = drawn(rng, GIFT_CARD)[1], pick(rng, (25, 25, 50, 50, 100, 200)) * 100
        merchant, online = popular(rng, world.merchants("5947")), chance(rng, 0.5)
        for _ in range(pick(rng, (1, 1, 1, 2, 3))):
            world.ledger.card(person.main, merchant, "5947", when, amount, online, words=words)
            when = at(rng, world.calendar, SHOPPING, world.calendar.number(when) + integer(rng, 0, 1))


def _bets(world: World, rng: Generator, person: Customer) -> None:
    """Stakes by card, and winnings now and then, back on the card or by transfer."""
    house, stake = pick(rng, world.merchants("7995")[:4]), between(rng, 8, 60)
    for when in moments(rng, world.calendar, ONLINE, between(rng, 0.01, 0.2), person.since):
        online = chance(rng, 0.9)
        world.ledger.card(person.main, house, "7995", when, whole(cents(rng, stake, 0.7), 5), online)
        if chance(rng, 0.18):
            day, won = world.calendar.number(when) + integer(rng, 1, 4), cents(rng, stake * 3, 1.0)
            if chance(rng, 0.5):
                back = at(rng, world.calendar, ONLINE, day)
                world.ledger.pay(house, person.main, back, won, channel="card", merchant_category="7995")
            else:
                purpose, words = drawn(rng, GAMBLING)
                back = at(rng, world.calendar, ONLINE, day)
                world.ledger.pay(house, person.main, back, won, purpose=purpose, remittance=words)


def _goes_out(world: World, rng: Generator, person: Customer) -> None:
    """Bars, and a ride home at night."""
    for when in moments(rng, world.calendar, NIGHT_OUT, between(rng, 0.01, 0.09), person.since):
        merchant = popular(rng, world.merchants("4121"))
        world.ledger.card(person.main, merchant, "4121", when, cents(rng, 23, 0.4), chance(rng, 0.6))
        if chance(rng, 0.4):
            bar = popular(rng, world.merchants("5813"))
            world.ledger.card(person.main, bar, "5813", when, cents(rng, 31, 0.5), online=False)


def _keeps_pet(world: World, rng: Generator, person: Customer) -> None:
    shop = popular(rng, world.merchants("5995"))
    for when in moments(rng, world.calendar, SHOPPING, between(rng, 0.01, 0.05), person.since):
        world.ledger.card(person.main, shop, "5995", when, cents(rng, 44, 0.5), chance(rng, 0.3))
    for when in moments(rng, world.calendar, SHOPPING, 0.003, person.since):
        vet = popular(rng, world.merchants("0742"))
        world.ledger.card(person.main, vet, "0742", when, cents(rng, 160, 0.7), online=False)
