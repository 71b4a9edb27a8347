"""From the score of a forest to a tail: the share of normal behaviour that is at least this odd.

Scores of two segments cannot be compared, tails can. Up to the last fiftieth the tail is the empirical share on rows
that the forest has not seen. Beyond, where there are too few rows to count, it is that of a generalised Pareto
distribution fitted to the exceedances by probability-weighted moments (Hosking and Wallis, 1987, Technometrics 29),
or of an exponential one where the fit would end: so it never reaches 0, and two odd rows seldom tie.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

ROWS_MIN = 300
"""Fewer rows say nothing about the tail."""
_EXCEEDANCES = 0.02
_EXCEEDANCES_MIN = 25
_KNOTS = 512
_SHAPE_MAX = 0.5
"""Beyond it the moments of the fit mean nothing."""
_SCALE_MIN = 1e-9


@dataclass(frozen=True, slots=True)
class Tail:
    """A distribution of scores, seen from above."""

    knots: Floats
    """Scores, rising; the last is where the fitted tail begins."""
    shares: Floats
    """Share of rows with at least the score of each knot, falling from 1."""
    shape: float
    """Of the generalised Pareto distribution; 0 is the exponential one."""
    scale: float

    @classmethod
    def fit(cls, scores: Floats) -> Tail:
        """From scores of at least `ROWS_MIN` rows; raises ValueError for fewer."""
        if len(scores) < ROWS_MIN:
            raise ValueError(f"{len(scores)} rows, where {ROWS_MIN} are needed")
        ordered = np.sort(scores)
        beyond = max(_EXCEEDANCES_MIN, round(_EXCEEDANCES * len(ordered)))
        start = ordered[-beyond - 1]
        places = np.unique(np.linspace(0, len(ordered) - beyond - 1, _KNOTS).round().astype(np.int64))
        knots = np.unique(ordered[places])
        shares = 1.0 - np.searchsorted(ordered, knots, side="left") / len(ordered)
        shape, scale = _pareto(ordered[ordered > start] - start)
        return cls(knots, shares, shape, scale)

    def of(self, scores: Floats) -> Floats:
        """The tail of each score, above 0 and at most 1."""
        tails = np.interp(scores, self.knots, self.shares)
        excess = np.maximum(scores - self.knots[-1], 0.0) / self.scale
        beyond = np.power(1.0 + self.shape * excess, -1.0 / self.shape) if self.shape > 0 else np.exp(-excess)
        return np.where(excess > 0, np.maximum(self.shares[-1] * beyond, np.finfo(np.float64).tiny), tails)

    def state(self) -> dict[str, Any]:
        """What `from_state` takes."""
        return {"knots": self.knots, "shares": self.shares, "shape": self.shape, "scale": self.scale}

    @classmethod
    def from_state(cls, state: dict[str, Any]) -> Tail:
        """The same distribution again."""
        return cls(state["knots"], state["shares"], float(state["shape"]), float(state["scale"]))


def _pareto(excess: Floats) -> tuple[float, float]:
    """Shape and scale of the exceedances, rising; a shape of 0 where the fit would end somewhere."""
    if len(excess) == 0:
        return 0.0, _SCALE_MIN
    mean = float(excess.mean())
    weights = 1.0 - (np.arange(1, len(excess) + 1) - 0.35) / len(excess)
    weighted = float((weights * excess).mean())
    shape = 2.0 - mean / (mean - 2.0 * weighted) if mean > 2.0 * weighted else 0.0
    if shape <= 0:
        return 0.0, max(mean, _SCALE_MIN)
    shape = min(shape, _SHAPE_MAX)
    return shape, max(mean * (1.0 - shape), _SCALE_MIN)
