"""Journeys: weekends by car, holidays, families elsewhere, business; what is paid before, and in person on the way."""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple

from numpy.random import Generator

from models.synthetic.draws import between, cents, chance, integer, pick
from models.synthetic.ledger import Details
from models.synthetic.life.on_the_way import Stay, lives_there
from models.synthetic.parties import Account, Customer
from models.synthetic.places import ABROAD, DOMESTIC, FAMILIES, NEAR, City
from models.synthetic.rhythm import ONLINE, at
from models.synthetic.wordings import LODGING, TRAVEL, drawn
from models.synthetic.world import World


class _Kind(NamedTuple):
    """A kind of journey: where to, how often a year, for how many days, in hotels how often."""

    cities: tuple[City, ...]
    yearly: float
    days: tuple[int, int]
    lodged: float
    by_air: bool = True


_WEEKEND = _Kind(NEAR, 0.2, (2, 3), 0.6, by_air=False)
_KINDS = (_WEEKEND, _Kind(DOMESTIC, 0.16, (3, 9), 0.6), _Kind(ABROAD, 0.17, (5, 15), 0.85))
_HOME = _Kind(FAMILIES, 0.35, (8, 21), 0.1)
_BUSINESS = _Kind((*ABROAD, *DOMESTIC[:10]), 0.08, (3, 6), 0.95)


def live(world: World) -> None:
    """Send people on journeys."""
    shops: dict[tuple[str, str], list[Account]] = {}
    for person in world.population.grown_ups:
        rng = world.rng("trips", int(person.id[1:]))
        kinds = list(_KINDS)
        if person.role in ("employee", "freelancer"):
            kinds.append(_BUSINESS)
        if person.role == "migrant" or chance(rng, 0.05):
            kinds.append(_HOME)
        for kind in kinds:
            if chance(rng, kind.yearly * world.calendar.days / 365):
                stay = _sets_out(world, rng, person, kind)
                if stay is not None:
                    _pays_before(world, rng, stay, kind)
                    lives_there(world, rng, stay, kind.lodged, shops)


def _sets_out(world: World, rng: Generator, person: Customer, kind: _Kind) -> Stay | None:
    """Days on which the person has nothing else to do, with the way there and back."""
    city, length = pick(rng, kind.cities), integer(rng, *kind.days)
    hours = (2.5 + city.km / 750) if kind.by_air else 0.5 + city.km / 80
    length = max(length, 2 + round(hours / 6))
    earliest, latest = max(1, person.since + 1), world.calendar.days - length - 1
    if latest < earliest:
        return None
    first = integer(rng, earliest, latest)
    last = first + length - 1
    if any(person.is_away(day) or not person.lives_on(day) for day in range(first - 1, last + 2)):
        return None
    person.away.append((first, last))
    begin = world.calendar.moment(first, (7 + between(rng, 0, 4)) * 3600) + timedelta(hours=hours)
    end = world.calendar.moment(last, 22 * 3600) - timedelta(hours=hours)
    return Stay(person, city, first, last, begin, end)


def _pays_before(world: World, rng: Generator, stay: Stay, kind: _Kind) -> None:
    """The ticket, by card or by transfer; some book the hotel along with it."""
    account, booked = stay.person.main, max(0, stay.person.since, stay.first - integer(rng, 3, 60))
    when = at(rng, world.calendar, ONLINE, booked)
    told = Details(travel_destination=stay.city.country if chance(rng, 0.7) else None)
    fare = round(cents(rng, (140 + stay.city.km / 12) if kind.by_air else 32, 0.35) * pick(rng, (1, 1, 1, 2, 2, 4)))
    if kind.by_air and chance(rng, 0.8):
        category = pick(rng, ("4511", "4511", "4511", "3058", "4722"))
        airline = pick(rng, world.merchants(category))
        world.ledger.card(account, airline, category, when, fare, online=True, details=told)
    elif kind.by_air or chance(rng, 0.25):
        purpose, words = drawn(rng, TRAVEL[:2] if kind.by_air else TRAVEL[2:])
        agency = pick(rng, world.population.outside["supplier"])
        world.ledger.pay(account, agency, when, fare, purpose=purpose, remittance=words, details=told)
    if chance(rng, 0.08):
        purpose, words = drawn(rng, LODGING)
        deposit, hotel = cents(rng, 190, 0.5), world.population.stranger(rng, stay.city.country, "business")
        world.ledger.pay(account, hotel, when + timedelta(hours=1), deposit, purpose=purpose, remittance=words)
