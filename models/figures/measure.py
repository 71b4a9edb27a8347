"""Figures of one score on one part of a stream: how far up the laundering is, and how much of it a budget finds, and
how soon."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime
from statistics import median
from typing import Any

import numpy as np
import numpy.typing as npt

from models.figures.stream import Flags, Floats, Integers, Judged
from models.quality.patterns import Pattern
from streams.backtest.metrics import BUDGETS, within

_REPEATS = 200
"""Of the bootstrap."""
_SURE = (2.5, 97.5)


def measure(judged: Judged, score: Floats, part: Flags, patterns: Sequence[Pattern], seed: int) -> dict[str, Any]:
    """All figures of a score, which runs along the movements, on a part of them with its patterns.

    A transaction, as an account, has the highest score of its movements; of equal ones the first goes first. An account
    is wrong where it takes part in laundering within the part. Budgets are shares of the transactions, or of the
    accounts, of the part; an account is within the budget from the first movement on with which it would be.
    """
    rng = np.random.default_rng(seed)
    units = {"transaction": judged.rows.transactions, "account": judged.rows.subjects}
    return {
        f"by_{unit}": _of_unit(judged, score, part, keys, patterns, rng, unit == "account")
        for unit, keys in units.items()
    }


def _of_unit(
    judged: Judged,
    score: Floats,
    part: Flags,
    keys: npt.NDArray[np.uint64],
    patterns: Sequence[Pattern],
    rng: np.random.Generator,
    of_accounts: bool,
) -> dict[str, Any]:
    things, place = np.unique(keys[part].astype(np.int64), return_inverse=True)
    highest, wrong = np.full(len(things), -np.inf), np.zeros(len(things), np.bool_)
    np.maximum.at(highest, place, score[part])
    np.logical_or.at(wrong, place, judged.labels[part])
    cluster = np.full(len(things), -1, np.int64)
    np.maximum.at(cluster, place, judged.patterns[part])
    return {
        "count": len(things),
        "wrong": int(wrong.sum()),
        **_precision(wrong, highest, np.arange(len(things)) if of_accounts else cluster, rng),
        "budgets": {
            f"{budget:g}": _at(judged, score, part, things, highest, budget, patterns, of_accounts)
            for budget in BUDGETS
        },
    }


def _precision(wrong: Flags, score: Floats, clusters: Integers, rng: np.random.Generator) -> dict[str, Any]:
    """PR-AUC, with an interval from resampling clusters: accounts, or patterns with honest transactions as they are."""
    order = np.argsort(-score, kind="stable")
    ordered, ends = wrong[order], np.append(np.flatnonzero(np.diff(score[order])), len(score) - 1)
    names, place = np.unique(clusters[order], return_inverse=True)
    found, drawn = average_precision(ordered, np.ones(len(score)), ends), []
    for _ in range(_REPEATS):
        times = rng.multinomial(len(names), np.full(len(names), 1 / len(names))).astype(np.float64)
        times[names < 0] = 1.0
        if times[place[ordered]].sum():
            drawn.append(average_precision(ordered, times[place], ends))
    low, high = np.percentile(drawn, _SURE)
    return {"pr_auc": round(found, 4), "low": round(float(low), 4), "high": round(float(high), 4)}


def average_precision(wrong: Flags, weights: Floats, ends: Integers) -> float:
    """Of things in the order of their scores, the highest first; `ends` are the last ones of each score.

    The same as scikit-learn's, which sorts anew for each of the weights.
    """
    right = np.cumsum(weights * wrong)[ends]
    looked_at = np.maximum(np.cumsum(weights)[ends], np.finfo(np.float64).tiny)
    return float((np.diff(right, prepend=0.0) / right[-1] * (right / looked_at)).sum())


def _at(
    judged: Judged,
    score: Floats,
    part: Flags,
    things: Integers,
    highest: Floats,
    budget: float,
    patterns: Sequence[Pattern],
    of_accounts: bool,
) -> dict[str, Any]:
    first = np.argsort(-highest, kind="stable")[: within(budget, len(things))]
    line = float(highest[first].min())
    chosen = set(things[first].tolist())
    seen: dict[str, float] = {}
    """When each transaction id, or account, came within the budget; microseconds."""
    keys = judged.rows.subjects if of_accounts else judged.rows.transactions
    over = np.flatnonzero(part & (score >= line))
    for at in over[np.argsort(judged.rows.times_us[over], kind="stable")].tolist():
        key = int(keys[at])
        if key in chosen:
            name = judged.accounts[key] if of_accounts else judged.transactions[key].id
            seen.setdefault(name, float(judged.rows.times_us[at]))
    return {"looked_at": len(first), **_found(patterns, seen, of_accounts)}


def _found(patterns: Sequence[Pattern], seen: dict[str, float], of_accounts: bool) -> dict[str, Any]:
    """Recall of patterns by type, and the median days from a pattern's first payment until it is found."""
    there: dict[str, list[bool]] = defaultdict(list)
    delays = []
    for pattern in patterns:
        names = pattern.members if of_accounts else pattern.transactions
        times = [seen[name] / 1e6 for name in names if name in seen]
        there[pattern.kind].append(bool(times))
        if times:
            # An account may have come within the budget before, for what it did elsewhere.
            delays.append(
                max(0.0, (datetime.fromtimestamp(min(times), UTC) - pattern.started).total_seconds() / 86_400)
            )
    return {
        "patterns": len(patterns),
        "found": sum(map(sum, there.values())),
        "recall_by_type": {kind: [sum(each), len(each)] for kind, each in sorted(there.items())},
        "median_delay_days": round(median(delays), 1) if delays else None,
    }
