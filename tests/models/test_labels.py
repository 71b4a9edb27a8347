from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from models.labels import by_key, of_rows, read_labels
from streams.errors import MappingError, ModelError

MAP = """\
fields:
  id: {column: number}
  time: {column: when}
  amount: {column: sum}
  currency: {constant: EUR}
  debtor.account: {column: payer}
  purpose: {column: %s}
"""
HEAD = "number,when,sum,payer,purpose,fraud,copy,reported\n"


def row(number: int, fraud: bool) -> str:
    purpose = "SALA" if number % 3 else "OTHR"
    reported = "2026-03-01" if fraud else ""
    payer = f"F{number % 4}" if fraud else f"A{number % 30}"
    return f"{number},2026-01-15T10:30:00Z,{number + 1}.00,{payer},{purpose},{int(fraud)},{'xy'[fraud]},{reported}\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    export = tmp_path / "export.csv"
    export.write_text(HEAD + "".join(row(number, number % 10 == 3) for number in range(400)))
    return export


def mapped(folder: Path, purpose: str, more: str = "") -> Path:
    written = folder / "map.yaml"
    written.write_text(MAP % purpose + more)
    return written


def test_labels_come_in_the_order_of_the_rows(file: Path, tmp_path: Path):
    labels = read_labels(file, mapped(tmp_path, "purpose"), "fraud")
    assert labels == [number % 10 == 3 for number in range(400)]


def test_a_name_may_go_with_crimes_because_no_signal_holds_it(file: Path, tmp_path: Path):
    assert sum(map(bool, read_labels(file, mapped(tmp_path, "purpose"), "fraud"))) == 40


def test_the_label_itself_is_refused_as_an_input(file: Path, tmp_path: Path):
    with pytest.raises(ModelError, match="'fraud' is read as a part of transactions"):
        read_labels(file, mapped(tmp_path, "fraud"), "fraud")


def test_a_column_that_equals_the_label_is_refused_as_an_input(file: Path, tmp_path: Path):
    with pytest.raises(ModelError, match=r"'copy' \(purpose\) gives the label away: .* 40 of 40"):
        read_labels(file, mapped(tmp_path, "copy"), "fraud")


def test_a_column_that_is_filled_when_the_label_is_known_is_refused_as_an_input(file: Path, tmp_path: Path):
    with pytest.raises(ModelError, match=r"'reported' .*gives the label away"):
        read_labels(file, mapped(tmp_path, "reported"), "fraud")


def test_a_column_that_numbers_the_cases_is_refused_as_an_input(file: Path, tmp_path: Path):
    rows = [row(number, number % 10 == 3).replace(",y,", f",case{number // 40},") for number in range(2000)]
    file.write_text(HEAD + "".join(rows))
    with pytest.raises(ModelError, match=r"'copy' .*gives the label away: .* 200 of 200"):
        read_labels(file, mapped(tmp_path, "copy"), "fraud")


def test_what_nobody_maps_may_know_the_label(file: Path, tmp_path: Path):
    written = mapped(tmp_path, "purpose", "labels: [copy, reported]\n")
    assert sum(map(bool, read_labels(file, written, "fraud"))) == 40


def test_a_missing_column_is_named_with_the_near_one(file: Path, tmp_path: Path):
    with pytest.raises(ModelError, match="no column 'frauds'; did you mean 'fraud'"):
        read_labels(file, mapped(tmp_path, "purpose"), "frauds")


def test_a_column_of_the_kinds_of_crimes_is_empty_where_there_is_none(file: Path, tmp_path: Path):
    file.write_text(HEAD + row(1, False).replace(",0,x,", ",,x,") + row(2, True).replace(",1,y,", ",mule-account,y,"))
    assert read_labels(file, mapped(tmp_path, "purpose"), "fraud") == [False, True]


def test_an_empty_label_is_unknown_where_others_say_no(file: Path, tmp_path: Path):
    file.write_text(HEAD + row(1, False).replace(",0,x,", ",,x,") + row(2, True) + row(4, False))
    assert read_labels(file, mapped(tmp_path, "purpose"), "fraud") == [None, True, False]


def test_json_lines_of_our_own_fields_need_no_mapping(tmp_path: Path):
    file = tmp_path / "own.jsonl"
    file.write_text('{"id": "1", "purpose": "SALA", "fraud": true}\n\n{"id": "2", "fraud": 0}\n{"id": "3"}\n')
    assert read_labels(file, None, "fraud") == [True, False, None]
    with pytest.raises(ModelError, match="part of transactions"):
        read_labels(file, None, "purpose")


def test_a_file_that_is_not_there_is_told_like_any_other(tmp_path: Path):
    with pytest.raises(MappingError, match="cannot be read"):
        read_labels(tmp_path / "nothing.jsonl", None, "fraud")


def test_a_movement_has_the_label_of_its_transaction():
    known = by_key([11, None, 13, 14], [True, True, None, False])
    assert known == {11: True, 14: False}
    assert of_rows(np.array([14, 11, 13, 11], np.uint64), known).tolist() == [0, 1, -1, 1]
    with pytest.raises(ModelError, match="4 records and 3 rows"):
        by_key([11, None, 13, 14], [True, True, None])
