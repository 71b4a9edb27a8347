"""One score of rules and model: both sides, the past alone, and what fires never lowers it."""

from __future__ import annotations

import numpy as np
import pytest

from streams.backtest.together import together

HOUR_US = 3_600_000_000
COUNT, SUBJECTS = 300, 20
RNG = np.random.default_rng(4)
TRANSACTIONS = np.repeat(np.arange(COUNT), 2)
PARTIES = np.concatenate([RNG.permutation(SUBJECTS)[:2] for _ in range(COUNT)])
TIMES = np.repeat(np.arange(COUNT) * 7 * HOUR_US, 2)
TAILS, RANKS = RNG.random(2 * COUNT) ** 2 + 1e-9, RNG.random(2 * COUNT) ** 4
RULES = np.where(RNG.random(2 * COUNT) < 0.1, 0.6, 0.1 * RNG.random(2 * COUNT))


def score(ranks: np.ndarray | None = RANKS, rules: np.ndarray = RULES, tails: np.ndarray = TAILS) -> np.ndarray:
    return together(tails, ranks, rules, TRANSACTIONS, PARTIES, TIMES)


def by_hand() -> list[float]:
    """The docstring, movement by movement."""
    odds = np.log(RANKS / (1 - RANKS))

    def both(values: np.ndarray, at: int) -> float:
        return 0.95 * float(values[TRANSACTIONS[at] == TRANSACTIONS].mean()) + 0.05 * float(values[at])

    worth = [1 / (1 + np.exp(-both(odds, at))) for at in range(len(odds))]
    evidence = np.zeros(len(odds))
    for at in range(len(odds)):
        for other in range(at):
            if PARTIES[other] == PARTIES[at]:
                evidence[at] += worth[other] * 0.5 ** ((TIMES[at] - TIMES[other]) / (14 * 24 * HOUR_US))
    carried = odds + np.log1p(evidence / 0.02)
    learned = [1 / (1 + np.exp(-both(carried, at) - 2 * RULES[at])) for at in range(len(odds))]
    return [1 - (1 - rules) * (1 - found) for rules, found in zip(RULES, learned, strict=True)]


def test_it_is_what_the_docstring_says():
    assert score() == pytest.approx(by_hand(), rel=1e-9)


def test_what_comes_later_changes_nothing_before_it():
    later = RANKS.copy()
    later[400:] = 0.999
    assert (score(later)[:400] == score()[:400]).all()
    assert (score(later)[400:] > score()[400:]).all()


@pytest.mark.parametrize("ranks", [RANKS, None])
def test_a_typology_that_fires_raises_the_score_of_its_movement_and_of_no_other(ranks: np.ndarray | None):
    fired = RULES.copy()
    fired[77] = 0.9
    before, after = score(ranks), score(ranks, fired)
    assert after[77] > before[77]
    assert (np.delete(after, 77) == np.delete(before, 77)).all()


def test_one_side_alone_says_half():
    one, both = np.full(2 * COUNT, 0.01), np.full(2 * COUNT, 0.01)
    one[40], both[40:42] = 0.9, 0.9
    assert score()[0] != score(one)[0]
    assert 0.01 < score(one)[40] < score(both)[40]


@pytest.mark.parametrize("ranks", [RANKS, None])
def test_scores_are_shares_and_few_are_alike_even_where_all_are_extreme(ranks: np.ndarray | None):
    extreme = np.where(TAILS < 0.1, TAILS * 1e-18, TAILS)
    found = score(ranks, tails=extreme)
    assert ((found > 0) & (found < 1)).all()
    assert len(np.unique(found)) == len(found)


def test_ranks_of_nothing_and_everything_are_finite():
    certain = np.where(RANKS > 0.5, 1.0, 0.0)
    assert np.isfinite(score(certain)).all()


def test_nothing_judged_has_no_scores():
    none = np.empty(0, np.int64)
    assert together(np.empty(0), np.empty(0), np.empty(0), none, none, none).tolist() == []
