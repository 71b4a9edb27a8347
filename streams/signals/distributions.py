"""How amounts and channels are distributed over many movements."""

from __future__ import annotations

from typing import Any

import numpy as np

from streams.movement import NO_FLOW, ChannelCode
from streams.signals.compiled import kernel
from streams.signals.family import DAY_US, Signal

BENFORD_LEAST = 100
"""Values below which first digits say nothing: of 9 itself fewer than 5 are to be expected, the usual least for a
chi-squared test."""
SHIFT_LEAST, SHIFT_LEAST_BEFORE = 5, 20
"""Movements of the week, and before it, that make a mix of channels."""

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
        "Share of the movements of 7d that would have to be on another channel for their mix to be that of the kept"
        " movements before them (total variation distance).",
        "7d",
        f"fewer than {SHIFT_LEAST} movements are of the 7d, or fewer than {SHIFT_LEAST_BEFORE} are kept from before",
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
def _benford_chi2(history: Any, first: int, last: int, count: int) -> float:
    digits = np.zeros(10)
    for i in range(last, first - 1, -1):
        row = history[i]
        if history[last].time_us - row.time_us >= 90 * DAY_US:
            break
        if row.value > 0 and not row.flags & _NO_FLOW:
            digits[_first_digit(row.value)] += 1
    chi2 = 0.0
    for k in range(9):
        expected = count * _BENFORD[k]
        chi2 += (digits[k + 1] - expected) ** 2 / expected
    return chi2


@kernel
def _channel_shift(history: Any, first: int, last: int) -> float:
    mix = np.zeros((2, _CHANNELS))
    week = before = 0
    for i in range(last, first - 1, -1):
        row = history[i]
        if row.flags & _NO_FLOW:
            continue
        if history[last].time_us - row.time_us < 7 * DAY_US:
            mix[0, row.channel] += 1
            week += 1
        elif week < SHIFT_LEAST:
            return np.nan
        else:
            mix[1, row.channel] += 1
            before += 1
    if week < SHIFT_LEAST or before < SHIFT_LEAST_BEFORE:
        return np.nan
    distance = 0.0
    for channel in range(_CHANNELS):
        distance += abs(mix[0, channel] / week - mix[1, channel] / before)
    return distance / 2


@kernel
def fill(history: Any, first: int, last: int, out: Any) -> None:
    """Fill `out` with SIGNALS; the arguments are those of `Family.fill`."""
    values = 0
    for i in range(last, first - 1, -1):
        row = history[i]
        if history[last].time_us - row.time_us >= 90 * DAY_US:
            break
        if row.value > 0 and not row.flags & _NO_FLOW:
            values += 1
    out[0] = _benford_chi2(history, first, last, values) if values >= BENFORD_LEAST else np.nan
    out[1] = values
    enough = last - first + 1 >= SHIFT_LEAST + SHIFT_LEAST_BEFORE
    out[2] = _channel_shift(history, first, last) if enough else np.nan
