"""How amounts and channels are distributed over many movements."""

from __future__ import annotations

from typing import Any

import numpy as np

from streams.movement import NO_FLOW, ChannelCode
from streams.signals.compiled import kernel
from streams.signals.family import Signal

BENFORD_LEAST = 100
"""Values below which first digits say nothing: of 9 itself fewer than 5 are to be expected, the usual least for a
chi-squared test."""
SHIFT_LEAST, SHIFT_LEAST_BEFORE = 4, 10
"""Movements of the week in one direction, and before it, that make a mix of channels."""

SIGNALS = (
    Signal(
        "benford_chi2",
        "z",
        "Chi-squared, of 8 degrees of freedom, of the first digits of the values of 90d in base currency against"
        " Benford's law; 20.1 is passed by chance once in a hundred times where the law holds.",
        "90d",
        f"fewer than {BENFORD_LEAST} values above zero are known",
    ),
    Signal("benford_count_90d", "count", "Movements of known value above zero within 90d.", "90d"),
    Signal(
        "channel_shift_7d",
        "share",
        "Share of the value in the direction of this movement within 7d that would have to be on another channel for"
        " its mix to be that of the kept movements before (total variation distance).",
        "7d",
        f"fewer than {SHIFT_LEAST} movements of value in that direction are of the 7d, or fewer than"
        f" {SHIFT_LEAST_BEFORE} are kept from before",
    ),
)
_NO_FLOW = int(NO_FLOW)
_CHANNELS = len(ChannelCode)
_BENFORD = np.log10(1.0 + 1.0 / np.arange(1, 10))
"""Shares of the first digits 1 to 9. S. Newcomb 1881; F. Benford 1938, The law of anomalous numbers."""


@kernel
def _first_digit(value: int) -> int:
    while value >= 10_000:
        value //= 10_000
    while value >= 10:
        value //= 10
    return value


@kernel
def _benford_chi2(history: Any, start: int, last: int, count: int, work: Any) -> float:
    digits = work[:10]
    digits[:] = 0.0
    for i in range(start, last + 1):
        row = history[i]
        if row.value > 0 and not row.flags & _NO_FLOW:
            digits[_first_digit(row.value)] += 1
    chi2 = 0.0
    for k in range(9):
        expected = count * _BENFORD[k]
        chi2 += (digits[k + 1] - expected) ** 2 / expected
    return chi2


@kernel
def _mix_channels(history: Any, start: int, end: int, outward: int, mix: Any) -> int:
    """Number of flows of value in one direction, and in `mix` each channel's share; `end` is the row after the last."""
    mix[:] = 0.0
    flows = 0
    total = 0.0
    for i in range(start, end):
        row = history[i]
        if row.outward == outward and row.value > 0 and not row.flags & _NO_FLOW:
            mix[row.channel] += row.value
            total += row.value
            flows += 1
    if flows > 0:
        mix /= total
    return flows


@kernel
def _channel_shift(history: Any, first: int, week_start: int, last: int, work: Any) -> float:
    mix = work[: 2 * _CHANNELS].reshape((2, _CHANNELS))
    outward = history[last].outward
    if _mix_channels(history, week_start, last + 1, outward, mix[0]) < SHIFT_LEAST:
        return np.nan
    if _mix_channels(history, first, week_start, outward, mix[1]) < SHIFT_LEAST_BEFORE:
        return np.nan
    distance = 0.0
    for channel in range(_CHANNELS):
        distance += abs(mix[0, channel] - mix[1, channel])
    return distance / 2


@kernel
def fill(history: Any, first: int, last: int, scratch: Any, out: Any) -> None:
    """Fill `out` with SIGNALS; the arguments are those of `Family.fill`."""
    sight = scratch.sight[0]
    values = 0
    for i in range(sight.quarter, last + 1):
        row = history[i]
        values += (row.value > 0) & ((row.flags & _NO_FLOW) == 0)
    enough = values >= BENFORD_LEAST
    out[0] = _benford_chi2(history, sight.quarter, last, values, scratch.work) if enough else np.nan
    out[1] = values
    out[2] = _channel_shift(history, first, sight.week, last, scratch.work)
