"""Phone numbers and addresses in the institution's records, and who honestly shares them or a device."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from numpy.random import Generator

from models.synthetic.draws import chance, integer, pick, several
from models.synthetic.parties import Customer
from models.synthetic.population import Population

_SIZES = (1,) * 9 + (2,) * 6 + (3,) * 3 + (4,) * 2
"""How many grown-ups of one household or shared flat bank here, as often as listed; most have nobody else here."""
_PHONE_TOLD, _ADDRESS_TOLD = 0.86, 0.93
_SHARED_PHONE, _SHARED_DEVICE = 0.10, 0.10
_OFFICE_BUILDING, _MOST_IN_A_BUILDING = 0.2, 4
_IN_A_DORMITORY, _ROOMS = 0.2, (5, 9)


class Contacts:
    """Numbers and addresses, none of them given out twice."""

    def __init__(self) -> None:
        self._given: set[str] = set()

    def phone(self, rng: Generator) -> str:
        """A number that nobody has yet; the area code 555 belongs to no place."""
        return self._new(lambda: f"+1555{integer(rng, 10**6, 10**7 - 1)}")

    def address(self, rng: Generator) -> str:
        """An address at which nobody lives yet."""
        return self._new(lambda: f"{integer(rng, 1, 400)} Street {integer(rng, 1, 900)}")

    def _new(self, draw: Callable[[], str]) -> str:
        while (drawn := draw()) in self._given:
            pass
        self._given.add(drawn)
        return drawn


def register(rng: Generator, population: Population) -> Contacts:
    """Enter what customers told of phone and address.

    Households share an address, a few a phone number or a device; some offices share a building, some students a
    dormitory.
    """
    contacts = Contacts()
    residents = [student for student in population.those("student") if chance(rng, _IN_A_DORMITORY)]
    for group in _dormitories(rng, residents):
        address = contacts.address(rng)
        for student in group:
            _tell(rng, student, contacts.phone(rng), address)
    at_home = [person for person in population.grown_ups if person not in residents]
    households = list(_households(rng, at_home))
    for minor in population.those("minor"):
        pick(rng, households).append(minor)
    for household in households:
        _move_in(rng, contacts, household)
    firms = [customer for customer in population.customers if customer.kind != "person"]
    for group in _buildings(rng, firms):
        address = contacts.address(rng)
        for firm in group:
            _tell(rng, firm, contacts.phone(rng), address)
    return contacts


def _households(rng: Generator, grown_ups: Sequence[Customer]) -> Iterator[list[Customer]]:
    mixed = several(rng, grown_ups, len(grown_ups))
    while mixed:
        size = pick(rng, _SIZES)
        yield mixed[:size]
        mixed = mixed[size:]


def _dormitories(rng: Generator, students: Sequence[Customer]) -> Iterator[Sequence[Customer]]:
    while students:
        size = integer(rng, *_ROOMS)
        yield students[:size]
        students = students[size:]


def _move_in(rng: Generator, contacts: Contacts, household: Sequence[Customer]) -> None:
    address, first_phone = contacts.address(rng), contacts.phone(rng)
    first, *others = household
    _tell(rng, first, first_phone, address)
    for other in others:
        _tell(rng, other, first_phone if chance(rng, _SHARED_PHONE) else contacts.phone(rng), address)
        if chance(rng, _SHARED_DEVICE) and len(first.devices) == len(other.devices) == 1:
            other.devices = first.devices


def _buildings(rng: Generator, firms: Sequence[Customer]) -> Iterator[list[Customer]]:
    mixed = several(rng, firms, len(firms))
    while mixed:
        size = integer(rng, 2, _MOST_IN_A_BUILDING) if chance(rng, _OFFICE_BUILDING) else 1
        yield mixed[:size]
        mixed = mixed[size:]


def _tell(rng: Generator, customer: Customer, phone: str, address: str) -> None:
    if chance(rng, _PHONE_TOLD):
        customer.identifiers["phone"] = phone
    if chance(rng, _ADDRESS_TOLD):
        customer.identifiers["address"] = address
