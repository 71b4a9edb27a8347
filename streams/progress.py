"""How far the workers of an application have come, by Kafka's word alone: committed offsets against ends of topics."""

from __future__ import annotations

import time
from contextlib import closing
from dataclasses import dataclass

from kafka import KafkaConsumer, TopicPartition
from kafka.errors import KafkaError

from streams import topics
from streams.connection import client_options
from streams.errors import BrokerError
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
    what it knew. Raises SettingsError where the topic does not exist, BrokerError where no broker answers.
    """
    counts = topics.partitions(settings, [name])
    places = [TopicPartition(topic, number) for topic, count in counts.items() for number in range(count)]
    try:
        with closing(_consumer(settings)) as consumer:
            consumer.assign(places)
            # The topic may have lost its oldest records, so nothing committed means the beginning, wherever that is.
            done = {place: consumer.committed(place) for place in places}
            for place, offset in done.items():
                if offset is None:
                    consumer.seek_to_beginning(place)
                    done[place] = consumer.position(place)
                else:
                    consumer.seek(place, offset)
            return Standing(sum(done.values()), sum(_ends(consumer, places)))
    except KafkaError as error:
        raise BrokerError(f"asking {settings.broker} how far the workers are failed: {error}") from error


def _ends(consumer: KafkaConsumer, places: list[TopicPartition]) -> list[int]:
    deadline = time.monotonic() + _ANSWER_SECONDS
    while time.monotonic() < deadline:
        consumer.poll(timeout_ms=_POLL_MS)
        ends = [consumer.highwater(place) for place in places]
        if None not in ends:
            return ends
    raise BrokerError(f"the broker did not say where {places[0].topic} ends")


def _consumer(settings: Settings) -> KafkaConsumer:
    return KafkaConsumer(
        **client_options(settings),
        group_id=settings.application,  # for its offsets; without a subscription nobody joins the group
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        fetch_max_wait_ms=_POLL_MS,
        max_partition_fetch_bytes=1 << 10,
        max_poll_records=1,
    )
