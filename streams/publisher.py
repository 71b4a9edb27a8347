"""Batched output: a partition's records go out as ready-made record batches and their acknowledgement is awaited.

aiokafka's `send` costs some 60 µs a record; a batch built by hand costs about 2.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from aiokafka import AIOKafkaProducer
from aiokafka.structs import RecordMetadata

from streams.settings import Settings
from streams.connection import aiokafka_options

BATCH_MAX_BYTES = 900_000
"""Below the 1 MiB that brokers accept for a record batch by default."""
_RECORD_OVERHEAD = 32

Record = tuple[bytes | None, bytes | None]
"""Key and value."""
Group = Sequence[Record]
"""Records that belong into one record batch, so that a log holds all of them or none."""


@dataclass(slots=True)
class Outbox:
    """What a step sends: groups of records by topic and partition, in order."""

    groups: dict[tuple[str, int], list[Group]] = field(default_factory=lambda: defaultdict(list))

    def add(self, topic: str, partition: int, group: Group) -> None:
        """Append one group to a partition."""
        self.groups[topic, partition].append(group)

    def __len__(self) -> int:
        """Records in it."""
        return sum(len(group) for groups in self.groups.values() for group in groups)


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

    async def publish(self, outbox: Outbox) -> dict[tuple[str, int], int]:
        """Send everything and wait until it is acknowledged; the offset after the last record, by topic and partition.

        Raises KafkaError where a batch could not be written. Batches of one partition wait for each other: were a later
        one written where an earlier one failed, readers would take the gap for repetition.
        """
        partitions = list(outbox.groups.items())
        ends = await asyncio.gather(
            *(self._publish_partition(topic, partition, groups) for (topic, partition), groups in partitions)
        )
        return {place: end for (place, _), end in zip(partitions, ends, strict=True)}

    async def _publish_partition(self, topic: str, partition: int, groups: Iterable[Group]) -> int:
        producer = self._producer
        assert producer is not None, "the publisher is not started"
        end = 0
        for batch in self._batches(producer, groups):
            count = batch.record_count()
            sent = await producer.send_batch(batch, topic, partition=partition)
            metadata: RecordMetadata = await sent
            end = metadata.offset + count
        return end

    @staticmethod
    def _batches(producer: AIOKafkaProducer, groups: Iterable[Group]) -> Iterable[Any]:
        batch = producer.create_batch()
        size = 0
        for group in groups:
            length = sum(len(key or b"") + len(value or b"") + _RECORD_OVERHEAD for key, value in group)
            if size and size + length > BATCH_MAX_BYTES:
                yield batch
                batch, size = producer.create_batch(), 0
            for key, value in group:
                if batch.append(timestamp=None, key=key, value=value) is None:
                    # A group larger than a batch cannot be kept together.
                    yield batch
                    batch = producer.create_batch()
                    batch.append(timestamp=None, key=key, value=value)
            size += length
        if size:
            yield batch
