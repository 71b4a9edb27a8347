"""Faust sees one message per fetched batch, and commits are our own.

Faust costs some 70 µs a message, whatever the message holds. So its consumer is taught to deliver, as one message, all
records that one fetch returned for one partition, within limits. Faust's bookkeeping of acknowledgements is not used
for these topics: it counts a batch whose agent raised as done, and its gap tree can commit past what is not. Instead
each partition has a queue of the batches delivered from it, in order; when everything that a batch caused has been
acknowledged by the broker it is marked done, and only the end of the done prefix is ever committed.

Agents therefore read `stream.noack().events()` and call `BatchConsumer.done`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from itertools import takewhile
from typing import Any, NamedTuple, cast

import aiokafka
from aiokafka.structs import ConsumerRecord
from faust.transport.drivers.aiokafka import AIOKafkaConsumerThread
from faust.transport.drivers.aiokafka import Consumer as AIOKafkaConsumerDriver
from faust.transport.drivers.aiokafka import Transport as AIOKafkaTransport
from faust.types import TP, EventT
from faust.types.tuples import ConsumerMessage

from streams.assignor import assignor_for
from streams.settings import Settings

RevokedHook = Callable[[set[TP]], Awaitable[None]]

_NO_BYTES = 0


class Batch:
    """Consecutive records of one partition, in the shape of the one record that Faust believes it to be.

    `offset` is that of the last record; the value of a Faust event on it is the batch itself.
    """

    __slots__ = (
        "checksum",
        "headers",
        "key",
        "offset",
        "partition",
        "records",
        "serialized_key_size",
        "serialized_value_size",
        "timestamp",
        "timestamp_type",
        "topic",
    )

    def __init__(self, records: Sequence[ConsumerRecord]) -> None:
        last = records[-1]
        self.records = records
        self.topic: str = last.topic
        self.partition: int = last.partition
        self.offset: int = last.offset
        self.timestamp: int | None = last.timestamp
        self.timestamp_type: int = last.timestamp_type
        self.headers: list[tuple[str, bytes]] = []
        self.key: bytes | None = None
        self.checksum: int | None = None
        self.serialized_key_size = self.serialized_value_size = _NO_BYTES

    @property
    def value(self) -> Batch:
        """Faust reads a message's value from its record."""
        return self

    def __len__(self) -> int:
        return len(self.records)

    def halves(self) -> list[Batch]:
        """Two parts."""
        middle = len(self.records) // 2
        return [Batch(self.records[:middle]), Batch(self.records[middle:])]


def batch_of(event: EventT[Any]) -> Batch:
    """The batch that a Faust event of a batched topic carries."""
    return cast(Batch, event.value)


def cut(records: Sequence[ConsumerRecord], max_records: int, max_bytes: int) -> Iterator[Batch]:
    """Cut what a fetch returned for one partition into batches; a record larger than `max_bytes` has one to itself."""
    start, size = 0, 0
    for i, record in enumerate(records):
        length = max(record.serialized_value_size, 0) + max(record.serialized_key_size, 0)
        if i > start and (i - start == max_records or size + length > max_bytes):
            yield Batch(records[start:i])
            start, size = i, 0
        size += length
    if start < len(records):
        yield Batch(records[start:])


class Deliveries:
    """The batches delivered from one partition, oldest first, and the end of those that are done.

    Batches are told apart by identity: after a seek the same offsets are delivered again in other batches, and an old
    batch that ends late must not count for a new one.
    """

    def __init__(self) -> None:
        self._open: dict[int, Batch] = {}
        self._done: set[int] = set()
        self._end: int | None = None

    def delivered(self, batch: Batch) -> None:
        """A batch was given to the agent."""
        self._open[id(batch)] = batch

    def done(self, batch: Batch) -> None:
        """Everything that the batch caused is acknowledged. One that is not open was dropped, which is no news."""
        if batch not in self:
            return
        self._done.add(id(batch))
        while self._open and (first := next(iter(self._open))) in self._done:
            self._done.discard(first)
            self._end = self._open.pop(first).offset + 1

    def done_before(self, offset: int) -> None:
        """Everything before this offset is acknowledged with all that it caused."""
        for batch in list(takewhile(lambda each: each.offset < offset, self._open.values())):
            self.done(batch)

    def committable(self) -> int | None:
        """Offset after the done prefix; None while nothing is done."""
        return self._end

    def newest(self) -> int:
        """Offset of the last record under way; -1 for none."""
        return max((batch.offset for batch in self._open.values()), default=-1)

    def __contains__(self, batch: object) -> bool:
        return self._open.get(id(batch)) is batch

    def __len__(self) -> int:
        """Batches under way."""
        return len(self._open)


class Reached(NamedTuple):
    """How far a partition has come."""

    offset: int
    """All records before it are done."""
    behind: int
    """Records between it and the high watermark of the last fetch."""


class BatchThread(AIOKafkaConsumerThread):
    """The thread that owns the Kafka client."""

    def _create_worker_consumer(self, transport: AIOKafkaTransport) -> aiokafka.AIOKafkaConsumer:
        consumer = super()._create_worker_consumer(transport)
        settings = cast(BatchTransport, transport).settings
        # Faust hard-codes 1,500 ms, and some brokers hold a fetch until it is over.
        consumer._fetch_max_wait_ms = settings.fetch_max_wait_ms
        # What a producer took back never happened; Faust asks for that only inside its own transactions.
        consumer._isolation_level = "read_committed"
        # States stay where they are when a worker joins or leaves, and what belongs to them goes with them.
        consumer._partition_assignment_strategy = [assignor_for(settings)]
        return consumer

    def topic_partitions(self, topic: str) -> int | None:
        """How many partitions a topic has; Faust would ask what only the leader of the group knows."""
        found = self._ensure_consumer().partitions_for_topic(topic)
        return len(found) if found else None

    def is_at_end(self, tp: TP, since: float) -> bool:
        """Whether the last fetch was answered after `since` and what it told of was delivered."""
        state = self._ensure_consumer()._subscription.subscription.assignment.state_value(tp)
        if not state.has_valid_position or state.highwater is None or state.timestamp is None:
            return False
        return bool(state.timestamp >= since * 1000 and state.position >= state.highwater)


class BatchConsumer(AIOKafkaConsumerDriver):
    """Delivers batches of the topics of `BatchTransport.batched`, and commits the ends of their done prefixes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._deliveries: dict[TP, Deliveries] = {}

    @property
    def _batching(self) -> BatchTransport:
        return cast(BatchTransport, self.transport)

    def _new_consumer_thread(self) -> BatchThread:
        return BatchThread(self, loop=self.loop, beacon=self.beacon)

    async def _getmany(self, active_partitions: set[TP] | None, timeout: float) -> Mapping[TP, list[Any]]:
        fetched = await super()._getmany(active_partitions, timeout)
        settings, batched = self._batching.settings, self._batching.batched
        return {
            tp: list(cut(records, settings.batch_max_records, settings.batch_max_bytes))
            if tp.topic in batched
            else records
            for tp, records in (fetched or {}).items()
        }

    def _to_message(self, tp: TP, record: Any) -> ConsumerMessage:
        message = super()._to_message(tp, record)
        if type(record) is Batch:
            self._read_offset[tp] = record.offset - 1  # no gap for Faust to see
            self._deliveries.setdefault(tp, Deliveries()).delivered(record)
            self._acked[tp]  # makes the partition a candidate for commits
        return message

    def done(self, event: EventT[Any]) -> None:
        """Everything that a delivered batch caused is acknowledged by the broker."""
        deliveries = self._deliveries.get(event.message.tp)
        if deliveries is not None:
            deliveries.done(batch_of(event))
        self._unacked_messages.discard(event.message)
        self._n_acked += 1

    def done_before(self, tp: TP, offset: int) -> None:
        """The same of all batches of a partition that end before an offset."""
        deliveries = self._deliveries.get(tp)
        if deliveries is not None:
            under_way = len(deliveries)
            deliveries.done_before(offset)
            self._n_acked += under_way - len(deliveries)

    def is_caught_up(self, tp: TP, since: float) -> bool:
        """Whether everything that a partition held was delivered and is done, by the word of a fetch that was answered
        after `since` (`time.time`)."""
        if self._deliveries.get(tp) or tp not in self.assignment():
            return False
        return cast(BatchThread, self._thread).is_at_end(tp, since)

    def is_read_through(self, tp: TP, reached: int) -> bool:
        """Whether a partition was read to its end, by the word of its last fetch, and nothing of that lies from the
        offset `reached` on."""
        reached = max(reached, self._committed_offset.get(tp) or 0)
        return cast(BatchThread, self._thread).is_at_end(tp, 0.0) and reached >= (self.highwater(tp) or 0)

    def is_delivered_beyond(self, tp: TP, reached: int) -> bool:
        """Whether a batch from the offset `reached` on waits to be handled."""
        deliveries = self._deliveries.get(tp)
        return deliveries is not None and deliveries.newest() >= reached

    def tenure(self, tp: TP) -> object:
        """The same object for as long as a partition is delivered under one assignment, without going back."""
        return self._deliveries.get(tp)

    def current(self, event: EventT[Any]) -> bool:
        """Whether the batch was delivered under the assignment that still holds; any other is delivered again
        elsewhere."""
        deliveries = self._deliveries.get(event.message.tp)
        return deliveries is not None and batch_of(event) in deliveries

    def reached(self) -> dict[TP, Reached]:
        """How far each batched partition has come, where a fetch has said where it ends."""
        found = {}
        for tp in self.assignment():
            if tp.topic not in self._batching.batched:
                continue
            deliveries = self._deliveries.get(tp)
            done = deliveries.committable() if deliveries is not None else None
            offset = (done if done is not None else self._committed_offset.get(tp)) or 0
            end = self.highwater(tp)
            if end is not None:
                found[tp] = Reached(offset, max(end - offset, 0))
        return found

    def _new_offset(self, tp: TP) -> int | None:
        if tp.topic not in self._batching.batched:
            return super()._new_offset(tp)
        deliveries = self._deliveries.get(tp)
        return deliveries.committable() if deliveries is not None else None

    async def perform_seek(self) -> None:
        """Go back to the committed offsets: what was delivered and is not done will be delivered again."""
        self._deliveries.clear()
        await super().perform_seek()

    async def on_partitions_revoked(self, revoked: set[TP]) -> None:
        """Let the step under way end and commit it, then forget the deliveries of what goes away."""
        await self._batching.before_revoke(revoked)
        if self._deliveries:
            await self.commit()
        for tp in revoked:
            self._deliveries.pop(tp, None)
        await super().on_partitions_revoked(revoked)


class BatchTransport(AIOKafkaTransport):
    """Faust's aiokafka transport with batches at the edge."""

    Consumer = BatchConsumer

    def __init__(self, *args: Any, settings: Settings, batched: frozenset[str], **kwargs: Any) -> None:
        """`batched` are the topics delivered in batches."""
        super().__init__(*args, **kwargs)
        self.settings = settings
        self.batched = batched
        self.before_revoke: RevokedHook = _nothing_to_wait_for


async def _nothing_to_wait_for(_revoked: set[TP]) -> None:
    """Used until the application says what a rebalance must wait for."""
