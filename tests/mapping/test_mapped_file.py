import gzip
import json
from collections.abc import Mapping as AnyMapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from streams.errors import MappingError, Reason, Rejection
from streams.intake.reading import read
from streams.mapping import MappedFile, Mapping
from streams.settings import Settings

BASE = {
    "id": "{column: id}",
    "time": "{constant: '2026-01-15T10:30:00Z'}",
    "amount": "{constant: '1.00'}",
    "currency": "{constant: EUR}",
    "debtor.account": "{constant: A1}",
}


def mapping(rules: AnyMapping[str, str] | None = None, settings: str = "") -> Mapping:
    lines = [f"  {path}: {rule}" for path, rule in {**BASE, **(rules or {})}.items()]
    return Mapping.parse("\n".join(["fields:", *lines, settings]))


def csv_file(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    file = folder / "export.csv"
    file.write_bytes(text.encode(encoding))
    return file


def mapped(file: Path, rules: AnyMapping[str, str] | None = None, settings: str = "") -> list[dict[str, Any]]:
    return [json.loads(record) for record in MappedFile(file, mapping(rules, settings))]


def reason(record: bytes) -> Reason:
    with pytest.raises(Rejection) as caught:
        read(record, None, Settings())
    return caught.value.reason


def test_each_row_becomes_a_transaction_in_order(tmp_path: Path) -> None:
    file = csv_file(tmp_path, "id,from,to,amt\n1,A,B,10.00\n2,B,C,0.5\n")
    rules = {"debtor.account": "{column: from}", "creditor.account": "{column: to}", "amount": "{column: amt}"}
    assert mapped(file, rules) == [
        {
            "id": "1",
            "time": "2026-01-15T10:30:00Z",
            "amount": "10.00",
            "currency": "EUR",
            "debtor": {"account": "A"},
            "creditor": {"account": "B"},
        },
        {
            "id": "2",
            "time": "2026-01-15T10:30:00Z",
            "amount": "0.5",
            "currency": "EUR",
            "debtor": {"account": "B"},
            "creditor": {"account": "C"},
        },
    ]


def test_amounts_stay_as_they_are_written(tmp_path: Path) -> None:
    exact = "123456789012.123456789012345678"
    file = csv_file(tmp_path, f"id,amt\n1,{exact}\n2,0.10\n")
    assert [record["amount"] for record in mapped(file, {"amount": "{column: amt}"})] == [exact, "0.10"]


@pytest.mark.parametrize(
    "text", ['say "hi"', "back\\slash", "line\nbreak", "tab\there", "bell\x07", "Zürich, 東京", '","amount":"0.01']
)
def test_any_text_survives(tmp_path: Path, text: str) -> None:
    quoted = '"' + text.replace('"', '""') + '"'
    file = csv_file(tmp_path, f"id,text\n1,{quoted}\n")
    (record,) = mapped(file, {"remittance": "{column: text}"})
    assert record["remittance"] == text
    assert record["amount"] == "1.00"


def test_a_field_without_content_is_left_out(tmp_path: Path) -> None:
    file = csv_file(tmp_path, 'id,a,b\n1,,""\n2,-, \n3,x,NULL\n')
    rules = {
        "creditor.account": "{column: a, null_values: ['', '-']}",
        "creditor.name": "{column: b}",
        "remittance": '{template: "{a}/{b}"}',
    }
    records = mapped(file, rules, "null_values: ['', 'NULL']")
    assert ["creditor" in record for record in records] == [False, False, True]
    assert records[2]["creditor"] == {"account": "x"}
    assert not any("remittance" in record for record in records)


def test_a_value_table_translates_and_what_it_lacks_is_left_for_intake(tmp_path: Path) -> None:
    file = csv_file(tmp_path, "id,type\n1,TRF\n2,ATM\n3,\n4,???\n")
    rule = "{column: type, values: {TRF: transfer, ATM: cash}%s}"
    strict = MappedFile(file, mapping({"channel": rule % ""}))
    records = list(strict)
    assert [json.loads(record).get("channel") for record in records] == ["transfer", "cash", None, "???"]
    assert strict.unreadable == 1
    assert reason(records[3]) is Reason.INVALID_VALUE
    lenient = MappedFile(file, mapping({"channel": rule % ", otherwise: card"}))
    assert [json.loads(record).get("channel") for record in lenient] == ["transfer", "cash", None, "card"]
    assert lenient.unreadable == 0


def test_value_tables_can_hold_truth(tmp_path: Path) -> None:
    file = csv_file(tmp_path, "id,pep,staff\n1,Y,True\n2,N,FALSE\n3,?,maybe\n")
    rules = {"debtor.pep": "{column: pep, values: {'Y': true, 'N': false}}", "debtor.employee": "{column: staff}"}
    debtors = [record["debtor"] for record in mapped(file, rules)]
    assert [(debtor["pep"], debtor["employee"]) for debtor in debtors] == [(True, True), (False, False), ("?", "maybe")]


def test_columns_are_joined_by_a_template_and_rows_are_numbered(tmp_path: Path) -> None:
    file = csv_file(tmp_path, "bank,acct\nb1,7\nb2,8\n")
    rules = {"id": '{template: "run-{row}"}', "debtor.account": '{template: "{bank}-{acct}"}'}
    records = mapped(file, rules)
    assert [(record["id"], record["debtor"]["account"]) for record in records] == [("run-1", "b1-7"), ("run-2", "b2-8")]


def test_a_column_named_row_is_a_column(tmp_path: Path) -> None:
    file = csv_file(tmp_path, "row\n41\n")
    assert mapped(file, {"id": '{template: "{row}"}'})[0]["id"] == "41"


@pytest.mark.parametrize(
    ("unit", "number", "time"),
    [
        ("day", "31", "2023-02-01T00:00:00Z"),
        ("hour", "1.5", "2023-01-01T01:30:00Z"),
        ("minute", "-1", "2022-12-31T23:59:00Z"),
        ("second", "0.25", "2023-01-01T00:00:00.250Z"),
    ],
)
def test_a_unit_counts_from_a_moment(tmp_path: Path, unit: str, number: str, time: str) -> None:
    file = csv_file(tmp_path, f"id,step\n1,{number}\n")
    rules = {"time": f"{{column: step, unit: {unit}, from: 2023-01-01T00:00:00Z}}"}
    assert datetime.fromisoformat(mapped(file, rules)[0]["time"]) == datetime.fromisoformat(time)


def test_a_local_time_gets_its_zone_also_where_the_clock_changes(tmp_path: Path) -> None:
    texts = ["15.01.2026 10:30", "15.07.2026 10:30", "25.10.2026 02:30", "29.03.2026 02:30", "soon"]
    file = csv_file(tmp_path, "id,ts\n" + "".join(f"{number},{text}\n" for number, text in enumerate(texts)))
    read_file = MappedFile(file, mapping({"time": '{column: ts, format: "%d.%m.%Y %H:%M", zone: Europe/Zurich}'}))
    records = list(read_file)
    assert [json.loads(record)["time"] for record in records] == [
        "2026-01-15T09:30:00Z",
        "2026-07-15T08:30:00Z",
        "2026-10-25T00:30:00Z",
        "29.03.2026 02:30",
        "soon",
    ]
    assert read_file.unreadable == 2
    assert reason(records[3]) is reason(records[4]) is Reason.INVALID_VALUE


@pytest.mark.parametrize(
    ("text", "rule", "time"),
    [
        ("2026-01-15T10:30:00Z", "{column: ts}", "2026-01-15T10:30:00Z"),
        ("2026-01-15 10:30:00.5", "{column: ts, zone: UTC}", "2026-01-15T10:30:00.500Z"),
        ("20260115 1030+0100", '{column: ts, format: "%Y%m%d %H%M%z"}', "2026-01-15T09:30:00Z"),
        ("15/01/2026", '{column: ts, format: "%d/%m/%Y", zone: UTC}', "2026-01-15T00:00:00Z"),
        ("15/01/2026", '{template: "{ts} 23:00", format: "%d/%m/%Y %H:%M", zone: UTC}', "2026-01-15T23:00:00Z"),
    ],
)
def test_times_are_read_as_they_are_written(tmp_path: Path, text: str, rule: str, time: str) -> None:
    file = csv_file(tmp_path, f"id,ts\n1,{text}\n")
    assert datetime.fromisoformat(mapped(file, {"time": rule})[0]["time"]) == datetime.fromisoformat(time)


def test_a_time_that_nobody_gave_a_zone_is_refused_by_intake(tmp_path: Path) -> None:
    file = csv_file(tmp_path, "id,ts\n1,2026-01-15T10:30:00\n")
    (record,) = MappedFile(file, mapping({"time": "{column: ts}"}))
    assert reason(record) is Reason.TIME_WITHOUT_ZONE


def test_dates_are_read_as_they_are_written(tmp_path: Path) -> None:
    file = csv_file(tmp_path, "id,booked,born,day\n1,31.12.2025,1980-02-29,3\n2,?,?,?\n")
    rules = {
        "booking_date": '{column: booked, format: "%d.%m.%Y"}',
        "debtor.born": "{column: born}",
        "debtor.opened": "{column: day, unit: day, from: 2023-01-01T00:00:00Z}",
    }
    first, second = mapped(file, rules)
    assert (first["booking_date"], first["debtor"]) == (
        "2025-12-31",
        {"account": "A1", "born": "1980-02-29", "opened": "2023-01-04"},
    )
    assert second["booking_date"] == second["debtor"]["opened"] == "?"


def test_a_scale_is_exact(tmp_path: Path) -> None:
    texts = ["123450", "1", "-7", "123456789012345678901234567890", "1E+999999999", "NaN", "ten"]
    file = csv_file(tmp_path, "id,cents\n" + "".join(f"{number},{text}\n" for number, text in enumerate(texts)))
    read_file = MappedFile(file, mapping({"amount": "{column: cents, scale: 0.01}"}))
    assert [json.loads(record)["amount"] for record in read_file] == [
        "1234.50",
        "0.01",
        "-0.07",
        "1234567890123456789012345678.90",
        "1E+999999999",
        "NaN",
        "ten",
    ]
    assert read_file.unreadable == 3


@pytest.mark.parametrize(
    ("mark", "text", "amount"),
    [
        (",", "1.234,50", "1234.50"),
        (",", "1 234 567,5", "1234567.5"),
        (",", "-12,00", "-12.00"),
        (",", "1.234", "1234"),
        (",", "1234.56", "1234.56"),
        (",", "1.23,00", "1.23,00"),
        (".", "1,234.50", "1234.50"),
        (".", "1'234'567.5", "1234567.5"),
        (".", "1,50", "1,50"),
    ],
)
def test_groups_of_digits_are_joined_only_where_they_are_groups(
    tmp_path: Path, mark: str, text: str, amount: str
) -> None:
    file = csv_file(tmp_path, f"id;amt\n1;{text}\n")
    rules = {"amount": f"{{column: amt, decimal_mark: '{mark}'}}"}
    assert mapped(file, rules, "separator: ';'")[0]["amount"] == amount


def test_a_decimal_mark_and_a_scale_work_together(tmp_path: Path) -> None:
    file = csv_file(tmp_path, 'id,thousands\n1,"1.234,5"\n')
    rules = {"amount": "{column: thousands, decimal_mark: ',', scale: 1000}"}
    assert float(mapped(file, rules)[0]["amount"]) == 1234500


def test_numbers_are_numbers_in_json(tmp_path: Path) -> None:
    file = csv_file(tmp_path, "id,lat\n1,047.50\n2,north\n3,inf\n")
    records = mapped(file, {"place.latitude": "{column: lat}"})
    assert [record["place"]["latitude"] for record in records] == [47.5, "north", "inf"]


def test_identifiers_are_a_table(tmp_path: Path) -> None:
    file = csv_file(tmp_path, "id,phone,mail\n1,41,\n2,,\n")
    rules = {"debtor.identifiers.phone": "{column: phone}", "debtor.identifiers.mail": "{column: mail}"}
    assert [record["debtor"].get("identifiers") for record in mapped(file, rules)] == [{"phone": "41"}, None]


def test_a_column_that_the_file_lacks_is_named_with_those_it_has(tmp_path: Path) -> None:
    file = csv_file(tmp_path, "id,amount,kind\n")
    with pytest.raises(MappingError, match=r"'amont'.*did you mean 'amount'.*id, amount, kind"):
        MappedFile(file, mapping({"amount": "{column: amont}"}))


def test_parquet_keeps_the_types_it_has(tmp_path: Path) -> None:
    frame = pl.DataFrame(
        {
            "id": [1, 2],
            "naive": [datetime(2026, 7, 15, 10, 30), None],
            "aware": pl.Series([datetime(2026, 7, 15, 10, 30)] * 2).dt.replace_time_zone("Europe/Zurich"),
            "day": [date(2026, 7, 15)] * 2,
            "amt": [0.1, 1234.5],
            "kind": pl.Series(["x", "y"], dtype=pl.Categorical),
            "flag": [True, None],
        }
    )
    file = tmp_path / "export.parquet"
    frame.write_parquet(file)
    rules = {
        "time": "{column: naive, zone: Europe/Zurich}",
        "booking_date": "{column: day}",
        "debtor.opened": "{column: naive}",
        "amount": "{column: amt}",
        "channel": "{column: kind, values: {x: cash}, otherwise: card}",
        "debtor.pep": "{column: flag}",
    }
    first, second = mapped(file, rules)
    assert first["id"] == "1"
    assert first["time"] == "2026-07-15T08:30:00Z"
    assert first["booking_date"] == "2026-07-15"
    assert first["amount"] == "0.1"
    assert first["debtor"] == {"account": "A1", "pep": True, "opened": "2026-07-15"}
    assert (second["channel"], "time" in second, "pep" in second["debtor"]) == ("card", False, False)
    assert mapped(file, {"time": "{column: aware}"})[0]["time"] == "2026-07-15T08:30:00Z"
    assert mapped(file, {"time": "{column: day, zone: Europe/Zurich}"})[0]["time"] == "2026-07-14T22:00:00Z"
    (naive, _) = MappedFile(file, mapping({"time": "{column: naive}"}))
    assert reason(naive) is Reason.TIME_WITHOUT_ZONE


def test_json_lines_keep_numbers_exact_and_nested_names(tmp_path: Path) -> None:
    file = tmp_path / "export.jsonl.gz"
    lines = [
        '{"id": 1, "amt": 0.10, "payer": {"acct": "A", "ok": true}}',
        "",
        '{"id": 99999999999999999999, "amt": 1e2, "payer": {"acct": null}, "tags": [1]}',
        "not json",
        "[1]",
    ]
    file.write_bytes(gzip.compress("\n".join(lines).encode()))
    rules = {"amount": "{column: amt}", "debtor.account": "{column: payer.acct}", "debtor.pep": "{column: payer.ok}"}
    read_file = MappedFile(file, mapping(rules))
    records = list(read_file)
    assert json.loads(records[0])["amount"] == "0.10"
    assert json.loads(records[0])["debtor"] == {"account": "A", "pep": True}
    assert json.loads(records[1])["id"] == "99999999999999999999"
    assert records[2:] == [b"not json", b"[1]"]
    assert (read_file.rows, read_file.unreadable) == (4, 2)


def test_a_file_can_be_read_again(tmp_path: Path) -> None:
    read_file = MappedFile(csv_file(tmp_path, "id\n1\n2\n"), mapping({"id": '{template: "{row}"}'}))
    assert list(read_file) == list(read_file)
    assert read_file.rows == 2
