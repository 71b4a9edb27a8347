"""Alerts as a consumer downstream sees them."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import count

import pytest
from kafka import KafkaProducer

from streams.connection import client_options
from streams.settings import Settings

ALERT = {
    "id": "0",
    "revision": 0,
    "status": "new",
    "typology": "fan-in",
    "title": "Many senders",
    "severity": "high",
    "subject": {"id": "customer:C1"},
    "narrative": "Nine senders within a day [sic].",
    "counterfactual": "It would not have fired with fewer.",
    "detected_at": "2026-01-15T10:30:00Z",
}


@pytest.fixture
def publish(cluster: Settings) -> Callable[[str, int], None]:
    """Publishes so many alerts to a topic, with ids that go on."""
    ids = count()

    def send(name: str, number: int) -> None:
        producer = KafkaProducer(**client_options(cluster), enable_idempotence=False, linger_ms=50)
        for _ in range(number):
            value = json.dumps({**ALERT, "id": str(next(ids))}).encode()
            producer.send(cluster.topic(name), value, partition=0)
        producer.close()

    return send


def test_an_alert_is_shown_with_its_narrative(counterflow, publish):
    publish("alerts", 1)
    shown = counterflow("alerts").out
    for words in ("high", "Many senders", "customer:C1", "Nine senders within a day [sic].", "would not have fired"):
        assert words in shown


def test_json_is_each_alert_as_it_was_published(counterflow, publish):
    publish("alerts", 3)
    lines = counterflow("alerts", "--json").out.splitlines()
    assert [json.loads(line)["id"] for line in lines] == ["0", "1", "2"]


def test_the_limit_ends_even_a_followed_topic(counterflow, publish):
    publish("alerts", 3)
    assert len(counterflow("alerts", "--follow", "--limit", 2, "--json").out.splitlines()) == 2


def test_other_topics_can_be_read(counterflow, publish):
    publish("alerts", 1)
    publish("reports.due", 1)
    lines = counterflow("alerts", "--topic", "reports.due", "--json").out.splitlines()
    assert [json.loads(line)["id"] for line in lines] == ["1"]
    both = counterflow("alerts", "-t", "reports.due", "-t", "alerts", "--json").out.splitlines()
    assert len(both) == 2


def test_no_alerts_print_nothing(counterflow, cluster: Settings):
    result = counterflow("alerts")
    assert (result.status, result.out) == (0, "")


def test_a_topic_that_does_not_exist_is_named(counterflow, cluster: Settings):
    result = counterflow("alerts", "--topic", "alarms")
    assert result.status == 2
    assert f"{cluster.topic('alarms')} does not exist" in result.err
