"""What a trained model says of every movement of a run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from streams.scoring.scorer import Scorer
from streams.scoring.shipped import with_model
from streams.signals.registry import INDEX
from streams.subject.subjects import Applied

Floats = npt.NDArray[np.float64]

_TAIL, _LIKENESS = INDEX["anomaly_tail"], INDEX["crime_likeness"]


class Opinion:
    """Collects the model's scores in the order of `streams.backtest.scores`."""

    def __init__(self, scorer: Scorer) -> None:
        """`scorer` fills in the columns of its champion."""
        model = scorer["champion"]
        if model is None:
            raise ValueError("no model to have an opinion")
        self.scorer = scorer
        self._model, self._imputed = model, model.imputed
        self._tails: list[Floats] = []
        self._ranks: list[Floats] = []

    @classmethod
    def load(cls, folder: Path) -> Opinion:
        """Of the model in a folder that `counterflow train` wrote; raises ModelError where it cannot be used."""
        return cls(with_model(folder))

    def add(self, applied: Applied) -> None:
        """Take in the movements of a step."""
        kept = applied.is_new
        self._tails.append(applied.matrix[kept, _TAIL])
        self._ranks.append(applied.matrix[kept, _LIKENESS])

    @property
    def tails(self) -> Floats:
        """The share of normal behaviour that is at least as odd, for each movement."""
        return np.concatenate([np.empty(0), *self._tails])

    @property
    def ranks(self) -> Floats | None:
        """How much each movement is like a labelled crime, 0..1; None where the model learned from no labels."""
        return np.concatenate([np.empty(0), *self._ranks]) if self._model.ranks else None

    def told(self) -> dict[str, Any]:
        """What `metrics.json` says of the model."""
        return {
            "version": self._model.version,
            "ranker": self._model.ranks,
            "signals": self._model.signals,
            "imputed": self._model.imputed - self._imputed,
        }
