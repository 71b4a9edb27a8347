"""Models that say what a test wants."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from models.drift import Drift
from streams.records import Unusual
from streams.scoring.scorer import END, FIRST, Floats
from streams.signals.registry import INDEX
from streams.subject.advance import Status
from streams.subject.subjects import Applied

TAIL = INDEX["anomaly_tail"]


class Saying:
    """A model that says the same of every movement."""

    def __init__(self, version: str, tail: float, drift: Drift | None = None) -> None:
        self.version, self.imputed, self.ranks, self.signals = version, 0, True, 3
        self._tail, self._drift = tail, drift or Drift(0, {}, None, (), ())
        self.asked: list[int] = []

    def judge(self, matrix: Floats, kinds: np.ndarray) -> Floats:
        self.asked.append(len(matrix))
        self.imputed += len(matrix)
        return np.full((len(matrix), END - FIRST), self._tail)

    def unusual(self, signal: str, row: Floats, kind: int) -> Sequence[Unusual]:
        return [Unusual(signal="in_count_7d", unit="count", value=9.0, low=0.0, high=2.0, score=2 * self._tail)]

    def watch(self, matrix: Floats, columns: Floats) -> np.ndarray:
        return np.arange(len(matrix))

    def drift(self) -> Drift:
        return self._drift


class Breaking(Saying):
    """One that breaks."""

    def judge(self, matrix: Floats, kinds: np.ndarray) -> Floats:
        raise ZeroDivisionError("broken trees")


class Mute(Saying):
    """One that cannot say why."""

    def unusual(self, signal: str, row: Floats, kind: int) -> Sequence[Unusual]:
        raise KeyError(signal)


def applied(*statuses: Status) -> Applied:
    rows = len(statuses)
    return Applied(
        matrix=np.full((rows, END), np.nan),
        status=np.array(statuses, dtype=np.int8),
        slots=np.zeros(rows, dtype=np.int64),
        sequences=np.arange(rows),
        kinds=np.ones(rows, dtype=np.uint8),
        counted=np.full((rows, 4), -1),
    )
