"""What goes through: money in and out again."""

from __future__ import annotations

from typing import Any

import numpy as np

from streams.movement import NO_FLOW, UNKNOWN_BALANCE
from streams.signals.compiled import kernel
from streams.signals.family import HOUR_US, Family, Signal

COMMISSION_FROM, COMMISSION_TO = 0.005, 0.15
"""A mirrored outflow keeps back this much of one inflow: a launderer's fee, not a rounding and not another payment."""
_HOURS_7D, _HOURS_30D = 48, 96
"""Of how many hours before an outflow the inflows are compared with it, within each window."""
CANDIDATES_MAX = 64
"""Inflows looked at for one outflow, newest first: a bound on the work for a subject that receives all day."""

_NOTHING_IN = "nothing came in"


def _mirror(window: str, hours: int) -> tuple[Signal, Signal, Signal]:
    none = "there is no such pair"
    return (
        Signal(
            f"mirrored_pairs_{window}",
            "count",
            f"Outflows equal to one inflow of the {hours} hours before, less {COMMISSION_FROM:.1%} to"
            f" {COMMISSION_TO:.0%}, within {window}.",
            window,
        ),
        Signal(f"commission_mean_{window}", "share", "Mean share kept back in mirrored pairs.", window, none),
        Signal(
            f"commission_spread_{window}",
            "share",
            "Standard deviation of the share kept back in mirrored pairs.",
            window,
            none,
        ),
    )


_SIGNALS = (
    Signal("forwarded_sum_48h", "money", "Outflow covered by inflow of the same 48h.", "48h"),
    Signal("forwarded_sum_7d", "money", "Outflow covered by inflow of the same 7d.", "7d"),
    Signal("passthrough_ratio_48h", "share", "Share of the inflow of 48h that went out again.", "48h", _NOTHING_IN),
    Signal("passthrough_ratio_7d", "share", "Share of the inflow of 7d that went out again.", "7d", _NOTHING_IN),
    Signal("hold_hours_7d", "hours", "Mean time that forwarded value of 7d rested.", "7d", "nothing was forwarded"),
    *_mirror("7d", _HOURS_7D),
    Signal(
        "balance_share_7d",
        "share",
        "Balance after this movement as a share of the inflow of 7d.",
        "7d",
        "no balance is sent, or nothing came in",
    ),
    *_mirror("30d", _HOURS_30D),
)
_NO_FLOW = int(NO_FLOW)
_UNKNOWN_BALANCE = int(UNKNOWN_BALANCE)


@kernel
def _forwarded(history: Any, start: int, last: int, result: Any) -> None:
    """Fill result with inflow, forwarded outflow and value-weighted microseconds of rest, first in first out."""
    result[:] = 0.0
    source = start
    left = 0
    for i in range(start, last + 1):
        row = history[i]
        if row.value <= 0 or row.flags & _NO_FLOW:
            continue
        if row.outward == 0:
            result[0] += row.value
            continue
        need = row.value
        while need > 0 and source < i:
            inflow = history[source]
            if left == 0:
                if inflow.outward or inflow.value <= 0 or inflow.flags & _NO_FLOW:
                    source += 1
                    continue
                left = inflow.value
            taken = min(need, left)
            result[1] += taken
            result[2] += float(taken) * (row.time_us - inflow.time_us)
            need -= taken
            left -= taken
            if left == 0:
                source += 1


@kernel
def _mirrored(history: Any, start: int, last: int, hours: int, scratch: Any, out: Any) -> None:
    """Fill out with the number of mirrored pairs and the mean and standard deviation of their commissions.

    An outflow is paired with the unpaired inflow whose commission is nearest to the mean of the pairs before it, or to
    nothing where it is the first; the newest of equals. Amounts are compared in the currency of the duties where both
    have it, since a rate of exchange that moves overnight moves more than commissions differ.
    """
    pairs = 0
    total = squares = 0.0
    inflows = scratch.rows
    known = 0
    for i in range(start, last + 1):
        paid = history[i]
        if paid.value <= 0 or paid.flags & _NO_FLOW:
            continue
        if paid.outward == 0:
            inflows[known].inflow = i
            known += 1
            continue
        best = -1
        least = np.inf
        commission = 0.0
        mean = total / pairs if pairs else 0.0
        for j in range(known - 1, -1, -1):
            at = inflows[j].inflow
            inflow = history[at]
            if at < i - CANDIDATES_MAX or paid.time_us - inflow.time_us >= hours * HOUR_US:
                break
            received = inflow.value
            sent = paid.value
            if inflow.duty == paid.duty and inflow.threshold_value > 0 and paid.threshold_value > 0:
                received = inflow.threshold_value
                sent = paid.threshold_value
            kept = received - sent
            if COMMISSION_FROM * received <= kept <= COMMISSION_TO * received:
                share = kept / received
                if abs(share - mean) < least:
                    best = j
                    least = abs(share - mean)
                    commission = share
        if best >= 0:
            known -= 1
            for j in range(best, known):
                inflows[j].inflow = inflows[j + 1].inflow
            pairs += 1
            total += commission
            squares += commission * commission
    out[0] = pairs
    out[1] = total / pairs if pairs else np.nan
    out[2] = np.sqrt(max(squares / pairs - (total / pairs) ** 2, 0.0)) if pairs else np.nan


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
    sight = scratch.sight[0]
    result = scratch.work[:3]
    _forwarded(history, sight.two_days, last, result)
    out[0] = result[1] / unit
    out[2] = result[1] / result[0] if result[0] > 0 else np.nan
    _forwarded(history, sight.week, last, result)
    inflow = result[0]
    out[1] = result[1] / unit
    out[3] = result[1] / inflow if inflow > 0 else np.nan
    out[4] = result[2] / result[1] / HOUR_US if result[1] > 0 else np.nan
    _mirrored(history, sight.week, last, _HOURS_7D, scratch, out[5:8])
    _mirrored(history, sight.month, last, _HOURS_30D, scratch, out[9:12])
    known = movement.balance != _UNKNOWN_BALANCE and inflow > 0
    out[8] = movement.balance / inflow if known else np.nan


FAMILY = Family("balance", _SIGNALS, _fill)
