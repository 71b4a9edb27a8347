from __future__ import annotations

import numpy as np
import pytest

from models.anomaly import fit_forest
from models.ranker import fit_boosted
from models.trees import Forest, Trees


def points(count: int = 700, width: int = 30, seed: int = 1) -> np.ndarray:
    rng = np.random.default_rng(seed)
    found = rng.normal(size=(count, width)).astype(np.float32)
    found[:, ::3] = rng.integers(0, 3, (count, len(found[0, ::3])))
    return found


@pytest.mark.parametrize("rows", [2, 5, 255, 700])
def test_a_walked_forest_scores_as_scikit_learn_does(rows: int):
    fitted = fit_forest(points(rows), seed=2)
    seen = points(300, seed=9)
    assert np.abs(Forest.of(fitted).score(seen) + fitted.score_samples(seen)).max() < 1e-9


def test_on_a_threshold_the_walk_turns_as_scikit_learn_does():
    fitted = fit_forest(points(), seed=2)
    thresholds = np.concatenate([each.tree_.threshold[each.tree_.feature == 1] for each in fitted.estimators_])
    seen = np.zeros((len(thresholds), 30), dtype=np.float32)
    seen[:, 1] = thresholds
    assert np.abs(Forest.of(fitted).score(seen) + fitted.score_samples(seen)).max() < 1e-9


def test_a_score_does_not_depend_on_where_batches_are_cut():
    forest, seen = Forest.of(fit_forest(points(), seed=2)), points(200)
    one_by_one = np.concatenate([forest.score(seen[at : at + 1]) for at in range(len(seen))])
    assert (forest.score(seen) == one_by_one).all()


def test_unknown_values_go_where_boosted_trees_learned_to_send_them():
    seen = points(900).astype(np.float64)
    labels = seen[:, 1] > 0.3
    seen[labels & (seen[:, 2] > 0), 4] = np.nan
    seen[np.arange(0, 900, 7), 1] = np.nan
    fitted = fit_boosted(seen, labels, seed=1)
    from models.ranker import Ranker

    ranker = Ranker.of(fitted)
    assert np.abs(ranker.baseline + ranker.trees.sums(seen) - fitted.decision_function(seen)).max() < 1e-9


def test_saved_trees_are_the_same():
    trees = Forest.of(fit_forest(points(), seed=2)).trees
    assert (Trees.from_state(trees.state(), 30).sums(points()) == trees.sums(points())).all()


@pytest.mark.parametrize(
    ("field", "value"), [("right", 0), ("right", 10**6), ("right", 1), ("feature", 30), ("value", np.nan)]
)
def test_trees_that_would_lead_out_of_the_arrays_or_round_in_circles_are_refused(field: str, value: float):
    state = Forest.of(fit_forest(points(), seed=2)).trees.state()
    state[field] = state[field].copy()
    state[field][0] = value
    with pytest.raises(ValueError, match="damaged"):
        Trees.from_state(state, 30)


def test_a_root_that_is_no_root_and_a_tree_without_an_end_are_refused():
    state = Forest.of(fit_forest(points(), seed=2)).trees.state()
    for roots in (np.array([-4, 9]), np.array([0, 10**6]), np.array([], dtype=np.int32)):
        with pytest.raises(ValueError, match="damaged"):
            Trees.from_state({**state, "roots": roots}, 30)
    endless = {**state, "feature": np.where(state["feature"] < 0, 1, state["feature"])}
    with pytest.raises(ValueError, match="damaged"):
        Trees.from_state(endless, 30)
