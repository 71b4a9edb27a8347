"""Bills that come each month: power, phone, insurance, the credit card, subscriptions, savings, parents' support."""

from __future__ import annotations

from numpy.random import Generator

from models.synthetic.draws import between, cents, chance, integer, pick, whole
from models.synthetic.ledger import PLAIN, Details
from models.synthetic.parties import Account, Customer
from models.synthetic.rhythm import OFFICE, ONLINE, at, moments
from models.synthetic.wordings import CARD_PAYDOWN, SECURITIES, drawn
from models.synthetic.world import World

_SUBSCRIPTIONS = (599, 799, 999, 1099, 1299, 1499, 1599, 1799, 1999, 2499)
_CARD_SHARE = 0.34
"""Share of a month's income that goes over a credit card and is paid off as one bill."""

_PARENTS = ("CN", "CN", "CN", "IN", "IN", "IN", "KR", "KR", "CA", "MX", "BR", "GB", "VN", "NG")
"""Where the parents of students from abroad live."""


def live(world: World) -> None:
    """Write the monthly bills of persons, and of firms the utilities."""
    for person in world.population.grown_ups:
        rng = world.rng("household", int(person.id[1:]))
        if person.role == "student":
            _support(world, rng, person)
        else:
            _bills(world, rng, person)
        _subscriptions(world, rng, person)
        if person.role == "homemaker":
            _allowance(world, rng, person)
        if len(person.accounts) > 1:
            _savings(world, rng, person)
        if person.role in ("employee", "freelancer", "student") and chance(rng, 0.14):
            _investing(world, rng, person)
    for firm in world.population.those(
        "shop", "restaurant", "trade", "wholesale", "dealer", "office", "charity", "remitter"
    ):
        rng = world.rng("premises", int(firm.id[1:]))
        if chance(rng, 0.6):
            _monthly(world, rng, firm.main, "electricity", firm.income * 0.012, 0.2, "ELEC", "electricity")
        if chance(rng, 0.5):
            _monthly(world, rng, firm.main, "phone", 140, 0.1, "PHON", "phone")
        if chance(rng, 0.8):
            _monthly(world, rng, firm.main, "landlord", firm.income * 0.08, 0.0, "RENT", "rent")


def _bills(world: World, rng: Generator, person: Customer) -> None:
    account = person.main
    if chance(rng, 0.34):
        _monthly(world, rng, account, "electricity", 105, 0.12, "ELEC", "electricity")
    if chance(rng, 0.22):
        _monthly(world, rng, account, "gas", 90, 0.2, "GASB", "gas", winter=0.6)
    if chance(rng, 0.34):
        _monthly(world, rng, account, "phone", between(rng, 25, 120), 0.03, "PHON", "phone")
    if chance(rng, 0.3):
        _monthly(world, rng, account, "insurer", between(rng, 60, 260), 0.0, "INSU", "insurance")
    if chance(rng, 0.55):
        bill = person.income * _CARD_SHARE * between(rng, 0.5, 1.6)
        purpose, words = pick(rng, ((None, "card bill"), *CARD_PAYDOWN))
        _monthly(world, rng, account, "card issuer", bill, 0.3, purpose, words)
    elif chance(rng, 0.6):
        _household_elsewhere(world, rng, person)


def _household_elsewhere(world: World, rng: Generator, person: Customer) -> None:
    """Wages come here, but the household is run from an account at another bank."""
    other = pick(rng, world.population.strangers)
    amount = 2500 * max(1, round(person.income * between(rng, 0.2, 0.5) / 25))
    for day in world.calendar.monthly(integer(rng, 1, 28)):
        world.ledger.pay(person.main, other, at(rng, world.calendar, ONLINE, day), amount, remittance="household")


def _monthly(
    world: World,
    rng: Generator,
    account: Account,
    trade: str,
    dollars: float,
    sigma: float,
    purpose: str | None,
    words: str | None,
    winter: float = 0.0,
) -> None:
    """One bill a month by one provider; `winter` is how much dearer it is in midwinter and cheaper in midsummer."""
    provider, day_of_month = pick(rng, world.population.outside[trade]), integer(rng, 1, 28)
    dollars = max(dollars, 8) * between(rng, 0.7, 1.3)
    for day in world.calendar.monthly(day_of_month):
        amount = cents(rng, dollars * (1 + winter * float(world.calendar.winter[day])), sigma)
        when = at(rng, world.calendar, OFFICE, day)
        world.ledger.pay(account, provider, when, amount, purpose=purpose, remittance=words)


def _subscriptions(world: World, rng: Generator, person: Customer) -> None:
    for _ in range(rng.poisson(0.2)):
        merchant, amount = pick(rng, world.population.outside["phone"]), pick(rng, _SUBSCRIPTIONS)
        for day in world.calendar.monthly(integer(rng, 1, 28)):
            world.ledger.card(person.main, merchant, "5968", at(rng, world.calendar, ONLINE, day), amount, online=True)


def _support(world: World, rng: Generator, student: Customer) -> None:
    """Parents send money each month, from here, from elsewhere, or from abroad; tuition once a term."""
    draw = rng.random()
    if draw < 0.3:
        parent = pick(rng, list(world.population.those("employee", "freelancer"))).main
    elif draw < 0.8:
        parent = pick(rng, world.population.strangers)
    else:
        parent = world.population.stranger(
            rng, pick(rng, ("CN", "CN", "CN", "IN", "IN", "IN", "KR", "KR", "CA", "MX", "BR", "GB", "VN", "NG"))
        )
    amount = 2500 * max(2, round(student.income / 25))
    for day in world.calendar.monthly(integer(rng, 1, 28)):
        late = integer(rng, 0, 5)
        if day + late < world.calendar.days:
            when = at(rng, world.calendar, ONLINE, day + late)
            world.ledger.pay(
                parent, student.main, when, amount, remittance=pick(rng, ("living costs", "for you", None))
            )
    if chance(rng, 0.12):
        day = world.calendar.business_day(integer(rng, 0, world.calendar.days - 6))
        tuition = cents(rng, 5200, 0.6)
        world.ledger.pay(parent, student.main, at(rng, world.calendar, ONLINE, day), tuition, remittance="tuition")
        when = at(rng, world.calendar, OFFICE, world.calendar.after_business_days(day, 2))
        school = pick(rng, world.population.outside["university"])
        world.ledger.pay(student.main, school, when, tuition, purpose="EDUC", remittance="tuition")


def _allowance(world: World, rng: Generator, person: Customer) -> None:
    partner = pick(rng, world.population.strangers)
    amount = 1000 * max(1, round(person.income / 20))
    for day in world.calendar.monthly(15) + world.calendar.monthly(30):
        world.ledger.pay(partner, person.main, at(rng, world.calendar, ONLINE, day), amount, remittance="household")


def _savings(world: World, rng: Generator, person: Customer) -> None:
    """To the second account after pay day, and back when money is short."""
    amount = 1000 * max(2, round(person.income * between(rng, 0.03, 0.12) / 10))
    for day in world.calendar.monthly(integer(rng, 1, 28)):
        world.ledger.pay(person.accounts[0], person.accounts[1], at(rng, world.calendar, ONLINE, day), amount)
        if chance(rng, 0.25) and day + 9 < world.calendar.days:
            when = at(rng, world.calendar, ONLINE, day + integer(rng, 3, 9))
            world.ledger.pay(person.accounts[1], person.accounts[0], when, amount // 2)


def _investing(world: World, rng: Generator, person: Customer) -> None:
    """A fund each month, or an exchange for crypto-assets now and then; sometimes a sale comes back."""
    amount = 2500 * max(1, round(person.income * between(rng, 0.01, 0.1) / 25))
    if chance(rng, 0.6):
        broker = pick(rng, world.population.outside["broker"])
        told = chance(rng, 0.5)
        for day in world.calendar.monthly(integer(rng, 1, 28)):
            purpose, words = drawn(rng, SECURITIES) if told else (None, None)
            details = Details(product="securities") if told else PLAIN
            when = at(rng, world.calendar, ONLINE, day)
            world.ledger.pay(person.main, broker, when, amount, purpose=purpose, remittance=words, details=details)
        return
    exchange = pick(rng, world.population.outside["exchange"])
    for when in moments(rng, world.calendar, ONLINE, between(rng, 0.02, 0.12), person.since):
        price = cents(rng, amount / 100, 0.8)
        price = whole(price, 5) if chance(rng, 0.6) else price
        buys = chance(rng, 0.8)
        debtor, creditor = (person.main, exchange) if buys else (exchange, person.main)
        world.ledger.pay(debtor, creditor, when, price, channel="crypto")
