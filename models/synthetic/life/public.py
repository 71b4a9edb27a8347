"""Public money: pensions, benefits, tax refunds, taxes of firms, and what offices buy."""

from __future__ import annotations

from models.synthetic.draws import between, cents, chance, integer, pick
from models.synthetic.rhythm import OFFICE, at
from models.synthetic.wordings import TAX_REFUND, drawn
from models.synthetic.world import World

_PENSION_WEEKDAY = 2
_REFUNDS_UNTIL = "05-20"


def live(world: World) -> None:
    """Write everything that public bodies pay and receive, wages apart."""
    _pensions(world)
    _benefits(world)
    _refunds(world)
    _taxes(world)
    _purchases(world)


def _pensions(world: World) -> None:
    """State pensions on one Wednesday a month, the week depending on the person; a fund's pension for most."""
    rng = world.rng("pensions")
    agency, funds = world.population.outside["agency"][0], world.population.outside["pension fund"]
    for person in world.population.those("pensioner"):
        has_fund = chance(rng, 0.6)
        state = round(100 * person.income * (0.6 if has_fund else 1.0))
        for day in world.calendar.weekly(_PENSION_WEEKDAY, weeks=4, offset=integer(rng, 0, 3)):
            when = world.calendar.moment(day, between(rng, 2 * 3600, 7 * 3600))
            world.ledger.pay(agency, person.main, when, state, purpose="PENS", remittance="pension")
        if has_fund:
            fund, pension = pick(rng, funds), round(100 * person.income * 0.4)
            for day in world.calendar.monthly(1):
                when = world.calendar.moment(day, between(rng, 4 * 3600, 9 * 3600))
                world.ledger.pay(fund, person.main, when, pension, purpose="PENS", remittance="pension")


def _benefits(world: World) -> None:
    rng = world.rng("benefits")
    agency = world.population.outside["agency"][1]
    for person in world.population.those("unemployed"):
        amount = round(100 * person.income * 14 / 30)
        for day in world.calendar.weekly(integer(rng, 0, 4), weeks=2, offset=integer(rng, 0, 1)):
            when = world.calendar.moment(day, between(rng, 3 * 3600, 8 * 3600))
            world.ledger.pay(agency, person.main, when, amount, purpose="BENE", remittance="benefit")
    offices = list(world.population.those("public"))
    for person in world.population.those("homemaker", "migrant", "employee"):
        if chance(rng, 0.04):
            office, amount = pick(rng, offices), cents(rng, 260, 0.4)
            for day in world.calendar.monthly(10):
                when = world.calendar.moment(day, between(rng, 6 * 3600, 9 * 3600))
                world.ledger.pay(office.main, person.main, when, amount, purpose="BECH", remittance="child benefit")


def _refunds(world: World) -> None:
    """Income tax is refunded from February to May, some weeks after filing, by the treasury and partly by the state."""
    rng = world.rng("refunds")
    treasury, state = world.population.outside["tax office"]
    season = [
        number
        for number, day in enumerate(world.calendar.dates[: world.calendar.days])
        if "02-10" <= day.strftime("%m-%d") <= _REFUNDS_UNTIL and world.calendar.business[number]
    ]
    for person in world.population.those("employee", "migrant", "pensioner"):
        if season and chance(rng, 0.5):
            when = at(rng, world.calendar, OFFICE, pick(rng, season))
            purpose, words = drawn(rng, TAX_REFUND)
            world.ledger.pay(treasury, person.main, when, cents(rng, 1700, 0.8), purpose=purpose, remittance=words)
            if chance(rng, 0.3):
                when = at(rng, world.calendar, OFFICE, pick(rng, season))
                world.ledger.pay(state, person.main, when, cents(rng, 420, 0.7), purpose=purpose, remittance=words)


def _taxes(world: World) -> None:
    """Sales tax each month, estimated income tax each quarter."""
    rng = world.rng("taxes")
    treasury, state = world.population.outside["tax office"]
    for firm in world.population.those(
        "shop", "restaurant", "trade", "wholesale", "seller", "office", "landlord", "dealer", "remitter"
    ):
        for day in world.calendar.monthly(20):
            amount = cents(rng, max(20, firm.income * 0.03), 0.25)
            world.ledger.pay(firm.main, state, at(rng, world.calendar, OFFICE, day), amount, purpose="TAXS")
        for day in world.calendar.monthly(15, every=3):
            amount = cents(rng, max(50, firm.income * 0.1), 0.3)
            world.ledger.pay(firm.main, treasury, at(rng, world.calendar, OFFICE, day), amount, purpose="TAXS")
    for person in world.population.those("freelancer"):
        for day in world.calendar.monthly(15, every=3):
            amount = cents(rng, max(50, person.income * 0.4), 0.4)
            world.ledger.pay(person.main, treasury, at(rng, world.calendar, OFFICE, day), amount, purpose="TAXS")


def _purchases(world: World) -> None:
    """Offices buy from firms here and elsewhere, and are funded by the state."""
    rng = world.rng("purchases")
    contractors = [firm.main for firm in world.population.those("office", "trade", "wholesale")]
    contractors += world.population.outside["supplier"][:40]
    for office in world.population.those("public"):
        for day in world.calendar.monthly(3):
            when = at(rng, world.calendar, OFFICE, day)
            world.ledger.pay(
                world.population.outside["agency"][2], office.main, when, cents(rng, office.income * 0.6, 0.1)
            )
        regulars = [pick(rng, contractors) for _ in range(15)]
        for day in (*world.calendar.weekly(1), *world.calendar.weekly(3)):
            for _ in range(integer(rng, 0, 4)):
                number = f"invoice {integer(rng, 1000, 99999)}"
                when = at(rng, world.calendar, OFFICE, day)
                world.ledger.pay(
                    office.main, pick(rng, regulars), when, cents(rng, 2400, 0.9), purpose="SUPP", remittance=number
                )
