"""Opens some movements of the topic: those whose words a trace shows.

They are few and lie far apart, so each is looked up; what is near to the one before is read on the way.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from aiokafka import AIOKafkaConsumer, TopicPartition

from streams.errors import BrokerError
from streams.movement import Words, decode_words, parse
from streams.scan import reader
from streams.settings import Settings

_FETCH_BYTES = 64 << 10
_POLL_MS = 200
_NEAR = 200
"""So many records are read on the way rather than looked up."""
_SILENCE_SECONDS = 30.0


class Place(NamedTuple):
    """Where a movement lies on its topic."""

    partition: int
    offset: int


class Opened(NamedTuple):
    """A movement in words; `subject` is whose it is."""

    subject: str
    words: Words


async def open_words(settings: Settings, places: Iterable[Place]) -> dict[Place, Opened]:
    """The movements at these places in words, without those that the broker has deleted. Raises BrokerError where it
    falls silent."""
    wanted: dict[int, list[int]] = defaultdict(list)
    for partition, offset in sorted(set(places)):
        wanted[partition].append(offset)
    found: dict[Place, Opened] = {}
    for partition, offsets in wanted.items():
        consumer = reader(settings, _FETCH_BYTES)
        await consumer.start()
        try:
            await _open(settings, consumer, partition, offsets, found)
        finally:
            await consumer.stop()
    return found


async def _open(
    settings: Settings, consumer: AIOKafkaConsumer, partition: int, offsets: list[int], found: dict[Place, Opened]
) -> None:
    """Add the movements of one partition, whose offsets ascend."""
    topic = TopicPartition(settings.topic("movements"), partition)
    consumer.assign([topic])
    wanted = set(offsets)
    position = -_NEAR
    heard = time.monotonic()
    for offset in offsets:
        if offset >= position + _NEAR:
            consumer.seek(topic, offset)
            position = offset
        while position <= offset:
            records = (await consumer.getmany(topic, timeout_ms=_POLL_MS)).get(topic, [])
            for record in records:
                if record.offset in wanted:
                    [words] = parse([record.value])[1]
                    found[Place(partition, record.offset)] = Opened(record.key.decode(), decode_words(words))
            if records:
                position, heard = records[-1].offset + 1, time.monotonic()
            elif time.monotonic() - heard > _SILENCE_SECONDS:
                raise BrokerError(f"{settings.broker} has not answered for {_SILENCE_SECONDS:.0f} s; try again")
