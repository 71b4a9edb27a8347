"""Volume and value, in and out."""

from __future__ import annotations

from typing import Any

import numpy as np

from streams.movement import NO_FLOW, ChannelCode
from streams.signals.compiled import kernel
from streams.signals.family import DAY_US, DIRECTIONS, HOUR_US, WINDOWS, Family, Signal

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

_HOUR, _DAY, _WEEK, _MONTH = HOUR_US, DAY_US, 7 * DAY_US, 30 * DAY_US
_CASH, _CRYPTO = int(ChannelCode.CASH), int(ChannelCode.CRYPTO)
_NO_FLOW = int(NO_FLOW)
_CHANNELS_AT = len(_FLOW)
_SMALL_AT = _CHANNELS_AT + len(_CHANNELS)
_SHARE_AT = _SMALL_AT + len(_SMALL)


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
    now = history[last].time_us
    small = SMALL_UNITS * unit
    cash = 0.0
    for i in range(last, first - 1, -1):
        row = history[i]
        age = now - row.time_us
        if age >= _MONTH:
            break
        if row.flags & _NO_FLOW:
            continue
        value = float(max(row.value, 0))
        direction = 8 * row.outward
        month = direction + 6
        out[month] += 1
        out[month + 1] += value
        is_small = 0 <= row.value < small
        small_at = _SMALL_AT + 4 * row.outward
        if is_small:
            out[small_at + 2] += 1
            out[small_at + 3] += value
        if row.channel == _CASH:
            cash += value
        if age >= _WEEK:
            continue
        out[direction + 4] += 1
        out[direction + 5] += value
        channels_at = _CHANNELS_AT + 3 * row.outward
        if row.channel == _CASH:
            out[channels_at] += 1
            out[channels_at + 1] += value
        elif row.channel == _CRYPTO:
            out[channels_at + 2] += value
        if is_small:
            out[small_at] += 1
            out[small_at + 1] += value
        if age < _DAY:
            out[direction + 2] += 1
            out[direction + 3] += value
            if age < _HOUR:
                out[direction] += 1
                out[direction + 1] += value
    total = out[7] + out[15]
    out[_SHARE_AT] = cash / total if total > 0 else np.nan
    for k in range(1, _CHANNELS_AT, 2):
        out[k] /= unit
    for k in (1, 2, 4, 5):
        out[_CHANNELS_AT + k] /= unit
    for k in range(1, 8, 2):
        out[_SMALL_AT + k] /= unit


FAMILY = Family("volume", _FLOW + _CHANNELS + _SMALL + _SHARE, _fill)
