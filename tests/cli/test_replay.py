"""Files reach `transactions` from the command line."""

from __future__ import annotations

import json
from pathlib import Path

from streams.settings import Settings
from streams.tail import Tail

MAP = """\
fields:
  id: {column: number}
  time: {column: when}
  amount: {column: sum}
  currency: {constant: EUR}
  debtor.account: {column: payer}
"""


def published(settings: Settings) -> list[bytes]:
    found: list[bytes] = []
    with Tail(settings, ["transactions"]) as tail:
        while not tail.at_end():
            found += [record.value for record in tail.poll(0.2)]
    return found


def test_a_mapped_file_is_published_row_by_row(counterflow, cluster: Settings, tmp_path: Path):
    (tmp_path / "map.yaml").write_text(MAP)
    rows = "".join(f"{n},2026-01-15T10:30:00Z,{n}.00,A{n}\n" for n in range(1, 6))
    (tmp_path / "export.csv").write_text(f"number,when,sum,payer\n{rows}")
    result = counterflow("replay", tmp_path / "export.csv", "--map", tmp_path / "map.yaml", "--limit", 3, "--json")
    assert json.loads(result.out)["transactions"] == 3
    assert [json.loads(value)["debtor"]["account"] for value in published(cluster)] == ["A1", "A2", "A3"]


def test_json_lines_go_out_as_they_stand(counterflow, cluster: Settings, tmp_path: Path):
    (tmp_path / "own.jsonl").write_text('{"id": 1}\n\nnot json\n')
    result = counterflow("replay", tmp_path / "own.jsonl")
    assert result.status == 0
    assert result.out.startswith(f"2 transactions published to {cluster.topic('transactions')}")
    assert published(cluster) == [b'{"id": 1}', b"not json"]


def test_a_file_of_unknown_kind_wants_a_mapping(counterflow, cluster: Settings, tmp_path: Path):
    (tmp_path / "export.csv").write_text("a\n1\n")
    result = counterflow("replay", tmp_path / "export.csv")
    assert result.status == 1
    assert "--map" in result.err
    assert published(cluster) == []


def test_a_column_that_is_not_there_is_named(counterflow, cluster: Settings, tmp_path: Path):
    (tmp_path / "map.yaml").write_text(MAP)
    (tmp_path / "export.csv").write_text("number,when,sum,debtor\n1,2026-01-15T10:30:00Z,1,A\n")
    result = counterflow("replay", tmp_path / "export.csv", "--map", tmp_path / "map.yaml")
    assert result.status == 1
    assert "'payer'" in result.err
