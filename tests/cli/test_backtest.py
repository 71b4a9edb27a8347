"""A backtest from the command line: what it says, what it writes, and what it refuses."""

from __future__ import annotations

import json
from pathlib import Path

from tests.backtest.made import write
from tests.flows.worlds import stream_of

WRITTEN = {"report.html", "metrics.json", "alerts.jsonl", "scores.parquet", "rejected.jsonl"}


def test_it_says_how_much_was_found_and_where_it_is(counterflow, tmp_path: Path):
    transactions = stream_of(0)
    write(tmp_path, transactions, ["fraud" if number % 4 == 0 else "" for number in range(len(transactions))])
    with (tmp_path / "export.csv").open("a") as file:
        file.write("X3,yesterday,1.00,USD,transfer\n")
    out = tmp_path / "out"
    files = tmp_path / "export.csv", "--map", tmp_path / "map.yaml", "--out", out
    result = counterflow("backtest", *files, "--labels", "verdict", "--capacity", 1)
    assert result.status == 0
    assert result.out.startswith(f"{len(transactions)} transactions, ")
    assert "1 rejected: 1 invalid_value\n" in result.out
    assert "by subject: " in result.out
    assert "at 1 alerts a day " in result.out
    assert {path.name for path in out.iterdir()} == WRITTEN
    assert all(str(out / name) in result.out for name in WRITTEN)
    assert "judging" in result.err


def test_for_programs_it_prints_the_figures(counterflow, tmp_path: Path):
    write(tmp_path, stream_of(0))
    files = tmp_path / "export.csv", "--map", tmp_path / "map.yaml", "--out", tmp_path / "out"
    result = counterflow("backtest", *files, "--json")
    assert json.loads(result.out) == json.loads((tmp_path / "out" / "metrics.json").read_text())


def test_records_in_its_own_fields_need_no_mapping(counterflow, tmp_path: Path):
    import msgspec

    lines = b"".join(msgspec.json.encode(each) + b"\n" for each in stream_of(0))
    (tmp_path / "own.jsonl").write_bytes(lines)
    result = counterflow("backtest", tmp_path / "own.jsonl", "--out", tmp_path / "out", "--json")
    assert json.loads(result.out)["alerts_by_topic"]["alerts"] > 0
    refused = counterflow("backtest", tmp_path / "own.jsonl", "--out", tmp_path / "out", "--labels", "verdict")
    assert refused.status == 1
    assert "--map" in refused.err


def test_a_column_of_labels_that_is_not_there_is_one_sentence(counterflow, tmp_path: Path):
    write(tmp_path, stream_of(0))
    files = tmp_path / "export.csv", "--map", tmp_path / "map.yaml", "--out", tmp_path / "out"
    result = counterflow("backtest", *files, "--labels", "verdct")
    assert result.status == 1
    assert result.err.strip().splitlines()[-1].startswith("counterflow: ")
    assert "'verdict'" in result.err
    assert not (tmp_path / "out").exists()


def test_a_folder_that_cannot_be_written_is_said(counterflow, tmp_path: Path):
    write(tmp_path, stream_of(0))
    (tmp_path / "out").write_text("")
    files = tmp_path / "export.csv", "--map", tmp_path / "map.yaml", "--out", tmp_path / "out"
    result = counterflow("backtest", *files)
    assert result.status == 2
    assert "--out" in result.err


def test_a_folder_without_a_model_is_one_sentence(counterflow, tmp_path: Path):
    write(tmp_path, stream_of(0))
    files = tmp_path / "export.csv", "--map", tmp_path / "map.yaml", "--out", tmp_path / "out"
    result = counterflow("backtest", *files, "--model", tmp_path)
    assert result.status == 1
    assert "model.json cannot be read" in result.err.strip().splitlines()[-1]
    assert not (tmp_path / "out").exists()
