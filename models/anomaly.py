"""The anomaly model: how odd a movement is among those of the same kind of party, and which signals make it so.

model = load(folder)                        # models.persistence
tails = model.score(matrix, kinds)          # (rows,), the share of normal behaviour at least as odd
model.reasons(matrix[at], kinds[at])        # what made one row odd
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from models.calibration import Tail
from models.features import Matrix, Scale
from models.peers import Peers
from models.trees import Forest
from streams.movement import PartyCode
from streams.signals.model import PEERS
from streams.signals.registry import INDEX

ALL = "all"
"""The segment of all rows, which stands in for whatever kind has none of its own."""
SEGMENTS: Mapping[str, PartyCode] = {each.name.lower(): each for each in PartyCode if each is not PartyCode.NONE}
TREES, SAMPLE = 100, 256
"""Trees of a forest and rows of a tree, as the paper on isolation forests has them."""


@dataclass(frozen=True, slots=True)
class Segment:
    """One kind of party."""

    name: str
    scale: Scale
    forest: Forest
    tail: Tail
    peers: Mapping[str, Peers]
    """How the signals of `PEERS` are distributed, by their names."""

    def tails(self, points: npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
        """The tail of scaled rows (rows, features)."""
        return self.tail.of(self.forest.score(points))


def fit_forest(points: npt.NDArray[np.float32], seed: int) -> Any:
    """An isolation forest over scaled rows (rows, features)."""
    from sklearn.ensemble import IsolationForest

    return IsolationForest(n_estimators=TREES, max_samples=min(SAMPLE, len(points)), random_state=seed).fit(points)


def fit_segment(
    name: str,
    fit: Matrix,
    held_out: Matrix,
    logged: npt.NDArray[np.bool_],
    peers: Mapping[str, Peers],
    seed: int,
) -> Segment:
    """Fit scale and forest on rows (rows, features), and calibrate on others that came later."""
    columns = np.arange(fit.shape[1])
    scale = Scale.fit(fit, logged)
    forest = Forest.of(fit_forest(scale.apply(fit, columns)[0], seed))
    return Segment(name, scale, forest, Tail.fit(forest.score(scale.apply(held_out, columns)[0])), peers)


@dataclass(frozen=True, slots=True)
class Reason:
    """One signal of an odd row."""

    signal: str
    value: float
    """In the signal's unit; nan where it is unknown."""
    low: float
    """5th percentile of the segment."""
    high: float
    """95th percentile."""
    tail: float
    """Of the row as it is."""
    tail_without: float
    """Of the row with this signal at the segment's median, all else equal; never below `tail`."""


class Model:
    """Segments that see the same signals."""

    def __init__(self, signals: Sequence[str], columns: npt.NDArray[np.int64], segments: Mapping[str, Segment]) -> None:
        """`columns` are where the signals stand in the matrix that is scored; `segments` holds `ALL` at least."""
        self.signals = tuple(signals)
        self.columns = columns
        self.segments = dict(segments)
        self.imputed = 0
        """Unknown values so far that a median stood for."""
        self._of_kind = {int(kind): self.segments.get(name, self.segments[ALL]) for name, kind in SEGMENTS.items()}

    def segment(self, kind: int) -> Segment:
        """The segment that judges a kind of party, a PartyCode."""
        return self._of_kind.get(int(kind), self.segments[ALL])

    def score(self, matrix: Matrix, kinds: npt.NDArray[np.uint8]) -> npt.NDArray[np.float64]:
        """The tail of each row, in 0..1: the share of its segment's normal behaviour that is at least this odd.

        `matrix` is (rows, all signals of the registry), `kinds` (rows,) PartyCodes. Unknown values are imputed and
        counted in `imputed`.
        """
        tails = np.empty(len(matrix))
        for segment, rows in self._by_segment(kinds):
            chosen = matrix if len(rows) == len(matrix) else matrix[rows]
            points, unknown = segment.scale.apply(chosen, self.columns)
            self.imputed += unknown
            tails[rows] = segment.tails(points)
        return tails

    def peers(self, matrix: Matrix, kinds: npt.NDArray[np.uint8]) -> npt.NDArray[np.float64]:
        """Where each row stands among its segment: an array (rows, `PEERS`) of the shares that have no less.

        Arguments are those of `score`.
        """
        shares = np.empty((len(matrix), len(PEERS)))
        for segment, rows in self._by_segment(kinds):
            for at, name in enumerate(PEERS):
                shares[rows, at] = segment.peers[name].of(matrix[rows, INDEX[name]])
        return shares

    def _by_segment(self, kinds: npt.NDArray[np.uint8]) -> list[tuple[Segment, npt.NDArray[np.intp]]]:
        by_name: dict[str, list[int]] = {}
        for kind in np.unique(kinds).tolist():
            by_name.setdefault(self.segment(kind).name, []).append(kind)
        return [(self.segments[name], np.flatnonzero(np.isin(kinds, held))) for name, held in by_name.items()]

    def reasons(self, row: npt.NDArray[np.float64], kind: int, most: int = 5) -> list[Reason]:
        """The signals that make a row (all signals of the registry,) of a kind of party odd, the strongest first.

        Each is tried by itself: returned to the segment's median, how much does the tail rise? Signals outside their
        usual range come before others; one whose return does not make the row more ordinary is none.
        """
        segment = self.segment(kind)
        points, _ = segment.scale.apply(row[None, :], self.columns)
        tried = np.flatnonzero(points[0] != 0)
        if not len(tried):
            return []
        variants = np.repeat(points, len(tried) + 1, axis=0)
        variants[np.arange(len(tried)), tried] = 0
        tails = segment.tails(variants)
        values = row[self.columns[tried]]
        low, high = segment.scale.low[tried], segment.scale.high[tried]
        unusual = (values < low) | (values > high)
        found = [
            Reason(
                signal=self.signals[tried[at]],
                value=float(values[at]),
                low=float(low[at]),
                high=float(high[at]),
                tail=float(tails[-1]),
                tail_without=float(tails[at]),
            )
            for at in np.lexsort((-tails[:-1], ~unusual)).tolist()
            if tails[at] > tails[-1]
        ]
        return found[:most]
