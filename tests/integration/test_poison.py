"""A movement that cannot be applied is put aside, and those around it are applied."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Iterable, Mapping
from datetime import timedelta
from functools import partial

import msgspec
import numpy as np
from aiokafka.structs import ConsumerRecord
from kafka import KafkaProducer

from streams import topics
from streams.broker import LocalBroker
from streams.connection import client_options
from streams.intake.enrich import Addressed
from streams.intake.intake import Intake
from streams.movement import MOVEMENT, MOVEMENT_BYTES
from streams.ordering.watermark import WATERMARK_KEY, Watermark, encode_watermark, newest_by_input
from streams.reconcile import reconcile
from streams.records import Alert, Rejected
from streams.reference import Reference
from streams.settings import Settings
from streams.worker_process import WorkerProcess
from tests.integration.harness import RECEIVED_MS, publish, read_all, settings_for, wait_processed
from tests.integration.made import deposit

CUSTOMERS = [f"C{number}" for number in range(12)]
OTHER_INPUT = 1
"""Input partition of the movements made here, so that those of real transactions are no repeats of them."""


def _deposits(customers: Iterable[str]) -> list[bytes]:
    days = (timedelta(days=number) for number in range(3))
    return [deposit(f"{each}-{day.days}", each, "9400.00", day) for day in days for each in customers]


def _good(settings: Settings) -> list[Addressed]:
    """What intake would make of three deposits of every customer."""
    topic = settings.topic("transactions")
    records = [
        ConsumerRecord(topic, OTHER_INPUT, offset, RECEIVED_MS, 0, None, value, None, 0, len(value), ())
        for offset, value in enumerate(_deposits(CUSTOMERS))
    ]
    return Intake(settings, Reference.load()).take(records).movements


def _poison(like: Addressed) -> list[bytes | None]:
    """Records that are no movements, in the guise of a good one: cut off, of no known layout, text, a tombstone."""
    foreign = np.frombuffer(like.value[:MOVEMENT_BYTES], dtype=MOVEMENT).copy()
    foreign["layout"] = 200
    unknown = foreign.tobytes() + like.value[MOVEMENT_BYTES:]
    return [like.value[: MOVEMENT_BYTES - 1], unknown, b'{"id": "a transaction on the wrong topic"}', None]


def _send(settings: Settings, good: list[Addressed]) -> Mapping[tuple[int, int], bytes]:
    """Good movements, and all the poison amid them in each partition; the poison by partition and offset."""
    producer = KafkaProducer(**client_options(settings), linger_ms=50, enable_idempotence=not settings.embedded_broker)
    poison = []
    for at, movement in enumerate(good):
        send = partial(producer.send, settings.topic("movements"), key=movement.key, partition=movement.partition)
        send(movement.value)
        if len(CUSTOMERS) <= at < 2 * len(CUSTOMERS):
            poison += [(send(bad), bad or b"") for bad in _poison(movement)]
    # Nobody else speaks for that input partition.
    newest = newest_by_input([movement.value for movement in good])
    said = encode_watermark(Watermark(0, 0, newest, [OTHER_INPUT]))
    for partition in range(settings.subjects_partitions):
        producer.send(settings.topic("movements"), key=WATERMARK_KEY, value=said, partition=partition)
    producer.flush()
    places = {}
    for sent, bad in poison:
        metadata = sent.get(10)
        places[metadata.partition, metadata.offset] = bad
    producer.close()
    return places


def _structured(settings: Settings) -> dict[str, int]:
    decode = msgspec.json.Decoder(Alert).decode
    alerts = [decode(record.value) for record in read_all(settings, settings.topic("alerts"))]
    return {alert.subject.id: alert.evidence_count for alert in alerts if alert.typology == "cash-structuring"}


def test_movements_that_cannot_be_read_are_put_aside_and_those_around_them_applied(broker: LocalBroker) -> None:
    settings = settings_for(broker, retry_backoff_seconds=0.01, step_attempts=2)
    topics.create(settings)
    good = _good(settings)
    poison = _send(settings, good)
    with WorkerProcess(settings) as worker:
        wait_processed(worker, settings, 0)
        assert _structured(settings) == {f"customer:{customer}": 3 for customer in CUSTOMERS}
        afterwards = _deposits(["afterwards"])
        publish(settings, afterwards)
        wait_processed(worker, settings, len(afterwards))
        assert worker.samples()['counterflow_rejected_total{reason="processing_failed"}'] == len(poison)
        assert worker.samples()['counterflow_movements_total{status="applied"}'] == len(good) + len(afterwards)
    assert _structured(settings)["customer:afterwards"] == 3

    decode = msgspec.json.Decoder(Rejected).decode
    rejects = [decode(record.value) for record in read_all(settings, settings.topic("transactions.rejected"))]
    assert {(each.topic, each.reason) for each in rejects} == {(settings.topic("movements"), "processing_failed")}
    assert len(rejects) == len(poison) == 4 * len(CUSTOMERS)
    assert {(each.partition, each.offset): base64.b64decode(each.original) for each in rejects} == poison

    reconciled = asyncio.run(reconcile(settings))
    assert sum(tally.count for tally in reconciled.processed.values()) == len(good) + len(afterwards)
    assert sum(tally.count for tally in reconciled.expected.values()) == len(afterwards)
    assert not reconciled.lost
