"""Reading topics as any consumer downstream would: from the first record on, in no group, committing nothing."""

from __future__ import annotations

from collections.abc import Iterable
from types import TracebackType
from typing import Any, Self

from kafka import KafkaConsumer, TopicPartition
from kafka.errors import KafkaError

from streams import topics
from streams.connection import client_options
from streams.errors import BrokerError
from streams.settings import Settings


class Tail:
    """All partitions of some topics, read until the reader has had enough."""

    def __init__(self, settings: Settings, names: Iterable[str]) -> None:
        """Topic `names` come without prefix. SettingsError where one does not exist, BrokerError without a broker."""
        self._broker = settings.broker
        counts = topics.partitions(settings, names)
        self._places = [TopicPartition(name, number) for name, count in counts.items() for number in range(count)]
        self._consumer = KafkaConsumer(
            **client_options(settings),
            group_id=None,
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            fetch_max_wait_ms=100,
        )
        self._consumer.assign(self._places)

    def poll(self, timeout_seconds: float) -> list[Any]:
        """The next records (kafka-python's ConsumerRecord), in the order of each partition; empty when none came."""
        try:
            fetched = self._consumer.poll(timeout_ms=int(timeout_seconds * 1000))
        except KafkaError as error:
            raise BrokerError(f"reading from {self._broker} failed: {error}") from error
        return [record for records in fetched.values() for record in records]

    def at_end(self) -> bool:
        """Whether all that the broker held, when it last answered for each partition, was returned.

        Taken from the answers to fetches: the embedded broker's answer to list-offsets cannot be relied on.
        """
        return all(self._reached_end(place) for place in self._places)

    def _reached_end(self, place: TopicPartition) -> bool:
        end = self._consumer.highwater(place)
        return end is not None and self._consumer.position(place) >= end

    def close(self) -> None:
        """Disconnect."""
        self._consumer.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
