from __future__ import annotations

import numpy as np
import pytest

from models.ranker import POSITIVES_MIN, fit_boosted, fit_ranker, inputs
from streams.errors import ModelError

RNG = np.random.default_rng(8)
SIGNALS = RNG.normal(size=(2000, 12)).astype(np.float32)
TAILS = RNG.random(2000)
LABELS = (SIGNALS[:, 4] > 1.2) & (TAILS < 0.5)


def test_the_ranker_puts_what_is_like_a_crime_first_and_ranks_as_scikit_learn_does():
    ranks = fit_ranker(SIGNALS, TAILS, LABELS, seed=1).rank(SIGNALS, TAILS)
    assert ranks[LABELS].min() > np.quantile(ranks[~LABELS], 0.95)
    seen = inputs(SIGNALS, TAILS)
    assert np.abs(ranks - fit_boosted(seen, LABELS, seed=1).predict_proba(seen)[:, 1]).max() < 1e-9


def test_the_anomaly_is_one_of_its_inputs():
    ranker = fit_ranker(SIGNALS, TAILS, LABELS, seed=1)
    crime = SIGNALS[LABELS]
    odd, usual = np.full(len(crime), 0.01), np.full(len(crime), 0.9)
    assert (ranker.rank(crime, odd) > ranker.rank(crime, usual)).all()


def test_too_few_labels_and_labels_that_are_all_the_same_are_refused():
    few = np.zeros(2000, np.bool_)
    few[: POSITIVES_MIN - 1] = True
    with pytest.raises(ModelError, match=f"{POSITIVES_MIN - 1} are crimes"):
        fit_ranker(SIGNALS, TAILS, few, seed=1)
    with pytest.raises(ModelError, match="others beside them"):
        fit_ranker(SIGNALS, TAILS, np.ones(2000, np.bool_), seed=1)
