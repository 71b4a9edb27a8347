"""A saved model as a worker uses it: `streams.scoring` loads it, fills the model's columns with it, and asks why."""

from __future__ import annotations

from math import isnan
from pathlib import Path

import numpy as np
import numpy.typing as npt

from models.drift import Drift, drifted
from models.features import Floats
from models.persistence import Loaded, load
from models.sample import Sample
from streams.records import Unusual
from streams.signals.model import SIGNALS as OF_MODEL
from streams.signals.registry import INDEX, SIGNALS, WIDTH

DEFAULT = Path(__file__).parent / "default"
"""The model that comes with Counterflow: trained on a synthetic town, for the demo and for the cases of typologies."""
DEFAULT_MEMORY_SECONDS = 3600.0
_MOST = 5
"""Signals that an alert names."""
_TAIL, _LIKENESS = 0, 1
_COLUMN = {signal.name: column for column, signal in enumerate(OF_MODEL)}
assert (_COLUMN["anomaly_tail"], _COLUMN["crime_likeness"]) == (_TAIL, _LIKENESS)


class ServedModel:
    """A model and the sample of what it was asked."""

    def __init__(self, loaded: Loaded, memory_seconds: float = DEFAULT_MEMORY_SECONDS) -> None:
        """`memory_seconds` is how long the sample remembers, see `models.sample`."""
        self._model, self._ranker, self._manifest = loaded
        self.version = self._manifest.version
        self.ranks = self._ranker is not None
        self.signals = len(self._model.columns)
        self._sample = Sample(len(self._model.columns) + 1, memory_seconds)
        self._warm_up()

    @property
    def imputed(self) -> int:
        """Unknown values so far that a median stood for."""
        return self._model.imputed

    def judge(self, matrix: Floats, kinds: npt.NDArray[np.uint8]) -> Floats:
        """The columns of `streams.signals.model` (rows, `SIGNALS`) for a matrix (rows, all signals)."""
        columns = np.full((len(matrix), len(OF_MODEL)), np.nan)
        columns[:, _TAIL] = tails = self._model.score(matrix, kinds)
        if self._ranker is not None:
            columns[:, _LIKENESS] = self._ranker.rank(matrix[:, self._model.columns], tails)
        columns[:, _LIKENESS + 1 :] = self._model.peers(matrix, kinds)
        return columns

    def unusual(self, signal: str, row: Floats, kind: int) -> list[Unusual]:
        """The signals that make a row (all signals,) stand out in `anomaly_tail` or `crime_likeness`."""
        if signal == "crime_likeness":
            return self._alike(row, kind)
        return [
            _unusual(each.signal, each.value, each.low, each.high, each.tail_without)
            for each in self._model.reasons(row, kind, _MOST)
        ]

    def _alike(self, row: Floats, kind: int) -> list[Unusual]:
        """The signals that make a row like a crime: each returned to the median, alone, and the ranker asked again."""
        model, scale = self._model, self._model.segment(kind).scale
        if self._ranker is None:
            return []
        seen = row[model.columns]
        tried = np.flatnonzero(np.isfinite(seen) & (seen != scale.median))
        variants = np.repeat(row[None, :], len(tried) + 1, axis=0)
        variants[np.arange(len(tried)), model.columns[tried]] = scale.median[tried]
        ranks = self.judge(variants, np.full(len(variants), kind, dtype=np.uint8))[:, _LIKENESS]
        order = [at for at in np.argsort(ranks[:-1], kind="stable").tolist() if ranks[at] < ranks[-1]]
        return [
            _unusual(
                model.signals[at], float(seen[at]), float(scale.low[at]), float(scale.high[at]), float(ranks[number])
            )
            for number, at in ((number, tried[number]) for number in order[:_MOST])
        ]

    def watch(self, matrix: Floats, columns: Floats) -> npt.NDArray[np.intp]:
        """Take some of the rows into the sample; which."""
        chosen = self._sample.choose(len(matrix))
        if len(chosen):
            seen = matrix[np.ix_(chosen, self._model.columns)]
            self._sample.put(np.column_stack([seen, columns[chosen, _TAIL]]))
        return chosen

    def drift(self) -> Drift:
        """How far the sample is from what the model was trained on."""
        rows = self._sample.rows()
        return drifted(self._manifest.reference, self._manifest.score_reference, self._model.signals, rows)

    def _warm_up(self) -> None:
        """Compile what scores a row before the first one comes."""
        columns = self.judge(np.zeros((1, WIDTH)), np.zeros(1, dtype=np.uint8))
        if not np.isfinite(columns[0, _TAIL]):
            raise ValueError(f"model {self.version} scores an ordinary row with {columns[0, _TAIL]}")
        self._model.imputed = 0


def serve(folder: Path, memory_seconds: float = DEFAULT_MEMORY_SECONDS) -> ServedModel:
    """Load a model and make it ready; raises ModelError where it must not be loaded."""
    return ServedModel(load(folder), memory_seconds)


def _unusual(signal: str, value: float, low: float, high: float, score: float) -> Unusual:
    known = not isnan(low)
    return Unusual(
        signal=signal,
        unit=SIGNALS[INDEX[signal]].unit,
        value=value,
        low=low if known else None,
        high=high if known else None,
        score=score,
    )
