"""Labels measure a judgement and never take part in it."""

from __future__ import annotations

import random
from pathlib import Path

import polars as pl
import pytest

from streams.backtest import Options, backtest
from streams.backtest.labels import is_wrong
from streams.errors import MappingError
from tests.backtest.made import alerts, run, write
from tests.flows.worlds import CATALOGUE, SETTINGS, stream_of


def test_shuffled_labels_change_the_figures_and_neither_alerts_nor_scores(tmp_path: Path):
    transactions = stream_of(1)
    labels = ["fraud" if number % 3 == 0 else "" for number in range(len(transactions))]
    write(tmp_path, transactions, labels)
    first = run(tmp_path, labels="verdict").metrics["labels"]
    expected, scores = alerts(tmp_path), pl.read_parquet(tmp_path / "out" / "scores.parquet")
    random.Random(1).shuffle(labels)
    write(tmp_path, transactions, labels)
    second = run(tmp_path, labels="verdict").metrics["labels"]
    assert first != second
    assert alerts(tmp_path) == expected
    assert pl.read_parquet(tmp_path / "out" / "scores.parquet").equals(scores)


def test_labels_stay_with_their_transaction_whatever_the_order_of_rows(tmp_path: Path):
    transactions = stream_of(1)
    labels = ["fraud" if number % 5 == 0 else "0" for number in range(len(transactions))]
    write(tmp_path, transactions, labels)
    expected = run(tmp_path, labels="verdict").metrics["labels"]
    pairs = list(zip(transactions, labels, strict=True))
    random.Random(1).shuffle(pairs)
    write(tmp_path, [each for each, _ in pairs], [label for _, label in pairs])
    assert run(tmp_path, labels="verdict").metrics["labels"] == expected


def test_a_column_that_the_mapping_reads_is_no_column_of_labels(tmp_path: Path):
    write(tmp_path, stream_of(0))
    with pytest.raises(MappingError, match=r"'how' holds labels, but the mapping reads it for channel"):
        run(tmp_path, labels="how")


def test_a_column_that_is_not_there_is_named_with_the_near_one(tmp_path: Path):
    write(tmp_path, stream_of(0))
    with pytest.raises(MappingError, match=r"no column 'verdicts'; did you mean 'verdict'"):
        run(tmp_path, labels="verdicts")


@pytest.mark.parametrize("label", ["", "0", "False", "NO", "0.0", "normal"])
def test_some_labels_say_that_nothing_is_wrong(label: str):
    assert not is_wrong(label)


@pytest.mark.parametrize("label", ["1", "true", "fraud", "cash-structuring"])
def test_every_other_label_says_what_is_wrong(label: str):
    assert is_wrong(label)


def test_labels_of_rows_that_were_not_judged_are_counted(tmp_path: Path):
    transactions = stream_of(0)
    write(tmp_path, transactions, ["fraud", *[""] * (len(transactions) - 1)])
    with (tmp_path / "export.csv").open("a") as file:
        file.write("X3,yesterday,1.00,USD,transfer,,,A,,,,,B,,,,,fraud\n")
    found = run(tmp_path, labels="verdict").metrics["labels"]
    assert found["labelled_without_score"] == 1
    assert found["by_transaction"]["labelled"] == 1


@pytest.mark.parametrize("kind", ["parquet", "jsonl"])
def test_labels_may_be_truth_values_of_parquet_and_json(kind: str, tmp_path: Path):
    transactions = stream_of(0)
    write(tmp_path, transactions, ["1" if number % 3 == 0 else "" for number in range(len(transactions))])
    frame = pl.read_csv(tmp_path / "export.csv", infer_schema=False)
    frame = frame.with_columns(verdict=pl.col("verdict").eq_missing("1"))
    file = tmp_path / f"export.{kind}"
    if kind == "parquet":
        frame.write_parquet(file)
    else:
        frame.write_ndjson(file)
    options = Options(file, tmp_path / "map.yaml", tmp_path / "out", labels="verdict")
    found = backtest(options, SETTINGS, CATALOGUE).metrics
    assert found["transactions"] == len(transactions)
    assert found["labels"]["by_transaction"]["labelled"] == len(range(0, len(transactions), 3))
