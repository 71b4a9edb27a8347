"""The peer: LightGBM over simple rolling counts of both accounts of a payment.

For payer and payee each, over the day, the week and the month that end with the payment, in and out: how many payments,
how much money, the largest amount, how many counterparties. And the amount, and its ratio to the means of the month. It
is tuned as one would: of some settings the best on the last quarter of the training time, then fitted on all of it.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from models.figures.stream import Flags, Floats, Judged

_WINDOWS = ("1d", "7d", "30d")
SETTINGS: tuple[dict[str, Any], ...] = (
    {"num_leaves": 7, "learning_rate": 0.05, "rounds": 200, "feature_fraction": 0.3},
    {"num_leaves": 15, "learning_rate": 0.05, "rounds": 200, "feature_fraction": 0.5},
    {"num_leaves": 31, "learning_rate": 0.05, "rounds": 200, "feature_fraction": 0.5},
    {"num_leaves": 31, "learning_rate": 0.1, "rounds": 200, "feature_fraction": 1.0},
    {"num_leaves": 63, "learning_rate": 0.03, "rounds": 300, "feature_fraction": 0.3},
)
TUNED_ON = 0.75
"""Share of the training time that is fitted while tuning."""


def features(judged: Judged) -> npt.NDArray[np.float32]:
    """What the peer sees of each transaction: (transactions, features)."""
    amounts = np.array([float(each.amount) for each in judged.transactions])
    sides = _sides(judged, amounts)
    rolled = [_rolled(sides, window) for window in _WINDOWS]
    ratios = [
        (pl.col("amount") * pl.col(f"{way}_count_30d") / (pl.col(f"{way}_sum_30d") + 0.01)).alias(f"to_{way}_mean")
        for way in ("in", "out")
    ]
    for each in rolled:
        sides = sides.join(each, on="order", how="left", validate="1:1")
    wide = sides.with_columns(ratios).sort("order")
    seen = wide.drop("account", "time", "outward", "other", "amount", "order").to_numpy()
    found: npt.NDArray[np.float32] = np.column_stack([amounts, seen[0::2], seen[1::2]]).astype(np.float32)
    return found


def _sides(judged: Judged, amounts: Floats) -> pl.DataFrame:
    """A row for each side of each transaction, by account and time.

    `order` is twice the transaction's place, plus 1 for the payee.
    """
    rows = [
        (account, each.time, outward, other, amounts[at], 2 * at + (not outward))
        for at, each in enumerate(judged.transactions)
        if each.debtor is not None and each.creditor is not None
        for account, other, outward in (
            (each.debtor.account, each.creditor.account, True),
            (each.creditor.account, each.debtor.account, False),
        )
    ]
    names = ["account", "time", "outward", "other", "amount", "order"]
    return pl.DataFrame(rows, schema=names, orient="row").sort("account", "time", "order")


def _rolled(sides: pl.DataFrame, window: str) -> pl.DataFrame:
    figures = [pl.col("order").max()]
    for way, there in (("in", ~pl.col("outward")), ("out", pl.col("outward"))):
        amount = pl.col("amount").filter(there)
        figures += [
            amount.len().alias(f"{way}_count_{window}"),
            amount.sum().alias(f"{way}_sum_{window}"),
            amount.max().fill_null(0.0).alias(f"{way}_max_{window}"),
            pl.col("other").filter(there).n_unique().alias(f"{way}_counterparties_{window}"),
        ]
    return sides.rolling("time", period=window, group_by="account").agg(figures).drop("account", "time")


def score(seen: npt.NDArray[np.float32], labels: Flags, fitting: Flags, seed: int) -> tuple[Any, dict[str, Any]]:
    """Tune and fit on the transactions `fitting`; a LightGBM booster and its settings. Arrays run along transactions,
    which are in the order of events."""
    from sklearn.metrics import average_precision_score

    places = np.flatnonzero(fitting)
    cut = places[round(TUNED_ON * len(places))]
    early, late = fitting.copy(), fitting.copy()
    early[cut:], late[:cut] = False, False
    tried = [
        average_precision_score(labels[late], _fit(seen[early], labels[early], each, seed).predict(seen[late]))
        for each in SETTINGS
    ]
    best = SETTINGS[int(np.argmax(tried))]
    return _fit(seen[fitting], labels[fitting], best, seed), best


def _fit(seen: npt.NDArray[np.float32], labels: Flags, settings: dict[str, Any], seed: int) -> Any:
    import lightgbm

    fixed = {"objective": "binary", "min_child_samples": 30, "lambda_l2": 5.0, "verbose": -1, "num_threads": 1}
    given = {**fixed, "seed": seed, "deterministic": True, **settings}
    rounds = given.pop("rounds")
    return lightgbm.train(given, lightgbm.Dataset(seen, labels.astype(np.float64)), rounds)
