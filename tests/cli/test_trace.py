"""Which alert is traced: the one whose id is given, or the only one that begins so."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from kafka import KafkaProducer

from streams.connection import client_options
from streams.settings import Settings


@pytest.fixture
def publish(cluster: Settings) -> Callable[..., None]:
    """Publishes alerts with these ids, as far as finding them goes."""

    def send(*identities: str) -> None:
        producer = KafkaProducer(**client_options(cluster), enable_idempotence=False, linger_ms=50)
        for number, identity in enumerate(identities):
            value = json.dumps({"id": identity, "revision": number, "subject": {"id": "customer:1"}}).encode()
            producer.send(cluster.topic("alerts"), value, partition=0)
        producer.close()

    return send


def test_a_beginning_of_several_ids_is_refused_and_two_are_named(counterflow, publish):
    publish("0a0b0c0d-1", "0a0b0c0d-2", "0a0b0c0d-2", "ffffffff-1")
    result = counterflow("trace", "0a0b0c0d")
    assert result.status == 1
    assert result.err == "counterflow: 2 alerts begin with 0a0b0c0d, such as 0a0b0c0d-1 and 0a0b0c0d-2\n"


def test_a_short_beginning_is_refused_with_what_it_takes(counterflow, publish):
    publish("0a0b0c0d-1")
    result = counterflow("trace", "0a0b0c0")
    assert result.status == 1
    assert "a beginning of an id needs 8 characters" in result.err


def test_an_id_that_another_one_only_mentions_is_not_found(counterflow, publish):
    publish("ffffffff-0a0b0c0d")
    for mentioned in ("customer:1", "0a0b0c0d"):
        result = counterflow("trace", mentioned)
        assert result.status == 1
        assert result.err.startswith(f"counterflow: no alert {mentioned} on ")
