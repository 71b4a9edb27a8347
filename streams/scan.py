"""Read topics from one place to another without joining a group: for restoring states, reconciling, looking around."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterable, Mapping

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.structs import ConsumerRecord

from streams.connection import aiokafka_options
from streams.errors import BrokerError
from streams.settings import Settings

_POLL_MS = 200
_FETCH_BYTES = 8 << 20
_METADATA_SECONDS = 10.0


def reader(settings: Settings, fetch_bytes: int = _FETCH_BYTES) -> AIOKafkaConsumer:
    """A consumer in no group, not started, of whatever producers did not take back, in fetches of so many bytes."""
    return AIOKafkaConsumer(
        **aiokafka_options(settings),
        group_id=None,
        enable_auto_commit=False,
        isolation_level="read_committed",
        auto_offset_reset="earliest",
        fetch_max_wait_ms=_POLL_MS,
        max_partition_fetch_bytes=fetch_bytes,
    )


async def scan(
    settings: Settings,
    topic: str,
    starts: Mapping[int, int] | Iterable[int],
    ends: Mapping[int, int] | None = None,
) -> AsyncIterator[tuple[int, list[ConsumerRecord]]]:
    """Batches of records with their partition, from `starts` up to `ends`.

    `starts` are offsets by partition, or just partitions to read from their beginning; `ends` are offsets by partition.
    Without `ends` a partition is read up to the high watermark that fetch responses carry: the embedded broker
    answers wrongly when it is asked for end offsets.
    """
    begin = dict(starts) if isinstance(starts, Mapping) else dict.fromkeys(starts, 0)
    places = {partition: TopicPartition(topic, partition) for partition in begin}
    consumer = reader(settings)
    await consumer.start()
    try:
        open_places = {place for partition, place in places.items() if ends is None or ends.get(partition, 0) > 0}
        consumer.assign(list(open_places))
        for place in open_places:
            if begin[place.partition]:
                consumer.seek(place, begin[place.partition])
            else:
                await consumer.seek_to_beginning(place)
        while open_places:
            for place, records in (await consumer.getmany(*open_places, timeout_ms=_POLL_MS)).items():
                wanted = records if ends is None else [each for each in records if each.offset < ends[place.partition]]
                if wanted:
                    yield place.partition, wanted
            for place in list(open_places):
                end = consumer.highwater(place) if ends is None else ends[place.partition]
                if end is not None and await consumer.position(place) >= end:
                    open_places.discard(place)
    finally:
        await consumer.stop()


async def high_watermark(settings: Settings, topic: str, partition: int) -> int:
    """The offset after the last record of a partition, as a fetch response says it."""
    place = TopicPartition(topic, partition)
    consumer = AIOKafkaConsumer(
        **aiokafka_options(settings), group_id=None, enable_auto_commit=False, fetch_max_wait_ms=_POLL_MS
    )
    await consumer.start()
    try:
        consumer.assign([place])
        await consumer.seek_to_beginning(place)
        while (end := consumer.highwater(place)) is None:
            await consumer.getmany(place, timeout_ms=_POLL_MS, max_records=1)
        return int(end)
    finally:
        await consumer.stop()


async def committed(settings: Settings, topic: str, partitions: Iterable[int]) -> dict[int, int]:
    """Committed offsets of the application's group by partition, 0 where it has none."""
    consumer = AIOKafkaConsumer(**aiokafka_options(settings), group_id=settings.application, enable_auto_commit=False)
    await consumer.start()
    try:
        return {partition: await consumer.committed(TopicPartition(topic, partition)) or 0 for partition in partitions}
    finally:
        await consumer.stop()


async def partitions_of(settings: Settings, topic: str) -> list[int]:
    """The partitions that a topic has. Raises BrokerError where the broker knows no such topic."""
    consumer = AIOKafkaConsumer(topic, **aiokafka_options(settings), group_id=None, enable_auto_commit=False)
    try:
        await consumer.start()
        deadline = time.monotonic() + _METADATA_SECONDS
        while time.monotonic() < deadline:
            # Right after the start the client may not have heard of the topic yet, which looks like a topic without
            # any.
            if found := consumer.partitions_for_topic(topic):
                return sorted(found)
            await asyncio.sleep(0.05)
    finally:
        await consumer.stop()
    raise BrokerError(f"topic {topic} does not exist at {settings.broker}; run `counterflow topics create`")
