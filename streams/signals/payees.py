"""This movement beside earlier ones with the same, or seemingly the same, other side."""

from __future__ import annotations

from typing import Any

import numpy as np

from streams.movement import NO_FLOW
from streams.signals.compiled import kernel
from streams.signals.family import DAY_US, Signal
from streams.signals.scratch import SAME_INVOICE, meets

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
    Signal(
        "edited_name_count_90d",
        "count",
        "Those of the same kind, within 90d, that went under nearly the name of this new counterparty and not the same:"
        " other legal form, accents, vowels, doubled letters or order of words; again with the one other counterparty"
        f" that has most of them, at least {REROUTED_LEAST}, and none of any kind in the last {SILENT_DAYS} days.",
        "90d",
        "this movement has no counterparty, no exchange rate or no name long enough to compare, or is no flow",
    ),
)
_NO_FLOW = int(NO_FLOW)


@kernel
def _is_regular(row: Any, other: Any) -> bool:
    """Whether two rows may be the same regular payment; one of unknown value is like none."""
    if other.outward != row.outward or other.flags & _NO_FLOW or other.value < 0:
        return False
    return bool(abs(other.value - row.value) <= REROUTED_WITHIN * row.value)


@kernel
def _fill_invoice(history: Any, first: int, last: int, scratch: Any, out: Any) -> None:
    """Number of earlier movements of the same invoice, and of the counterparties of all."""
    row = history[last]
    movements = counterparties = 0
    for i in range(first, last + 1):
        other = history[i]
        if other.invoice != row.invoice or other.outward != row.outward or other.flags & _NO_FLOW:
            continue
        movements += 1
        who = scratch.rows[i - first].who
        if who != 0:
            counterparties += meets(scratch, who, SAME_INVOICE)
    out[0] = movements - 1
    out[1] = counterparties


@kernel
def _rerouted(history: Any, first: int, last: int, scratch: Any) -> int:
    """Newest first, so whoever was met in the silent days is known, by a value of -1, before any payment counts."""
    row = history[last]
    most = 0
    for i in range(last - 1, scratch.sight[0].quarter - 1, -1):
        other = history[i]
        who = scratch.rows[i - first].who
        if who == 0:
            continue
        party = scratch.parties[who]
        if row.time_us - other.time_us < SILENT_DAYS * DAY_US:
            party.value = -1
        elif party.value >= 0 and _is_regular(row, other):
            party.value += 1
            most = max(most, party.value)
    return most if most >= REROUTED_LEAST else 0


@kernel
def _edited(history: Any, first: int, last: int, scratch: Any) -> int:
    """Most payments that `_rerouted`, called before, would count of one counterparty under nearly this name."""
    row = history[last]
    for who in range(1, scratch.sight[0].counterparties + 1):
        scratch.parties[who].value = min(scratch.parties[who].value, 0)
    most = 0
    for i in range(scratch.sight[0].quarter, last):
        other = history[i]
        who = scratch.rows[i - first].who
        if who == 0 or other.name_key != row.name_key or other.name == row.name:
            continue
        party = scratch.parties[who]
        if party.value >= 0 and _is_regular(row, other):
            party.value += 1
            most = max(most, party.value)
    return most if most >= REROUTED_LEAST else 0


@kernel
def _duplicates(history: Any, start: int, last: int) -> int:
    """Movements like this one, this one included, of rows from `start` on."""
    row = history[last]
    duplicates = 1
    for i in range(start, last):
        other = history[i]
        if other.counterparty != row.counterparty or other.value != row.value or other.text != row.text:
            continue
        if other.outward == row.outward and not other.flags & _NO_FLOW:
            duplicates += 1
    return duplicates


@kernel
def _fill_namesakes(history: Any, first: int, last: int, unit: float, out: Any) -> None:
    """Whether this new payee's name was paid before, how often, and the mean value."""
    row = history[last]
    namesakes = valued = value = 0
    for i in range(first, last):
        other = history[i]
        if other.name != row.name or other.counterparty == 0 or other.outward == 0 or other.flags & _NO_FLOW:
            continue
        namesakes += 1
        if other.value >= 0:
            valued += 1
            value += other.value
    out[0] = 1.0 if namesakes > 0 else 0.0
    out[1] = namesakes
    if valued > 0:
        out[2] = value / valued / unit


@kernel
def _ratio_to_largest(history: Any, first: int, last: int) -> float:
    """Value of this outward movement over the largest earlier one; nan for too few."""
    valued = largest = 0
    for i in range(first, last):
        row = history[i]
        counts = (row.outward != 0) & (row.value >= 0) & ((row.flags & _NO_FLOW) == 0)
        valued += counts
        largest = max(largest, row.value * counts)
    return history[last].value / largest if valued >= EARLIER_LEAST and largest > 0 else np.nan


@kernel
def fill(history: Any, first: int, last: int, unit: float, scratch: Any, out: Any) -> None:
    """Fill `out` with SIGNALS; the arguments are those of `Family.fill`."""
    row = history[last]
    out[:] = np.nan
    if row.flags & _NO_FLOW:
        return
    known = row.counterparty != 0
    is_new = known and scratch.parties[scratch.rows[last - first].who].rows == 1
    if known and row.value >= 0:
        out[0] = _duplicates(history, scratch.sight[0].hour, last)
        out[7] = _rerouted(history, first, last, scratch) if is_new else 0.0
        if row.name_key != 0:
            out[8] = _edited(history, first, last, scratch) if out[7] > 0 else 0.0
    if row.outward and row.name != 0 and known:
        out[1] = out[2] = 0.0
        if is_new:
            _fill_namesakes(history, first, last, unit, out[1:4])
    if row.invoice != 0:
        _fill_invoice(history, first, last, scratch, out[4:6])
    if row.outward and row.value >= 0:
        out[6] = _ratio_to_largest(history, first, last)
