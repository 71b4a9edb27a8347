"""Amounts like this one, and prices unlike the market's."""

from __future__ import annotations

from typing import Any

import numpy as np

from streams.movement import NO_FLOW
from streams.signals.compiled import kernel
from streams.signals.family import Signal
from streams.signals.scratch import SIMILAR_VALUE, meets
from streams.signals.threshold import SIMILAR

PRICE_HIGH, PRICE_LOW = 2.0, 0.5
"""A unit price this many times the reference is far from the market: value is moved by the price of the goods."""

_ALIKE = f"in the direction of this one, within {SIMILAR:.0%} of its value, this one included, within"
_NO_RATE = "there is no exchange rate"
SIGNALS = (
    Signal(
        "price_ratio",
        "ratio",
        "Unit price of the goods of this movement over their reference price.",
        unknown="it names no goods with a quantity and a reference price",
    ),
    Signal(
        "price_odd_count_30d",
        "count",
        f"Movements of goods at {PRICE_HIGH:g} times their reference price or more, or {PRICE_LOW:g} times or less,"
        " within 30d.",
        "30d",
    ),
    Signal("price_odd_sum_30d", "money", "Value of those movements.", "30d"),
    Signal(
        "similar_counterparties_7d",
        "count",
        f"Distinct counterparties of the payments {_ALIKE} 7d.",
        "7d",
        _NO_RATE,
    ),
    Signal("similar_count_30d", "count", f"Payments {_ALIKE} 30d.", "30d", _NO_RATE),
    Signal("similar_sum_30d", "money", "Value of those payments.", "30d", _NO_RATE),
    Signal(
        "similar_new_counterparties_7d",
        "count",
        f"Distinct counterparties of the payments {_ALIKE} 7d, with which the kept history has no flow in this"
        " direction from before.",
        "7d",
        _NO_RATE,
    ),
)
_NO_FLOW = int(NO_FLOW)


@kernel
def fill(history: Any, first: int, last: int, unit: float, scratch: Any, out: Any) -> None:
    """Fill `out` with SIGNALS; the arguments are those of `Family.fill`."""
    row = history[last]
    sight = scratch.sight[0]
    similar_from = (1.0 - SIMILAR) * row.value
    similar_to = (1.0 + SIMILAR) * row.value
    odd = odd_value = 0
    counterparties = strangers = similar = similar_value = 0
    for i in range(sight.month, last + 1):
        other = history[i]
        if (other.price_ratio >= PRICE_HIGH or other.price_ratio <= PRICE_LOW) and not other.flags & _NO_FLOW:
            odd += 1
            odd_value += max(other.value, 0)
        if (other.outward == row.outward) & (similar_from <= other.value) & (other.value <= similar_to):
            similar += 1
            similar_value += other.value
            who = scratch.rows[i - first].who
            if i >= sight.week and who != 0 and meets(scratch, who, SIMILAR_VALUE):
                counterparties += 1
                oldest = scratch.pairs[2 * who + row.outward].oldest
                strangers += oldest < 0 or oldest >= sight.week
    out[0] = row.price_ratio
    out[1] = odd
    out[2] = odd_value / unit
    known = row.value >= 0
    out[3] = counterparties if known else np.nan
    out[4] = similar if known else np.nan
    out[5] = similar_value / unit if known else np.nan
    out[6] = strangers if known else np.nan
