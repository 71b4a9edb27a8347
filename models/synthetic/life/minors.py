"""Minors: pocket money, a birthday, small purchases, and small sums among friends."""

from __future__ import annotations

from datetime import date

from numpy.random import Generator

from models.synthetic.draws import between, cents, chance, integer, pick, popular, several, whole
from models.synthetic.ledger import Details
from models.synthetic.parties import Account, Customer
from models.synthetic.rhythm import BRANCH, DINING, MACHINE, ONLINE, SHOPPING, Rhythm, at, moments
from models.synthetic.world import World

_PURCHASES: tuple[tuple[str, float, float, Rhythm, bool], ...] = (
    ("5814", 0.05, 8, DINING, False),
    ("5411", 0.03, 7, SHOPPING, False),
    ("5816", 0.03, 9, ONLINE, True),
    ("5815", 0.015, 8, ONLINE, True),
    ("5651", 0.01, 28, SHOPPING, False),
    ("7832", 0.01, 13, DINING, False),
    ("5947", 0.005, 15, SHOPPING, False),
)
"""Category, times a day, median dollars, when, whether online."""


def live(world: World) -> None:
    """Write the life of every minor."""
    parents = [person.main for person in world.population.those("employee", "freelancer", "homemaker")]
    minors = list(world.population.those("minor"))
    for child in minors:
        rng = world.rng("minor", int(child.id[1:]))
        parent = pick(rng, parents) if chance(rng, 0.6) else pick(rng, world.population.strangers)
        _pocket_money(world, rng, child, parent)
        _birthday(world, rng, child, parent)
        _spends(world, rng, child)
        _friends(world, rng, child, [other.main for other in minors if other is not child])


def _pocket_money(world: World, rng: Generator, child: Customer, parent: Account) -> None:
    """Every week or every month, and now and then something for an errand."""
    weekly = whole(cents(rng, 11, 0.4), 1)
    words = pick(rng, ("pocket money", "pocket money", "allowance", None))
    if chance(rng, 0.6):
        days, amount = world.calendar.weekly(integer(rng, 0, 6)), weekly
    else:
        days, amount = list(world.calendar.monthly(integer(rng, 1, 28))), 4 * weekly
    for day in days:
        world.ledger.pay(parent, child.main, at(rng, world.calendar, ONLINE, day), amount, remittance=words)
    for when in moments(rng, world.calendar, ONLINE, 0.03, child.since):
        world.ledger.pay(parent, child.main, when, whole(cents(rng, 18, 0.5), 5), remittance=pick(rng, (None, "lunch")))


def _birthday(world: World, rng: Generator, child: Customer, parent: Account) -> None:
    """Cash that a parent takes to the counter or the machine, and something from relatives."""
    born = child.particulars.born
    if born is None:
        return
    day = next((number for number, each in enumerate(world.calendar.dates) if _same_day(each, born)), None)
    if day is None or day + 8 > world.calendar.days:
        return
    when = at(rng, world.calendar, BRANCH, world.calendar.business_day(day + integer(rng, 1, 3)))
    gift = whole(cents(rng, 110, 0.6), 10)
    world.ledger.deposit(child.main, when, gift, child.branch, details=Details(conductor=parent))
    for relative in several(rng, world.population.strangers, integer(rng, 1, 3)):
        when = at(rng, world.calendar, ONLINE, day + integer(rng, 0, 2))
        words = pick(rng, ("birthday", "happy birthday", "gift"))
        world.ledger.pay(relative, child.main, when, whole(cents(rng, 40, 0.5), 10), remittance=words)


def _same_day(one: date, other: date) -> bool:
    return (one.month, one.day) == (other.month, other.day)


def _spends(world: World, rng: Generator, child: Customer) -> None:
    busy = min(child.activity, 2.5) * between(rng, 0.7, 1.3)
    for category, per_day, median, rhythm, online in _PURCHASES:
        merchants = world.merchants(category)
        for when in moments(rng, world.calendar, rhythm, per_day * busy, child.since):
            merchant = popular(rng, merchants)
            world.ledger.card(child.main, merchant, category, when, cents(rng, median, 0.4), online)
    for when in moments(rng, world.calendar, MACHINE, 0.008, child.since):
        world.ledger.withdraw(child.main, when, pick(rng, (20, 20, 40)) * 100, pick(rng, child.machines))


def _friends(world: World, rng: Generator, child: Customer, others: list[Account]) -> None:
    circle = several(rng, others, 2) + several(rng, world.population.strangers, 2)
    for when in moments(rng, world.calendar, ONLINE, 0.02, child.since):
        friend = pick(rng, circle)
        debtor, creditor = (friend, child.main) if chance(rng, 0.5) else (child.main, friend)
        words = pick(rng, (None, "thanks", "lunch", "paid back", "tickets"))
        world.ledger.pay(debtor, creditor, when, whole(cents(rng, 8, 0.5), 1), remittance=words)
