"""Who stands behind the other sides, and who both pays and is paid."""

from __future__ import annotations

from typing import Any

import numpy as np

from streams.movement import NO_FLOW
from streams.signals.compiled import kernel
from streams.signals.family import DAY_US, Signal
from streams.signals.scratch import find

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
_AGENT, _ORIGINATOR = 1 << 33, 1 << 34
"""With the direction in bit 32, these keep the 32-bit hashes of two fields and two directions apart in one table."""
_OUTWARD_SALT = np.uint64(0xA5A5A5A5A5A5A5A5)


@kernel
def _is_first(scratch: Any, stamp: int, key: Any) -> bool:
    """Whether `key` is new under `stamp`; it is not afterwards."""
    slot = find(scratch, stamp, key)
    if scratch[slot].stamp == stamp:
        return False
    scratch[slot].stamp = stamp
    scratch[slot].key = key
    return True


@kernel
def _reciprocal(history: Any, first: int, last: int, unit: float, scratch: Any, out: Any) -> None:
    stamp = scratch[0].used + 1
    scratch[0].used = stamp
    # The stamp counter lives in row 0, so the list of receivers' slots begins in row 1.
    receivers = 0
    for i in range(last, first - 1, -1):
        row = history[i]
        if history[last].time_us - row.time_us >= 7 * DAY_US:
            break
        if row.counterparty == 0 or row.flags & _NO_FLOW:
            continue
        key = row.counterparty ^ _OUTWARD_SALT if row.outward else row.counterparty
        slot = find(scratch, stamp, key)
        if scratch[slot].stamp != stamp:
            scratch[slot].stamp = stamp
            scratch[slot].key = key
            scratch[slot].value = 0
            if row.outward:
                receivers += 1
                scratch[receivers].used = slot
        scratch[slot].value += max(row.value, 0)
    for k in range(1, receivers + 1):
        paid = scratch[k].used
        came = find(scratch, stamp, scratch[paid].key ^ _OUTWARD_SALT)
        if scratch[came].stamp == stamp:
            out[4] += 1
            out[5] += min(scratch[paid].value, scratch[came].value) / unit


@kernel
def fill(history: Any, first: int, last: int, unit: float, scratch: Any, out: Any) -> None:
    """Fill `out` with SIGNALS; the arguments are those of `Family.fill`."""
    out[:] = 0.0
    stamp = scratch[0].used + 1
    scratch[0].used = stamp
    # One bit for each counterparty, shared by many: where no bit is in both, no counterparty is.
    senders = receivers = np.uint64(0)
    for i in range(last, first - 1, -1):
        row = history[i]
        age = history[last].time_us - row.time_us
        if age >= 30 * DAY_US:
            break
        if row.flags & _NO_FLOW:
            continue
        side = np.uint64(row.outward) << np.uint64(32)
        if row.originator != 0 and _is_first(scratch, stamp, np.uint64(_ORIGINATOR) | side | np.uint64(row.originator)):
            out[row.outward] += 1
        if row.agent != 0 and _is_first(scratch, stamp, np.uint64(_AGENT) | side | np.uint64(row.agent)):
            out[2 + row.outward] += 1
        if age < 7 * DAY_US and row.counterparty != 0:
            bit = np.uint64(1) << (row.counterparty & np.uint64(63))
            if row.outward:
                receivers |= bit
            else:
                senders |= bit
    if senders & receivers:
        _reciprocal(history, first, last, unit, scratch, out)
