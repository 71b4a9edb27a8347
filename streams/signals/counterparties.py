"""Distinct counterparties, new ones, concentration."""

from __future__ import annotations

from typing import Any

import numpy as np

from streams.signals.compiled import kernel
from streams.signals.family import DIRECTIONS, Family, Signal

_COUNTS = tuple(
    signal
    for direction, who in zip(DIRECTIONS, ("sender", "receiver"), strict=True)
    for signal in (
        *(
            Signal(
                f"{direction}_counterparties_{window}",
                "count",
                f"Distinct {who}s within {window}.",
                window,
            )
            for window in ("24h", "7d", "30d")
        ),
        *(
            Signal(
                f"{direction}_new_counterparties_{window}",
                "count",
                f"New {who}s within {window}: none earlier in the kept history.",
                window,
            )
            for window in ("24h", "7d")
        ),
        Signal(
            f"{direction}_top_share_30d",
            "share",
            f"Share of the largest {who} in the value of 30d.",
            "30d",
            "nothing with a counterparty moved",
        ),
    )
)
_SIGNALS = _COUNTS + tuple(
    Signal(
        f"{direction}_new_counterparties_sum_7d",
        "money",
        f"Value of 7d with {who}s that are new within 7d.",
        "7d",
    )
    for direction, who in zip(DIRECTIONS, ("sender", "receiver"), strict=True)
)
_PER_DIRECTION = len(_COUNTS) // 2
_SUMS_AT = len(_COUNTS)


@kernel
def _fill_direction(direction: int, unit: float, scratch: Any, out: Any) -> None:
    sight = scratch.sight[0]
    day = week = month = new_day = new_week = 0
    new_value = total = largest = 0.0
    for who in range(1, sight.counterparties + 1):
        pair = scratch.pairs[2 * who + direction]
        value = float(pair.value)
        day += pair.newest >= sight.day
        week += pair.newest >= sight.week
        month += pair.newest >= sight.month
        new_day += pair.oldest >= sight.day
        total += value
        largest = max(largest, value)
        if pair.oldest >= sight.week:
            # All that passed with a new one passed within the week.
            new_week += 1
            new_value += value
    at = _PER_DIRECTION * direction
    out[at] = day
    out[at + 1] = week
    out[at + 2] = month
    out[at + 3] = new_day
    out[at + 4] = new_week
    out[at + 5] = largest / total if total > 0 else np.nan
    out[_SUMS_AT + direction] = new_value / unit


@kernel
def _fill(
    history: Any,
    first: int,
    last: int,
    movement: Any,
    days: Any,
    days_end: int,
    subject: Any,
    unit: float,
    scratch: Any,
    out: Any,
) -> None:
    for direction in range(2):
        _fill_direction(direction, unit, scratch, out)


FAMILY = Family("counterparties", _SIGNALS, _fill)
