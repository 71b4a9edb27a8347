"""Other ways to hold money: money orders and cashier's checks, cheques among people, crypto-assets on wallets."""

from __future__ import annotations

from datetime import timedelta

from numpy.random import Generator

from models.synthetic.draws import between, cents, chance, integer, pick, popular, whole
from models.synthetic.ledger import PLAIN, Details
from models.synthetic.parties import Customer
from models.synthetic.rhythm import BRANCH, OFFICE, ONLINE, at, moments
from models.synthetic.wordings import INSTRUMENT, drawn
from models.synthetic.world import World

_BUYERS = {"migrant": 0.14, "pensioner": 0.05, "unemployed": 0.06, "employee": 0.015, "trade": 0.08}
"""Who sends money orders, for the rent of a room or to relatives."""
_HOLDERS = {"employee": 0.025, "freelancer": 0.04, "student": 0.03, "office": 0.02, "unemployed": 0.015}
"""Who holds crypto-assets on a wallet of their own."""


def live(world: World) -> None:
    """Write what is bought at the counter, and what goes to wallets."""
    for role, share in _BUYERS.items():
        for customer in world.population.those(role):
            rng = world.rng("instruments", int(customer.id[1:]))
            if chance(rng, share):
                _money_orders(world, rng, customer)
    for person in world.population.grown_ups:
        rng = world.rng("cheques", int(person.id[1:]))
        if chance(rng, 0.3 if person.role == "pensioner" else 0.06):
            _cheques(world, rng, person)
        if chance(rng, 0.08 * world.calendar.days / 365):
            _cashiers_check(world, rng, person)
    for role, share in _HOLDERS.items():
        for customer in world.population.those(role):
            rng = world.rng("wallets", int(customer.id[1:]))
            if chance(rng, share):
                _wallet(world, rng, customer)


def _money_orders(world: World, rng: Generator, customer: Customer) -> None:
    """At the counter from the account, or from an issuer by transfer."""
    told, usual = Details(product="monetary_instrument"), between(rng, 60, 700)
    issuer = pick(rng, world.population.outside["remitter"])
    by_transfer = chance(rng, 0.3)
    for when in moments(rng, world.calendar, BRANCH, between(rng, 0.015, 0.05), customer.since):
        amount = whole(cents(rng, usual, 0.35), pick(rng, (1, 5, 10, 50)))
        if by_transfer:
            purpose, words = drawn(rng, INSTRUMENT)
            details = told if chance(rng, 0.8) else PLAIN
            world.ledger.pay(customer.main, issuer, when, amount, purpose=purpose, remittance=words, details=details)
        else:
            world.ledger.withdraw(customer.main, when, amount, customer.branch, details=told)


def _cashiers_check(world: World, rng: Generator, person: Customer) -> None:
    """One for a deposit or a used car; it comes back to the account where nothing came of it."""
    day = world.calendar.business_day(integer(rng, 1, max(1, world.calendar.days - 12)))
    amount = whole(cents(rng, 1900, 0.6), 50)
    told = Details(product="monetary_instrument")
    world.ledger.withdraw(person.main, at(rng, world.calendar, BRANCH, day), amount, person.branch, details=told)
    if chance(rng, 0.15):
        when = at(rng, world.calendar, BRANCH, world.calendar.after_business_days(day, integer(rng, 2, 6)))
        world.ledger.deposit(person.main, when, amount, person.branch, details=told)


def _cheques(world: World, rng: Generator, person: Customer) -> None:
    """To a club, a gardener, a grandchild; and from relatives."""
    others = [pick(rng, world.population.strangers) for _ in range(3)]
    others.append(pick(rng, world.population.outside["supplier"]))
    for when in moments(rng, world.calendar, BRANCH, 0.018, person.since):
        other, amount = popular(rng, others), whole(cents(rng, 95, 0.8), 5)
        debtor, creditor = (person.main, other) if chance(rng, 0.6) else (other, person.main)
        words = pick(rng, (None, "thanks", "birthday", "gift"))
        world.ledger.pay(debtor, creditor, when, amount, channel="cheque", remittance=words)


def _wallet(world: World, rng: Generator, customer: Customer) -> None:
    """To a wallet of one's own and back, bought from or sold to others, and at exchanges, in small sums."""
    own, exchange = world.population.wallet(rng), pick(rng, world.population.outside["exchange"])
    usual = max(40, customer.income * between(rng, 0.01, 0.08))
    rhythm = ONLINE if customer.kind == "person" else OFFICE
    for when in moments(rng, world.calendar, rhythm, between(rng, 0.02, 0.06), customer.since):
        wallet = own if chance(rng, 0.7) else world.population.wallet(rng)
        amount = cents(rng, usual, 0.6)
        amount = whole(amount, 5) if chance(rng, 0.5) else amount
        debtor, creditor = (customer.main, wallet) if chance(rng, 0.6) else (wallet, customer.main)
        world.ledger.pay(debtor, creditor, when, amount, channel="crypto")
        if chance(rng, 0.3):
            later = when + timedelta(hours=between(rng, 1, 20))
            sides = (exchange, customer.main) if creditor is customer.main else (customer.main, exchange)
            world.ledger.pay(*sides, later, amount, channel=pick(rng, ("crypto", "transfer")))
