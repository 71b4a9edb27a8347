"""On which business day of an institution something counts that happens at night, on a weekend or on a holiday."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

import holidays

from streams.settings import Institution

_FRIDAY, _SATURDAY = 4, 5
_REMEMBERED = 65_536


@lru_cache(maxsize=256)
def _holidays(country: str) -> holidays.HolidayBase | None:
    """The public holidays of a whole country, with the days on which they are observed; None where none are known."""
    try:
        return holidays.country_holidays(country)
    except NotImplementedError:
        return None


@lru_cache(maxsize=_REMEMBERED)
def is_business_day(institution: Institution, day: date) -> bool:
    """Whether the institution is at work: no weekend, no public holiday of its country, none of its own closed days."""
    if day.weekday() >= _SATURDAY or day in institution.closed_days:
        return False
    public = _holidays(institution.country)
    if public is None or day not in public:
        return True
    # Federal Reserve holiday schedule: for a holiday that falls on a Saturday the banks stay open on the Friday before.
    return institution.country == "US" and day.weekday() == _FRIDAY and "(observed)" in str(public[day])


@lru_cache(maxsize=_REMEMBERED)
def counted_on(institution: Institution, day: date) -> date:
    """The day itself, or the next business day after it (31 CFR 1010.313(b))."""
    while not is_business_day(institution, day):
        day += timedelta(days=1)
    return day
