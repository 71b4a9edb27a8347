"""Figures of a holdout: what of it looks odd, and, with labels, how much of the crimes is among the first that an
analyst would look at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec
import numpy as np
import numpy.typing as npt

from streams.backtest.metrics import BUDGETS, curve, within

Floats = npt.NDArray[np.float64]

BOUNDS = (0.1, 0.01, 0.001, 0.0001)


class Oddness(msgspec.Struct, frozen=True):
    """The tails of a segment's holdout. Were it like the time before, each share would be its bound."""

    segment: str
    rows: int
    shares: dict[str, float]
    """Share of rows with a tail below each bound."""


class Ranking(msgspec.Struct, frozen=True):
    """How well a score puts crimes first."""

    of: str
    """What is ranked: transactions or subjects."""
    by: str
    """The score: anomaly or ranker."""
    ranked: int
    positive: int
    pr_auc: float
    """Average precision; that of chance is `positive / ranked`."""
    budgets: dict[str, tuple[float, float]]
    """Precision and recall, by the share that is looked at."""
    curve: list[tuple[float, float]]
    """Points of the precision-recall curve, recall first."""


class Holdout(msgspec.Struct, frozen=True):
    """All figures."""

    oddness: list[Oddness]
    rankings: list[Ranking]


def oddness(tails: Floats, segments: npt.NDArray[np.object_], names: Sequence[str]) -> list[Oddness]:
    """The distribution of tails in each segment that has rows."""
    return [_oddness(name, tails[segments == name]) for name in names if (segments == name).any()]


def _oddness(name: str, tails: Floats) -> Oddness:
    shares = {f"{bound:g}": float((tails < bound).mean()) for bound in BOUNDS}
    return Oddness(name, len(tails), shares)


def rankings(
    scores: Mapping[str, Floats], labels: npt.NDArray[np.int8], keys: Mapping[str, npt.NDArray[np.uint64]]
) -> list[Ranking]:
    """Figures of each score, by each of the keys that movements are gathered by; the highest score counts for each.

    Arrays run along movements; those without a label (-1) are left out. Where all labels are the same there is nothing
    to rank.
    """
    known = labels >= 0
    if len(np.unique(labels[known])) < 2:
        return []
    return [
        ranking(of, by, *_gathered(score[known], labels[known] == 1, key[known]))
        for of, key in keys.items()
        for by, score in scores.items()
    ]


def ranking(of: str, by: str, score: Floats, label: npt.NDArray[np.bool_]) -> Ranking:
    """Figures of one score (things,), higher for what is looked at first."""
    from sklearn.metrics import average_precision_score

    return Ranking(
        of=of,
        by=by,
        ranked=len(label),
        positive=int(label.sum()),
        pr_auc=float(average_precision_score(label, score)),
        budgets={f"{budget:g}": _at_budget(score, label, budget) for budget in BUDGETS},
        curve=curve(label, score),
    )


def _at_budget(score: Floats, label: npt.NDArray[np.bool_], budget: float) -> tuple[float, float]:
    looked_at = within(budget, len(score))
    first = np.argsort(-score, kind="stable")[:looked_at]
    found = int(label[first].sum())
    return found / looked_at, found / int(label.sum())


def _gathered(
    score: Floats, label: npt.NDArray[np.bool_], keys: npt.NDArray[np.uint64]
) -> tuple[Floats, npt.NDArray[np.bool_]]:
    distinct, place = np.unique(keys, return_inverse=True)
    highest, any_label = np.full(len(distinct), -np.inf), np.zeros(len(distinct), np.bool_)
    np.maximum.at(highest, place, score)
    np.logical_or.at(any_label, place, label)
    return highest, any_label
