"""This movement beside earlier ones with the same, or seemingly the same, other side."""

from __future__ import annotations

from typing import Any

import numpy as np

from streams.movement import NO_FLOW
from streams.signals.compiled import kernel
from streams.signals.family import DAY_US, HOUR_US, Signal
from streams.signals.scratch import find

EARLIER_LEAST = 5
"""Earlier outward movements without which none of them stands for what is large for the subject."""
REROUTED_WITHIN = 0.2
"""Values that differ by no more than this share may be one regular payment."""
SILENT_DAYS = 14
REROUTED_LEAST = 2
"""Movements that make a payment a regular one."""

_NOT_BY_NAME = "this movement is not outward or no flow, or has no name or no counterparty"
_NO_INVOICE = "this movement names no invoice, or is no flow"
SIGNALS = (
    Signal(
        "duplicate_count_1h",
        "count",
        "Movements in the direction of this one, with its counterparty, its value and its text (or none, as it has"
        " none), this one included, within 1h.",
        "1h",
        "this movement has no counterparty or no exchange rate, or is no flow",
    ),
    Signal(
        "payee_account_changed",
        "flag",
        "The subject pays a counterparty with which the kept history has no earlier movement, under a name that it paid"
        " before as another counterparty.",
        unknown=_NOT_BY_NAME,
    ),
    Signal(
        "payee_prior_count",
        "count",
        "Earlier kept payments under the name of this new payee to other counterparties; 0 where the payee is not new.",
        unknown=_NOT_BY_NAME,
    ),
    Signal("payee_prior_mean", "money", "Mean value of those payments.", unknown="there is none of known value"),
    Signal(
        "invoice_prior_count",
        "count",
        "Earlier kept movements in the direction of this one that name the same invoice.",
        unknown=_NO_INVOICE,
    ),
    Signal(
        "invoice_counterparties",
        "count",
        "Distinct counterparties of the kept movements in the direction of this one that name the same invoice, this"
        " one included.",
        unknown=_NO_INVOICE,
    ),
    Signal(
        "new_payee_ratio",
        "ratio",
        "Value of this outward movement over that of the largest earlier one in the kept history.",
        unknown=f"this movement is not outward, no flow or without exchange rate, or fewer than {EARLIER_LEAST} came"
        " before",
    ),
    Signal(
        "rerouted_count_90d",
        "count",
        "For a counterparty new to the kept history: movements in the direction of this one, within"
        f" {REROUTED_WITHIN:.0%} of its value, with the one other counterparty that has most of them, at least"
        f" {REROUTED_LEAST}, and none of any kind in the last {SILENT_DAYS} days, within 90d; 0 for no such one.",
        "90d",
        "this movement has no counterparty or no exchange rate, or is no flow",
    ),
)
_NO_FLOW = int(NO_FLOW)


@kernel
def _is_like(value: int, other: int) -> bool:
    """Whether two values may be the same regular payment; an unknown one is like none."""
    return other >= 0 and abs(other - value) <= REROUTED_WITHIN * value


@kernel
def _invoice_counterparties(history: Any, first: int, last: int, scratch: Any) -> int:
    row = history[last]
    stamp = scratch[0].used + 1
    scratch[0].used = stamp
    distinct = 0
    for i in range(last, first - 1, -1):
        other = history[i]
        if other.invoice != row.invoice or other.outward != row.outward:
            continue
        if other.counterparty == 0 or other.flags & _NO_FLOW:
            continue
        slot = find(scratch, stamp, other.counterparty)
        if scratch[slot].stamp != stamp:
            scratch[slot].stamp = stamp
            scratch[slot].key = other.counterparty
            distinct += 1
    return distinct


@kernel
def _rerouted(history: Any, first: int, last: int, scratch: Any) -> int:
    """Newest first, so whoever was met in the silent days is known, by a value of -1, before any payment counts."""
    row = history[last]
    stamp = scratch[0].used + 1
    scratch[0].used = stamp
    most = 0
    for i in range(last - 1, first - 1, -1):
        other = history[i]
        age = row.time_us - other.time_us
        if age >= 90 * DAY_US:
            break
        recent = age < SILENT_DAYS * DAY_US
        if other.counterparty == 0:
            continue
        if not recent and (
            other.outward != row.outward or other.flags & _NO_FLOW or not _is_like(row.value, other.value)
        ):
            continue
        slot = find(scratch, stamp, other.counterparty)
        if scratch[slot].stamp != stamp:
            scratch[slot].stamp = stamp
            scratch[slot].key = other.counterparty
            scratch[slot].value = -1 if recent else 0
        if scratch[slot].value >= 0:
            scratch[slot].value += 1
            most = max(most, scratch[slot].value)
    return most if most >= REROUTED_LEAST else 0


@kernel
def fill(history: Any, first: int, last: int, unit: float, scratch: Any, out: Any) -> None:
    """Fill `out` with SIGNALS; the arguments are those of `Family.fill`."""
    row = history[last]
    out[:] = np.nan
    if row.flags & _NO_FLOW:
        return
    is_new = True
    duplicates = 1
    namesakes = namesakes_valued = namesakes_value = 0
    invoiced = 0
    valued = largest = 0
    alike = 0
    for i in range(last - 1, first - 1, -1):
        other = history[i]
        same = other.counterparty == row.counterparty
        if same:
            is_new = False
        if other.outward != row.outward or other.flags & _NO_FLOW:
            continue
        if other.invoice == row.invoice:
            invoiced += 1
        if other.name == row.name and not same and other.counterparty != 0:
            namesakes += 1
            if other.value >= 0:
                namesakes_valued += 1
                namesakes_value += other.value
        if other.value < 0:
            continue
        valued += 1
        largest = max(largest, other.value)
        age = row.time_us - other.time_us
        if same:
            if age < HOUR_US and other.value == row.value and other.text == row.text:
                duplicates += 1
        elif SILENT_DAYS * DAY_US <= age < 90 * DAY_US and _is_like(row.value, other.value):
            alike += 1

    if row.counterparty != 0 and row.value >= 0:
        out[0] = duplicates
        out[7] = _rerouted(history, first, last, scratch) if is_new and alike >= REROUTED_LEAST else 0.0
    if row.outward and row.name != 0 and row.counterparty != 0:
        out[1] = 1.0 if is_new and namesakes > 0 else 0.0
        out[2] = namesakes if is_new else 0.0
        if is_new and namesakes_valued > 0:
            out[3] = namesakes_value / namesakes_valued / unit
    if row.invoice != 0:
        out[4] = invoiced
        out[5] = _invoice_counterparties(history, first, last, scratch)
    if row.outward and row.value >= 0 and valued >= EARLIER_LEAST and largest > 0:
        out[6] = row.value / largest
