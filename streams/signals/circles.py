"""Who stands behind the other sides, and who both pays and is paid."""

from __future__ import annotations

from typing import Any

import numpy as np

from streams.movement import NO_FLOW
from streams.signals.compiled import kernel
from streams.signals.family import WINDOWS, Signal
from streams.signals.scratch import begin, is_new

SIGNALS = (
    Signal("originators_30d", "count", "Distinct ultimate debtors of what came in within 30d.", "30d"),
    Signal("originators_out_30d", "count", "Distinct ultimate creditors of what went out within 30d.", "30d"),
    Signal("agents_in_30d", "count", "Distinct institutions from which value came within 30d.", "30d"),
    Signal("agents_out_30d", "count", "Distinct institutions to which value went within 30d.", "30d"),
    Signal(
        "reciprocal_counterparties_7d",
        "count",
        "Distinct counterparties that both paid the subject and were paid by it within 7d.",
        "7d",
    ),
    Signal(
        "reciprocal_sum_7d",
        "money",
        "What moved both ways within 7d: of each counterparty the lesser of the two directions.",
        "7d",
    ),
)
_NO_FLOW = int(NO_FLOW)
_WEEK = list(WINDOWS).index("7d")
_AGENT, _ORIGINATOR = 1 << 33, 1 << 34
"""With the direction in bit 32, these keep the 32-bit hashes of two fields and two directions apart in one table."""


@kernel
def _reciprocal(history: Any, first: int, last: int, unit: float, scratch: Any, out: Any) -> None:
    for i in range(scratch.sight[0].week, last + 1):
        row = history[i]
        who = scratch.rows[i - first].who
        if who != 0 and not row.flags & _NO_FLOW:
            pair = scratch.pairs[2 * who + row.outward]
            pair.week_count += 1
            pair.week_value += max(row.value, 0)
    for who in range(1, scratch.sight[0].counterparties + 1):
        came, paid = scratch.pairs[2 * who], scratch.pairs[2 * who + 1]
        if came.week_count and paid.week_count:
            out[4] += 1
            out[5] += min(paid.week_value, came.week_value) / unit


@kernel
def fill(history: Any, first: int, last: int, unit: float, scratch: Any, out: Any) -> None:
    """Fill `out` with SIGNALS; the arguments are those of `Family.fill`."""
    out[:] = 0.0
    month = scratch.sight[0].month
    begin(scratch, 2 * (last + 1 - month))
    for i in range(month, last + 1):
        row = history[i]
        if row.flags & _NO_FLOW:
            continue
        side = np.uint64(row.outward) << np.uint64(32)
        if row.originator != 0 and is_new(scratch, np.uint64(_ORIGINATOR) | side | np.uint64(row.originator)):
            out[row.outward] += 1
        if row.agent != 0 and is_new(scratch, np.uint64(_AGENT) | side | np.uint64(row.agent)):
            out[2 + row.outward] += 1
    week = scratch.flows[_WEEK]
    if week[0].count and week[1].count:
        _reciprocal(history, first, last, unit, scratch, out)
