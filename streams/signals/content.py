"""What payments are about: goods, merchants, purposes, circumstances, the other side.

For every tag the same five signals; a distinct count of counterparties for those tags where it says something.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from streams.movement import NO_FLOW
from streams.signals.compiled import kernel
from streams.signals.family import DAY_US, DIRECTIONS, Family, Signal
from streams.signals.scratch import lowest_bit
from streams.tags import GOODS_TAGS, TAG_NAMES

_COUNTED = (
    ("salary", "in"),
    ("tax_refund", "in"),
    ("lodging", "out"),
    ("ride", "out"),
    ("freelance", "in"),
    ("crowdfunding", "in"),
    ("donation", "in"),
    ("exchange", "out"),
    ("instrument", "out"),
    ("with_person", "in"),
    ("with_person", "out"),
)
"""Tag and direction of which distinct counterparties are counted."""


def _words(name: str) -> str:
    return name.replace("_", " ")


_VERBS = {"in": "received", "out": "paid"}
_SIGNALS = (
    *(Signal(f"is_{name}", "flag", f"This movement is tagged: {_words(name)}.") for name in TAG_NAMES),
    *(
        signal
        for name in TAG_NAMES
        for direction in DIRECTIONS
        for signal in (
            Signal(
                f"{name}_{direction}_count_30d",
                "count",
                f"Payments {direction} tagged {_words(name)} within 30d.",
                "30d",
            ),
            Signal(
                f"{name}_{direction}_sum_30d",
                "money",
                f"Value {_VERBS[direction]} that is tagged {_words(name)} within 30d.",
                "30d",
            ),
        )
    ),
    *(
        Signal(
            f"{name}_{direction}_counterparties_30d",
            "count",
            f"Distinct counterparties of payments {direction} tagged {_words(name)} within 30d.",
            "30d",
        )
        for name, direction in _COUNTED
    ),
    Signal(
        "resale_ratio_90d",
        "ratio",
        "Value received as a multiple of the newest payment within 90d before it for goods of the same kind.",
        "90d",
        "this is no receipt for goods, or no such payment is known",
    ),
)
_TAGS = len(TAG_NAMES)
_NAMES = list(TAG_NAMES)
_SUMS_AT = _TAGS
_COUNTED_AT = 5 * _TAGS
_RESALE_AT = _COUNTED_AT + len(_COUNTED)
_BITS = np.array([tag.bit_length() - 1 for tag in TAG_NAMES.values()], dtype=np.int64)
assert (np.arange(_TAGS) == _BITS).all(), "tags are numbered as they are listed"
_COUNTED_TAGS = np.zeros(2, dtype=np.uint64)
"""Tags of which counterparties are counted, by direction; `_COUNTED_COLUMN` has the column of each."""
_COUNTED_COLUMN = np.zeros((2, _TAGS), dtype=np.int64)
for _k, (_name, _direction) in enumerate(_COUNTED):
    _outward = DIRECTIONS.index(_direction)
    _COUNTED_TAGS[_outward] |= np.uint64(int(TAG_NAMES[_name]))
    _COUNTED_COLUMN[_outward, _NAMES.index(_name)] = _COUNTED_AT + _k
_GOODS = np.uint64(int(GOODS_TAGS))
_NO_FLOW = int(NO_FLOW)


@kernel
def _without_lowest(bits: Any) -> Any:
    return bits & (bits - np.uint64(1))


@kernel
def _count_new(pair: Any, row: Any, out: Any) -> None:
    """Count the counterparty of a row under each counted tag under which it was not seen yet."""
    fresh = row.tags & _COUNTED_TAGS[row.outward] & ~pair.tags
    pair.tags |= fresh
    while fresh != 0:
        out[_COUNTED_COLUMN[row.outward, lowest_bit(fresh)]] += 1
        fresh = _without_lowest(fresh)


@kernel
def _resale_ratio(history: Any, first: int, last: int) -> float:
    row = history[last]
    kinds = row.tags & _GOODS
    if row.outward or row.value <= 0 or kinds == 0 or row.flags & _NO_FLOW:
        return np.nan
    for i in range(last - 1, first - 1, -1):
        other = history[i]
        if row.time_us - other.time_us >= 90 * DAY_US:
            break
        if other.outward and other.value > 0 and other.tags & kinds and not other.flags & _NO_FLOW:
            return float(row.value / other.value)
    return np.nan


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
    out[:] = 0.0
    this = history[last]
    tags = this.tags
    while tags != 0:
        out[lowest_bit(tags)] = 1.0
        tags = _without_lowest(tags)
    sight = scratch.sight[0]
    for i in range(last, sight.month - 1, -1):
        row = history[i]
        tags = row.tags
        if tags == 0 or row.flags & _NO_FLOW:
            continue
        value = float(max(row.value, 0))
        at = _SUMS_AT + 2 * row.outward
        who = scratch.rows[i - first].who
        if who != 0:
            _count_new(scratch.pairs[2 * who + row.outward], row, out)
        while tags != 0:
            tag_at = at + 4 * lowest_bit(tags)
            out[tag_at] += 1
            out[tag_at + 1] += value
            tags = _without_lowest(tags)
    tags = sight.tags
    while tags != 0:
        at = _SUMS_AT + 4 * lowest_bit(tags)
        out[at + 1] /= unit
        out[at + 3] /= unit
        tags = _without_lowest(tags)
    out[_RESALE_AT] = _resale_ratio(history, first, last)


FAMILY = Family("content", _SIGNALS, _fill)
