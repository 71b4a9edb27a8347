"""Figures of a run: how much it says, and, where labels tell what was wrong, how much of that it finds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from math import ceil
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from streams.alerts.published import Raised
from streams.backtest.labels import Labels
from streams.backtest.run import Judged, new_alerts

BUDGETS = (0.005, 0.01)
"""Shares of transactions, or of subjects, that somebody looks at."""
TOPICS = ("alerts", "alerts.shadow", "reports.due")
_PER = 10_000
_CURVE_POINTS = 200
"""Points at most that a curve is drawn with."""

Curve = list[tuple[float, float]]
"""Recall and precision."""


def loudness(judged: Judged, transactions: int) -> dict[str, Any]:
    """How many new alerts there are, by topic, typology and severity, and per 10,000 transactions."""
    by_topic = {topic: new_alerts(judged.raised, topic) for topic in TOPICS}
    alerts = by_topic["alerts"]
    return {
        "alerts_by_topic": {topic: len(found) for topic, found in by_topic.items()},
        "revisions": len(judged.raised) - sum(map(len, by_topic.values())),
        "alerts_by_typology": _counted(each.alert.typology for found in by_topic.values() for each in found),
        "alerts_by_severity": _counted(each.alert.severity for each in alerts),
        "alerts_per_10_000_transactions": round(len(alerts) * _PER / transactions, 4) if transactions else None,
    }


def by_kind(scores: pl.DataFrame, raised: Sequence[Raised]) -> list[dict[str, Any]]:
    """Subjects, new alerts and alerted subjects for each kind of party, as the subject's last movement states it."""
    kinds = dict(scores.group_by("subject").agg(pl.col("kind").last()).iter_rows())
    subjects = Counter(kinds.values())
    alerts = Counter(kinds.get(each.alert.subject.id, "") for each in raised)
    alerted = Counter(kinds.get(name, "") for name in {each.alert.subject.id for each in raised})
    return [
        {
            "kind": kind or "not stated",
            "subjects": subjects[kind],
            "alerts": alerts[kind],
            "subjects_alerted": alerted[kind],
            "alerts_per_1_000_subjects": round(1000 * alerts[kind] / subjects[kind], 3) if subjects[kind] else None,
        }
        for kind in sorted(subjects.keys() | alerts.keys())
    ]


def labelled_subjects(scores: pl.DataFrame, labels: Labels) -> dict[str, str]:
    """Subjects that take part in a labelled transaction, on whichever side, with the kind of their first one."""
    found = scores.filter(pl.col("transaction").is_in(list(labels)))
    kinds: dict[str, str] = {}
    for subject, transaction in zip(found["subject"].to_list(), found["transaction"].to_list(), strict=True):
        kinds.setdefault(subject, labels[transaction])
    return kinds


def quality(scores: pl.DataFrame, labels: Labels) -> tuple[dict[str, Any], dict[str, Curve]]:
    """How well scores find what is labelled, by transaction and by subject, and the curves to draw.

    A transaction, as a subject, has the highest score of its movements. PR-AUC is scikit-learn's average precision.
    Of equal scores the one that was judged first goes first. None stands for what cannot be said without labels.
    """
    figures: dict[str, Any] = {}
    curves: dict[str, Curve] = {}
    for unit, kinds in (("transaction", labels), ("subject", labelled_subjects(scores, labels))):
        ranked = (
            scores.group_by(unit, maintain_order=True)
            .agg(pl.col("score").max(), (pl.col("fired").list.len().max() > 0).alias("fired"))
            .sort("score", descending=True, maintain_order=True)
        )
        figures[f"by_{unit}"], curves[unit] = _of_unit(ranked, unit, kinds)
    return figures, curves


def alone(scores: pl.DataFrame, labels: Labels) -> dict[str, Any]:
    """The figures of `quality` for each part of a score that was put together: rules, anomaly, and ranker if any."""
    parts = {"rules": pl.col("rules"), "anomaly": -pl.col("anomaly_tail"), "ranker": pl.col("ranker")}
    there = {name: each for name, each in parts.items() if each.meta.root_names()[0] in scores.columns}
    return {name: quality(scores.with_columns(score=each), labels)[0] for name, each in there.items()}


def _of_unit(ranked: pl.DataFrame, unit: str, kinds: Mapping[str, str]) -> tuple[dict[str, Any], Curve]:
    from sklearn.metrics import average_precision_score

    found = [kinds.get(name, "") for name in ranked[unit].to_list()]
    wrong = np.array([bool(kind) for kind in found], dtype=np.bool_)
    score = ranked["score"].to_numpy()
    total = int(wrong.sum())
    looked_at = {
        f"{budget:.1%} looked at": np.arange(len(found)) < within(budget, len(found)) for budget in BUDGETS
    } | {"with a typology that fired": ranked["fired"].to_numpy()}
    figures = {
        "count": len(found),
        "labelled": total,
        "pr_auc": round(float(average_precision_score(wrong, score)), 6) if total else None,
        "at": {name: _at(chosen, wrong, found) for name, chosen in looked_at.items()},
    }
    return figures, curve(wrong, score) if total else []


def within(budget: float, count: int) -> int:
    """How many of so many things a budget, a share of them, lets somebody look at."""
    return ceil(budget * count)


def _at(chosen: npt.NDArray[np.bool_], wrong: npt.NDArray[np.bool_], kinds: Sequence[str]) -> dict[str, Any]:
    hits, count, total = int((chosen & wrong).sum()), int(chosen.sum()), int(wrong.sum())
    figures: dict[str, Any] = {
        "count": count,
        "precision": round(hits / count, 6) if count else None,
        "recall": round(hits / total, 6) if total else None,
    }
    there = Counter(kind for kind in kinds if kind)
    if len(there) > 1:
        caught = Counter(kind for kind, each in zip(kinds, chosen.tolist(), strict=True) if kind and each)
        figures["recall_by_label"] = {kind: round(caught[kind] / there[kind], 6) for kind in sorted(there)}
    return figures


def curve(wrong: npt.NDArray[np.bool_], score: npt.NDArray[np.float64]) -> Curve:
    """Precision over recall as points to draw, of things of which some are wrong, the highest score first."""
    from sklearn.metrics import precision_recall_curve

    precision, recall, _ = precision_recall_curve(wrong, score)
    # Recall falls from 1 to 0; points lie evenly on it, as most scores are of what is not labelled.
    rising = np.searchsorted(recall[::-1], np.linspace(0.0, 1.0, _CURVE_POINTS))
    kept = np.unique(len(recall) - 1 - rising)
    return [(round(float(recall[at]), 4), round(float(precision[at]), 4)) for at in kept]


def _counted(words: Any) -> dict[str, int]:
    return dict(sorted(Counter(words).items()))
