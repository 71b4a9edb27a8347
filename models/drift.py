"""Whether what a model sees is still what it was trained on: the population stability index (PSI) of each signal.

PSI compares two distributions over the same bins: the sum over bins of (new - old) * ln(new / old). By custom below
0.1 is stable, above 0.25 is another population (Siddiqi, Credit Risk Scorecards, 2006). What is unknown is a bin of
its own, so a signal that went silent shows as well as one that became constant.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import msgspec
import numpy as np
import numpy.typing as npt

STABLE, SHIFTED = 0.1, 0.25
"""Below the first nothing has changed, from the second on the model should be trained anew."""
_BINS = 10
_LEAST_SHARE = 1e-4
"""Stands for an empty bin, of which no logarithm could be taken."""


class Reference(msgspec.Struct, frozen=True):
    """The distribution that a model was trained on."""

    edges: list[float]
    """Upper edges of the bins but the last: the distinct deciles. A value on an edge is in the bin below it."""
    shares: list[float]
    """Share of all rows in each bin, one more than edges; with `unknown` they add up to 1."""
    unknown: float
    """Share of rows in which the value is unknown."""

    @classmethod
    def of(cls, values: npt.NDArray[np.floating]) -> Reference:
        """From the values of a column; raises ValueError where there are none."""
        if len(values) == 0:
            raise ValueError("no rows to make a reference of")
        known = values[np.isfinite(values)].astype(np.float64)
        inner = np.linspace(0, 1, _BINS + 1)[1:-1]
        edges = (
            [float(edge) for edge in np.unique(np.quantile(known, inner, method="inverted_cdf"))] if len(known) else []
        )
        shares, unknown = _shares(values, edges)
        return cls(edges, shares, unknown)


def psi(reference: Reference, values: npt.NDArray[np.floating]) -> float:
    """How far new values are from a reference, 0 for not at all; raises ValueError where there are none."""
    if len(values) == 0:
        raise ValueError("no rows to compare")
    shares, unknown = _shares(values, reference.edges)
    old = np.maximum([*reference.shares, reference.unknown], _LEAST_SHARE)
    new = np.maximum([*shares, unknown], _LEAST_SHARE)
    return float(np.sum((new - old) * np.log(new / old)))


def drift(
    references: Mapping[str, Reference], names: Sequence[str], matrix: npt.NDArray[np.floating]
) -> dict[str, float]:
    """PSI of each named column of a matrix (rows, names) that has a reference, the most drifted first."""
    found = {name: psi(references[name], matrix[:, at]) for at, name in enumerate(names) if name in references}
    return dict(sorted(found.items(), key=lambda each: -each[1]))


ROWS_MIN = 500
"""Fewer rows say nothing: the index of ten bins is then some 0.02 without any drift."""
_STEADY = 0.99
"""A signal that in training was unknown, or in one bin, this often may well be so in a sample."""


@dataclass(frozen=True, slots=True)
class Drift:
    """How far a sample is from what a model was trained on. Nothing is told of fewer than `ROWS_MIN` rows."""

    rows: int
    signals: Mapping[str, float]
    """PSI by signal, the most drifted first."""
    score: float | None
    """PSI of the tail."""
    silent: tuple[str, ...]
    """Signals that are always unknown, and in training were not."""
    constant: tuple[str, ...]
    """Signals that are always the same, and in training were not."""


def drifted(
    references: Mapping[str, Reference], score: Reference, names: Sequence[str], rows: npt.NDArray[np.floating]
) -> Drift:
    """Compare rows (rows, names and the tail) with the references of training."""
    if len(rows) < ROWS_MIN:
        return Drift(len(rows), {}, None, (), ())
    found = drift(references, names, rows)
    silent, constant = [], []
    for at, name in enumerate(names):
        known = rows[:, at][np.isfinite(rows[:, at])]
        reference = references.get(name)
        if reference is None:
            continue
        if not len(known):
            if reference.unknown < _STEADY:
                silent.append(name)
        elif known.min() == known.max() and max(reference.shares) < _STEADY:
            constant.append(name)
    return Drift(len(rows), found, psi(score, rows[:, -1]), tuple(silent), tuple(constant))


def _shares(values: npt.NDArray[np.floating], edges: Sequence[float]) -> tuple[list[float], float]:
    known = values[np.isfinite(values)].astype(np.float64)
    counts = np.bincount(np.searchsorted(np.asarray(edges), known, side="left"), minlength=len(edges) + 1)
    return [float(count / len(values)) for count in counts], 1.0 - len(known) / len(values)
