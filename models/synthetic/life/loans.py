"""Loans drawn and paid back, from banks and among friends."""

from __future__ import annotations

from datetime import timedelta

from numpy.random import Generator

from models.synthetic.draws import between, cents, chance, integer, pick, whole
from models.synthetic.ledger import PLAIN, Details
from models.synthetic.parties import Account, Customer
from models.synthetic.rhythm import BRANCH, OFFICE, ONLINE, at
from models.synthetic.wordings import LOAN_PAID_OUT, LOAN_REPAID, LOAN_TO_FRIEND, drawn
from models.synthetic.world import World

_TOLD = 0.85
"""Share of a lender's customers whose payments carry the product."""


def live(world: World) -> None:
    """Write the loans of persons and firms."""
    persons = world.population.those("employee", "pensioner", "freelancer", "migrant", "student", "homemaker")
    for person in persons:
        rng = world.rng("loans", int(person.id[1:]))
        borrows = chance(rng, 0.1 * world.calendar.days / 365)
        if borrows:
            _draws(world, rng, person, cents(rng, 5200, 0.7))
        elif chance(rng, 0.09):
            _pays_back_older(world, rng, person, cents(rng, max(90, person.income * 0.06), 0.4))
        if chance(rng, 0.15 * world.calendar.days / 365):
            _helps_friend(world, rng, person)
    for firm in world.population.those("trade", "office", "shop", "restaurant", "dealer", "wholesale"):
        rng = world.rng("business loans", int(firm.id[1:]))
        if chance(rng, 0.16 * world.calendar.days / 365):
            _draws(world, rng, firm, cents(rng, max(6000, firm.income * 1.2), 0.6))
        elif chance(rng, 0.12):
            _pays_back_older(world, rng, firm, cents(rng, max(200, firm.income * 0.04), 0.4))


def _draws(world: World, rng: Generator, customer: Customer, sum_drawn: int) -> None:
    """Paid out in one sum, spent within days, paid back monthly; a few pay back early out of other money."""
    first, last = max(2, customer.since + 2), world.calendar.days - 12
    if last < first:
        return
    day = world.calendar.business_day(integer(rng, first, last))
    if not customer.lives_on(day):
        return
    sum_drawn = whole(sum_drawn, 100)
    lender, told = pick(rng, world.population.outside["lender"]), _told(rng)
    purpose, words = drawn(rng, LOAN_PAID_OUT)
    when = at(rng, world.calendar, OFFICE, day)
    world.ledger.pay(lender, customer.main, when, sum_drawn, purpose=purpose, remittance=words, details=told)
    _spends(world, rng, customer, day, sum_drawn)
    early = chance(rng, 0.12)
    months = world.calendar.monthly(integer(rng, 1, 28))
    due = [each for each in months if each > day + 20]
    for month in due:
        if early and chance(rng, 0.5):
            _pays_off(world, rng, customer, lender, month, sum_drawn, told)
            return
        _instalment(world, rng, customer.main, lender, month, round(sum_drawn / 30), told)


def _spends(world: World, rng: Generator, customer: Customer, day: int, sum_drawn: int) -> None:
    """On what it was taken for: a workshop, a supplier, older debts; a part in cash now and then."""
    shop, part = pick(rng, world.population.outside["supplier"]), round(sum_drawn * between(rng, 0.5, 0.95))
    spent = world.calendar.business_day(day + integer(rng, 1, 9))
    when = at(rng, world.calendar, ONLINE if customer.kind == "person" else OFFICE, spent)
    words = f"order {integer(rng, 1000, 99999)}"
    world.ledger.pay(customer.main, shop, when, part, purpose="GDDS", remittance=words)
    if customer.kind == "person" and chance(rng, 0.12):
        when = at(rng, world.calendar, BRANCH, world.calendar.business_day(day + 4))
        world.ledger.withdraw(customer.main, when, whole((sum_drawn - part) // 2, 20), customer.branch)


def _pays_off(
    world: World, rng: Generator, customer: Customer, lender: Account, day: int, rest: int, told: Details
) -> None:
    """All at once, after a sale, a legacy or help from the family, some of it from abroad."""
    country = "US" if chance(rng, 0.7) else pick(rng, ("CA", "GB", "DE", "MX", "IN"))
    source = world.population.stranger(rng, country, pick(rng, ("business", "person")))
    words = pick(rng, ("estate", "proceeds of sale", "for the house", "family"))
    when = at(rng, world.calendar, OFFICE, world.calendar.business_day(day))
    received = round(rest * between(rng, 0.6, 2.5))
    world.ledger.pay(source, customer.main, when, received, remittance=words)
    purpose, words_back = drawn(rng, LOAN_REPAID)
    after = at(rng, world.calendar, OFFICE, world.calendar.after_business_days(day, integer(rng, 1, 4)))
    world.ledger.pay(customer.main, lender, after, rest, purpose=purpose, remittance=words_back, details=told)


def _pays_back_older(world: World, rng: Generator, customer: Customer, amount: int) -> None:
    """A loan from before the town began."""
    lender, told = pick(rng, world.population.outside["lender"]), _told(rng)
    for day in world.calendar.monthly(integer(rng, 1, 28)):
        _instalment(world, rng, customer.main, lender, day, amount, told)


def _instalment(
    world: World, rng: Generator, account: Account, lender: Account, day: int, amount: int, told: Details
) -> None:
    """The same amount each month; now and then somebody else in the family is the one who pays it."""
    purpose, words = drawn(rng, LOAN_REPAID)
    details = told
    if chance(rng, 0.02):
        payer = pick(rng, world.population.strangers)
        details = Details(product=told.product, ultimate_debtor=payer)
    when = at(rng, world.calendar, OFFICE, day)
    world.ledger.pay(account, lender, when, amount, purpose=purpose, remittance=words, details=details)


def _told(rng: Generator) -> Details:
    return Details(product="loan") if chance(rng, _TOLD) else PLAIN


def _helps_friend(world: World, rng: Generator, person: Customer) -> None:
    """Lent to a friend or borrowed from one, and given back in one to three parts."""
    friend = pick(rng, world.population.strangers)
    lends, amount = chance(rng, 0.5), whole(cents(rng, 450, 0.9), 50)
    when = at(rng, world.calendar, ONLINE, integer(rng, max(1, person.since), max(1, world.calendar.days - 30)))
    debtor, creditor = (person.main, friend) if lends else (friend, person.main)
    world.ledger.pay(debtor, creditor, when, amount, remittance=drawn(rng, LOAN_TO_FRIEND[:1])[1])
    parts = integer(rng, 1, 3)
    for _ in range(parts):
        when += timedelta(days=integer(rng, 6, 24), seconds=integer(rng, 0, 7000))
        purpose, words = drawn(rng, LOAN_TO_FRIEND)
        world.ledger.pay(creditor, debtor, when, amount // parts, purpose=purpose, remittance=words)
