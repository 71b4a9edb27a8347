"""How far the workers of an application have come, by Kafka's word alone: committed offsets against ends of topics."""

from __future__ import annotations

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError

from streams.connection import aiokafka_options
from streams.errors import BrokerError
from streams.scan import partitions_of
from streams.settings import Settings

_ANSWER_SECONDS = 10.0
_POLL_MS = 50


@dataclass(frozen=True, slots=True)
class Standing:
    """Records of a topic that are done with, and those that there are, over all partitions."""

    done: int
    total: int

    @property
    def finished(self) -> bool:
        """Whether nothing is left."""
        return self.done >= self.total


def standing(settings: Settings, name: str) -> Standing:
    """How far the application's group is on a topic, whose `name` comes without prefix.

    `total` is that of a moment after the call. It is taken from fetches, because the embedded broker's answer to
    list-offsets cannot be relied on, and by a consumer of its own, because one that has fetched before may answer with
    what it knew. Raises BrokerError where the topic does not exist, or no broker answers.
    """
    try:
        # In a thread, since the caller may have an event loop of its own.
        with ThreadPoolExecutor(max_workers=1) as thread:
            return thread.submit(asyncio.run, _standing(settings, settings.topic(name))).result()
    except KafkaError as error:
        raise BrokerError(f"asking {settings.broker} how far the workers are failed: {error}") from error


async def _standing(settings: Settings, topic: str) -> Standing:
    places = [TopicPartition(topic, number) for number in await partitions_of(settings, topic)]
    consumer = AIOKafkaConsumer(
        **aiokafka_options(settings),
        group_id=settings.application,  # for its offsets; without a subscription nobody joins the group
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        fetch_max_wait_ms=_POLL_MS,
        max_partition_fetch_bytes=1 << 10,
        max_poll_records=1,
    )
    await consumer.start()
    try:
        consumer.assign(places)
        done = 0
        for place in places:
            offset = await consumer.committed(place)
            if offset is None:
                # The topic may have lost its oldest records, so nothing committed means the beginning, wherever it is.
                await consumer.seek_to_beginning(place)
                offset = await consumer.position(place)
            else:
                consumer.seek(place, offset)
            done += offset
        return Standing(done, sum(await _ends(consumer, places)))
    finally:
        await consumer.stop()


async def _ends(consumer: AIOKafkaConsumer, places: list[TopicPartition]) -> list[int]:
    deadline = time.monotonic() + _ANSWER_SECONDS
    while time.monotonic() < deadline:
        await consumer.getmany(*places, timeout_ms=_POLL_MS)
        ends = [consumer.highwater(place) for place in places]
        if None not in ends:
            return ends
    raise BrokerError(f"the broker did not say where {places[0].topic} ends")
