"""Distinct counterparties, new ones, concentration."""

from __future__ import annotations

from typing import Any

import numpy as np

from streams.movement import NO_FLOW
from streams.signals.compiled import kernel
from streams.signals.family import DAY_US, DIRECTIONS, Family, Signal
from streams.signals.scratch import find

_COUNTS = tuple(
    signal
    for direction, who in zip(DIRECTIONS, ("sender", "receiver"), strict=True)
    for signal in (
        *(
            Signal(
                f"{direction}_counterparties_{window}",
                "count",
                f"Distinct {who}s within {window}.",
                window,
            )
            for window in ("24h", "7d", "30d")
        ),
        *(
            Signal(
                f"{direction}_new_counterparties_{window}",
                "count",
                f"New {who}s within {window}: none earlier in the kept history.",
                window,
            )
            for window in ("24h", "7d")
        ),
        Signal(
            f"{direction}_top_share_30d",
            "share",
            f"Share of the largest {who} in the value of 30d.",
            "30d",
            "nothing with a counterparty moved",
        ),
    )
)
_SIGNALS = _COUNTS + tuple(
    Signal(
        f"{direction}_new_counterparties_sum_7d",
        "money",
        f"Value of 7d with {who}s that are new within 7d.",
        "7d",
    )
    for direction, who in zip(DIRECTIONS, ("sender", "receiver"), strict=True)
)
_PER_DIRECTION = len(_COUNTS) // 2
_SUMS_AT = len(_COUNTS)
_NO_FLOW = int(NO_FLOW)
_OUTWARD_SALT = 0xA5A5A5A5A5A5A5A5


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
    stamp = scratch[0].used + 1
    scratch[0].used = stamp
    # The stamp counter lives in row 0, so the list of used slots begins in row 1.
    distinct = 0
    for i in range(last, first - 1, -1):
        row = history[i]
        if row.counterparty == 0 or row.flags & _NO_FLOW:
            continue
        age = now - row.time_us
        key = row.counterparty ^ np.uint64(_OUTWARD_SALT) if row.outward else row.counterparty
        slot = find(scratch, stamp, key)
        at = _PER_DIRECTION * row.outward
        if scratch[slot].stamp != stamp:
            scratch[slot].stamp = stamp
            scratch[slot].key = key
            scratch[slot].value = 0
            if age < 30 * DAY_US:
                out[at + 2] += 1
                if age < 7 * DAY_US:
                    out[at + 1] += 1
                    if age < DAY_US:
                        out[at] += 1
                distinct += 1
                scratch[distinct].used = 2 * slot + row.outward
        scratch[slot].oldest_us = row.time_us
        if age < 30 * DAY_US and row.value > 0:
            scratch[slot].value += row.value
    total = np.zeros(2)
    largest = np.zeros(2)
    for k in range(1, distinct + 1):
        slot = scratch[k].used >> 1
        direction = scratch[k].used & 1
        value = float(scratch[slot].value)
        total[direction] += value
        largest[direction] = max(largest[direction], value)
        age = now - scratch[slot].oldest_us
        if age < 7 * DAY_US:
            out[_PER_DIRECTION * direction + 4] += 1
            # All that passed with a new one passed within the week.
            out[_SUMS_AT + direction] += value
            if age < DAY_US:
                out[_PER_DIRECTION * direction + 3] += 1
    for direction in range(2):
        out[_SUMS_AT + direction] /= unit
        known = total[direction] > 0
        out[_PER_DIRECTION * direction + 5] = largest[direction] / total[direction] if known else np.nan


FAMILY = Family("counterparties", _SIGNALS, _fill)
