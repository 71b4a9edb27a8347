"""A tail returns every record of every partition once, and knows when that was all."""

from __future__ import annotations

import time

import pytest
from kafka import KafkaProducer

from streams import topics
from streams.connection import client_options
from streams.errors import SettingsError
from streams.settings import Settings
from streams.tail import Tail


def publish(settings: Settings, name: str, numbers: range) -> None:
    # A batch of several records: after one the embedded broker answers list-offsets wrongly.
    producer = KafkaProducer(**client_options(settings), enable_idempotence=not settings.embedded_broker, linger_ms=50)
    for number in numbers:
        producer.send(settings.topic(name), b"%d" % number, partition=number % 2)
    producer.close()


def read_to_end(tail: Tail) -> list[int]:
    found: list[int] = []
    deadline = time.monotonic() + 20
    while True:
        found += [int(record.value) for record in tail.poll(0.2)]
        if tail.at_end():
            return sorted(found)
        assert time.monotonic() < deadline, f"not at the end after {len(found)} records"


def test_everything_is_read_once_up_to_the_end_and_then_what_comes_later(broker_settings: Settings):
    topics.create(broker_settings)
    publish(broker_settings, "alerts", range(100))
    with Tail(broker_settings, ["alerts", "reports.due"]) as tail:
        assert read_to_end(tail) == list(range(100))
        publish(broker_settings, "reports.due", range(100, 110))
        deadline = time.monotonic() + 20
        later: list[int] = []
        while len(later) < 10 and time.monotonic() < deadline:
            later += [int(record.value) for record in tail.poll(0.2)]
    assert sorted(later) == list(range(100, 110))


def test_a_tail_that_has_not_asked_yet_is_not_at_the_end(broker_settings: Settings):
    topics.create(broker_settings)
    publish(broker_settings, "alerts", range(1))
    with Tail(broker_settings, ["alerts"]) as tail:
        assert not tail.at_end()


def test_a_topic_that_does_not_exist_is_named(broker_settings: Settings):
    with pytest.raises(SettingsError, match="alerts does not exist"):
        Tail(broker_settings, ["alerts"])
