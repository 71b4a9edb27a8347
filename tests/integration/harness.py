"""What the tests against real brokers share: publish, wait until all is processed, read topics to their end."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple
from uuid import uuid4

import msgspec
from aiokafka.structs import ConsumerRecord
from kafka import KafkaProducer

from streams.broker import EmbeddedBroker, LocalBroker
from streams.connection import client_options
from streams.flows.kept import KEPT_MARK, Kept
from streams.ordering.progress import PROGRESS_KEY
from streams.ordering.watermark import WATERMARK_KEY
from streams.progress import standing
from streams.records import Alert
from streams.scan import partitions_of, scan
from streams.settings import Settings
from streams.subject.codec import Head
from streams.subject.store import VERSION_BYTES
from streams.worker_process import WorkerProcess

RECEIVED_MS = int(time.time() * 1000)
"""Kafka timestamp of every record, so that runs can be compared byte by byte. A recent one: brokers delete what is
old."""


def settings_for(broker: LocalBroker, **fields: Any) -> Settings:
    """Settings with topics and a consumer group of their own, quick to notice that a worker is dead."""
    prefix = f"test-{uuid4().hex[:12]}."
    own = {"topic_prefix": prefix, "application": f"{prefix}app", "session_timeout_seconds": 6.0}
    embedded = isinstance(broker, EmbeddedBroker)
    return Settings(broker=broker.bootstrap, embedded_broker=embedded, log_level="WARNING", **{**own, **fields})


class Sent(NamedTuple):
    """A record to publish that is more than a value."""

    value: bytes | None
    key: bytes | None = None
    headers: Sequence[tuple[str, bytes]] = ()


def publish(settings: Settings, values: Iterable[bytes | Sent], compression: str | None = None) -> None:
    """Write records to the partitions of `transactions` in turn."""
    producer = KafkaProducer(
        **client_options(settings),
        linger_ms=20,
        batch_size=256 << 10,
        max_request_size=12 << 20,
        compression_type=compression,
        enable_idempotence=not settings.embedded_broker,
    )
    topic = settings.topic("transactions")
    for number, each in enumerate(values):
        value, key, headers = each if isinstance(each, Sent) else Sent(each)
        partition = number % settings.transactions_partitions
        producer.send(topic, value, key, list(headers), partition=partition, timestamp_ms=RECEIVED_MS)
    producer.flush()
    producer.close()


def read_all(settings: Settings, topic: str) -> list[ConsumerRecord]:
    """Every record of a topic, partition by partition, up to the high watermarks that fetches report."""
    return asyncio.run(_read_all(settings, topic))


def movements_of(settings: Settings) -> list[ConsumerRecord]:
    """Every movement, without the watermarks between them."""
    return [record for record in read_all(settings, settings.topic("movements")) if record.key != WATERMARK_KEY]


async def _read_all(settings: Settings, topic: str) -> list[ConsumerRecord]:
    partitions = await partitions_of(settings, topic)
    found: dict[int, list[ConsumerRecord]] = {partition: [] for partition in partitions}
    async for partition, records in scan(settings, topic, partitions):
        found[partition].extend(records)
    return [record for partition in partitions for record in found[partition]]


def alerts_of(settings: Settings) -> set[tuple[str, str, int]]:
    """Topic, id and revision of everything that was raised; of networks the last revision, since how many tokens come
    at once decides which ones are published on the way."""
    decode = msgspec.json.Decoder(Alert).decode
    found = set()
    networks: dict[tuple[str, str], int] = {}
    for topic in ("alerts", "alerts.shadow", "reports.due"):
        for record in read_all(settings, settings.topic(topic)):
            alert = decode(record.value)
            if is_network(alert):
                networks[topic, alert.id] = max(alert.revision, networks.get((topic, alert.id), 0))
            else:
                found.add((topic, alert.id, alert.revision))
    return found | {(topic, name, revision) for (topic, name), revision in networks.items()}


def networks_of(settings: Settings) -> set[str]:
    """The typologies of the alerts that come of tokens."""
    decode = msgspec.json.Decoder(Alert).decode
    alerts = [decode(record.value) for record in read_all(settings, settings.topic("alerts"))]
    return {alert.typology for alert in alerts if is_network(alert)}


def is_network(alert: Alert) -> bool:
    """Whether an alert comes of tokens."""
    return bool(alert.paths) or any(item.direction == "between" for item in alert.evidence)


def states_of(settings: Settings) -> dict[bytes, bytes]:
    """The subjects' states as the changelog holds them, less what says where in `movements` and `flows` they are.

    That differs between runs, because watermarks lie between the movements, and tokens come in any order.
    """
    decode_kept = msgspec.msgpack.Decoder(Kept).decode
    decode = msgspec.msgpack.Decoder(Head).decode
    states: dict[bytes, bytes | None] = {}
    for record in read_all(settings, settings.changelog):
        body = record.value[VERSION_BYTES:] if record.value is not None else None
        if body is not None and record.key.find(b"\0") == len(record.key) - 1:
            body = msgspec.msgpack.encode(msgspec.structs.replace(decode(body), position_tie=0))
        elif body is not None and record.key.endswith(KEPT_MARK):
            body = msgspec.msgpack.encode(msgspec.structs.replace(decode_kept(body), position=-1))
        states[record.key] = body
    assert states.pop(PROGRESS_KEY) is not None
    return {key: value for key, value in states.items() if value is not None}


def wait_processed(worker: WorkerProcess, settings: Settings, transactions: int, seconds: float = 120.0) -> None:
    """Wait until intake has committed `transactions` records and the subjects all that it sent."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        worker.wait_until(lambda: True)
        # In this order: what intake has committed it has sent, so the end of `movements` is then final, and tokens come
        # of tokens only.
        if standing(settings, "transactions").done == transactions and all(
            standing(settings, name).finished for name in ("movements", "flows")
        ):
            return
        time.sleep(0.3)
    raise AssertionError("not everything was processed and committed in time")
