"""The town's days: which are business days, what hour it is there, how the year colours them."""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np

ZONE = ZoneInfo("America/New_York")
CLOSING_HOUR = 18
"""Cash handed in after this hour belongs to the next business day."""

_AHEAD = 60
"""Days kept beyond the last one, so that what is due at the end, or would come after it, has a day to move to."""
_RETAIL = (0.92, 0.90, 0.99, 0.98, 1.03, 1.00, 1.00, 1.02, 0.96, 1.00, 1.05, 1.15)
"""How busy shops are from January to December: a lull after New Year, a rush before Christmas."""


@lru_cache(maxsize=64)
def bank_holidays(year: int) -> frozenset[date]:
    """The federal holidays of 5 U.S.C. 6103(a); one on a Sunday is kept on Monday, one on a Saturday is not moved."""
    fixed = [date(year, month, day) for month, day in ((1, 1), (6, 19), (7, 4), (11, 11), (12, 25))]
    sundays_moved = [day + timedelta(days=1) if day.weekday() == 6 else day for day in fixed]
    mondays = [_monday(year, 1, 3), _monday(year, 2, 3), _monday(year, 9, 1), _monday(year, 10, 2)]
    last_of_may = date(year, 5, 31)
    memorial = last_of_may - timedelta(days=last_of_may.weekday())
    thanksgiving = date(year, 11, 22) + timedelta(days=(3 - date(year, 11, 22).weekday()) % 7)
    return frozenset((*sundays_moved, *mondays, memorial, thanksgiving))


def _monday(year: int, month: int, number: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=-first.weekday() % 7 + 7 * (number - 1))


def is_business_day(day: date) -> bool:
    """Whether banks are open."""
    return day.weekday() < 5 and day not in bank_holidays(day.year)


def booking_date(when: datetime) -> date:
    """The business day that cash handed in at a moment belongs to.

    What comes at night, on a weekend or on a holiday counts as received on the next business day (31 CFR 1010.313).
    """
    local = when.astimezone(ZONE)
    day = local.date() + timedelta(days=local.hour >= CLOSING_HOUR)
    while not is_business_day(day):
        day += timedelta(days=1)
    return day


class Calendar:
    """The days of one town, numbered from 0; day 0 is the calendar date of `start`, begun in the town's zone."""

    def __init__(self, start: datetime, days: int) -> None:
        self.days = days
        self.dates = [start.date() + timedelta(days=number) for number in range(days + _AHEAD)]
        self.weekdays = np.array([day.weekday() for day in self.dates])
        self.business = np.array([is_business_day(day) for day in self.dates])
        self.retail = np.array([_RETAIL[day.month - 1] for day in self.dates])
        self.winter = np.array([np.cos((day.timetuple().tm_yday - 15) / 365 * 2 * np.pi) for day in self.dates])
        self._midnights = [datetime.combine(day, time(), ZONE) for day in self.dates]
        self._monthly: dict[tuple[int, int], tuple[int, ...]] = {}

    @property
    def end(self) -> datetime:
        """The first moment after the last day."""
        return self._midnights[self.days].astimezone(UTC)

    def moment(self, day: int, second: float) -> datetime:
        """A moment of a day, in UTC, to the millisecond; `second` counts on the wall clock from local midnight."""
        return (self._midnights[day] + timedelta(milliseconds=int(second * 1000))).astimezone(UTC)

    def number(self, when: datetime) -> int:
        """The number of the day that a moment is in."""
        return (when.astimezone(ZONE).date() - self.dates[0]).days

    def business_day(self, day: int) -> int:
        """This day or the first business day after it."""
        while not self.business[day]:
            day += 1
        return day

    def after_business_days(self, day: int, count: int) -> int:
        """The business day that comes `count` business days after a day."""
        for _ in range(count):
            day = self.business_day(day + 1)
        return day

    def monthly(self, day_of_month: int, every: int = 1) -> tuple[int, ...]:
        """The day of each month (the month's last day where it has no such day), moved to the next business day.

        With `every`, only the months whose number leaves 1 when divided by it: 3 gives January, April, July, October.
        """
        key = (day_of_month, every)
        if key not in self._monthly:
            due = [
                self.business_day(number)
                for number, day in enumerate(self.dates[: self.days])
                if day.day == min(day_of_month, monthrange(day.year, day.month)[1]) and day.month % every == 1 % every
            ]
            self._monthly[key] = tuple(day for day in due if day < self.days)
        return self._monthly[key]

    def weekly(self, weekday: int, weeks: int = 1, offset: int = 0) -> list[int]:
        """One day each week, or each second week, moved to the next business day; `offset` counts skipped weeks."""
        first = int((weekday - self.weekdays[0]) % 7) + 7 * offset
        due = [self.business_day(day) for day in range(first, self.days, 7 * weeks)]
        return [day for day in due if day < self.days]
