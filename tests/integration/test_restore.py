"""A worker goes on where another one ended, with the states that the changelog holds."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from kafka import KafkaProducer

from streams import topics
from streams.broker import LocalBroker
from streams.connection import client_options
from streams.records import Alert
from streams.settings import Settings
from streams.subject.codec import head_key
from streams.worker_process import WorkerProcess
from tests.integration.harness import publish, read_all, settings_for, wait_processed
from tests.integration.made import deposit

CUSTOMERS = [f"C{number}" for number in range(200)]


def _deposits(number: int) -> list[bytes]:
    """The deposit of this number of every customer. The third one completes the structuring."""
    return [deposit(f"{each}-{number}", each, "9400.00", number * timedelta(days=1)) for each in CUSTOMERS]


def _run(settings: Settings, *numbers: int, kill: bool = False) -> tuple[float, float]:
    """A worker from its start until the deposits of these numbers are processed one after the other.

    Returns how many changelog records it restored, and how many of them were stale.
    """
    with WorkerProcess(settings) as worker:
        worker.wait_ready()
        restored, stale = (worker.total(f"counterflow_restored_{each}_total") for each in ("records", "stale_records"))
        for number in numbers:
            publish(settings, _deposits(number))
            wait_processed(worker, settings, (number + 1) * len(CUSTOMERS))
        if kill:
            worker.kill()
    return restored, stale


def _written(settings: Settings) -> int:
    return len(read_all(settings, settings.changelog))


def _assert_structuring_of_all(settings: Settings) -> None:
    decode = msgspec.json.Decoder(Alert).decode
    alerts = [decode(record.value) for record in read_all(settings, settings.topic("alerts"))]
    found = {alert.subject.id: alert.evidence_count for alert in alerts if alert.typology == "cash-structuring"}
    assert found == {f"customer:{customer}": 3 for customer in CUSTOMERS}


@pytest.mark.slow
def test_a_pattern_begun_under_one_worker_is_recognised_by_the_next_whatever_a_dead_one_writes_late(
    broker: LocalBroker,
) -> None:
    settings = settings_for(broker)
    topics.create(settings)
    _run(settings, 0, 1)
    _write_again(settings, [head_key(f"customer:{customer}".encode()) for customer in CUSTOMERS])
    written = _written(settings)
    assert written > 3 * len(CUSTOMERS)
    assert _run(settings, 2) == (written, len(CUSTOMERS))
    _assert_structuring_of_all(settings)


@pytest.mark.slow
def test_a_killed_worker_with_its_own_disk_restores_only_what_others_wrote_meanwhile(
    embedded_broker: LocalBroker, tmp_path: Path
) -> None:
    here = settings_for(embedded_broker, store="rocksdb", data_dir=tmp_path / "here")
    elsewhere = here.model_copy(update={"data_dir": tmp_path / "elsewhere"})
    topics.create(here)
    assert _run(here, 0, kill=True) == (0, 0)
    first = _written(here)
    assert _run(elsewhere, 1) == (first, 0)
    second = _written(here)
    assert _run(here, 2) == (second - first, 0)
    assert second > first
    _assert_structuring_of_all(here)


def _write_again(settings: Settings, keys: Iterable[bytes]) -> None:
    """Append the oldest state of each key to the changelog."""
    oldest = {record.key: record for record in reversed(read_all(settings, settings.changelog))}
    producer = KafkaProducer(**client_options(settings), enable_idempotence=not settings.embedded_broker)
    for key in keys:
        producer.send(settings.changelog, oldest[key].value, key, partition=oldest[key].partition)
    producer.flush()
    producer.close()
