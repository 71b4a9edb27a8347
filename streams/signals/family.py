"""What a signal and a family of signals are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Unit = Literal[
    "count", "money", "threshold_money", "share", "ratio", "days", "hours", "flag", "z", "years", "km", "kmh"
]

HOUR_US = 3_600_000_000
DAY_US = 24 * HOUR_US
DIRECTIONS = ("in", "out")
"""As a movement's `outward` counts them: 0 when the subject receives, 1 when it pays."""
WINDOWS = {"1h": HOUR_US, "24h": DAY_US, "7d": 7 * DAY_US, "30d": 30 * DAY_US}
"""The standard windows. A window of width w at a movement of time t holds the movements of times in (t - w, t]."""


@dataclass(frozen=True, slots=True)
class Signal:
    """The declaration of one signal.

    `unit`: money is in units of the base currency, threshold_money in units of the threshold's currency, shares and
    flags in 0..1. `unknown` says when the value is nan. `daily` signals read daily aggregates, so their memory is
    longer than the kept history and their edges are whole days.
    """

    name: str
    unit: Unit
    meaning: str
    window: str = ""
    unknown: str = ""
    daily: bool = False


@dataclass(frozen=True, slots=True)
class Family:
    """Signals that one kernel computes, in the order in which it writes them.

    `fill(history, first, last, movement, days, days_end, subject, unit, scratch, out)` fills `out`:

    - `history[first:last + 1]` are the visible rows in event-time order; row `last` is the movement itself;
    - `movement` is its MOVEMENT record;
    - `days[:days_end]` are the subject's days in order, this movement included;
    - `subject` is its SUBJECT record;
    - `unit` is the number of minor units in one unit of the base currency;
    - `scratch` is working memory that begins with what `streams.signals.sight` found out about the visible rows.

    Movements of `NO_FLOW`, such as transfers between own accounts, are left out of all flows.
    """

    name: str
    signals: tuple[Signal, ...]
    fill: Callable[..., None]
