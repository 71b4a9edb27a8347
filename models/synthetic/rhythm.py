"""When things happen: the shape of a week and of a day for each kind of activity."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from models.synthetic.calendar import ZONE, Calendar

_USUAL_FROM = 0.12
"""An hour counts as usual when it has at least this share of the liveliest."""


class Rhythm(NamedTuple):
    """Seven weights from Monday, averaging 1; the share of each of 24 hours; whether only on business days."""

    week: tuple[float, ...]
    hours: tuple[float, ...]
    until: NDArray[np.float64]
    """The share of the day that has passed at the end of each hour but the last."""
    business_only: bool = False

    def liveliness(self, calendar: Calendar, when: datetime) -> float:
        """How commonly such a thing is done at a moment: 0 never, 1 in the liveliest hour of the week."""
        local = when.astimezone(ZONE)
        if self.business_only and not calendar.business[calendar.number(when)]:
            return 0.0
        return self.week[local.weekday()] * self.hours[local.hour] / (max(self.week) * max(self.hours))

    def usual(self, calendar: Calendar, when: datetime) -> bool:
        """Whether this is a moment at which such a thing is commonly done."""
        return self.liveliness(calendar, when) >= _USUAL_FROM


def _rhythm(week: tuple[float, ...], spans: tuple[tuple[int, int, float], ...], business_only: bool = False) -> Rhythm:
    hours = np.zeros(24)
    for begin, end, weight in spans:
        hours[begin:end] = weight
    average = sum(week) / 7
    hours /= hours.sum()
    return Rhythm(tuple(day / average for day in week), tuple(hours.tolist()), np.cumsum(hours)[:-1], business_only)


GROCERIES = _rhythm((0.9, 0.8, 0.9, 0.9, 1.1, 1.4, 1.2), ((7, 10, 1), (10, 16, 2), (16, 20, 3), (20, 22, 1)))
DINING = _rhythm(
    (0.8, 0.8, 0.9, 1.0, 1.3, 1.4, 1.0), ((7, 10, 1), (11, 14, 3), (14, 17, 1), (17, 22, 3), (22, 24, 0.5))
)
SHOPPING = _rhythm((0.8, 0.8, 0.9, 0.9, 1.1, 1.5, 1.1), ((9, 12, 1.5), (12, 19, 2.5), (19, 21, 1)))
ONLINE = _rhythm(
    (1.0, 1.0, 1.0, 1.0, 1.0, 0.9, 1.0),
    ((0, 2, 0.3), (2, 6, 0.1), (6, 9, 0.9), (9, 18, 1.6), (18, 23, 2.2), (23, 24, 0.7)),
)
NIGHT_OUT = _rhythm((0.3, 0.3, 0.5, 0.8, 1.6, 2.2, 1.3), ((0, 2, 2.5), (2, 4, 1), (19, 22, 1.5), (22, 24, 3)))
MACHINE = _rhythm(
    (0.9, 0.9, 0.9, 0.9, 1.3, 1.3, 0.8),
    ((0, 2, 0.1), (2, 6, 0.02), (6, 9, 0.7), (9, 20, 2), (20, 23, 0.9), (23, 24, 0.3)),
)
BRANCH = _rhythm((1.1, 0.9, 0.9, 0.9, 1.2, 0.0, 0.0), ((9, 12, 2), (12, 15, 2.2), (15, 17, 1.6)), business_only=True)
OFFICE = _rhythm(
    (1.0, 1.0, 1.0, 1.0, 1.0, 0.0, 0.0), ((7, 9, 0.8), (9, 12, 2), (12, 14, 1.2), (14, 18, 1.8)), business_only=True
)


def seconds(rng: Generator, rhythm: Rhythm, count: int) -> NDArray[np.float64]:
    """Seconds since midnight of `count` moments of a day."""
    hours = rhythm.until.searchsorted(rng.random(count), side="right")
    drawn: NDArray[np.float64] = (hours + rng.random(count)) * 3600
    return drawn


def at(rng: Generator, calendar: Calendar, rhythm: Rhythm, day: int) -> datetime:
    """One moment of a given day."""
    return calendar.moment(day, float(seconds(rng, rhythm, 1)[0]))


def moments(
    rng: Generator,
    calendar: Calendar,
    rhythm: Rhythm,
    per_day: float,
    first: int = 0,
    season: NDArray[np.float64] | None = None,
) -> list[datetime]:
    """The moments of an activity done `per_day` times on average from day `first` on, in order of days.

    `season` weighs each day of the calendar.
    """
    first = max(0, first)
    days = slice(first, calendar.days)
    expected = per_day * np.array(rhythm.week)[calendar.weekdays[days]]
    if rhythm.business_only:
        expected = expected * calendar.business[days]
    if season is not None:
        expected = expected * season[days]
    counts = rng.poisson(expected)
    numbers = np.repeat(np.arange(len(counts)), counts).tolist()
    clock = seconds(rng, rhythm, len(numbers)).tolist()
    return [calendar.moment(first + number, second) for number, second in zip(numbers, clock, strict=True)]
