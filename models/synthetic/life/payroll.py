"""Wages: one run per employer and pay day, for staff who bank here and for staff who bank elsewhere."""

from __future__ import annotations

from dataclasses import dataclass, field

from numpy.random import Generator

from models.synthetic.calendar import Calendar
from models.synthetic.draws import between, cents, chance, integer, pick
from models.synthetic.particulars import OFFICES
from models.synthetic.parties import Account
from models.synthetic.wordings import SALARY, Wording, drawn
from models.synthetic.world import World

_STAFF = {
    "shop": 3, "restaurant": 6, "trade": 2, "wholesale": 11, "office": 4, "charity": 2, "public": 40,
    "dealer": 5, "remitter": 4,
}  # fmt: skip
"""Median number of people on the payroll of the town's own organisations."""
_SECOND_JOB = {"student": 0.2, "migrant": 0.06}
"""Share of those who work some hours a week for one more firm; of others less."""


@dataclass(slots=True)
class _Job:
    account: Account
    pay: int
    """Cents per pay day."""
    hourly: bool
    since: int


@dataclass(slots=True)
class _Employer:
    account: Account
    days: tuple[int, ...]
    runs_a_month: float
    hour: float
    wording: Wording
    staff: list[_Job] = field(default_factory=list)


def live(world: World) -> None:
    """Put every employee in a job and pay the wages."""
    rng = world.rng("payroll")
    inside = {role: [_employer(rng, world.calendar, c.main) for c in world.population.those(role)] for role in _STAFF}
    outside = [_employer(rng, world.calendar, account) for account in world.population.outside["employer"]]
    local = [employer for role, employers in inside.items() for employer in employers * _STAFF[role]]
    for person in world.population.those("employee", "migrant"):
        employer = pick(rng, local) if chance(rng, 0.3) else pick(rng, outside)
        if person.particulars.occupation in OFFICES and inside["public"]:
            employer = pick(rng, inside["public"])
        _hire(rng, employer, person.main, person.income, person.since)
    for person in world.population.those("employee", "migrant", "student", "pensioner"):
        if chance(rng, _SECOND_JOB.get(person.role, 0.03)):
            employer = pick(rng, local) if chance(rng, 0.5) else pick(rng, outside)
            _hire(rng, employer, person.main, max(300, person.income * between(rng, 0.1, 0.35)), person.since)
    for role, employers in inside.items():
        for employer in employers:
            for _ in range(max(1, round(_STAFF[role] * between(rng, 0.05, 0.45)))):
                _hire(rng, employer, world.population.stranger(rng), cents(rng, 3000, 0.4) / 100, 0)
    for employer in (*(e for employers in inside.values() for e in employers), *outside):
        _run(rng, world, employer)


def _employer(rng: Generator, calendar: Calendar, account: Account) -> _Employer:
    draw = rng.random()
    if draw < 0.5:
        days, runs = calendar.monthly(pick(rng, (25, 28, 31))), 1.0
    elif draw < 0.7:
        days, runs = tuple(sorted(calendar.monthly(15) + calendar.monthly(31))), 2.0
    else:
        days, runs = tuple(calendar.weekly(4, weeks=2, offset=integer(rng, 0, 1))), 26 / 12
    return _Employer(account, days, runs, between(rng, 5, 11), drawn(rng, SALARY))


def _hire(rng: Generator, employer: _Employer, account: Account, income: float, since: int) -> None:
    pay = round(100 * income / employer.runs_a_month)
    employer.staff.append(_Job(account, pay, chance(rng, 0.4), since))


def _run(rng: Generator, world: World, employer: _Employer) -> None:
    for day in employer.days:
        purpose, words = employer.wording
        second = employer.hour * 3600 + 600 * rng.random()
        for job in employer.staff:
            second += 0.2 + rng.exponential(0.6)
            if day < job.since + 10:
                continue
            pay = round(job.pay * between(rng, 0.85, 1.1)) if job.hourly else job.pay
            world.ledger.pay(
                employer.account,
                job.account,
                world.calendar.moment(day, second),
                pay,
                purpose=purpose,
                remittance=words,
            )
