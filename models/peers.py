"""Where a value stands among those of the same kind of party: the share of movements that have no less."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from models.features import Matrix

Floats = npt.NDArray[np.float64]

_KNOTS = 256


@dataclass(frozen=True, slots=True)
class Peers:
    """The distribution of one signal, seen from above."""

    knots: Floats
    """Values, rising; none where the signal was never known."""
    shares: Floats
    """Share of movements with at least the value of each knot, falling from 1."""

    @classmethod
    def fit(cls, values: npt.NDArray[np.floating]) -> Peers:
        """From the values of a column; what is not finite says nothing."""
        known = np.sort(values[np.isfinite(values)].astype(np.float64))
        if not len(known):
            return cls(np.empty(0), np.empty(0))
        # Of the values that there are, and not of the movements: where nearly all have nothing, the few others count.
        distinct = np.unique(known)
        knots = distinct[np.unique(np.linspace(0, len(distinct) - 1, _KNOTS).round().astype(np.int64))]
        return cls(knots, 1.0 - np.searchsorted(known, knots, side="left") / len(known))

    def of(self, values: npt.NDArray[np.floating]) -> Floats:
        """For each value the share of movements that have no less; nan where either is unknown."""
        if not len(self.knots):
            return np.full(len(values), np.nan)
        # Beyond the largest value that was seen nobody is.
        shares: Floats = np.interp(values, self.knots, self.shares, left=1.0, right=0.0)
        return np.where(np.isnan(values), np.nan, shares)

    def state(self) -> dict[str, Any]:
        """What `from_state` takes."""
        return {"knots": self.knots, "shares": self.shares}

    @classmethod
    def from_state(cls, state: Mapping[str, Any]) -> Peers:
        """The same distribution again; raises ValueError where it is none."""
        knots, shares = state["knots"], state["shares"]
        if knots.shape != shares.shape or knots.ndim != 1 or (np.diff(knots) <= 0).any():
            raise ValueError("values of peers that do not rise")
        return cls(knots, shares)


def fit_peers(matrix: Matrix, columns: Mapping[str, int]) -> dict[str, Peers]:
    """The distributions of some columns of a matrix (rows, any width), by the signal's name."""
    return {name: Peers.fit(matrix[:, column]) for name, column in columns.items()}
