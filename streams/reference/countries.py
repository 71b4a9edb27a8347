"""Countries, and what is known of them on a day.

Tables: `countries.csv`, `country_flags.csv`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from enum import IntFlag
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from streams.movement import MovementFlag
from streams.reference.tables import Row, read_table, refuse_overlaps

_REMEMBERED = 65_536
_FLAG_COLUMNS = ("country", "flag", "effective_from", "effective_to", "source")


class CountryFlag(IntFlag):
    """What is known of a country on a day; the table says from whom."""

    CALL_FOR_ACTION = 1
    """FATF calls for enhanced due diligence or countermeasures."""
    INCREASED_MONITORING = 2
    """FATF: strategic deficiencies, being addressed."""
    EMBARGO_UN = 4
    """The UN Security Council embargoes arms to the country or to forces in it."""
    CONFLICT_ZONE = 8
    """Violent conflict, as the World Bank classifies it."""
    CONFLICT_TRANSIT = 16
    """A public authority names it as a way of fighters or funds into a conflict zone."""
    EU_MEMBER = 32
    """Law of the European Union applies: a member state, or a part of one that has a country code of its own."""
    EEA_MEMBER = 64
    """Party to the Agreement on the European Economic Area."""

    TRANSIT = 128
    """Embargoed goods are diverted through it."""
    WILDLIFE_SOURCE = 256
    WILDLIFE_DEMAND = 512
    PRECURSOR_SOURCE = 1024
    COUNTERFEIT_SOURCE = 2048
    TIMBER_SOURCE = 4096
    MINERALS_SOURCE = 8192
    OFFSHORE = 1 << 14
    """Hosts free zones or secrecy that trade-based schemes use."""
    EXPLOITATION_SOURCE = 1 << 15
    """Named in cases of paid online exploitation of children."""
    EMBARGO_EU = 1 << 16
    """The European Union embargoes arms or whole branches of trade with it."""
    EMBARGO_US = 1 << 17
    """The United States embargo trade with it, or whole branches of it."""

    EMBARGO = EMBARGO_UN | EMBARGO_EU | EMBARGO_US
    HIGH_RISK = CALL_FOR_ACTION | INCREASED_MONITORING | EMBARGO
    CONFLICT = CONFLICT_ZONE | CONFLICT_TRANSIT


NO_FLAG = CountryFlag(0)
_FLAGS = {
    "fatf_call_for_action": CountryFlag.CALL_FOR_ACTION,
    "fatf_increased_monitoring": CountryFlag.INCREASED_MONITORING,
    "embargo_un": CountryFlag.EMBARGO_UN,
    "embargo_eu": CountryFlag.EMBARGO_EU,
    "embargo_us": CountryFlag.EMBARGO_US,
    "conflict_zone": CountryFlag.CONFLICT_ZONE,
    "conflict_transit": CountryFlag.CONFLICT_TRANSIT,
    "eu_member": CountryFlag.EU_MEMBER,
    "eea_member": CountryFlag.EEA_MEMBER,
    "transit": CountryFlag.TRANSIT,
    "wildlife_source": CountryFlag.WILDLIFE_SOURCE,
    "wildlife_demand": CountryFlag.WILDLIFE_DEMAND,
    "precursor_source": CountryFlag.PRECURSOR_SOURCE,
    "counterfeit_source": CountryFlag.COUNTERFEIT_SOURCE,
    "timber_source": CountryFlag.TIMBER_SOURCE,
    "minerals_source": CountryFlag.MINERALS_SOURCE,
    "offshore": CountryFlag.OFFSHORE,
    "exploitation_source": CountryFlag.EXPLOITATION_SOURCE,
}
_ON_MOVEMENTS = (
    (CountryFlag.HIGH_RISK, MovementFlag.HIGH_RISK),
    (CountryFlag.CONFLICT_ZONE, MovementFlag.CONFLICT),
    (CountryFlag.CONFLICT_TRANSIT, MovementFlag.BORDERS_CONFLICT),
    (CountryFlag.EMBARGO, MovementFlag.EMBARGO),
    (CountryFlag.TRANSIT, MovementFlag.TRANSIT),
    (CountryFlag.WILDLIFE_SOURCE, MovementFlag.WILDLIFE_SOURCE),
    (CountryFlag.WILDLIFE_DEMAND, MovementFlag.WILDLIFE_DEMAND),
    (CountryFlag.PRECURSOR_SOURCE, MovementFlag.PRECURSOR_SOURCE),
    (CountryFlag.COUNTERFEIT_SOURCE, MovementFlag.COUNTERFEIT_SOURCE),
    (CountryFlag.TIMBER_SOURCE, MovementFlag.TIMBER_SOURCE),
    (CountryFlag.MINERALS_SOURCE, MovementFlag.MINERALS_SOURCE),
    (CountryFlag.OFFSHORE, MovementFlag.OFFSHORE),
    (CountryFlag.EXPLOITATION_SOURCE, MovementFlag.EXPLOITATION_SOURCE),
)
"""What a movement says of its counterparty's country."""


class FlagPeriod(NamedTuple):
    """A flag of a country from the first to the last day, both inclusive."""

    country: str
    flag: CountryFlag
    first: date
    last: date
    source: str


class Countries:
    """All countries by ISO 3166-1 alpha-2 code; an answer is remembered, so that asking again is a look-up."""

    def __init__(self, names: Mapping[str, str], periods: Iterable[FlagPeriod]) -> None:
        self.names = dict(names)
        self._periods: dict[str, list[FlagPeriod]] = {}
        for period in periods:
            self._periods.setdefault(period.country, []).append(period)
        self._found = lru_cache(maxsize=_REMEMBERED)(self._find)

    @classmethod
    def load(cls, countries: Path, flags: Path) -> Countries:
        """Read both tables; raises ReferenceTableError."""
        names: dict[str, str] = {}
        for row in read_table(countries, ("code", "name", "source")).rows:
            code = row.matching("code", "[A-Z]{2}", "a code of two capital letters")
            if code in names:
                raise row.error("code", f"{code} is there twice")
            names[code] = row.text("name")
            row.text("source")
        return cls(names, _load_periods(flags, names))

    def known(self, country: str) -> bool:
        """Whether the code is that of a country."""
        return country in self.names

    def periods(self, country: str) -> tuple[FlagPeriod, ...]:
        """Every period of every flag of a country, with its source."""
        return tuple(self._periods.get(country, ()))

    def flags(self, country: str, day: date) -> CountryFlag:
        """What is known of a country on a day; no flag for an unknown country."""
        return self._found(country, day)

    def movement_flags(self, country: str, day: date) -> int:
        """What is known of a country on a day, as MovementFlag bits."""
        known = self.flags(country, day)
        return int(sum(int(flag) for held, flag in _ON_MOVEMENTS if known & held))

    def _find(self, country: str, day: date) -> CountryFlag:
        found = NO_FLAG
        for period in self._periods.get(country, ()):
            if period.first <= day <= period.last:
                found |= period.flag
        return found


def _country(row: Row, column: str, names: Mapping[str, str]) -> str:
    code = row.text(column)
    if code not in names:
        raise row.error(column, f"{code!r} is not a known country")
    return code


def _load_periods(path: Path, names: Mapping[str, str]) -> list[FlagPeriod]:
    rows = read_table(path, _FLAG_COLUMNS).rows
    periods = [
        FlagPeriod(
            _country(row, "country", names), _FLAGS[row.choice("flag", _FLAGS)], *row.period(), row.text("source")
        )
        for row in rows
    ]
    refuse_overlaps(
        ((period.country, int(period.flag)), period.first, period.last, row)
        for period, row in zip(periods, rows, strict=True)
    )
    return periods
