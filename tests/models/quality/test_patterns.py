"""A folder of two patterns and ten honest payments, scored by hand."""

import json
from datetime import UTC, datetime, timedelta

import polars as pl
import pytest

from models.quality.patterns import Hit, Pattern, hits, judge, measure, patterns_of, score, table, transactions_of

_START = datetime(2023, 1, 2, tzinfo=UTC)


def _row(number, day, amount, debtor, creditor, pattern=-1):
    time = (_START + timedelta(days=day, minutes=number)).isoformat().replace("+00:00", "Z")
    row = {"id": f"t{number}", "time": time, "amount": amount, "nameOrig": debtor, "nameDest": creditor}
    return row | {"bankOrig": "a", "bankDest": "b", "isSAR": int(pattern >= 0), "patternID": pattern}


@pytest.fixture
def folder(tmp_path):
    """Pattern 0: three accounts carry money from 1 to 5 within three days. Pattern 1: two payments of a cycle."""
    gathered = [(0, 1, 2), (0, 1, 3), (0, 1, 4), (2, 2, 5), (2, 3, 5), (2, 4, 5)]
    rows = [_row(number, day, 30_000.0, debtor, creditor, 0) for number, (day, debtor, creditor) in enumerate(gathered)]
    rows += [_row(6, 5, 10.0, 20, 21, 1), _row(7, 6, 10.0, 21, 20, 1)]
    rows += [_row(8 + each, each, 100.0, 30 + each, 50 + each) for each in range(10)]
    pl.DataFrame(rows).write_parquet(tmp_path / "transactions.parquet")
    members = [(0, "scatter_gather", account) for account in range(1, 6)]
    members += [(1, "cycle", 20), (1, "cycle", 21)]
    models = pl.DataFrame(members, schema=["modelID", "type", "accountID"], orient="row")
    models.write_csv(tmp_path / "alert_models.csv")
    return tmp_path


def test_a_pattern_is_found_where_its_payments_are_listed_of_its_members(folder):
    said = measure(folder)
    assert said["transactions"] == 18
    found = said["patterns"]["scatter_gather"]["stable"]
    assert (found["any_typology"], found["matching_typology"], found["half_listed"]) == (1, 1, 1)
    assert found["median_delay_days"] == pytest.approx(2, abs=0.1)
    missed = said["patterns"]["cycle"]["stable"]
    assert (said["patterns"]["cycle"]["patterns"], missed["any_typology"], missed["median_delay_days"]) == (1, 0, None)
    assert "| cycle | 1 | 0 (0) | 0 (0) | 0 (0) | None (None) |" in table(said)
    json.dumps(said)


def test_the_score_is_what_a_hand_count_says():
    first = Pattern("fan_in", frozenset({"account:1"}), frozenset({"a", "b", "c", "d"}), _START)
    second = Pattern("cycle", frozenset({"account:2"}), frozenset({"e"}), _START)
    later = _START + timedelta(days=3)
    found = [
        Hit("1", "fan-in", "account:1", later, frozenset({"a"}), False),
        Hit("1", "fan-in", "account:1", later + timedelta(days=1), frozenset({"a", "b", "x"}), False),
        Hit("2", "fan-in", "account:9", later, frozenset({"a", "b", "c"}), False),
        Hit("3", "volume-surge", "account:1", later, frozenset({"y"}), False),
        Hit("4", "round-amounts", "account:2", later, frozenset({"e"}), True),
    ]
    said = score([first, second], found, 1000)
    expected = {"any_typology": 1, "matching_typology": 1, "half_listed": 1, "median_delay_days": 3.0}
    assert said["patterns"]["fan_in"]["stable"] == expected
    assert said["patterns"]["cycle"]["stable"]["any_typology"] == 0
    assert said["patterns"]["cycle"]["with_shadow"]["any_typology"] == 1
    assert said["patterns"]["cycle"]["with_shadow"]["matching_typology"] == 0
    stable = said["alerts"]["stable"]
    assert (stable["alerts"], stable["per_10000_transactions"], stable["precision"]) == (3, 30.0, 0.6667)
    assert stable["typologies"]["fan-in"] == {"alerts": 2, "on_patterns": 2}
    assert said["alerts"]["shadow"]["alerts"] == 1


def test_labels_do_not_change_an_alert(folder):
    frame = pl.read_parquet(folder / "transactions.parquet")
    other = frame.with_columns(pl.col("isSAR", "patternID").reverse())
    assert not frame["patternID"].equals(other["patternID"])
    found = hits(judge(transactions_of(frame)))
    assert found
    assert found == hits(judge(transactions_of(other)))


def test_labels_name_the_members_and_payments_of_each_pattern(folder):
    models = pl.read_csv(folder / "alert_models.csv")
    first, second = patterns_of(pl.read_parquet(folder / "transactions.parquet"), models)
    assert first.transactions == {"t0", "t1", "t2", "t3", "t4", "t5"}
    assert second.members == {"account:20", "account:21"}
    assert second.started == _START + timedelta(days=5, minutes=6)


def test_a_payment_of_nothing_is_left_out(folder):
    frame = pl.read_parquet(folder / "transactions.parquet").with_columns(amount=pl.lit(0.001))
    assert transactions_of(frame) == []
