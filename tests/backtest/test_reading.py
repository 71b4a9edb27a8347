"""No row is lost: what is no transaction, or is refused later, is counted by reason and written as it was read."""

from __future__ import annotations

import json
from base64 import b64decode
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest

from streams.errors import MappingError
from tests.backtest.made import alert_ids, run, write
from tests.flows.worlds import stream_of


def rejected(folder: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in (folder / "out" / "rejected.jsonl").read_text().splitlines()]


def test_rows_that_would_be_rejected_are_counted_and_written_with_their_reason(tmp_path: Path):
    transactions = stream_of(0)
    write(tmp_path, transactions)
    run(tmp_path)
    expected = alert_ids(tmp_path)
    last = transactions[-1]
    bad = [
        msgspec.structs.replace(last, id="X0", amount=Decimal(0)),
        msgspec.structs.replace(last, id="X1", currency="XQX"),
        msgspec.structs.replace(last, id="X2", amount=Decimal("1.00001")),
    ]
    write(tmp_path, [bad[0], *transactions, *bad[1:]])
    with (tmp_path / "export.csv").open("a") as file:
        file.write("X3,yesterday,1.00,USD,transfer\n")
    summary = run(tmp_path)
    assert alert_ids(tmp_path) == expected
    reasons = {str(each["transaction"]): each["reason"] for each in rejected(tmp_path)}
    assert reasons == {
        "X0": "amount_not_positive",
        "X1": "unknown_currency",
        "X2": "too_many_decimals",
        "X3": "invalid_value",
    }
    assert summary.rejected == dict.fromkeys(reasons.values(), 1)
    assert summary.metrics["rejected"] == dict(sorted(summary.rejected.items()))
    assert summary.metrics["rows"] == len(transactions) + 4


def test_a_rejected_row_is_found_again_by_its_number_and_content(tmp_path: Path):
    transactions = stream_of(0)
    bad = msgspec.structs.replace(transactions[5], id="X", amount=Decimal(-1))
    transactions.insert(5, bad)
    write(tmp_path, transactions)
    run(tmp_path)
    (found,) = rejected(tmp_path)
    assert (found["topic"], found["offset"]) == ("export.csv", 5)
    assert json.loads(b64decode(str(found["original"])))["id"] == "X"


def test_an_id_that_comes_again_with_other_content_is_a_conflict_on_each_subject(tmp_path: Path):
    transactions = stream_of(0)
    payment = next(each for each in transactions if each.debtor and each.creditor)
    other = msgspec.structs.replace(payment, amount=payment.amount + 1, time=payment.time + timedelta(minutes=1))
    write(tmp_path, [*transactions, other])
    summary = run(tmp_path)
    found = rejected(tmp_path)
    assert summary.rejected == {"conflicting_duplicate": 2}
    assert {each["offset"] for each in found} == {len(transactions)}
    assert len({each["subject"] for each in found}) == 2


def test_what_comes_again_with_the_same_content_is_counted_and_changes_nothing(tmp_path: Path):
    transactions = stream_of(1)
    write(tmp_path, transactions)
    expected = run(tmp_path).metrics
    ids = alert_ids(tmp_path)
    write(tmp_path, [*transactions, *transactions[:4]])
    found = run(tmp_path).metrics
    assert alert_ids(tmp_path) == ids
    assert found["movements"] == expected["movements"]
    assert found["movements_repeated"] >= 4


def test_a_file_that_is_not_there_is_said_in_a_sentence(tmp_path: Path):
    write(tmp_path, [])
    (tmp_path / "export.csv").unlink()
    with pytest.raises(MappingError, match="cannot be read"):
        run(tmp_path)
