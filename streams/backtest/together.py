"""Rules and a trained model in one score of every movement, 0..1.

    score = 1 - (1 - rules)(1 - learned)
    log-odds of learned = mean over both sides of (m + ln(1 + e / E)) + a little of the side's own + W * rules

m are the log-odds that the ranker gives the movement. e is the evidence that its subject left before: what the ranker
made of earlier transactions, both sides together, each worth half after two weeks. Money laundered twice is more than
twice as telling, and a payment is as odd as its two ends: either alone says half. What is
learned sees the past of each movement alone and no label, except the payment's other side. Rules look back: a payment
counts that a later alert lists as evidence.

`rules` is the score of the typologies, see `streams.backtest.scores`. Either is reason enough: a model that was taught
on another kind of stream hides no typology, and a typology that fires only raises a score. Where both speak they
confirm each other: one of weight 0.5 takes the odds of what was learned times e.

A model without labels only knows what is odd. Its m are the log-odds of not being usual; oddness is no evidence, so
nothing is carried on, and they are damped, so that extremes are not all 1.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from streams.signals.compiled import kernel
from streams.signals.family import DAY_US

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

_HALF_LIFE_US = 14.0 * DAY_US
_EVIDENCE = 0.02
"""E: evidence that doubles the odds, about the share of crimes among movements where there are many."""
_RULES = 2.0
"""W"""
_OWN = 0.05
"""So that the two sides of a payment are not alike."""
_DAMPED = 4.0
_SMALLEST = np.finfo(np.float64).tiny


def together(
    tails: Floats, ranks: Floats | None, rules: Floats, transactions: Integers, subjects: Integers, times_us: Integers
) -> Floats:
    """The score of each movement. Arrays run along the movements in the order in which they were judged.

    `tails` and `ranks` are the model's, `ranks` None where it learned from no labels. `transactions` and `subjects` are
    numbers from 0 on, the same for the same one.
    """
    if ranks is None:
        odd = _log_odds(1.0 - tails, tails)
        return _either(rules, _share((_both(odd, transactions) + _RULES * rules) / _DAMPED))
    own = _log_odds(ranks, 1.0 - ranks)
    evidence = np.empty(len(own))
    _earlier(_share(_both(own, transactions)), subjects, times_us, _HALF_LIFE_US, evidence)
    return _either(rules, _share(_both(own + np.log1p(evidence / _EVIDENCE), transactions) + _RULES * rules))


def _log_odds(of: Floats, against: Floats) -> Floats:
    odds: Floats = np.log(np.maximum(of, _SMALLEST)) - np.log(np.maximum(against, _SMALLEST))
    return odds


def _either(one: Floats, other: Floats) -> Floats:
    return 1.0 - (1.0 - one) * (1.0 - other)


def _share(log_odds: Floats) -> Floats:
    return 1.0 / (1.0 + np.exp(-log_odds))


def _both(values: Floats, transactions: Integers) -> Floats:
    """The mean over the movements of each transaction, and a little of the movement's own."""
    counts = np.bincount(transactions)
    means = np.bincount(transactions, values)[transactions] / counts[transactions]
    both: Floats = (1.0 - _OWN) * means + _OWN * values
    return both


@kernel
def _earlier(shares: Any, subjects: Any, times_us: Any, half_life_us: float, out: Any) -> None:
    """Fill `out` with the sum of each subject's earlier shares, halved for each half-life that has passed since."""
    count = subjects.max() + 1 if len(subjects) else 0
    held, since = np.zeros(count), np.zeros(count)
    for i in range(len(subjects)):
        subject = subjects[i]
        if held[subject] > 0.0:
            held[subject] *= 0.5 ** (max(times_us[i] - since[subject], 0.0) / half_life_us)
        out[i] = held[subject]
        held[subject] += shares[i]
        since[subject] = times_us[i]
