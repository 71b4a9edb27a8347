"""What a trained model says of every movement of a run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from streams.subject.advance import Status
from streams.subject.subjects import Applied

Floats = npt.NDArray[np.float64]

_WAS_APPLIED = (int(Status.APPLIED), int(Status.LATE))


class Opinion:
    """Collects the model's scores, a step in one call, in the order of `streams.backtest.scores`."""

    def __init__(self, loaded: Any) -> None:
        """`loaded` is a `models.persistence.Loaded`."""
        self._model, self._ranker = loaded.model, loaded.ranker
        self.version: str = loaded.manifest.version
        self._tails: list[Floats] = []
        self._ranks: list[Floats] = []

    @classmethod
    def load(cls, folder: Path) -> Opinion:
        """Of the model in a folder that `counterflow train` wrote; raises ModelError where it cannot be used."""
        from models.persistence import load

        return cls(load(folder))

    def add(self, applied: Applied) -> None:
        """Take in the movements of a step."""
        kept = np.isin(applied.status, _WAS_APPLIED)
        matrix = applied.matrix[kept]
        tails = self._model.score(matrix, applied.kinds[kept])
        self._tails.append(tails)
        if self._ranker is not None:
            self._ranks.append(self._ranker.rank(matrix[:, self._model.columns], tails))

    @property
    def tails(self) -> Floats:
        """The share of normal behaviour that is at least as odd, for each movement."""
        return np.concatenate([np.empty(0), *self._tails])

    @property
    def ranks(self) -> Floats | None:
        """How much each movement is like a labelled crime, 0..1; None where the model learned from no labels."""
        return np.concatenate([np.empty(0), *self._ranks]) if self._ranker is not None else None

    def told(self) -> dict[str, Any]:
        """What `metrics.json` says of the model."""
        return {
            "version": self.version,
            "ranker": self._ranker is not None,
            "signals": len(self._model.columns),
            "imputed": self._model.imputed,
        }
