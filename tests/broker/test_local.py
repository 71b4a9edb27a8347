"""Both brokers start, carry records, and are gone afterwards."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest
from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer, TopicPartition

from streams.broker import ApacheKafka, EmbeddedBroker, LocalBroker, apache
from streams.broker.local import listens
from streams.errors import BrokerError


def test_a_broker_carries_records(broker: LocalBroker, prefix: str):
    topic = f"{prefix}carried"
    admin = KafkaAdminClient(bootstrap_servers=broker.bootstrap)
    admin.create_topics({topic: {"num_partitions": 1, "replication_factor": 1}}, wait_for_metadata=True)
    admin.close()
    producer = KafkaProducer(bootstrap_servers=broker.bootstrap, enable_idempotence=False)
    for number in range(100):
        producer.send(topic, b"%d" % number)
    producer.flush()
    producer.close()
    consumer = KafkaConsumer(
        bootstrap_servers=broker.bootstrap, auto_offset_reset="earliest", consumer_timeout_ms=10_000
    )
    consumer.assign([TopicPartition(topic, 0)])
    received = [int(next(consumer).value) for _ in range(100)]
    consumer.close()
    assert received == list(range(100))


def test_a_stopped_broker_leaves_no_listener_and_no_files(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with EmbeddedBroker() as broker:
        assert listens(broker.bootstrap)
        assert list(tmp_path.iterdir()) != []
    assert not listens(broker.bootstrap)
    assert broker.pid is None
    assert list(tmp_path.iterdir()) == []


def test_a_broker_that_ends_while_starting_is_an_error_with_its_last_words(monkeypatch: pytest.MonkeyPatch):
    class Broken(EmbeddedBroker):
        def _command(self, port: int, folder: Path):
            command, env = super()._command(port, folder)
            return [command[0], "broker", "--no-such-option"], env

    with pytest.raises(BrokerError, match=r"(?s)ended while starting.*--no-such-option"):
        Broken().start()


def test_a_missing_program_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert apache.missing() == "java and mvn not found"
    with pytest.raises(BrokerError, match="needs java"):
        ApacheKafka().start()


def test_a_failed_download_leaves_no_half_filled_cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    maven = tmp_path / "bin" / "mvn"
    maven.parent.mkdir()
    maven.write_text("#!/bin/sh\necho no such repository\nexit 1\n")
    maven.chmod(0o755)
    monkeypatch.setenv("PATH", f"{maven.parent}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("COUNTERFLOW_CACHE", str(tmp_path / "cache"))
    with pytest.raises(BrokerError, match="no such repository"):
        apache.jars()
    assert list((tmp_path / "cache").iterdir()) == []
