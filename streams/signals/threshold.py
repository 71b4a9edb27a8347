"""Behaviour around the thresholds in force, and the shape of amounts.

Sums are in the currency of the threshold, since the law compares in that currency.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from streams.movement import NO_FLOW, ChannelCode, MovementFlag
from streams.signals.compiled import flag, kernel
from streams.signals.family import DIRECTIONS, Family, Signal
from streams.signals.sight import has_channel
from streams.tags import Tag

NEAR_CASH = 0.5
"""Cash is near the cash report limit from this share of it up to just below it. Wide, because whoever knows that
amounts just below are watched goes lower; how many, how fast and how much together is for typologies to say."""
NEAR_TRAVEL = 0.8
"""A transfer is near the travel-rule limit from this share of it; narrower, because rents and wages lie below it
too."""
SIMILAR = 0.01
"""Amounts are similar when they differ by at most this share of the newer one."""

_NOUNS = {"in": "deposits", "out": "withdrawals"}
_NO_CASH_LIMIT = "no cash report limit is in force"
_NO_INSTRUMENT_LIMIT = "no limit of the log of monetary instruments is in force"
_NO_TRAVEL_LIMIT = "no travel-rule limit is in force"
_LIMITS = (
    Signal("threshold_cash_report", "threshold_money", "Cash report limit in force.", unknown=_NO_CASH_LIMIT),
    Signal("threshold_travel_rule", "threshold_money", "Travel-rule limit in force.", unknown=_NO_TRAVEL_LIMIT),
)
_NEAR = tuple(
    signal
    for direction in DIRECTIONS
    for signal in (
        Signal(
            f"cash_{direction}_near_threshold_count_10d",
            "count",
            f"Cash {_NOUNS[direction]} from {NEAR_CASH:.0%} to just below the cash report limit within 10d.",
            "10d",
            _NO_CASH_LIMIT,
        ),
        Signal(
            f"cash_{direction}_near_threshold_sum_10d",
            "threshold_money",
            f"Sum of cash {_NOUNS[direction]} from {NEAR_CASH:.0%} to just below the cash report limit within 10d.",
            "10d",
            _NO_CASH_LIMIT,
        ),
        Signal(
            f"transfer_{direction}_near_threshold_count_7d",
            "count",
            f"Transfers {direction} from {NEAR_TRAVEL:.0%} to just below the travel-rule limit within 7d.",
            "7d",
            _NO_TRAVEL_LIMIT,
        ),
        Signal(
            f"transfer_{direction}_near_threshold_sum_7d",
            "threshold_money",
            f"Sum of transfers {direction} from {NEAR_TRAVEL:.0%} to just below the travel-rule limit within 7d.",
            "7d",
            _NO_TRAVEL_LIMIT,
        ),
        Signal(
            f"cash_{direction}_business_day_sum",
            "threshold_money",
            f"Cash {direction} booked on the business day of this movement, at institutions of one country and kind.",
            "1 business day",
            _NO_CASH_LIMIT,
            daily=True,
        ),
        Signal(
            f"cash_{direction}_reportable",
            "flag",
            f"This movement is cash {direction} and reaches the limit as the law counts and compares.",
            "1 business day",
            _NO_CASH_LIMIT,
            daily=True,
        ),
    )
)
_SHAPE = (
    Signal("round_count_30d", "count", "Payments of a multiple of 100 units of their currency within 30d.", "30d"),
    Signal(
        "round_share_30d",
        "share",
        "Share of payments of a multiple of 100 units of their currency in all of 30d.",
        "30d",
    ),
    Signal(
        "similar_count_7d",
        "count",
        f"Payments in the direction of this one, within {SIMILAR:.0%} of its value, this one included, within 7d.",
        "7d",
        "there is no exchange rate",
    ),
)
_INSTRUMENTS = (
    Signal(
        "threshold_instrument_log",
        "threshold_money",
        "Cash for monetary instruments from which their sale is logged.",
        unknown=_NO_INSTRUMENT_LIMIT,
    ),
    Signal(
        "instrument_near_count_7d",
        "count",
        f"Monetary instruments and prepaid loads from {NEAR_CASH:.0%} to just below the limit of the log within 7d.",
        "7d",
        _NO_INSTRUMENT_LIMIT,
    ),
    Signal(
        "instrument_near_sum_7d",
        "threshold_money",
        f"Sum of monetary instruments and prepaid loads from {NEAR_CASH:.0%} to just below the limit of the log in 7d.",
        "7d",
        _NO_INSTRUMENT_LIMIT,
    ),
)
_COUNTED = tuple(
    signal
    for direction in DIRECTIONS
    for signal in (
        Signal(
            f"cash_{direction}_counted_sum",
            "threshold_money",
            f"Cash {direction} that the law counts together with this movement: its business day, or itself alone.",
            "1 business day",
            _NO_CASH_LIMIT,
            daily=True,
        ),
        Signal(
            f"cash_{direction}_counted_count",
            "count",
            f"Cash movements {direction} that the law counts together with this movement, itself included.",
            "1 business day",
            _NO_CASH_LIMIT,
            daily=True,
        ),
    )
)
_NEAR_AT = len(_LIMITS)
_PER_DIRECTION = len(_NEAR) // 2
_SHAPE_AT = _NEAR_AT + len(_NEAR)
_INSTRUMENTS_AT = _SHAPE_AT + len(_SHAPE)
_COUNTED_AT = _INSTRUMENTS_AT + len(_INSTRUMENTS)
_INSTRUMENT_TAGS = np.uint64(int(Tag.INSTRUMENT | Tag.PREPAID))
_CASH = int(ChannelCode.CASH)
_SCALES = 10.0 ** np.arange(256)
"""Minor units in one unit, by decimals."""
_SINGLE = int(MovementFlag.SINGLE_REPORT)
_ROUND, _NO_FLOW = int(MovementFlag.ROUND), int(NO_FLOW)


@kernel
def _fill_near(history: Any, last: int, movement: Any, sight: Any, out: Any) -> None:
    """Counts and sums, in minor units, of what is near a limit; positions as in `_fill`."""
    if has_channel(sight, _CASH):
        for i in range(sight.ten_days, last + 1):
            row = history[i]
            if row.channel == _CASH and NEAR_CASH <= row.threshold_ratio < 1.0 and not row.flags & _NO_FLOW:
                at = _NEAR_AT + _PER_DIRECTION * row.outward
                out[at] += 1
                out[at + 1] += row.threshold_value
    for i in range(sight.week, last + 1):
        row = history[i]
        if NEAR_TRAVEL <= row.threshold_ratio < 1.0 and row.channel != _CASH and not row.flags & _NO_FLOW:
            at = _NEAR_AT + _PER_DIRECTION * row.outward
            out[at + 2] += 1
            out[at + 3] += row.threshold_value
    limit = movement.instrument_limit
    if limit > 0 and sight.tags & _INSTRUMENT_TAGS:
        for i in range(sight.week, last + 1):
            row = history[i]
            near = NEAR_CASH * limit <= row.threshold_value < limit
            if near and row.tags & _INSTRUMENT_TAGS and not row.flags & _NO_FLOW:
                out[_INSTRUMENTS_AT + 1] += 1
                out[_INSTRUMENTS_AT + 2] += row.threshold_value


@kernel
def _fill_shape(history: Any, last: int, sight: Any, out: Any) -> None:
    rounds = 0
    for i in range(sight.month, last + 1):
        rounds += (history[i].flags & _ROUND) != 0
    out[0] = rounds
    out[1] = rounds / (last + 1 - sight.month)
    this = history[last]
    out[2] = np.nan
    if this.value >= 0:
        similar_from = (1.0 - SIMILAR) * this.value
        similar_to = (1.0 + SIMILAR) * this.value
        similar = 0
        for i in range(sight.week, last + 1):
            row = history[i]
            similar += (row.outward == this.outward) & (similar_from <= row.value) & (row.value <= similar_to)
        out[2] = similar


@kernel
def _booked(days: Any, days_end: int, business_day: int, duty: int) -> tuple[int, int, int, int]:
    """Value of the cash booked in and out on a business day under a duty, and how many movements that is."""
    for k in range(days_end - 1, -1, -1):
        day = days[k]
        if day.day < business_day:
            break
        if day.day == business_day and day.duty == duty:
            return day.cash_in_booked, day.cash_out_booked, int(day.cash_in_count), int(day.cash_out_count)
    return 0, 0, 0, 0


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
    row = history[last]
    scale = _SCALES[movement.threshold_decimals]
    _fill_near(history, last, movement, scratch.sight[0], out)
    _fill_shape(history, last, scratch.sight[0], out[_SHAPE_AT:])
    booked = _booked(days, days_end, row.business_day, row.duty)
    has_cash_limit = movement.cash_report_limit > 0
    out[0] = movement.cash_report_limit / scale if has_cash_limit else np.nan
    out[1] = movement.travel_rule_limit / scale if movement.travel_rule_limit > 0 else np.nan
    if movement.instrument_limit > 0:
        out[_INSTRUMENTS_AT] = movement.instrument_limit / scale
        out[_INSTRUMENTS_AT + 2] /= scale
    else:
        out[_INSTRUMENTS_AT : _INSTRUMENTS_AT + 3] = np.nan
    for direction in range(2):
        at = _NEAR_AT + _PER_DIRECTION * direction
        out[at + 1] /= scale
        out[at + 3] /= scale
        if not has_cash_limit:
            out[at] = out[at + 1] = out[at + 4] = out[at + 5] = np.nan
            out[_COUNTED_AT + 2 * direction : _COUNTED_AT + 2 * direction + 2] = np.nan
        else:
            out[at + 4] = booked[direction] / scale
            is_this = row.channel == _CASH and row.outward == direction
            counted, count = booked[direction], booked[2 + direction]
            if row.flags & _SINGLE:
                counted, count = (row.threshold_value, 1) if is_this else (0, 0)
            out[at + 5] = flag(is_this and counted >= movement.cash_report_reached)
            out[_COUNTED_AT + 2 * direction] = counted / scale
            out[_COUNTED_AT + 2 * direction + 1] = count
        if movement.travel_rule_limit <= 0:
            out[at + 2] = out[at + 3] = np.nan


FAMILY = Family("threshold", _LIMITS + _NEAR + _SHAPE + _INSTRUMENTS + _COUNTED, _fill)
