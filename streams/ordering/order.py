"""The side of the subjects: movements of one partition are held back and released in event-time order.

What is released, and in which order, follows from the records of the partition alone, not from how fetches cut them.
So after a crash the same records, read again from where everything was done, are released at the same places (see
`streams.subject.place`), and a subject's state, which remembers the last place applied, knows what it reflects.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import msgspec
import numpy as np
import numpy.typing as npt
from aiokafka.structs import ConsumerRecord

from streams.movement import LAYOUT, MOVEMENT, MOVEMENT_BYTES, Movements
from streams.ordering.progress import Progress
from streams.ordering.watermark import WATERMARK_KEY, decode_watermark
from streams.subject.place import due, ties
from streams.transport import Batch

log = logging.getLogger(__name__)

_RECORD_OVERHEAD = 800
"""Bytes that a held record costs beside its key and value, roughly."""

Indexes = npt.NDArray[np.intp]


@dataclass(slots=True)
class Released:
    """Movements of one partition in the order in which they are to be applied, or none and how far it has come."""

    topic: str
    partition: int
    records: Sequence[ConsumerRecord] = ()
    triggers: Sequence[int] = ()
    """For each the offset of the record that released it."""
    progress: Progress | None = None
    """Where the partition is when all handed out before is applied: to be written after it."""
    repeated: int = 0
    """Movements left out because intake had sent them before."""

    def __len__(self) -> int:
        return len(self.records)

    def halves(self) -> list[Released]:
        """Two parts."""
        middle = len(self.records) // 2
        return [
            Released(self.topic, self.partition, self.records[part], self.triggers[part])
            for part in (slice(middle), slice(middle, None))
        ]


@dataclass(slots=True)
class _Chunk:
    """Held movements of one delivered batch."""

    movements: Movements
    due_us: npt.NDArray[np.int64]
    sizes: npt.NDArray[np.int64]
    """Bytes that each takes, roughly."""
    records: list[ConsumerRecord]
    batch: _Delivered

    def part(self, chosen: Indexes) -> _Chunk:
        """Some of them."""
        records = [self.records[i] for i in chosen.tolist()]
        return _Chunk(self.movements[chosen], self.due_us[chosen], self.sizes[chosen], records, self.batch)


@dataclass(slots=True, eq=False)
class _Delivered:
    """A delivered batch: where the partition was at its beginning, and how many of its movements are not applied."""

    start: Progress
    open: int = 0


@dataclass(slots=True)
class _Waiting:
    """Released and not yet handed out: records, triggers and the batches they came from, in step."""

    records: list[ConsumerRecord] = field(default_factory=list)
    triggers: list[int] = field(default_factory=list)
    batches: list[_Delivered] = field(default_factory=list)

    def add(self, records: Sequence[ConsumerRecord], triggers: Sequence[int], batches: Sequence[_Delivered]) -> None:
        """Add movements in the order in which they are to be applied."""
        self.records.extend(records)
        self.triggers.extend(triggers)
        self.batches.extend(batches)


class EventOrder:
    """Holds back the movements of one partition of `movements`."""

    def __init__(self, topic: str, partition: int, progress: Progress, held_max_bytes: int) -> None:
        self._topic, self._partition = topic, partition
        self._held_max_bytes = held_max_bytes
        self.done = progress
        """Where everything before is applied and written; whoever does that moves it on."""
        self.forced = 0
        """Movements released before their time because the budget was exceeded."""
        self.woken = False
        """Whether a partition of `transactions` that rested was heard to move again."""
        self._restart()

    def _restart(self) -> None:
        """From what is done; whatever is held comes again."""
        self._now = self.done.copied(self.done.offset)
        self._chunks: list[_Chunk] = []
        self._batches: deque[_Delivered] = deque()
        self._waiting = _Waiting()
        self._repeated = 0
        self.held = self.held_bytes = 0

    def take(self, batch: Batch) -> None:
        """Take in what was delivered, in order of offsets; delivery from further back begins anew.

        Raises StateError where an input offset is too large to be told from repeats.
        """
        first = batch.records[0].offset
        if first < self._now.offset and first <= self.done.offset:
            self._restart()
        records = [record for record in batch.records if record.offset >= self._now.offset]
        if not records:
            return
        delivered = _Delivered(self._now.copied(records[0].offset))
        self._batches.append(delivered)
        start = 0
        for at, record in enumerate(records):
            if record.key == WATERMARK_KEY:
                self._hold(records[start:at], delivered)
                self._hear(record)
                start = at + 1
        self._hold(records[start:], delivered)
        self._now.offset = records[-1].offset + 1
        if self.held_bytes > self._held_max_bytes:
            self._force(records[-1].offset)

    def released(self, limit: int) -> Iterator[list[Released]]:
        """Hand out what is released, at most `limit` movements at a time, and after each part how far that leads."""
        waiting, self._waiting = self._waiting, _Waiting()
        reached = self.done.offset
        for start in range(0, len(waiting.records), limit):
            part = slice(start, start + limit)
            for delivered in waiting.batches[part]:
                delivered.open -= 1
            progress = self._reached()
            reached = progress.offset
            movements = Released(self._topic, self._partition, waiting.records[part], waiting.triggers[part])
            yield [movements, Released(self._topic, self._partition, progress=progress, repeated=self._repeats())]
        progress = self._reached()
        if progress.offset > reached:
            yield [Released(self._topic, self._partition, progress=progress, repeated=self._repeats())]

    def _repeats(self) -> int:
        repeated, self._repeated = self._repeated, 0
        return repeated

    def _reached(self) -> Progress:
        """Where everything before is applied, once all that was handed out is."""
        while self._batches and not self._batches[0].open:
            self._batches.popleft()
        return self._batches[0].start if self._batches else self._now.copied(self._now.offset)

    def _hold(self, records: list[ConsumerRecord], delivered: _Delivered) -> None:
        """Hold what is news; what came too late, or is no movement, is released at once."""
        if not records:
            return
        movements, sound = _heads(records)
        due_us = due(movements)
        due_us[~sound] = -1
        news = np.ones(len(records), dtype=bool)
        news[sound] = self._now.fresh(movements[sound])
        count = int(news.sum())
        self._repeated += len(records) - count
        delivered.open += count
        self._now.idle.difference_update(np.unique(movements["input_partition"][sound & news]).tolist())
        chunk = _Chunk(movements, due_us, _sizes(records), records, delivered)
        late = news & (due_us < self._now.frontier_us) | ~sound
        if late.any():
            at_once = chunk.part(np.flatnonzero(late)).records
            self._waiting.add(at_once, [record.offset for record in at_once], [delivered] * len(at_once))
        held = np.flatnonzero(news & ~late)
        if len(held):
            self._keep(chunk.part(held) if len(held) < len(records) else chunk)

    def _keep(self, chunk: _Chunk) -> None:
        self._chunks.append(chunk)
        self.held += len(chunk.records)
        self.held_bytes += int(chunk.sizes.sum())

    def _hear(self, record: ConsumerRecord) -> None:
        try:
            said = decode_watermark(record.value or b"")
        except msgspec.MsgspecError as error:
            log.error("the watermark at %s/%d@%d is ignored: %s", self._topic, self._partition, record.offset, error)
            return
        self._now.hear(said)
        self.woken = self.woken or said.wakes
        bound = self._now.bound_us()
        if bound > self._now.frontier_us:
            self._now.frontier_us = bound
            self._release(record.offset)

    def _release(self, trigger: int) -> None:
        """Release everything before the frontier, in order."""
        frontier = self._now.frontier_us
        ready: list[_Chunk] = []
        kept: list[_Chunk] = []
        for chunk in self._chunks:
            is_due = chunk.due_us < frontier
            if is_due.all():
                ready.append(chunk)
            elif is_due.any():
                ready.append(chunk.part(np.flatnonzero(is_due)))
                kept.append(chunk.part(np.flatnonzero(~is_due)))
            else:
                kept.append(chunk)
        self._chunks = kept
        if not ready:
            return
        for chunk in ready:
            self.held -= len(chunk.records)
            self.held_bytes -= int(chunk.sizes.sum())
        movements = np.concatenate([chunk.movements for chunk in ready])
        records = [record for chunk in ready for record in chunk.records]
        batches = [chunk.batch for chunk in ready for _ in chunk.records]
        ranked = _ranking(movements, np.concatenate([chunk.due_us for chunk in ready]), records).tolist()
        self._waiting.add([records[i] for i in ranked], [trigger] * len(ranked), [batches[i] for i in ranked])

    def _force(self, trigger: int) -> None:
        """Release the oldest half of what is held: a partition of `transactions` keeps all the others waiting."""
        due_us = np.concatenate([chunk.due_us for chunk in self._chunks])
        before = self.held
        self._now.frontier_us = max(self._now.frontier_us, int(np.median(due_us)) + 1)
        self._release(trigger)
        self.forced += before - self.held


def _ranking(movements: Movements, due_us: npt.NDArray[np.int64], records: Sequence[ConsumerRecord]) -> Indexes:
    """Indexes in event-time order; ties by transaction, and then by what tells its movements apart."""
    tie = ties(movements, [record.offset for record in records])
    return np.lexsort([tie, movements["transaction"], due_us])


def _heads(records: Sequence[ConsumerRecord]) -> tuple[Movements, npt.NDArray[np.bool_]]:
    """The fixed parts of movements, and which records have one of this version's layout."""
    heads = [record.value[:MOVEMENT_BYTES] if record.value is not None else b"" for record in records]
    movements = np.frombuffer(b"".join([head.ljust(MOVEMENT_BYTES, b"\0") for head in heads]), dtype=MOVEMENT)
    whole = np.array([len(head) == MOVEMENT_BYTES for head in heads])
    return movements, whole & (movements["layout"] == LAYOUT)


def _sizes(records: Sequence[ConsumerRecord]) -> npt.NDArray[np.int64]:
    return np.array([len(record.key or b"") + len(record.value or b"") + _RECORD_OVERHEAD for record in records])
