"""What payments are about: goods, merchants, purposes, circumstances, the other side.

For every tag the same five signals; a distinct count of counterparties for those tags where it says something.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from streams.movement import NO_FLOW
from streams.signals.compiled import kernel
from streams.signals.family import DAY_US, DIRECTIONS, Family, Signal
from streams.signals.scratch import find
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
_COUNTED_MASKS = np.array([int(TAG_NAMES[name]) for name, _ in _COUNTED], dtype=np.uint64)
_COUNTED_OUTWARD = np.array([DIRECTIONS.index(direction) for _, direction in _COUNTED], dtype=np.uint8)
_ANY_COUNTED = np.uint64(np.bitwise_or.reduce(_COUNTED_MASKS))
_GOODS = np.uint64(int(GOODS_TAGS))
_ONE = np.uint64(1)
_NO_FLOW = int(NO_FLOW)
_SALT = np.uint64(0x9E3779B97F4A7C15)


@kernel
def _count_new(scratch: Any, stamp: int, row: Any, out: Any) -> None:
    """Count the counterparty of a row under each counted tag under which it was not seen yet."""
    for k in range(len(_COUNTED_MASKS)):
        if row.tags & _COUNTED_MASKS[k] and row.outward == _COUNTED_OUTWARD[k]:
            key = row.counterparty ^ (_SALT * np.uint64(k + 1))
            slot = find(scratch, stamp, key)
            if scratch[slot].stamp != stamp:
                scratch[slot].stamp = stamp
                scratch[slot].key = key
                out[_COUNTED_AT + k] += 1


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
    for bit in range(_TAGS):
        if (this.tags >> np.uint64(bit)) & _ONE:
            out[bit] = 1.0
    now = this.time_us
    stamp = scratch[0].used + 1
    scratch[0].used = stamp
    for i in range(last, first - 1, -1):
        row = history[i]
        if now - row.time_us >= 30 * DAY_US:
            break
        tags = row.tags
        if tags == 0 or row.flags & _NO_FLOW:
            continue
        value = float(max(row.value, 0))
        at = _SUMS_AT + 2 * row.outward
        if tags & _ANY_COUNTED and row.counterparty != 0:
            _count_new(scratch, stamp, row, out)
        bit = 0
        while tags != 0:
            if tags & _ONE:
                out[at + 4 * bit] += 1
                out[at + 4 * bit + 1] += value
            tags >>= _ONE
            bit += 1
    for at in range(_SUMS_AT + 1, _COUNTED_AT, 2):
        out[at] /= unit
    out[_RESALE_AT] = _resale_ratio(history, first, last)


FAMILY = Family("content", _SIGNALS, _fill)
