from __future__ import annotations

import numpy as np
import pytest

from models.evaluate import oddness, ranking, rankings


def test_the_shares_below_each_bound_are_counted_by_segment():
    tails = np.array([0.5, 0.05, 0.005, 0.00005, 0.2, 0.2])
    segments = np.array(["a", "a", "a", "a", "b", "b"], dtype=object)
    first, second = oddness(tails, segments, ["a", "b", "c"])
    assert (first.segment, first.rows) == ("a", 4)
    assert first.shares == {"0.1": 0.75, "0.01": 0.5, "0.001": 0.25, "0.0001": 0.25}
    assert second.shares["0.1"] == 0.0


def test_precision_and_recall_are_those_of_the_first_that_are_looked_at():
    label = np.zeros(1000, np.bool_)
    label[[0, 1, 2, 8, 900]] = True
    found = ranking("transactions", "anomaly", -np.arange(1000.0), label)
    assert (found.ranked, found.positive) == (1000, 5)
    assert found.budgets == {"0.005": (3 / 5, 3 / 5), "0.01": (4 / 10, 4 / 5)}
    assert found.pr_auc == pytest.approx((1 + 1 + 1 + 4 / 9 + 5 / 901) / 5)
    assert found.curve[-1] == (0.0, 1.0)


def test_of_a_transaction_or_subject_the_highest_movement_counts():
    labels = np.array([0, 1, 0, 0, -1])
    scores = {"anomaly": np.array([0.1, 0.2, 0.9, 0.3, 5.0])}
    keys = {"subjects": np.array([7, 7, 7, 8, 8], np.uint64)}
    (found,) = rankings(scores, labels, keys)
    assert (found.of, found.by, found.ranked, found.positive, found.pr_auc) == ("subjects", "anomaly", 2, 1, 1.0)


def test_labels_that_are_all_the_same_rank_nothing():
    assert rankings({"anomaly": np.ones(3)}, np.array([0, 0, -1]), {"subjects": np.arange(3, dtype=np.uint64)}) == []
