"""Whose duties apply to a transaction, on which business day, and what their thresholds are then."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from importlib.resources import files
from zoneinfo import ZoneInfo

from streams.intake.valuation import EPOCH_ORDINAL
from streams.reference import Reference
from streams.reference.thresholds import Threshold
from streams.settings import Institution, Settings

_QUARTER_US = 900_000_000
_MONDAY_IS_ZERO = 3
"""1970-01-01 was a Thursday."""


@dataclass(frozen=True, slots=True)
class Duties:
    """Thresholds of an institution on a day, in minor units of one currency; 0 where none is in force."""

    currency: str
    decimals: int
    cash_report: int
    cash_report_reached: int
    """The smallest sum that must be reported: more than the limit, or the limit itself, as the law compares."""
    cash_report_single: bool
    """Each movement counts by itself; else those of a business day count together."""
    cash_report_directions: frozenset[int]
    """0 for cash received, 1 for cash paid out."""
    travel_rule: int


class DutyBook:
    """Looks duties up once a day and institution, and remembers them."""

    def __init__(self, settings: Settings, reference: Reference) -> None:
        self._settings = settings
        self._reference = reference
        self._named = dict(settings.institutions)
        self.on = lru_cache(maxsize=10_000)(self._on)
        self._local_day = lru_cache(maxsize=100_000)(self._local_day_at)

    def institution(self, name: str | None) -> Institution:
        """The institution that a transaction names: one of the settings, or the default one under another country, in
        the zone of that country which the zone database lists first.
        """
        if name is None:
            return self._settings.institution
        known = self._named.get(name)
        if known is None:
            default = self._settings.institution
            is_country = len(name) == 2 and name.isascii() and name.isalpha() and name.isupper()
            if not is_country or name == default.country:
                return default
            zone = _zones().get(name, default.timezone)
            known = self._named[name] = default.model_copy(update={"country": name, "timezone": zone})
        return known

    def business_day(self, booked: date | None, institution: Institution, time_us: int, *, cash: bool) -> int:
        """The institution's day, since 1970, that a movement counts to; cash of a weekend counts to Monday."""
        if booked is not None:
            return booked.toordinal() - EPOCH_ORDINAL
        day = self._local_day(institution.timezone, time_us // _QUARTER_US)
        weekday = (day + _MONDAY_IS_ZERO) % 7
        return day + 7 - weekday if cash and weekday >= 5 else day

    def _on(self, country: str, kind: str, business_day: int) -> Duties:
        day = date.fromordinal(business_day + EPOCH_ORDINAL)
        cash = self._reference.thresholds.in_force("cash_report", country, kind, day)
        travel = self._reference.thresholds.in_force("travel_rule", country, kind, day)
        currency = cash.currency if cash is not None else travel.currency if travel is not None else ""
        return Duties(
            currency=currency,
            decimals=self._reference.currencies[currency].decimals if currency else 0,
            cash_report=cash.limit_minor if cash is not None else 0,
            cash_report_reached=cash.first_reached_minor if cash is not None else 0,
            cash_report_single=cash is not None and cash.aggregation == "single",
            cash_report_directions=_directions(cash),
            travel_rule=travel.limit_minor if travel is not None and travel.currency == currency else 0,
        )

    @staticmethod
    def _local_day_at(zone: str, quarter: int) -> int:
        """Local day of a quarter of an hour since 1970: all zones change on quarters."""
        return datetime.fromtimestamp(quarter * 900, ZoneInfo(zone)).date().toordinal() - EPOCH_ORDINAL


@lru_cache(maxsize=1)
def _zones() -> dict[str, str]:
    """The first zone of each country in the zone database's `zone.tab`."""
    found: dict[str, str] = {}
    for line in (files("tzdata") / "zoneinfo" / "zone.tab").read_text().splitlines():
        if not line.startswith("#"):
            country, _, zone, *_ = line.split("\t")
            found.setdefault(country, zone)
    return found


def _directions(threshold: Threshold | None) -> frozenset[int]:
    if threshold is None:
        return frozenset()
    return {"in": frozenset({0}), "out": frozenset({1})}.get(threshold.direction, frozenset({0, 1}))
