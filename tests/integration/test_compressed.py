"""Producers choose how they compress: whatever Kafka knows is read, by workers and by what reads beside them."""

from __future__ import annotations

import pytest
from kafka import KafkaConsumer

from streams import topics
from streams.broker import LocalBroker
from streams.connection import client_options
from streams.settings import Settings
from streams.worker_process import WorkerProcess
from tests.integration.harness import movements_of, publish, settings_for, wait_processed
from tests.integration.made import transfer

CODECS = ("gzip", "snappy", "lz4", "zstd")
EACH = 200


@pytest.fixture
def settings(broker: LocalBroker) -> Settings:
    """Of topics that hold batches of every codec."""
    found = settings_for(broker)
    topics.create(found)
    for codec in CODECS:
        publish(found, [transfer(f"{codec}-{each}") for each in range(EACH)], compression=codec)
    return found


def test_a_worker_reads_every_codec(settings: Settings) -> None:
    with WorkerProcess(settings) as worker:
        wait_processed(worker, settings, len(CODECS) * EACH)
    assert len(movements_of(settings)) == 2 * len(CODECS) * EACH


def test_so_does_the_client_of_sinks(settings: Settings) -> None:
    consumer = KafkaConsumer(
        settings.topic("transactions"),
        **client_options(settings),
        auto_offset_reset="earliest",
        group_id=None,
        consumer_timeout_ms=10_000,
    )
    found = 0
    for _ in consumer:
        found += 1
        if found == len(CODECS) * EACH:
            break
    consumer.close()
    assert found == len(CODECS) * EACH
