"""Homes: rents to landlords here and elsewhere, mortgages, and what landlords pay themselves."""

from __future__ import annotations

from models.synthetic.draws import cents, chance, integer, pick
from models.synthetic.ledger import Rail
from models.synthetic.life.invoices import takes_profit
from models.synthetic.parties import Account, Customer
from models.synthetic.rhythm import BRANCH, OFFICE, ONLINE, at
from models.synthetic.world import World

TENANTS = {"employee": 0.55, "migrant": 0.8, "freelancer": 0.55, "student": 0.35, "unemployed": 0.5, "pensioner": 0.2}
_MORTGAGED = {"employee": 0.3, "freelancer": 0.25, "pensioner": 0.1}


def live(world: World) -> None:
    """Write rents, mortgages and landlords' costs."""
    rng = world.rng("rents")
    here = [firm.main for firm in world.population.those("landlord")]
    for person in world.population.people:
        draw, rent = rng.random(), TENANTS.get(person.role, 0.0)
        if draw < rent:
            landlord = pick(rng, here) if chance(rng, 0.16) else pick(rng, world.population.outside["landlord"])
            _rent(world, person.main, landlord, _monthly_rent(world, person), person.since)
        elif draw < rent + _MORTGAGED.get(person.role, 0.0):
            lender, amount = pick(rng, world.population.outside["mortgage lender"]), round(100 * person.income * 0.3)
            for day in world.calendar.monthly(integer(rng, 1, 5)):
                when = at(rng, world.calendar, OFFICE, day)
                world.ledger.pay(person.main, lender, when, amount, purpose="LOAR", remittance="mortgage")
    for firm in world.population.those("landlord"):
        _landlord(world, firm)


def _monthly_rent(world: World, person: Customer) -> int:
    rng = world.rng("rent of", int(person.id[1:]))
    return 500 * round(cents(rng, max(450, person.income * 0.31), 0.2) / 500)


def _rent(world: World, tenant: Account, landlord: Account, amount: int, since: int) -> None:
    rng = world.rng("tenancy", int(tenant.id[1:]))
    channel: Rail = "cheque" if chance(rng, 0.15) else "transfer"
    due = integer(rng, 1, 3)
    for day in world.calendar.monthly(due):
        late = integer(rng, 0, 4) if chance(rng, 0.2) else 0
        day = world.calendar.business_day(day + late)
        if since <= day < world.calendar.days:
            when = at(rng, world.calendar, BRANCH if channel == "cheque" else ONLINE, day)
            world.ledger.pay(tenant, landlord, when, amount, channel=channel, purpose="RENT", remittance="rent")


def _landlord(world: World, landlord: Customer) -> None:
    """Tenants who bank elsewhere, repairs by tradesmen, the loan on the building, and what the owner takes out."""
    rng = world.rng("landlord", int(landlord.id[1:]))
    for _ in range(integer(rng, 1, 1 + round(landlord.income / 1800))):
        rent = 500 * round(cents(rng, 1350, 0.35) / 500)
        _rent(world, world.population.stranger(rng), landlord.main, rent, landlord.since)
    trades = [firm.main for firm in world.population.those("trade")]
    for _ in range(integer(rng, 1, 6)):
        when = at(rng, world.calendar, OFFICE, world.calendar.business_day(integer(rng, 0, world.calendar.days - 4)))
        amount = cents(rng, 420, 0.8)
        world.ledger.pay(landlord.main, pick(rng, trades), when, amount, purpose="SCVE", remittance="repair")
    loan = round(100 * landlord.income * 0.4)
    lender = pick(rng, world.population.outside["mortgage lender"])
    for day in world.calendar.monthly(8):
        when = at(rng, world.calendar, OFFICE, day)
        world.ledger.pay(landlord.main, lender, when, loan, purpose="LOAR", remittance="loan")
    if chance(rng, 0.8):
        takes_profit(world, rng, landlord, landlord.income * 0.35)
