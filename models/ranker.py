"""The ranker, where there are labels: which of the odd movements are like those that turned out to be crimes.

Histogram gradient boosting over the same signals and the anomaly's tail. It ranks; its number is no probability,
because labels are of what was looked at.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from models.features import Matrix
from models.trees import Tree, Trees
from streams.errors import ModelError

Floats = npt.NDArray[np.float64]

POSITIVES_MIN = 20
"""Fewer labelled rows teach nothing that could be held against a holdout."""
ROUNDS, LEAVES, RATE = 150, 7, 0.06
"""Small trees, because crimes are few: chosen on a part of the training time that came later (`models/figures`)."""
SHARE_SEEN = 0.15
"""Of the signals, drawn for each split: many say nearly the same, and a tree that must do with another one carries over
better."""
LEAF_MIN, SHRINKAGE = 50, 10.0
"""Rows of a leaf, and what pulls its value to zero."""
BINS = 63
"""Of each signal: a quarter of scikit-learn's default, and of its time."""


def oddness(tails: Floats) -> Floats:
    """Tails as a signal: 0 for what is ordinary, 3 for one in a thousand."""
    return -np.log10(tails)


def inputs(signals: Matrix, tails: Floats) -> Floats:
    """What a ranker sees: the signals (rows, features) as they are, nan included, and their oddness as the last one."""
    return np.column_stack([signals, oddness(tails)]).astype(np.float32).astype(np.float64)


@dataclass(frozen=True, slots=True)
class Ranker:
    """Boosted trees as they are walked."""

    trees: Trees
    baseline: float
    """What the leaves are added to."""

    @classmethod
    def of(cls, fitted: Any) -> Ranker:
        """Flatten a fitted `sklearn.ensemble.HistGradientBoostingClassifier` of two classes, without categories."""
        trees = [_boosted_tree(each.nodes) for (each,) in fitted._predictors]
        return cls(Trees.of(trees), float(np.ravel(fitted._baseline_prediction)[0]))

    def rank(self, signals: Matrix, tails: Floats) -> Floats:
        """How much each of the rows (rows, features) is like a labelled crime, 0..1."""
        return 1.0 / (1.0 + np.exp(-self.baseline - self.trees.sums(inputs(signals, tails))))


def fit_ranker(signals: Matrix, tails: Floats, labels: npt.NDArray[np.bool_], seed: int) -> Ranker:
    """A ranker over rows (rows, features) and their tails.

    Raises ModelError where the labels are too few, or all the same.
    """
    positive = int(labels.sum())
    if positive < POSITIVES_MIN or positive == len(labels):
        raise ModelError(
            f"of {len(labels):,} labelled movements before the holdout {positive:,} are crimes; a ranker"
            f" needs {POSITIVES_MIN} at least, and others beside them"
        )
    return Ranker.of(fit_boosted(inputs(signals, tails), labels, seed))


def fit_boosted(seen: Floats, labels: npt.NDArray[np.bool_], seed: int) -> Any:
    """A fitted classifier of scikit-learn over `inputs`.

    One thread: sums then have one order on every machine, and threads that wait for each other's cores wait long.
    Classes are not weighed, so that ranks stay near shares: `streams.backtest.together` adds them up over time.
    """
    from sklearn.ensemble import HistGradientBoostingClassifier
    from threadpoolctl import threadpool_limits

    boosted = HistGradientBoostingClassifier(
        max_iter=ROUNDS,
        max_leaf_nodes=LEAVES,
        learning_rate=RATE,
        max_bins=BINS,
        max_features=SHARE_SEEN,
        min_samples_leaf=LEAF_MIN,
        l2_regularization=SHRINKAGE,
        early_stopping=False,
        random_state=seed,
    )
    with threadpool_limits(limits=1):
        return boosted.fit(seen, labels)


def _boosted_tree(nodes: Any) -> Tree:
    is_leaf = nodes["is_leaf"] != 0
    return Tree(
        left=np.where(is_leaf, -1, nodes["left"].astype(np.int64)),
        right=np.where(is_leaf, -1, nodes["right"].astype(np.int64)),
        feature=nodes["feature_idx"].astype(np.int64),
        threshold=nodes["num_threshold"],
        leaf=nodes["value"],
        unknown_left=nodes["missing_go_to_left"],
    )
