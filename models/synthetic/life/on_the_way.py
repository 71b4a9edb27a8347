"""What travellers do where they are: meals, shops, taxis, a hotel, a car, cash."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from numpy.random import Generator

from models.synthetic.draws import between, cents, chance, pick, whole
from models.synthetic.parties import Account, Customer
from models.synthetic.places import DOMESTIC, City, counter, machine, spot
from models.synthetic.rhythm import BRANCH, DINING, MACHINE, SHOPPING, Rhythm, seconds
from models.synthetic.world import World

_PURCHASES: tuple[tuple[str, float, float, Rhythm], ...] = (
    ("5812", 0.34, 34, DINING),
    ("5814", 0.2, 12, DINING),
    ("5411", 0.14, 24, SHOPPING),
    ("4121", 0.12, 19, DINING),
    ("5947", 0.06, 28, SHOPPING),
    ("7991", 0.05, 31, SHOPPING),
    ("5651", 0.05, 60, SHOPPING),
    ("5912", 0.04, 16, SHOPPING),
    ("5541", 0.05, 38, SHOPPING),
    ("5311", 0.03, 55, SHOPPING),
    ("5999", 0.04, 30, SHOPPING),
    ("5732", 0.01, 140, SHOPPING),
)
"""What travellers buy: category, share, median dollars, when."""
_NOTES = (40, 60, 80, 100, 120, 160, 200, 200, 300, 400)


class Stay(NamedTuple):
    """Somebody in a city between two moments."""

    person: Customer
    city: City
    first: int
    last: int
    begin: datetime
    end: datetime


def lives_there(
    world: World, rng: Generator, stay: Stay, lodged: float, shops: dict[tuple[str, str], list[Account]]
) -> None:
    """Meals, shops, taxis, a hotel, a car, notes from a machine; a few pay cash in at a branch of the institution."""
    nights = stay.last - stay.first
    if chance(rng, lodged):
        category = pick(rng, ("7011", "7011", "7011", "3501", "7033"))
        price = round(cents(rng, 130, 0.45) * nights)
        _card(world, rng, stay, category, _within(stay, stay.end - timedelta(hours=between(rng, 1, 9))), price, shops)
    if chance(rng, 0.2):
        when = _within(stay, stay.begin + timedelta(hours=between(rng, 0.2, 2)))
        _card(world, rng, stay, "7512", when, cents(rng, 48 * nights, 0.4), shops)
    per_day = min(1.1 * stay.person.activity, 2.2)
    for category, share, median, rhythm in _PURCHASES:
        for when in _moments(world, rng, stay, rhythm, per_day * share):
            _card(world, rng, stay, category, when, cents(rng, median, 0.5), shops)
    for when in _moments(world, rng, stay, MACHINE, 0.14):
        amount = pick(rng, _NOTES) * 100
        if stay.city.country != "US" and chance(rng, 0.5):
            amount = round(amount * between(rng, 0.8, 1.2))
        world.ledger.withdraw(stay.person.main, when, amount, machine(rng, stay.city))
    if stay.city in DOMESTIC and chance(rng, 0.08):
        for when in _moments(world, rng, stay, BRANCH, 0.25)[:2]:
            amount = whole(cents(rng, 420, 0.8), 20)
            world.ledger.deposit(stay.person.main, when, amount, counter(rng, stay.city))


def _within(stay: Stay, when: datetime) -> datetime:
    """The moment, or the nearest of the stay."""
    return max(stay.begin, min(when, stay.end))


def _moments(world: World, rng: Generator, stay: Stay, rhythm: Rhythm, per_day: float) -> list[datetime]:
    """Moments of the stay, by the clocks that are right there."""
    found = []
    for day in range(stay.first, stay.last + 1):
        if rhythm.business_only and not world.calendar.business[day]:
            continue
        for second in seconds(rng, rhythm, int(rng.poisson(per_day))).tolist():
            when = world.calendar.moment(day, second) - timedelta(hours=stay.city.hours_ahead)
            if stay.begin < when < stay.end:
                found.append(when)
    return found


def _card(
    world: World,
    rng: Generator,
    stay: Stay,
    category: str,
    when: datetime,
    amount: int,
    shops: dict[tuple[str, str], list[Account]],
) -> None:
    """A purchase at one of a few merchants of the city."""
    known = shops.setdefault((stay.city.name, category), [])
    if len(known) < 6 and chance(rng, 0.6 if known else 1.0):
        merchant = world.population.stranger(rng, stay.city.country, "business")
        merchant.place = spot(rng, stay.city)
        known.append(merchant)
    world.ledger.card(stay.person.main, pick(rng, known), category, when, amount, online=False)
