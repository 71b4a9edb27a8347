"""Whose duties apply to a transaction, on which business day, and what their thresholds are then."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple
from zoneinfo import ZoneInfo

from streams.intake.business_days import counted_on
from streams.intake.valuation import EPOCH_ORDINAL
from streams.movement import duty_code
from streams.reference import Reference
from streams.reference.thresholds import Aggregation, Threshold
from streams.settings import Institution, Settings

_QUARTER_US = 900_000_000
_MORNING, _EVENING = 6, 22
_WITHIN_24_HOURS = frozenset({"24h", "linked"})
"""Aggregations that add up 24 hours. Of what is linked, that much is certain: payments of one payer within 24 hours are
related (26 CFR 1.6050I-1(c)(7)(ii)), and South Africa's authority added up one day. What else is linked is for people
to judge."""


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
    code: int
    """Country and kind of the institution: what is booked under another code counts apart."""
    travel_rule: int
    instrument_log: int
    """From this much cash for monetary instruments on, the sale is logged."""


class Moment(NamedTuple):
    """A moment at an institution: its country, the business day, since 1970, that a movement counts to, the duties of
    that day, and whether it is between 22:00 and 06:00 there."""

    country: str
    business_day: int
    duties: Duties
    is_night: bool


class DutyBook:
    """Looks duties up once a quarter of an hour and institution, and remembers them."""

    def __init__(self, settings: Settings, reference: Reference) -> None:
        self._settings = settings
        self._reference = reference
        self._named = dict(settings.institutions)
        self._on = lru_cache(maxsize=10_000)(self._duties_on)
        self._moments = lru_cache(maxsize=100_000)(self._moment)

    def at(self, name: str | None, booked: date | None, time_us: int, *, cash: bool) -> Moment:
        """A moment at the institution that a transaction names; it may say itself on which day it was `booked`."""
        return self._moments(name, booked, time_us // _QUARTER_US, cash)

    def _moment(self, name: str | None, booked: date | None, quarter: int, cash: bool) -> Moment:
        institution, time_us = self._institution(name), quarter * _QUARTER_US
        business_day = self.business_day(booked, institution, time_us, cash=cash)
        duties = self._on(institution.country, institution.kind, business_day)
        is_night = not _MORNING <= _local(institution, time_us).hour < _EVENING
        return Moment(institution.country, business_day, duties, is_night)

    def business_day(self, booked: date | None, institution: Institution, time_us: int, *, cash: bool) -> int:
        """The institution's day, since 1970, that a movement counts to; for cash as its cash report adds up.

        `business_day`: the booking date, or the local day that ends at `business_day_ends`; of a weekend, a holiday or
        a day on which the institution is closed, the next business day (31 CFR 1010.313). `24h` and `linked`: the
        institution's own 24 hours, whatever day they fall on and whenever they are booked. `single`: the booking date,
        or the calendar day.
        """
        local = _local(institution, time_us)
        day = self._cash_day(institution, booked, local) if cash else booked or local.date()
        return day.toordinal() - EPOCH_ORDINAL

    def _cash_day(self, institution: Institution, booked: date | None, local: datetime) -> date:
        after_hours = institution.business_day_ends is not None and local.time() >= institution.business_day_ends
        own_day = local.date() + timedelta(days=after_hours)
        business_day = counted_on(institution, booked or own_day)
        if self._aggregation(institution, business_day) == "business_day":
            return business_day
        if self._aggregation(institution, own_day) in _WITHIN_24_HOURS:
            return own_day
        return booked or local.date()

    def _aggregation(self, institution: Institution, day: date) -> Aggregation | None:
        """How the cash report in force on a day adds up; None where none is in force."""
        cash = self._reference.thresholds.in_force("cash_report", institution.country, institution.kind, day)
        return cash.aggregation if cash is not None else None

    def _institution(self, name: str | None) -> Institution:
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
            zone = zone_of(name) or default.timezone
            known = self._named[name] = default.model_copy(update={"country": name, "timezone": zone})
        return known

    def _duties_on(self, country: str, kind: str, business_day: int) -> Duties:
        day = date.fromordinal(business_day + EPOCH_ORDINAL)
        cash = self._reference.thresholds.in_force("cash_report", country, kind, day)
        travel = self._reference.thresholds.in_force("travel_rule", country, kind, day)
        instruments = self._reference.thresholds.in_force("monetary_instruments_log", country, kind, day)
        currency = cash.currency if cash is not None else travel.currency if travel is not None else ""
        return Duties(
            currency=currency,
            decimals=self._reference.currencies[currency].decimals if currency else 0,
            cash_report=cash.limit_minor if cash is not None else 0,
            cash_report_reached=cash.first_reached_minor if cash is not None else 0,
            cash_report_single=cash is not None and cash.aggregation == "single",
            cash_report_directions=_directions(cash),
            code=duty_code(country, kind),
            travel_rule=_limit(travel, currency),
            instrument_log=_limit(instruments, currency),
        )


def _local(institution: Institution, time_us: int) -> datetime:
    """The beginning of a quarter of an hour where the institution is: all zones change on quarters."""
    return datetime.fromtimestamp(time_us // _QUARTER_US * 900, ZoneInfo(institution.timezone))


def zone_of(country: str) -> str:
    """The zone of a country which the zone database lists first; empty for none."""
    return _zones().get(country, "")


@lru_cache(maxsize=1)
def _zones() -> dict[str, str]:
    """The first zone of each country in the zone database's `zone.tab`."""
    found: dict[str, str] = {}
    for line in (files("tzdata") / "zoneinfo" / "zone.tab").read_text().splitlines():
        if not line.startswith("#"):
            country, _, zone, *_ = line.split("\t")
            found.setdefault(country, zone)
    return found


def _limit(threshold: Threshold | None, currency: str) -> int:
    return threshold.limit_minor if threshold is not None and threshold.currency == currency else 0


def _directions(threshold: Threshold | None) -> frozenset[int]:
    if threshold is None:
        return frozenset()
    return {"in": frozenset({0}), "out": frozenset({1})}.get(threshold.direction, frozenset({0, 1}))
