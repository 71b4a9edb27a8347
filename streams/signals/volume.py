"""Volume and value, in and out."""

from __future__ import annotations

from typing import Any

import numpy as np

from streams.movement import NO_FLOW, ChannelCode
from streams.signals.compiled import kernel
from streams.signals.family import DIRECTIONS, WINDOWS, Family, Signal
from streams.signals.sight import channel_flow, has_channel

SMALL_UNITS = 300
"""A small amount is below this many units of the base currency."""

_VERBS = {"in": "received", "out": "paid"}
_CASH_NOUNS = {"in": "deposits", "out": "withdrawals"}
_CASH_VERBS = {"in": "paid in", "out": "taken out"}

_FLOW = tuple(
    signal
    for direction in DIRECTIONS
    for window in WINDOWS
    for signal in (
        Signal(f"{direction}_count_{window}", "count", f"Payments {direction} within {window}.", window),
        Signal(f"{direction}_sum_{window}", "money", f"Value {_VERBS[direction]} within {window}.", window),
    )
)
_CHANNELS = tuple(
    signal
    for direction in DIRECTIONS
    for signal in (
        Signal(f"cash_{direction}_count_7d", "count", f"Cash {_CASH_NOUNS[direction]} within 7d.", "7d"),
        Signal(f"cash_{direction}_sum_7d", "money", f"Cash {_CASH_VERBS[direction]} within 7d.", "7d"),
        Signal(f"crypto_{direction}_sum_7d", "money", f"Crypto-asset value {_VERBS[direction]} within 7d.", "7d"),
    )
)
_SMALL = tuple(
    signal
    for direction in DIRECTIONS
    for window in ("7d", "30d")
    for signal in (
        Signal(
            f"{direction}_small_count_{window}",
            "count",
            f"Payments {direction} below {SMALL_UNITS} units of the base currency within {window}.",
            window,
        ),
        Signal(
            f"{direction}_small_sum_{window}",
            "money",
            f"Value of payments {direction} below {SMALL_UNITS} units of the base currency within {window}.",
            window,
        ),
    )
)
_SHARE = (Signal("cash_share_30d", "share", "Share of cash in all value of 30d.", "30d", "nothing moved"),)

_CASH, _CRYPTO = int(ChannelCode.CASH), int(ChannelCode.CRYPTO)
_NO_FLOW = int(NO_FLOW)
_WINDOWS = len(WINDOWS)
_CHANNELS_AT = len(_FLOW)
_SMALL_AT = _CHANNELS_AT + len(_CHANNELS)
_SHARE_AT = _SMALL_AT + len(_SMALL)


@kernel
def _small_flow(history: Any, start: int, end: int, below: float) -> tuple[tuple[int, int], tuple[int, int]]:
    """Count and value in minor units, in and out, of the small flows; `end` is the row after the last."""
    count = count_out = value = value_out = 0
    for i in range(start, end):
        row = history[i]
        is_small = int((row.value >= 0) & (row.value < below) & ((row.flags & _NO_FLOW) == 0))
        count += is_small
        count_out += is_small * row.outward
        value += is_small * row.value
        value_out += is_small * row.value * row.outward
    return (count - count_out, value - value_out), (count_out, value_out)


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
    out[_CHANNELS_AT:_SMALL_AT] = 0.0
    sight = scratch.sight[0]
    flows = scratch.flows
    for direction in range(2):
        for window in range(_WINDOWS):
            at = 2 * (_WINDOWS * direction + window)
            out[at] = flows[window, direction].count
            out[at + 1] = flows[window, direction].value / unit

    cash = 0.0
    if has_channel(sight, _CASH):
        week = channel_flow(history, sight.week, last + 1, _CASH)
        earlier = channel_flow(history, sight.month, sight.week, _CASH)
        cash = week[0][1] + week[1][1] + earlier[0][1] + earlier[1][1]
        for direction in range(2):
            out[_CHANNELS_AT + 3 * direction] = week[direction][0]
            out[_CHANNELS_AT + 3 * direction + 1] = week[direction][1] / unit
    if has_channel(sight, _CRYPTO):
        crypto = channel_flow(history, sight.week, last + 1, _CRYPTO)
        out[_CHANNELS_AT + 2] = crypto[0][1] / unit
        out[_CHANNELS_AT + 5] = crypto[1][1] / unit
    total = flows[_WINDOWS - 1, 0].value + flows[_WINDOWS - 1, 1].value
    out[_SHARE_AT] = cash / total if total > 0 else np.nan

    small = _small_flow(history, sight.week, last + 1, SMALL_UNITS * unit)
    before = _small_flow(history, sight.month, sight.week, SMALL_UNITS * unit)
    for direction in range(2):
        at = _SMALL_AT + 4 * direction
        count, value = small[direction]
        earlier_count, earlier_value = before[direction]
        out[at] = count
        out[at + 1] = value / unit
        out[at + 2] = count + earlier_count
        out[at + 3] = (value + earlier_value) / unit


FAMILY = Family("volume", _FLOW + _CHANNELS + _SMALL + _SHARE, _fill)
