"""Shares of public money that go on to a person."""

from __future__ import annotations

from typing import Any

import numpy as np

from streams.movement import NO_FLOW
from streams.signals.compiled import kernel
from streams.signals.family import DAY_US, Signal
from streams.tags import Tag

PUBLIC_DAYS = 10
SHARE_WITHIN = 0.1
"""Shares that differ by no more than this part of the latest are the same agreed share."""

_NOT_SO = "this movement is not an outward flow of known value to a person, or no such payment came in"
SIGNALS = (
    Signal(
        "public_share",
        "share",
        "Value of this outward movement to a person over that of the newest payment from a public body within the"
        f" {PUBLIC_DAYS} days before it.",
        unknown=_NOT_SO,
    ),
    Signal(
        "kickback_repeats_90d",
        "count",
        "Earlier outward movements to this counterparty, as a person, whose own share of public money was within"
        f" {SHARE_WITHIN:.0%} of this one's, within 90d.",
        "90d",
        f"{_NOT_SO}, or there is no counterparty",
    ),
)
_NO_FLOW = int(NO_FLOW)
_PERSON, _PUBLIC = np.uint64(Tag.WITH_PERSON), np.uint64(Tag.WITH_PUBLIC)


@kernel
def _newest_public(history: Any, first: int, last: int) -> int:
    """Row of the newest public payment before row `last`, or -1."""
    for i in range(last - 1, first - 1, -1):
        row = history[i]
        if history[last].time_us - row.time_us >= PUBLIC_DAYS * DAY_US:
            break
        if row.tags & _PUBLIC and row.outward == 0 and row.value > 0 and not row.flags & _NO_FLOW:
            return i
    return -1


@kernel
def _repeats(history: Any, first: int, last: int, paid: int) -> int:
    """Earlier payments with the share of `last`, whose public payment is row `paid`; oldest first, in one pass."""
    this = history[last]
    # Shares are compared as products, which are exact up to 2**53.
    share = float(this.value)
    of = float(history[paid].value)
    repeats = 0
    public = -1
    for i in range(first, last):
        row = history[i]
        if row.value <= 0 or row.flags & _NO_FLOW:
            continue
        if row.outward == 0:
            if row.tags & _PUBLIC:
                public = i
            continue
        if public < 0 or row.counterparty != this.counterparty or not row.tags & _PERSON:
            continue
        if this.time_us - row.time_us >= 90 * DAY_US:
            continue
        if row.time_us - history[public].time_us >= PUBLIC_DAYS * DAY_US:
            continue
        same = share * history[public].value
        if abs(row.value * of - same) <= SHARE_WITHIN * same:
            repeats += 1
    return repeats


@kernel
def fill(history: Any, first: int, last: int, out: Any) -> None:
    """Fill `out` with SIGNALS; the arguments are those of `Family.fill`."""
    row = history[last]
    out[:] = np.nan
    if row.outward == 0 or row.value <= 0 or not row.tags & _PERSON or row.flags & _NO_FLOW:
        return
    public = _newest_public(history, first, last)
    if public < 0:
        return
    out[0] = row.value / history[public].value
    if row.counterparty != 0:
        out[1] = _repeats(history, first, last, public)
