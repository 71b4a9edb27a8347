"""Behaviour around the thresholds in force, and the shape of amounts.

Sums are in the currency of the threshold, since the law compares in that currency.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from streams.movement import NO_FLOW, ChannelCode, MovementFlag
from streams.signals.compiled import flag, kernel
from streams.signals.family import DAY_US, DIRECTIONS, Family, Signal
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
_SINGLE = int(MovementFlag.SINGLE_REPORT)
_ROUND, _NO_FLOW = int(MovementFlag.ROUND), int(NO_FLOW)


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
    now = row.time_us
    scale = 10.0**movement.threshold_decimals
    movements = 0
    similar_from = (1.0 - SIMILAR) * row.value
    similar_to = (1.0 + SIMILAR) * row.value
    for i in range(last, first - 1, -1):
        other = history[i]
        age = now - other.time_us
        if age >= 30 * DAY_US:
            break
        movements += 1
        if other.flags & _ROUND:
            out[_SHAPE_AT] += 1
        if age < 7 * DAY_US and other.outward == row.outward and similar_from <= other.value <= similar_to:
            out[_SHAPE_AT + 2] += 1
        if other.flags & _NO_FLOW:
            continue
        if age < 7 * DAY_US and other.tags & _INSTRUMENT_TAGS:
            limit = movement.instrument_limit
            if NEAR_CASH * limit <= other.threshold_value < limit:
                out[_INSTRUMENTS_AT + 1] += 1
                out[_INSTRUMENTS_AT + 2] += other.threshold_value
        at = _NEAR_AT + _PER_DIRECTION * other.outward
        if other.channel == _CASH:
            if age < 10 * DAY_US and NEAR_CASH <= other.threshold_ratio < 1.0:
                out[at] += 1
                out[at + 1] += other.threshold_value
        elif age < 7 * DAY_US and NEAR_TRAVEL <= other.threshold_ratio < 1.0:
            out[at + 2] += 1
            out[at + 3] += other.threshold_value
    out[_SHAPE_AT + 1] = out[_SHAPE_AT] / movements
    if row.value < 0:
        out[_SHAPE_AT + 2] = np.nan

    booked = np.zeros(2, dtype=np.int64)
    count = np.zeros(2, dtype=np.int64)
    for k in range(days_end - 1, -1, -1):
        if days[k].day < row.business_day:
            break
        if days[k].day == row.business_day and days[k].duty == row.duty:
            booked[0] = days[k].cash_in_booked
            booked[1] = days[k].cash_out_booked
            count[0] = days[k].cash_in_count
            count[1] = days[k].cash_out_count
            break
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
            if row.flags & _SINGLE:
                booked[direction] = row.threshold_value if is_this else 0
                count[direction] = is_this
            out[at + 5] = flag(is_this and booked[direction] >= movement.cash_report_reached)
            out[_COUNTED_AT + 2 * direction] = booked[direction] / scale
            out[_COUNTED_AT + 2 * direction + 1] = count[direction]
        if movement.travel_rule_limit <= 0:
            out[at + 2] = out[at + 3] = np.nan


FAMILY = Family("threshold", _LIMITS + _NEAR + _SHAPE + _INSTRUMENTS + _COUNTED, _fill)
