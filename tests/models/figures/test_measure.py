from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import average_precision_score

from models.figures.measure import average_precision, measure
from models.figures.stream import Judged


def test_average_precision_is_that_of_scikit_learn_with_ties_and_weights():
    rng = np.random.default_rng(3)
    score, wrong = rng.integers(0, 40, 500).astype(float), rng.random(500) < 0.1
    weights = rng.integers(0, 3, 500).astype(float)
    order = np.argsort(-score, kind="stable")
    ends = np.append(np.flatnonzero(np.diff(score[order])), 499)
    found = average_precision(wrong[order], weights[order], ends)
    assert found == pytest.approx(average_precision_score(wrong, score, sample_weight=weights))


def test_a_score_that_knows_finds_every_pattern_at_once_and_one_that_does_not_finds_few(judged: Judged):
    part = judged.after(0.6)
    best = measure(judged, judged.labels.astype(np.float64), part, judged.patterns_within(part), seed=1)
    assert best["by_transaction"]["pr_auc"] == best["by_account"]["pr_auc"] == 1.0
    worst = measure(judged, -(judged.labels.astype(np.float64)), part, judged.patterns_within(part), seed=1)
    assert worst["by_transaction"]["pr_auc"] < 0.1
    assert worst["by_transaction"]["budgets"]["0.01"]["found"] == 0
    looked_at = best["by_transaction"]["budgets"]["0.01"]
    assert looked_at["looked_at"] == -(-best["by_transaction"]["count"] // 100)
    assert 0 < looked_at["found"] <= looked_at["patterns"] == len(judged.patterns_within(part))
    assert best["by_transaction"]["low"] <= 1.0 <= best["by_transaction"]["high"]


def test_a_pattern_is_found_when_the_first_of_its_payments_is_within_the_budget(judged: Judged):
    part = judged.after(0.6)
    patterns = judged.patterns_within(part)
    last = [max(each.transactions, key=lambda name: int(name[1:])) for each in patterns]
    ids = [judged.transactions[at].id for at in judged.rows.transactions.tolist()]
    score = np.array([2.0 if name in last else 0.0 for name in ids])
    found = measure(judged, score, part, judged.patterns_within(part), seed=1)["by_transaction"]["budgets"]["0.01"]
    time_of = {each.id: each.time for each in judged.transactions}
    delays = [
        (time_of[name] - each.started).total_seconds() / 86_400 for name, each in zip(last, patterns, strict=True)
    ]
    assert found["found"] == len(patterns)
    assert found["median_delay_days"] == pytest.approx(np.median(delays), abs=0.05)


def test_what_happens_outside_the_part_changes_nothing(judged: Judged):
    part = judged.after(0.6)
    score = np.random.default_rng(1).random(len(part))
    patterns = judged.patterns_within(part)
    assert measure(judged, np.where(part, score, 9.0), part, patterns, 1) == measure(judged, score, part, patterns, 1)
