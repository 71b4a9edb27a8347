"""What an institution says of a subject, in the few bytes that a movement has for it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from streams.intake.valuation import EPOCH_ORDINAL
from streams.movement import UNKNOWN_DAY, UNKNOWN_INCOME, PartyCode
from streams.records import Party
from streams.reference.wordings import Occupations
from streams.tags import Profile

_KINDS: Mapping[str | None, int] = {None: 0, **{code.name.lower(): int(code) for code in PartyCode if code}}
_PEP, _RELATED, _KNOWN_PEP = int(Profile.PEP), int(Profile.PEP_RELATED), int(Profile.KNOWN_PEP)
_EMPLOYEE, _KNOWN_EMPLOYEE = int(Profile.EMPLOYEE), int(Profile.KNOWN_EMPLOYEE)
_KNOWN_SECTOR = int(Profile.KNOWN_SECTOR)
_INCOME_BELOW = Decimal(10) ** 13
"""Beyond it a declared income is none, and would not fit."""


class Described(NamedTuple):
    """A subject as its party describes it: PartyCode, days since 1970 or UNKNOWN_DAY, minor units of the base currency
    a year or UNKNOWN_INCOME, Profile bits."""

    kind: int
    opened_day: int
    born_day: int
    declared_income: int
    profile: int


UNDESCRIBED = Described(0, UNKNOWN_DAY, UNKNOWN_DAY, UNKNOWN_INCOME, 0)


class Profiles:
    """Describes subjects; `base_decimals` are those of the base currency."""

    def __init__(self, occupations: Occupations, base_decimals: int) -> None:
        self._occupations = occupations
        self._base_decimals = base_decimals

    def of(self, party: Party | None) -> Described:
        """What a party says of a subject; nothing where no party is named."""
        if party is None:
            return UNDESCRIBED
        return Described(
            _KINDS[party.kind],
            _day_number(party.opened),
            _day_number(party.born),
            self._minor(party.declared_income),
            self._profile(party),
        )

    def _profile(self, party: Party) -> int:
        found = 0
        if party.pep is not None or party.related_pep is not None:
            found |= _KNOWN_PEP
            if party.pep:
                found |= _PEP
            if party.related_pep:
                found |= _RELATED
        if party.employee is not None:
            found |= _KNOWN_EMPLOYEE | (_EMPLOYEE if party.employee else 0)
        if party.occupation is not None:
            found |= self._occupations.profile(party.occupation)
        if party.sector is not None:
            found |= _KNOWN_SECTOR
        return found

    def _minor(self, amount: Decimal | None) -> int:
        if amount is None or not amount.is_finite() or not 0 <= amount < _INCOME_BELOW:
            return UNKNOWN_INCOME
        return int(amount.scaleb(self._base_decimals))


def _day_number(day: date | None) -> int:
    return day.toordinal() - EPOCH_ORDINAL if day is not None else UNKNOWN_DAY
