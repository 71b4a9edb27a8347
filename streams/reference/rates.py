"""Exchange rates by date: `rates.csv`, in the shape that the European Central Bank publishes.

Each column is a currency, each row a day, each cell the units of that currency for one euro; empty or `N/A` where there
is none. Rates between two other currencies cross through the euro, exactly.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from pathlib import Path

import msgspec

from streams.reference.currencies import CODE
from streams.reference.tables import read_table

_PIVOT = "EUR"
_DATE, _SOURCE = "Date", "source"
_NO_RATE = ("", "N/A")
_REMEMBERED = 65_536
DISCONTINUED_AFTER = timedelta(days=45)
"""A currency that the table stops quoting before its end has no rate this long after its last one: the old rate of a
currency that was suspended or withdrawn would be wrong, and a signal without a value is better. Longer than a month, so
that a table of month ends may miss one."""


class Quote(msgspec.Struct, frozen=True):
    """An exchange rate and how well it fits the day it was asked for."""

    factor: Fraction
    """What to multiply a major-unit amount by."""
    rate_day: date
    """The day of the rate used; of the two that a cross rate is made of, the one further from the day asked for."""
    before_first: bool
    """The day is before the first rate, which was taken instead."""


class Rates:
    """Exchange rates of all days; an answer is remembered, so that asking again is a look-up."""

    def __init__(self, rates: Mapping[str, Iterable[tuple[date, Decimal]]]) -> None:
        """`rates` by currency: days and units for one euro, in any order."""
        self._days: dict[str, list[date]] = {}
        self._units: dict[str, list[Fraction]] = {}
        for currency, series in rates.items():
            ordered = sorted(series)
            self._days[currency] = [day for day, _ in ordered]
            self._units[currency] = [Fraction(units) for _, units in ordered]
        self.newest = max((days[-1] for days in self._days.values()), default=date.min)
        self._found = lru_cache(maxsize=_REMEMBERED)(self._find)

    @classmethod
    def load(cls, path: Path) -> Rates:
        """Read the table; raises ReferenceTableError. A currency that only this table knows is welcome, and so is a
        column `source`, which a file of the European Central Bank has not."""
        table = read_table(path, (_DATE,), more=True)
        quoted = [column for column in table.columns if column not in (_DATE, _SOURCE)]
        for currency in quoted:
            if currency == _PIVOT or not re.fullmatch(CODE, currency):
                raise table.error(currency, "is not a currency that can be quoted for the euro")
        days: set[date] = set()
        series: dict[str, list[tuple[date, Decimal]]] = {}
        for row in table.rows:
            day = row.day(_DATE)
            if day in days:
                raise row.error(_DATE, f"{day} is there twice")
            days.add(day)
            for currency in quoted:
                if row.cells[currency] not in _NO_RATE:
                    series.setdefault(currency, []).append((day, row.amount(currency)))
        return cls(series)

    def factor(self, currency: str, to: str, day: date) -> Fraction | None:
        """What to multiply a major-unit amount of `currency` by to have it in `to`: exact; None without a rate.

        The newest rate on or before the day is taken. A day before the first rate takes the first, and `quote` says so.
        """
        quote = self._found(currency, to, day)
        return None if quote is None else quote.factor

    def quote(self, currency: str, to: str, day: date) -> Quote | None:
        """The factor of a day, and which rate it was made of; None without one."""
        return self._found(currency, to, day)

    def _find(self, currency: str, to: str, day: date) -> Quote | None:
        if currency == to:
            return Quote(Fraction(1), day, before_first=False)
        source, target = self._euro(currency, day), self._euro(to, day)
        if source is None or target is None:
            return None
        rate_day = max(source[1], target[1], key=lambda used: abs(day - used))
        return Quote(target[0] / source[0], rate_day, before_first=max(source[1], target[1]) > day)

    def _euro(self, currency: str, day: date) -> tuple[Fraction, date] | None:
        """Units of a currency for one euro, and the day of that rate."""
        if currency == _PIVOT:
            return Fraction(1), day
        days = self._days.get(currency)
        if not days:
            return None
        if days[-1] < self.newest and day - days[-1] > DISCONTINUED_AFTER:
            return None
        at = max(bisect_right(days, day) - 1, 0)
        return self._units[currency][at], days[at]
