"""Fitted trees as flat arrays, and the kernel that walks them: of an isolation forest, and of boosted trees.

scikit-learn scores one row in some milliseconds, most of it spent on checks and on starting; a worker scores single
rows all day long when traffic is light. The kernel takes some microseconds a row, however many there are. And arrays
can be checked before they are used, where a saved estimator of scikit-learn would have to be trusted.

The kernel calls no other one, so Numba notices when it changes (see `streams.signals.compiled`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from streams.signals.compiled import kernel

NODE = np.dtype(
    [
        ("value", "<f8"),  # threshold, or in a leaf what it adds to the sum
        ("feature", "<i4"),  # -1 in a leaf
        ("right", "<i4"),  # index of the child above the threshold; the one up to it comes next in the array
        ("unknown_left", "<i4"),  # 1 where nan goes the way of what is up to the threshold
    ],
    align=True,
)
_BLOCK = 64
"""Rows that go through a tree while it is in the cache."""
_EULER = float(np.euler_gamma)


@kernel
def _walk(points: Any, nodes: Any, roots: Any, out: Any) -> None:
    for first in range(0, points.shape[0], _BLOCK):
        last = min(first + _BLOCK, points.shape[0])
        for root in roots:
            for i in range(first, last):
                at = root
                while nodes[at].feature >= 0:
                    value = points[i, nodes[at].feature]
                    if value <= nodes[at].value or (np.isnan(value) and nodes[at].unknown_left == 1):
                        at += 1
                    else:
                        at = nodes[at].right
                out[i] += nodes[at].value


class Tree(NamedTuple):
    """One tree in any order of its nodes, the root first; children of a leaf are below 0."""

    left: npt.NDArray[Any]
    right: npt.NDArray[Any]
    feature: npt.NDArray[Any]
    threshold: npt.NDArray[np.float64]
    leaf: npt.NDArray[np.float64]
    """What a leaf adds."""
    unknown_left: npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class Trees:
    """Trees one behind the other, each in preorder."""

    nodes: npt.NDArray[Any]
    """NODE records."""
    roots: npt.NDArray[np.int32]

    @classmethod
    def of(cls, trees: Sequence[Tree]) -> Trees:
        """Put trees into one array."""
        nodes: list[tuple[float, int, int, int]] = []
        roots = []
        for tree in trees:
            roots.append(len(nodes))
            _append(nodes, tree)
        return cls(np.array(nodes, dtype=NODE), np.array(roots, dtype=np.int32))

    def sums(self, points: npt.NDArray[np.floating]) -> npt.NDArray[np.float64]:
        """For each of the rows (rows, features) the sum of the leaves that it ends in."""
        found = np.zeros(len(points))
        _walk(points, self.nodes, self.roots, found)
        return found

    def check(self, features: int) -> None:
        """Raise ValueError where a walk could leave the arrays or not end."""
        nodes, places = self.nodes, np.arange(len(self.nodes))
        inner = nodes["feature"] >= 0
        ends = np.append(self.roots, len(nodes))
        end_of = ends[np.searchsorted(self.roots, places, side="right")] if len(self.roots) else places
        onward = (nodes["right"] > places + 1) & (nodes["right"] < end_of)
        if not (
            len(self.roots)
            and self.roots[0] == 0
            and (np.diff(ends) > 0).all()
            and (nodes["feature"] < features).all()
            and (onward | ~inner).all()
            and not np.isnan(nodes["value"]).any()
            and np.isfinite(nodes["value"][~inner]).all()
        ):
            raise ValueError("the trees are damaged")

    def state(self) -> dict[str, npt.NDArray[Any]]:
        """Plain arrays, for `from_state`."""
        return {**{name: np.ascontiguousarray(self.nodes[name]) for name in NODE.names or ()}, "roots": self.roots}

    @classmethod
    def from_state(cls, state: dict[str, npt.NDArray[Any]], features: int) -> Trees:
        """The same trees again, over so many features; raises ValueError or KeyError where they are damaged."""
        nodes = np.zeros(len(state["value"]), dtype=NODE)
        for name in NODE.names or ():
            nodes[name] = state[name]
        trees = cls(nodes, state["roots"].astype(np.int32))
        trees.check(features)
        return trees


def _append(nodes: list[tuple[float, int, int, int]], tree: Tree) -> None:
    """Append a tree in preorder."""
    left, right, feature, threshold, leaf, unknown = (each.tolist() for each in tree)
    waiting: list[tuple[int, int]] = [(0, -1)]
    while waiting:
        node, parent = waiting.pop()
        if parent >= 0:
            value, column, _, unknown_left = nodes[parent]
            nodes[parent] = (value, column, len(nodes), unknown_left)
        if left[node] < 0:
            nodes.append((leaf[node], -1, -1, 0))
            continue
        waiting += [(right[node], len(nodes)), (left[node], -1)]
        nodes.append((threshold[node], feature[node], -1, int(unknown[node])))


@dataclass(frozen=True, slots=True)
class Forest:
    """An isolation forest (Liu, Ting and Zhou, 2008): its leaves add the path lengths that they stand for."""

    trees: Trees
    expected: float
    """Path length that all trees together need for an ordinary row."""

    @classmethod
    def of(cls, fitted: Any) -> Forest:
        """Flatten a fitted `sklearn.ensemble.IsolationForest` that draws from all features."""
        trees = [_isolation_tree(estimator.tree_) for estimator in fitted.estimators_]
        return cls(Trees.of(trees), len(trees) * float(_unsuccessful(np.array([fitted.max_samples_]))[0]))

    def score(self, points: npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
        """How odd rows (rows, features) are, 0..1, the greater the odder: minus scikit-learn's `score_samples`."""
        return np.exp2(-self.trees.sums(points) / self.expected)


def _isolation_tree(tree: Any) -> Tree:
    left, right = tree.children_left, tree.children_right
    length = _depths(left, right) + _unsuccessful(tree.n_node_samples)
    return Tree(left, right, tree.feature, tree.threshold, length, np.zeros(len(left), np.int8))


def _depths(left: npt.NDArray[Any], right: npt.NDArray[Any]) -> npt.NDArray[np.float64]:
    depths = np.zeros(len(left))
    for node in np.flatnonzero(left >= 0).tolist():  # parents come before their children
        depths[left[node]] = depths[right[node]] = depths[node] + 1
    return depths


def _unsuccessful(rows: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """Mean path length of an unsuccessful search in a binary tree over so many rows; equation 1 of the paper."""
    n = np.maximum(rows.astype(np.float64), 3.0)
    many = 2.0 * (np.log(n - 1.0) + _EULER) - 2.0 * (n - 1.0) / n
    return np.where(rows <= 1, 0.0, np.where(rows == 2, 1.0, many))
