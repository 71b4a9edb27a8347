"""Cards and cash of persons, and the purchases that firms make by card."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.random import Generator

from models.synthetic.draws import between, cents, chance, integer, pick, popular, whole
from models.synthetic.parties import Account, Customer
from models.synthetic.rhythm import BRANCH, DINING, GROCERIES, MACHINE, OFFICE, ONLINE, SHOPPING, Rhythm, moments
from models.synthetic.world import World


class _Trade(NamedTuple):
    """A kind of merchant: ISO 18245 category, how often bought from, the usual amount, when."""

    category: str
    weight: float
    median: float
    sigma: float
    rhythm: Rhythm


_TRADES = (
    _Trade("5411", 0.28, 38, 0.65, GROCERIES),
    _Trade("5814", 0.14, 11, 0.4, DINING),
    _Trade("5812", 0.10, 36, 0.55, DINING),
    _Trade("5541", 0.11, 40, 0.3, GROCERIES),
    _Trade("5912", 0.05, 21, 0.6, SHOPPING),
    _Trade("5311", 0.04, 52, 0.7, SHOPPING),
    _Trade("5651", 0.04, 58, 0.6, SHOPPING),
    _Trade("5732", 0.015, 150, 0.9, SHOPPING),
    _Trade("5200", 0.03, 70, 0.8, SHOPPING),
    _Trade("4111", 0.04, 6, 0.5, GROCERIES),
    _Trade("4121", 0.03, 17, 0.5, DINING),
    _Trade("8011", 0.01, 85, 0.8, SHOPPING),
    _Trade("7230", 0.015, 38, 0.4, SHOPPING),
    _Trade("7011", 0.008, 190, 0.5, ONLINE),
    _Trade("4511", 0.007, 310, 0.5, ONLINE),
    _Trade("5999", 0.085, 34, 0.85, ONLINE),
    _Trade("5815", 0.02, 9, 0.6, ONLINE),
)
_BY_RHYTHM = tuple(
    (rhythm, trades, np.cumsum([trade.weight for trade in trades]))
    for rhythm in (GROCERIES, DINING, SHOPPING, ONLINE)
    if (trades := tuple(trade for trade in _TRADES if trade.rhythm is rhythm))
)
"""The trades that are busy at the same times, with their weights added up."""
_ONLINE_CATEGORIES = frozenset(("7011", "4511", "5999", "5815"))
_CARD_PER_DAY = {
    "employee": 0.05, "pensioner": 0.04, "student": 0.09, "freelancer": 0.07, "migrant": 0.055, "unemployed": 0.05,
    "homemaker": 0.075,
}  # fmt: skip
_MACHINE_PER_DAY = {"pensioner": 0.04, "migrant": 0.05, "unemployed": 0.045}
_NOTES = (20, 40, 40, 60, 60, 80, 100, 100, 100, 120, 160, 200, 200, 300, 400, 500)
_FIRM_CARDS = {
    "trade": (("5200", 0.1, 170, 0.8), ("5541", 0.06, 70, 0.3)),
    "office": (("5943", 0.05, 85, 0.7), ("4511", 0.02, 380, 0.5)),
    "seller": (("4215", 0.12, 40, 0.6), ("5943", 0.03, 45, 0.6)),
    "restaurant": (("5411", 0.06, 160, 0.7),),
    "shop": (("5541", 0.03, 50, 0.3),),
    "charity": (("5943", 0.03, 60, 0.7),),
}
"""What firms buy by card: category, times a day, median dollars, sigma."""


def live(world: World) -> None:
    """Write everybody's card purchases and cash."""
    for person in world.population.grown_ups:
        rng = world.rng("spending", int(person.id[1:]))
        _cards(world, rng, person)
        _cash(world, rng, person)
        _orders(world, rng, person)
    for role, habits in _FIRM_CARDS.items():
        for firm in world.population.those(role):
            rng = world.rng("firm cards", int(firm.id[1:]))
            for category, per_day, median, sigma in habits:
                for when in moments(rng, world.calendar, OFFICE, per_day * firm.activity, firm.since):
                    merchant = popular(rng, world.merchants(category))
                    world.ledger.card(firm.main, merchant, category, when, cents(rng, median, sigma), chance(rng, 0.3))


def _cards(world: World, rng: Generator, person: Customer) -> None:
    """Purchases of one person, most of them at a few favourites near home, dearer for those who earn more."""
    per_day = min(_CARD_PER_DAY[person.role] * person.activity, 3.0)
    level = 1.3 * (person.income / 3000) ** 0.35
    favourites: dict[str, list[Account]] = {}
    for rhythm, trades, weights in _BY_RHYTHM:
        times = moments(rng, world.calendar, rhythm, per_day * weights[-1], person.since, world.calendar.retail)
        chosen = np.searchsorted(weights, weights[-1] * rng.random(len(times)), side="right").tolist()
        for when, number in zip(times, chosen, strict=True):
            trade = trades[min(number, len(trades) - 1)]
            merchants = world.merchants(trade.category)
            liked = favourites.get(trade.category)
            if liked is None:
                liked = favourites[trade.category] = [popular(rng, merchants, 1.7) for _ in range(2)]
            merchant = pick(rng, liked) if chance(rng, 0.7) else popular(rng, merchants)
            amount = cents(rng, trade.median * level, trade.sigma)
            online = trade.category in _ONLINE_CATEGORIES and not (trade.category == "5999" and chance(rng, 0.2))
            world.ledger.card(person.main, merchant, trade.category, when, amount, online)


def _cash(world: World, rng: Generator, person: Customer) -> None:
    """Notes from a machine, or from the counter for some pensioners; tips and cash jobs paid in by a few."""
    per_day = _MACHINE_PER_DAY.get(person.role, 0.018) * person.activity
    counter = person.role == "pensioner" and chance(rng, 0.4)
    for when in moments(rng, world.calendar, BRANCH if counter else MACHINE, min(per_day, 0.5), person.since):
        notes = pick(rng, _NOTES) * (2 if counter else 1)
        place = person.branch if counter else pick(rng, person.machines)
        if not counter and chance(rng, 0.15):
            place = pick(rng, world.population.machines)
        world.ledger.withdraw(person.main, when, notes * 100, place)
    if person.role in ("employee", "migrant", "student", "freelancer") and chance(rng, 0.05):
        usual = between(rng, 60, 420)
        for when in moments(rng, world.calendar, MACHINE, between(rng, 0.06, 0.25), person.since):
            world.ledger.deposit(person.main, when, whole(cents(rng, usual, 0.4), 5), pick(rng, person.machines))
    elif chance(rng, 0.05):
        for when in moments(rng, world.calendar, BRANCH, integer(rng, 1, 2) / world.calendar.days, person.since):
            world.ledger.deposit(person.main, when, whole(cents(rng, 600, 1.0), 10), person.branch)


def _orders(world: World, rng: Generator, person: Customer) -> None:
    """Now and then something is ordered or repaired and paid for by transfer, some of it dear."""
    for when in moments(rng, world.calendar, ONLINE, min(0.007 * person.activity, 0.1), person.since):
        firm = pick(rng, world.population.outside[pick(rng, ("client", "supplier"))])
        words = pick(rng, ("order", "job")) + f" {integer(rng, 1000, 99999)}"
        purpose = "GDDS" if words.startswith("order") and chance(rng, 0.4) else None
        world.ledger.pay(person.main, firm, when, cents(rng, 210, 1.1), purpose=purpose, remittance=words)
