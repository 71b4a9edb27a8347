"""Figures are what one would count by hand."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

from streams.backtest.metrics import quality
from tests.backtest.made import alerts, run, write
from tests.flows.worlds import stream_of

NOON = datetime(2025, 3, 3, 12, tzinfo=UTC)


def frame(rows: list[tuple[str, str, float, bool]]) -> pl.DataFrame:
    """Transaction, subject, score, whether anything fired."""
    return pl.DataFrame(
        {
            "transaction": [row[0] for row in rows],
            "subject": [row[1] for row in rows],
            "score": [row[2] for row in rows],
            "fired": [["x"] if row[3] else [] for row in rows],
        },
        schema_overrides={"fired": pl.List(pl.String)},
    )


def test_labelled_first_is_a_pr_auc_of_one_and_last_is_low():
    rows = [(f"T{n}", f"S{n}", 1 - n / 200, False) for n in range(200)]
    best, _ = quality(frame(rows), {"T0": "fraud", "T1": "fraud"})
    worst, _ = quality(frame(rows), {"T198": "fraud", "T199": "fraud"})
    assert best["by_transaction"]["pr_auc"] == 1.0
    assert worst["by_transaction"]["pr_auc"] < 0.02


def test_precision_and_recall_at_a_budget_are_counted_among_the_highest_scores():
    rows = [(f"T{n}", f"S{n}", 1 - n / 400, n < 10) for n in range(400)]
    figures, _ = quality(frame(rows), {"T0": "fraud", "T3": "fraud", "T9": "fraud", "T100": "fraud"})
    at = figures["by_transaction"]["at"]
    assert at["0.5% looked at"] == {"count": 2, "precision": 0.5, "recall": 0.25}
    assert at["1.0% looked at"] == {"count": 4, "precision": 0.5, "recall": 0.5}
    assert at["with a typology that fired"] == {"count": 10, "precision": 0.3, "recall": 0.75}


def test_a_transaction_counts_by_the_higher_of_its_sides_and_a_subject_by_its_highest():
    rows = [("T0", "A", 0.1, False), ("T0", "B", 0.9, True), ("T1", "A", 0.5, False), ("T1", "C", 0.2, False)]
    figures, _ = quality(frame(rows), {"T0": "fraud"})
    assert figures["by_transaction"]["pr_auc"] == 1.0
    assert figures["by_transaction"]["count"] == 2
    assert figures["by_subject"]["count"] == 3
    assert figures["by_subject"]["labelled"] == 2
    assert figures["by_subject"]["pr_auc"] == 1.0


def test_recall_is_told_by_kind_where_labels_are_of_several():
    rows = [(f"T{n}", f"S{n}", 1 - n / 400, False) for n in range(400)]
    labels = {"T0": "smurf", "T1": "smurf", "T300": "mule"}
    figures, _ = quality(frame(rows), labels)
    assert figures["by_transaction"]["at"]["0.5% looked at"]["recall_by_label"] == {"mule": 0.0, "smurf": 1.0}
    figures, _ = quality(frame(rows), dict.fromkeys(labels, "fraud"))
    assert "recall_by_label" not in figures["by_transaction"]["at"]["0.5% looked at"]


def test_a_curve_has_points_over_all_of_recall_however_few_are_labelled():
    rows = [(f"T{n}", f"S{n}", 1 - n / 5000, False) for n in range(5000)]
    _, curves = quality(frame(rows), {f"T{2 * n}": "fraud" for n in range(50)})
    recalls = [recall for recall, _ in curves["transaction"]]
    assert max(recalls) == 1
    assert min(recalls) == 0
    assert len({round(recall, 2) for recall in recalls}) > 40
    assert all(0.4 < precision <= 1 for recall, precision in curves["transaction"] if recall)


def test_without_a_labelled_transaction_nothing_is_said_of_quality():
    figures, curves = quality(frame([("T0", "A", 0.5, False)]), {})
    assert figures["by_transaction"]["pr_auc"] is None
    assert figures["by_transaction"]["at"]["1.0% looked at"]["recall"] is None
    assert curves == {"transaction": [], "subject": []}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("metrics")
    write(made, stream_of(2))
    run(made)
    return made


def test_alerts_are_counted_once_by_topic_typology_and_severity(folder: Path):
    figures = json.loads((folder / "out" / "metrics.json").read_text())
    first = {each["alert"]["id"]: each for each in alerts(folder)[::-1]}.values()
    new = [each["alert"] for each in first if each["topic"] == "alerts"]
    assert figures["alerts_by_topic"]["alerts"] == len(new) > 0
    assert sum(figures["alerts_by_topic"].values()) == len(first)
    assert sum(figures["alerts_by_severity"].values()) == len(new)
    assert sum(figures["alerts_by_typology"].values()) == len(first)
    assert figures["revisions"] == len(alerts(folder)) - len(first)
    count = figures["transactions"]
    assert figures["alerts_per_10_000_transactions"] == pytest.approx(10_000 * len(new) / count, abs=1e-3)
    assert figures["transactions_per_second"] > 0


def test_alerts_are_told_by_kind_of_party(folder: Path):
    figures = json.loads((folder / "out" / "metrics.json").read_text())
    (group,) = figures["alerts_by_party_kind"]
    subjects = {
        name for each in stream_of(2) for party in (each.debtor, each.creditor) if party for name in [party.customer]
    }
    assert group["kind"] == "person"
    assert group["subjects"] == len(subjects)
    assert group["alerts"] == figures["alerts_by_topic"]["alerts"]
