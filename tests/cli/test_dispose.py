"""`counterflow dispose`, `dispositions` and `review`, as an analyst uses them."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from kafka import KafkaProducer

from streams.connection import client_options
from streams.evaluation import Arrivals, Outcome
from streams.outbound import encode_alert
from streams.partitioner import partition_for
from streams.records import Alert
from streams.settings import Settings
from tests.dispositions.bench import NAME, Bench

BY = ("--by", "Analyst 1")
CLOSE = ("--verdict", "close", "--reason", "false-positive")


@pytest.fixture(scope="module")
def alert() -> Alert:
    bench = Bench()
    for day in range(3):
        raised = bench.deposit(day)
    return raised[0].alert


@pytest.fixture
def publish(cluster: Settings) -> Callable[[str, bytes, bytes], None]:
    """Writes a record to a topic, where its key belongs."""

    def send(name: str, key: bytes, value: bytes) -> None:
        producer = KafkaProducer(**client_options(cluster), enable_idempotence=False)
        producer.send(cluster.topic(name), value, key, partition=partition_for(key, cluster.subjects_partitions))
        producer.close()

    return send


def listed(counterflow: Any) -> list[dict[str, Any]]:
    return [json.loads(line) for line in counterflow("dispositions", "--json").out.splitlines()]


def test_a_decision_is_shown_published_and_listed(counterflow, publish, alert: Alert):
    publish("alerts", b"customer:A", encode_alert(alert))
    until = (datetime.now(UTC) + timedelta(days=30)).date().isoformat()
    result = counterflow("dispose", alert.id[:8], *CLOSE, *BY, "--snooze-until", until, "--note", "A stall.")
    assert result.status == 0, result.err
    for words in ("close false positive", NAME, "customer:A", f"held back until {until}", "A stall.", "Published to"):
        assert words in result.out
    [found] = listed(counterflow)
    assert (found["alert"], found["known"]["evidence_count"]) == (alert.id, 3)
    assert "A stall." in counterflow("dispositions").out
    assert counterflow("dispositions", "--precision").out.split()[-7:] == ["0.00", "0", "1", "0", "0", "0", "0"]


def test_a_dry_run_publishes_nothing(counterflow, publish, alert: Alert):
    publish("alerts", b"customer:A", encode_alert(alert))
    assert "escalate" in counterflow("dispose", alert.id, "--verdict", "escalate", *BY, "--dry-run").out
    assert listed(counterflow) == []


def test_what_is_refused_says_why_and_is_not_published(counterflow, publish, alert: Alert):
    publish("alerts", b"customer:A", encode_alert(alert))
    for more, status, said in (
        (("--snooze-indefinitely",), 1, "a second person"),
        (("--snooze-until", "9999-12-31"), 1, "a second person"),
        (("--snooze-until", "2001-01-01"), 2, "is over"),
        (("--snooze-until", "soon"), 2, "is no date"),
        (("--allow", "customer:Z", "--until", "2999-01-01"), 1, "not one of the counterparties"),
        (("--until", "2999-01-01"), 2, "--snooze-until"),
        (("--subject", "customer:A"), 2, "either an alert or"),
    ):
        result = counterflow("dispose", alert.id, *CLOSE, *BY, *more)
        assert (result.status, said in " ".join(result.err.replace("│", " ").split())) == (status, True), result.err
    assert counterflow("dispose", "nothing-of-that-name", *CLOSE, *BY).status == 1
    assert listed(counterflow) == []


def test_sanctions_and_reports_are_not_snoozed(counterflow, publish, alert: Alert):
    value = encode_alert(alert).replace(NAME.encode(), b"sanctions-match")
    publish("alerts", b"customer:A", value)
    result = counterflow("dispose", alert.id, *CLOSE, *BY, "--snooze-until", "2999-01-01")
    assert (result.status, "is about sanctions" in result.err) == (1, True)
    assert counterflow("dispose", alert.id, *CLOSE, *BY).status == 0
    other = encode_alert(alert).replace(alert.id.encode(), b"a-report-of-cash")
    publish("reports.due", b"customer:A", other)
    result = counterflow("dispose", "a-report-of-cash", *CLOSE, *BY, "--snooze-until", "2999-01-01")
    assert (result.status, "is a duty" in result.err) == (1, True)


def test_a_sample_shows_what_is_held_back_and_who_has_no_alert(counterflow, publish, alert: Alert):
    publish("alerts.suppressed", b"customer:A", encode_alert(alert))
    for customer, value in _movements():
        publish("movements", customer, value)
    shown = counterflow("review", "--alerts", 3, "--subjects", 3).out
    assert "1 of 1 alerts that are held back" in shown
    assert "1 of 1 subjects without an alert" in shown
    assert "customer:B · 3 movements with 0 counterparties" in shown
    decided = counterflow("dispose", "--subject", "customer:B", *CLOSE, *BY)
    assert decided.status == 0, decided.err
    assert counterflow("dispose", alert.id, "--verdict", "escalate", "--sampled", *BY).status == 0
    assert [
        (each["sampled"], each["known"]["transactions"]) for each in listed(counterflow) if "alert" not in each
    ] == [(True, ["B-0", "B-1", "B-2"])]
    again = json.loads(counterflow("review", "--json").out)
    assert (again["alerts"], again["subjects"]) == ([], [])
    assert counterflow("dispose", "--subject", "customer:Z", *CLOSE, *BY).status == 1


class _Watched(Bench):
    """Keeps the movements that it is given."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[bytes, bytes]] = []

    def step(self, arrivals: Arrivals) -> Outcome:
        self.seen.extend(zip(arrivals.keys, arrivals.values, strict=True))
        return super().step(arrivals)


def _movements() -> list[tuple[bytes, bytes]]:
    """Three deposits each of A and B."""
    bench = _Watched()
    for customer in ("A", "B"):
        for day in range(3):
            bench.deposit(day, customer=customer)
    return bench.seen
