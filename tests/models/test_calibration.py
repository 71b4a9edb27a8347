from __future__ import annotations

import numpy as np
import pytest

from models.calibration import ROWS_MIN, Tail

DRAWS = {
    "normal": lambda rng, n: rng.normal(0.4, 0.02, n),
    "heavy": lambda rng, n: 0.4 + 0.01 * rng.pareto(4, n),
    "skewed": lambda rng, n: 0.3 + rng.exponential(0.05, n),
}


@pytest.mark.parametrize("shape", DRAWS)
def test_a_tail_is_the_share_of_new_rows_that_are_as_odd_whatever_the_scores(shape: str):
    rng = np.random.default_rng(11)
    tail = Tail.fit(DRAWS[shape](rng, 20_000))
    tails = tail.of(DRAWS[shape](rng, 200_000))
    for bound, off in ((0.5, 1.03), (0.1, 1.1), (0.01, 1.25), (0.001, 2.0)):
        assert 1 / off < (tails < bound).mean() / bound < off, bound


def test_the_odder_the_smaller_without_steps_and_never_nothing():
    tail = Tail.fit(np.random.default_rng(2).normal(0.4, 0.02, 3000))
    tails = tail.of(np.linspace(0.3, 1.0, 5000))
    assert (np.diff(tails) <= 0).all()
    assert (np.diff(np.log(tails[tails < 0.02])) < 0).all()
    assert tails.min() > 0
    assert tails.max() == 1.0
    assert np.abs(np.diff(tails)).max() < 0.01


def test_rows_that_differ_seldom_tie():
    rng = np.random.default_rng(3)
    tails = Tail.fit(rng.normal(0.4, 0.02, 3000)).of(rng.normal(0.4, 0.02, 3000))
    assert len(np.unique(tails)) > 2990


def test_scores_that_are_all_the_same_leave_whatever_is_beyond_odd():
    tail = Tail.fit(np.full(500, 0.4))
    assert tail.of(np.array([0.3, 0.4])).tolist() == [1.0, 1.0]
    assert 0 < tail.of(np.array([0.5]))[0] < 1e-6


def test_too_few_rows_are_refused():
    with pytest.raises(ValueError, match=str(ROWS_MIN)):
        Tail.fit(np.linspace(0, 1, ROWS_MIN - 1))


def test_a_saved_tail_is_the_same():
    tail = Tail.fit(np.random.default_rng(2).normal(0.4, 0.02, 3000))
    scores = np.linspace(0, 1, 100)
    assert (Tail.from_state(tail.state()).of(scores) == tail.of(scores)).all()
