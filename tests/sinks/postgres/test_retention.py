"""Retention deletes what is old and decided, and nothing that is open, recent or held."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from streams.errors import UnavailableError
from streams.records import Alert
from streams.settings import Settings
from streams.sinks.batch import Record
from streams.sinks.postgres.sink import PostgresSink
from tests.sinks.made import DAY, alert, alerts, batch, network, nobody, payment, record, verdict
from tests.sinks.postgres.conftest import Ask

pytestmark = pytest.mark.postgres

LONG_AGO = "2024-01-01T00:00:00Z"


@pytest.fixture
def expiring(store_settings: Settings) -> Iterator[PostgresSink]:
    """A sink that keeps a year."""
    sink = PostgresSink(store_settings.model_copy(update={"postgres_retention_days": 365}))
    yield sink
    sink.close()


def old(number: int, **fields: Any) -> Alert:
    when = DAY.replace(year=2024)
    return alert(number, detected_at=when, first_detected_at=when, **fields)


def closed(*numbers: int, at: str = LONG_AGO) -> list[Record]:
    return [record(verdict(f"d{n}", f"alert-{n}", decided_at=at), n, "dispositions") for n in numbers]


def settle(ask: Ask) -> None:
    """All verdicts have been in the store for long."""
    ask("UPDATE dispositions SET stored_at = now() - interval '31 days'")


def left(ask: Ask) -> list[str]:
    return [name for (name,) in ask("SELECT id FROM alerts ORDER BY id")]


def test_only_what_is_old_and_decided_goes_with_all_that_hangs_on_it(expiring: PostgresSink, ask: Ask):
    recent = (datetime.now(UTC) - timedelta(days=3)).isoformat()
    expiring.write(alerts(old(1), old(2), old(3), alert(4, detected_at=datetime.now(UTC))), nobody)
    expiring.write(batch([*closed(1, 4), *closed(3, at=recent)]), nobody)
    expiring.write(batch([record(verdict("d9", None, decided_at=LONG_AGO), 9, "dispositions")]), nobody)
    settle(ask)
    expiring.tidy()
    assert left(ask) == ["alert-2", "alert-3", "alert-4"]  # still open, decided the other day, of today
    for table in ("alert_revisions", "evidence", "edges"):
        assert ask(f"SELECT count(*) FROM {table} WHERE alert_id = 'alert-1'") == [(0,)]
    assert ask("SELECT id FROM dispositions ORDER BY id") == [("d3",), ("d4",)]
    assert ask("SELECT alerts FROM subjects") == [(3,)]
    assert ask("SELECT alerts FROM cases") == [(3,)]


def test_escalated_alerts_stay_and_what_needs_no_decision_goes(expiring: PostgresSink, ask: Ask):
    expiring.write(alerts(old(1), old(2)), nobody)
    expiring.write(alerts(old(3), topic="alerts.shadow"), nobody)
    expiring.write(alerts(old(4), topic="reports.due"), nobody)
    escalated = verdict("d1", "alert-1", "escalate", decided_at=LONG_AGO)
    expiring.write(batch([record(escalated, 0, "dispositions")]), nobody)
    expiring.tidy()
    assert left(ask) == ["alert-1", "alert-2"]


def test_a_subject_and_a_case_without_alerts_go_too(expiring: PostgresSink, ask: Ask):
    expiring.write(alerts(old(1, subject="customer:5")), nobody)
    expiring.write(batch(closed(1)), nobody)
    expiring.tidy()
    assert ask("SELECT id FROM subjects UNION SELECT id FROM cases") == []


@pytest.mark.parametrize(("column", "value"), [("subject", "customer:1"), ("alert_id", "alert-1")])
def test_a_legal_hold_keeps_alert_and_verdict_until_it_is_released(
    expiring: PostgresSink, ask: Ask, monkeypatch: pytest.MonkeyPatch, column: str, value: str
):
    expiring.write(alerts(old(1), old(2, subject="customer:2")), nobody)
    monkeypatch.setattr("streams.sinks.postgres.sink._TIDY_SECONDS", 0.0)
    expiring.write(batch(closed(1)), nobody)
    other = verdict("d2", "alert-2", subject="customer:2", decided_at=LONG_AGO)
    expiring.write(batch([record(other, 2, "dispositions")]), nobody)
    ask(f"INSERT INTO legal_holds ({column}, reason) VALUES (%s, 'court order')", value)
    settle(ask)
    expiring.tidy()
    assert left(ask) == ["alert-1"]
    assert ask("SELECT id FROM dispositions") == [("d1",)]
    ask("UPDATE legal_holds SET released_at = now()")
    expiring.tidy()
    assert left(ask) == []
    assert ask("SELECT id FROM dispositions") == []


def test_it_goes_on_a_part_at_a_time(expiring: PostgresSink, ask: Ask, monkeypatch: pytest.MonkeyPatch):
    for module in ("retention", "sink"):
        monkeypatch.setattr(f"streams.sinks.postgres.{module}.EXPIRE_ROWS", 2)
    monkeypatch.setattr("streams.sinks.postgres.sink._TIDY_MORE_SECONDS", 0.0)
    expiring.write(alerts(*(old(number) for number in range(5))), nobody)
    expiring.write(batch(closed(*range(5))), nobody)
    sizes = []
    for _ in range(4):
        expiring.tidy()
        sizes.append(len(left(ask)))
    assert sizes == [3, 1, 0, 0]


def test_without_a_number_of_days_nothing_is_deleted(store_settings: Settings, ask: Ask):
    sink = PostgresSink(store_settings)
    sink.write(alerts(old(1), network(2, [[payment("P", "customer:7", "customer:1")]])), nobody)
    sink.write(batch(closed(1, 2)), nobody)
    sink.tidy()
    sink.close()
    assert left(ask) == ["alert-1", "alert-2"]


def test_an_old_verdict_waits_for_its_alert_and_its_next_revision(
    expiring: PostgresSink, ask: Ask, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("streams.sinks.postgres.sink._TIDY_SECONDS", 0.0)
    expiring.write(batch(closed(1)), nobody)
    for revision in range(2):
        expiring.tidy()
        expiring.write(alerts(old(1, revision=revision), first=revision), nobody)
        assert ask("SELECT state FROM alerts") == [("closed",)]
    expiring.tidy()
    assert left(ask) == []


@pytest.mark.parametrize(("days", "stored", "kept"), [(365, 29, True), (365, 31, False), (7, 6, True), (7, 8, False)])
def test_a_verdict_whose_alert_never_comes_is_not_kept_for_ever(
    store_settings: Settings, ask: Ask, days: int, stored: int, kept: bool
):
    sink = PostgresSink(store_settings.model_copy(update={"postgres_retention_days": days}))
    sink.write(batch(closed(1)), nobody)
    ask("UPDATE dispositions SET stored_at = now() - %s * interval '1 day'", stored)
    sink.tidy()
    sink.close()
    assert bool(ask("SELECT 1 FROM dispositions")) is kept


def test_a_verdict_of_no_time_is_old_when_it_was_stored_long_ago(expiring: PostgresSink, ask: Ask):
    timeless = record({"alert": "alert-1", "decided_at": "once"}, 2, "dispositions")
    expiring.write(batch([timeless._replace(received_ms=1 << 62)]), nobody)
    ask("UPDATE dispositions SET stored_at = now() - interval '366 days'")
    expiring.tidy()
    assert ask("SELECT id FROM dispositions") == []


def test_what_the_database_does_not_take_in_tidying_up_stops_nothing(store_settings: Settings):
    sink = PostgresSink(store_settings.model_copy(update={"postgres_retention_days": 10**9}))
    with pytest.raises(UnavailableError, match="out of range"):
        sink.tidy()
    sink.close()


def test_retention_is_no_longer_than_a_calendar():
    with pytest.raises(ValidationError):
        Settings(postgres_retention_days=36_501)
