"""Which signals a model sees, and the scale on which it sees them.

A model may learn only from what was *done*. Left out are signals that say who somebody is or where
(`streams.catalogue.fairness`), those of sanctions lists, which are a rule and no oddity, those of networks, which are
unknown in rows of movements, and those that speak of our own bookkeeping. No signal holds an id or a hash.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from models.scaling import prepare
from streams.catalogue.fairness import Kind, kind_of
from streams.signals.family import Signal
from streams.signals.flows import NETWORK
from streams.signals.model import OF_MODEL
from streams.signals.registry import SIGNALS

Floats = npt.NDArray[np.float64]
Matrix = npt.NDArray[np.float32] | Floats

BOOKKEEPING = frozenset({"is_late", "history_truncated"})
"""Signals of how movements reached us and what is kept of them, not of the subject."""
_LINEAR_UNITS = frozenset({"share", "flag", "z"})
"""Units that are seen as they are; all others span magnitudes and are seen as signed log1p."""
LOW, HIGH = 5.0, 95.0
"""Percentiles between which a value is usual."""


def candidates(signals: Sequence[Signal] = SIGNALS) -> list[Signal]:
    """The signals that a model may see, in their order."""
    wanted = (Kind.BEHAVIOUR, Kind.CIRCUMSTANCE)
    return [
        each for each in signals if each.name not in NETWORK | OF_MODEL | BOOKKEEPING and kind_of(each.name) in wanted
    ]


def varying(values: Matrix) -> npt.NDArray[np.bool_]:
    """Which columns have two different known values at least."""
    found = np.zeros(values.shape[1], dtype=np.bool_)
    for column in range(values.shape[1]):
        known = values[:, column][np.isfinite(values[:, column])]
        found[column] = len(known) > 0 and known.min() < known.max()
    return found


def version_of(signal: Signal) -> str:
    """Twelve digits that change when the declaration of a signal does: a model of another one must not see it."""
    declared = (signal.name, signal.unit, signal.meaning, signal.window, signal.unknown, signal.daily)
    return hashlib.sha256(repr(declared).encode()).hexdigest()[:12]


def is_logged(signal: Signal) -> bool:
    """Whether the signal is seen as signed log1p."""
    return signal.unit not in _LINEAR_UNITS


@dataclass(frozen=True, slots=True)
class Scale:
    """How one segment's signals are seen; all arrays run along the features."""

    logged: npt.NDArray[np.bool_]
    median: Floats
    """In the signal's unit; stands for what is unknown. 0 where the segment never knew it."""
    low: Floats
    """5th percentile, in the signal's unit; nan where the segment never knew it."""
    high: Floats
    """95th percentile, likewise."""
    centre: Floats
    """Median of the values as seen."""
    spread: Floats
    """Interquartile range of the values as seen; 1 where half of them or more are the same."""

    @classmethod
    def fit(cls, values: Matrix, logged: npt.NDArray[np.bool_]) -> Scale:
        """From the rows (rows, features) of a segment; what is not finite counts as unknown."""
        width = values.shape[1]
        points = np.full((5, width), np.nan)
        for column in range(width):
            known = values[:, column][np.isfinite(values[:, column])].astype(np.float64)
            if len(known):
                points[:, column] = np.percentile(known, [LOW, 25.0, 50.0, 75.0, HIGH])
        low, first, median, third, high = points
        median = np.nan_to_num(median)
        spread = _seen(third, logged) - _seen(first, logged)
        spread = np.where(np.isfinite(spread) & (spread > 0), spread, 1.0)
        return cls(logged, median, low, high, _seen(median, logged), spread)

    def apply(self, matrix: Matrix, columns: npt.NDArray[np.int64]) -> tuple[npt.NDArray[np.float32], int]:
        """What the model sees of rows (rows, any width), whose features are at `columns`: an array (rows, features).

        Second, how many unknown values the median stands for.
        """
        points = np.empty((len(matrix), len(columns)), dtype=np.float32)
        unknown = prepare(matrix, columns, self.logged, self.median, self.centre, self.spread, points)
        return points, int(unknown)


def _seen(values: Floats, logged: npt.NDArray[np.bool_]) -> Floats:
    return np.where(logged, np.copysign(np.log1p(np.abs(values)), values), values)
