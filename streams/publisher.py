"""Batched output: a partition's records go out as ready-made record batches and their acknowledgement is awaited.

aiokafka's `send` costs some 60 µs a record; a batch built by hand costs about 2.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain

from aiokafka import AIOKafkaProducer
from aiokafka.producer.message_accumulator import BatchBuilder
from aiokafka.structs import RecordMetadata

from streams.connection import aiokafka_options
from streams.settings import Settings

BATCH_MAX_BYTES = 900_000
"""Below the 1 MiB that brokers accept for a record batch by default."""
_RECORD_OVERHEAD = 32

Record = tuple[bytes | None, bytes | None]
"""Key and value."""
Group = Sequence[Record]
"""Records that belong into one record batch, so that a log holds all of them or none."""


Place = tuple[str, int]
"""Topic and partition."""


@dataclass(slots=True)
class Outbox:
    """What a step sends, in order by topic and partition: single records, then groups."""

    records: dict[Place, list[Record]] = field(default_factory=lambda: defaultdict(list))
    groups: dict[Place, list[Group]] = field(default_factory=lambda: defaultdict(list))


class Publisher:
    """A Kafka producer that sends outboxes."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._producer: AIOKafkaProducer | None = None

    async def start(self) -> None:
        """Connect. The producer is idempotent where the broker can do that."""
        self._producer = AIOKafkaProducer(
            **aiokafka_options(self._settings),
            acks="all",
            enable_idempotence=not self._settings.embedded_broker,
            linger_ms=0,
            max_batch_size=BATCH_MAX_BYTES + 64_000,
            max_request_size=16 << 20,
        )
        await self._producer.start()

    async def stop(self) -> None:
        """Send what is pending and disconnect."""
        if self._producer is not None:
            await self._producer.stop()
            self._producer = None

    async def publish(self, outbox: Outbox) -> dict[Place, int]:
        """Send everything and wait until it is acknowledged; the offset after the last record, by topic and partition.

        Raises KafkaError where a batch could not be written. Batches of one partition wait for each other: were a later
        one written where an earlier one failed, readers would take the gap for repetition.
        """
        places = list(outbox.records.keys() | outbox.groups.keys())
        ends = await asyncio.gather(*(self._publish_partition(place, outbox) for place in places))
        return dict(zip(places, ends, strict=True))

    async def _publish_partition(self, place: Place, outbox: Outbox) -> int:
        producer = self._producer
        assert producer is not None, "the publisher is not started"
        end = 0
        for batch in chain(
            _batches_of_records(producer, outbox.records.get(place, ())),
            _batches_of_groups(producer, outbox.groups.get(place, ())),
        ):
            count = batch.record_count()
            sent = await producer.send_batch(batch, place[0], partition=place[1])
            metadata: RecordMetadata = await sent
            end = metadata.offset + count
        return end


def _batches_of_records(producer: AIOKafkaProducer, records: Sequence[Record]) -> Iterator[BatchBuilder]:
    if not records:
        return
    batch = producer.create_batch()
    append = batch.append
    for key, value in records:
        if append(timestamp=None, key=key, value=value) is None:
            yield batch
            batch = producer.create_batch()
            append = batch.append
            append(timestamp=None, key=key, value=value)
    yield batch


def _batches_of_groups(producer: AIOKafkaProducer, groups: Sequence[Group]) -> Iterator[BatchBuilder]:
    if not groups:
        return
    batch = producer.create_batch()
    size = 0
    for group in groups:
        length = 0
        for key, value in group:
            length += _RECORD_OVERHEAD + len(key or b"") + len(value or b"")
        if size and size + length > BATCH_MAX_BYTES:
            yield batch
            batch, size = producer.create_batch(), 0
        append = batch.append
        for key, value in group:
            if append(timestamp=None, key=key, value=value) is None:
                # A group larger than a batch cannot be kept together.
                yield batch
                batch = producer.create_batch()
                append = batch.append
                append(timestamp=None, key=key, value=value)
        size += length
    yield batch
