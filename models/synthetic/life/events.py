"""What happens once in a while: a car, a flat, a legacy, a sale, a wedding, months abroad."""

from __future__ import annotations

from collections.abc import Callable

from numpy.random import Generator

from models.synthetic.draws import between, cents, chance, integer, pick, whole
from models.synthetic.parties import Customer
from models.synthetic.rhythm import BRANCH, OFFICE, ONLINE, at
from models.synthetic.world import World

_Event = Callable[[World, Generator, Customer, int], None]
_ROOM = 12
"""Business days and weekends that the longest event takes."""


def live(world: World) -> None:
    """Let the rare events happen to whom they happen, at most one of each kind to a person."""
    for person in world.population.grown_ups:
        rng = world.rng("events", int(person.id[1:]))
        for event, yearly in _EVENTS:
            if chance(rng, yearly * world.calendar.days / 365):
                first = max(0, person.since)
                if first + _ROOM < world.calendar.days:
                    event(world, rng, person, integer(rng, first, world.calendar.days - _ROOM))


def _buys_car(world: World, rng: Generator, person: Customer, day: int) -> None:
    """From a dealer out of savings or with a loan, or from somebody for cash or by transfer."""
    day, price = world.calendar.business_day(day), whole(cents(rng, 14000, 0.5), 100)
    dealer = pick(rng, world.population.outside["car dealer"])
    if chance(rng, 0.15):
        lender = pick(rng, world.population.outside["mortgage lender"])
        when = at(rng, world.calendar, OFFICE, day)
        world.ledger.pay(lender, person.main, when, whole(price * 7 // 10, 100), purpose="LOAN", remittance="car loan")
    elif len(person.accounts) > 1:
        world.ledger.pay(person.accounts[1], person.main, at(rng, world.calendar, ONLINE, day), price)
    when = at(rng, world.calendar, OFFICE, world.calendar.after_business_days(day, 1))
    world.ledger.pay(person.main, dealer, when, price, purpose="GDDS", remittance=f"order {integer(rng, 1000, 99999)}")


def _sells_car(world: World, rng: Generator, person: Customer, day: int) -> None:
    price = whole(cents(rng, 5200, 0.5), 100)
    if chance(rng, 0.45):
        day = world.calendar.business_day(day)
        world.ledger.deposit(person.main, at(rng, world.calendar, BRANCH, day), price, person.branch)
    else:
        world.ledger.pay(
            world.population.stranger(rng), person.main, at(rng, world.calendar, ONLINE, day), price, remittance="car"
        )


def _buys_home(world: World, rng: Generator, person: Customer, day: int) -> None:
    """The deposit, gathered from savings elsewhere and often from parents, goes to the title company."""
    day, deposit = world.calendar.business_day(day), whole(cents(rng, 42000, 0.5), 500)
    from_parents = deposit // 3 if chance(rng, 0.4) else 0
    broker = pick(rng, world.population.outside["broker"])
    world.ledger.pay(
        broker, person.main, at(rng, world.calendar, OFFICE, day), deposit - from_parents, remittance="withdrawal"
    )
    if from_parents:
        when = at(rng, world.calendar, ONLINE, day + integer(rng, 0, 2))
        world.ledger.pay(
            pick(rng, world.population.strangers), person.main, when, from_parents, remittance="for the house"
        )
    when = at(rng, world.calendar, OFFICE, world.calendar.after_business_days(day, integer(rng, 3, 5)))
    world.ledger.pay(
        person.main, pick(rng, world.population.outside["title company"]), when, deposit, remittance="closing"
    )


def _sells_home(world: World, rng: Generator, person: Customer, day: int) -> None:
    """The proceeds come in one sum and most of them go on into the next home or an investment."""
    day, proceeds = world.calendar.business_day(day), cents(rng, 130000, 0.5)
    title, broker = (pick(rng, world.population.outside[trade]) for trade in ("title company", "broker"))
    world.ledger.pay(title, person.main, at(rng, world.calendar, OFFICE, day), proceeds, remittance="proceeds of sale")
    when = at(rng, world.calendar, OFFICE, world.calendar.after_business_days(day, integer(rng, 1, 5)))
    onward = whole(round(proceeds * between(rng, 0.5, 0.9)), 1000)
    world.ledger.pay(person.main, broker if chance(rng, 0.5) else title, when, onward)


def _inherits(world: World, rng: Generator, person: Customer, day: int) -> None:
    day, legacy = world.calendar.business_day(day), cents(rng, 28000, 0.9)
    estate = world.population.stranger(rng, "US", "business")
    world.ledger.pay(estate, person.accounts[-1], at(rng, world.calendar, OFFICE, day), legacy, remittance="estate")


def _marries(world: World, rng: Generator, person: Customer, day: int) -> None:
    """Gifts in cash and from many people within a few days, after bills for the feast."""
    host = pick(rng, world.population.outside["supplier"])
    day = world.calendar.business_day(day)
    world.ledger.pay(
        person.main, host, at(rng, world.calendar, ONLINE, day), cents(rng, 4200, 0.5), remittance="wedding"
    )
    for _ in range(integer(rng, 4, 14)):
        gift = whole(cents(rng, 130, 0.5), 25)
        when = at(rng, world.calendar, ONLINE, day + integer(rng, 0, 6))
        giver = world.population.stranger(rng) if chance(rng, 0.6) else pick(rng, world.population.grown_ups).main
        if giver.customer is not person:
            world.ledger.pay(giver, person.main, when, gift, remittance="wedding")
    when = at(rng, world.calendar, BRANCH, world.calendar.business_day(day + 7))
    world.ledger.deposit(person.main, when, whole(cents(rng, 1800, 0.5), 20), person.branch)


def _compensated(world: World, rng: Generator, person: Customer, day: int) -> None:
    """An insurer pays a claim; the workshop or the builder is paid out of it."""
    day, claim = world.calendar.business_day(day), cents(rng, 2900, 0.8)
    insurer, builder = (pick(rng, world.population.outside[trade]) for trade in ("insurer", "supplier"))
    number = f"claim {integer(rng, 1000, 99999)}"
    world.ledger.pay(insurer, person.main, at(rng, world.calendar, OFFICE, day), claim, remittance=number)
    if chance(rng, 0.7):
        when = at(rng, world.calendar, ONLINE, day + integer(rng, 2, 9))
        world.ledger.pay(person.main, builder, when, round(claim * between(rng, 0.5, 1.1)), remittance="repair")


def _earns_bonus(world: World, rng: Generator, person: Customer, day: int) -> None:
    if person.role == "employee":
        employer = pick(rng, world.population.outside["employer"])
        when = at(rng, world.calendar, OFFICE, world.calendar.business_day(day))
        bonus = cents(rng, person.income * 1.1, 0.6)
        world.ledger.pay(employer, person.main, when, bonus, purpose="BONU", remittance="bonus")


def _goes_away(world: World, rng: Generator, person: Customer, day: int) -> None:
    """Lives off another account for weeks or months; those who come back take up their old life."""
    length = integer(rng, 25, 100)
    person.quiet.append((day, day + length))


def _renovates(world: World, rng: Generator, person: Customer, day: int) -> None:
    """Three or four instalments to one tradesman over some days."""
    builder = pick(rng, [firm.main for firm in world.population.those("trade")])
    for number in range(integer(rng, 2, 4)):
        when = at(rng, world.calendar, ONLINE, day + 3 * number)
        world.ledger.pay(person.main, builder, when, whole(cents(rng, 2100, 0.6), 50), remittance="renovation")


_EVENTS: tuple[tuple[_Event, float], ...] = (
    (_buys_car, 0.09),
    (_sells_car, 0.06),
    (_buys_home, 0.025),
    (_sells_home, 0.012),
    (_inherits, 0.012),
    (_marries, 0.012),
    (_compensated, 0.06),
    (_earns_bonus, 0.12),
    (_goes_away, 0.08),
    (_renovates, 0.05),
)
"""Each event and how often a year it happens to one person."""
