"""The Kafka side of a sink: batches, places and commits; what is lost in a rebalance is noticed."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from kafka import ConsumerRebalanceListener, KafkaConsumer, TopicPartition
from kafka.coordinator.assignors.range import RangePartitionAssignor
from kafka.errors import KafkaError
from kafka.structs import OffsetAndMetadata

from streams import topics
from streams.connection import client_options
from streams.errors import BrokerError, SettingsError
from streams.settings import Settings
from streams.sinks import metrics
from streams.sinks.batch import Batch, Place, Record

log = logging.getLogger(__name__)

_POLL_INTERVAL_MS_MAX = 300_000


class GroupConsumer:
    """Reads topics in a consumer group and commits only what it is told to.

    Partitions that are new to this process give nothing before `seek` has said from where.
    """

    def __init__(self, settings: Settings, group: str, names: Iterable[str]) -> None:
        """Topic `names` come without prefix. SettingsError where one is missing, BrokerError without a broker."""
        self._sink = group
        self._incarnations = _incarnations(settings, list(names))
        self._names = {settings.topic(name): name for name in self._incarnations}
        self._batch_records = settings.sink_batch_records
        self.generation = 0
        """Grows when partitions were taken away: batches from before are no longer ours."""
        self.unplaced: set[Place] = set()
        """Partitions that wait for `seek`."""
        try:
            self._consumer = KafkaConsumer(
                **client_options(settings),
                group_id=f"{settings.application}-sink-{group}",
                enable_auto_commit=False,
                auto_offset_reset="earliest",
                isolation_level="read_committed",
                max_poll_records=settings.sink_batch_records,
                max_poll_interval_ms=_POLL_INTERVAL_MS_MAX,
                session_timeout_ms=int(settings.session_timeout_seconds * 1000),
                heartbeat_interval_ms=int(settings.session_timeout_seconds * 1000 / 4),
                # Partition p of every topic is with one process, where partition counts are equal.
                partition_assignment_strategy=[RangePartitionAssignor],
            )
        except (KafkaError, OSError) as error:
            raise BrokerError(f"no broker answers at {settings.broker}: {error}") from error
        self._consumer.subscribe(list(self._names), listener=_Listener(self._assigned, self._revoked))

    def poll(self, timeout_seconds: float) -> Batch | None:
        """The next records of all partitions; None when none came in time. Raises KafkaError."""
        fetched = self._consumer.poll(timeout_ms=int(timeout_seconds * 1000), max_records=self._batch_records)
        if not fetched:
            return None
        records = [
            Record(self._place(found), each.offset, each.timestamp, each.value or b"", each.key or b"")
            for found, each_records in fetched.items()
            for each in each_records
        ]
        return Batch(records, {each.place: each.offset + 1 for each in records})

    def stay(self, timeout_seconds: float) -> None:
        """Take nothing, but stay a member of the group."""
        assigned = self._consumer.assignment()
        self._consumer.pause(*assigned)
        fetched = self._consumer.poll(timeout_ms=int(timeout_seconds * 1000))
        for found, records in fetched.items():  # of partitions that came meanwhile; nobody takes them now
            self._consumer.seek(found, records[0].offset)
        self._resume()

    def seek(self, positions: Mapping[Place, int]) -> None:
        """Let the partitions that wait begin: at these offsets, and at the group's where none is given.

        Raises KafkaError when the group's cannot be had; then they wait on. A partition that stayed with us through a
        rebalance keeps the client's position, which lies behind what was dropped: so all are placed.
        """
        for place in self.unplaced:
            found, offset = self._partition(place), positions.get(place)
            if offset is None:
                offset = self._consumer.committed(found)
            if offset is None:
                self._consumer.seek_to_beginning(found)
            else:
                self._consumer.seek(found, offset)
        self.unplaced.clear()
        self._resume()

    def commit(self, batch: Batch) -> None:
        """Tell the group that a batch is done. A commit that fails is made good by a later one."""
        ends = {self._partition(place): OffsetAndMetadata(end, "", -1) for place, end in batch.ends.items()}
        try:
            self._consumer.commit(ends)
        except KafkaError as error:
            log.warning("offsets could not be committed; what was written may be written again: %s", error)

    def measure(self) -> int:
        """Set the metric of the lag; the records behind in all."""
        behind = 0
        for found in self._consumer.assignment():
            end = self._consumer.highwater(found)
            if end is not None and (place := self._place(found)) not in self.unplaced:
                lag = max(0, end - self._consumer.position(found))
                metrics.LAG.labels(self._sink, place.topic, place.partition).set(lag)
                behind += lag
        return behind

    @property
    def assigned(self) -> bool:
        """Whether the group has given it anything."""
        return bool(self._consumer.assignment())

    def close(self) -> None:
        """Leave the group."""
        self._consumer.close(autocommit=False)

    def _assigned(self, partitions: Iterable[Any]) -> None:
        self.unplaced |= {self._place(each) for each in partitions}
        self._consumer.pause(*partitions)

    def _revoked(self, partitions: Iterable[Any]) -> None:
        self.generation += 1
        for each in partitions:
            place = self._place(each)
            self.unplaced.discard(place)
            metrics.LAG.labels(self._sink, place.topic, place.partition).set(0)

    def _resume(self) -> None:
        waiting = {self._partition(place) for place in self.unplaced}
        self._consumer.resume(*(self._consumer.assignment() - waiting))

    def _place(self, found: Any) -> Place:
        name = self._names[found.topic]
        return Place(name, found.partition, self._incarnations[name])

    def _partition(self, place: Place) -> Any:
        full = next(full for full, name in self._names.items() if name == place.topic)
        return TopicPartition(full, place.partition)


class _Listener(ConsumerRebalanceListener):  # type: ignore[misc]  # kafka-python has no types
    def __init__(self, assigned: Callable[[Iterable[Any]], None], revoked: Callable[[Iterable[Any]], None]) -> None:
        self._assigned, self._revoked = assigned, revoked

    def on_partitions_assigned(self, assigned: Iterable[Any]) -> None:
        self._assigned(assigned)

    def on_partitions_revoked(self, revoked: Iterable[Any]) -> None:
        self._revoked(revoked)


def _incarnations(settings: Settings, names: Sequence[str]) -> dict[str, str]:
    with topics.admin(settings) as client:
        held = {each["name"]: str(each.get("topic_id", "")) for each in client.describe_topics()}
    missing = [name for name in (*names, "sinks.dead") if settings.topic(name) not in held]
    if missing:
        wanted = ", ".join(map(settings.topic, missing))
        raise SettingsError(f"no topic {wanted}; run `counterflow topics create`")
    return {name: held[settings.topic(name)] for name in names}
