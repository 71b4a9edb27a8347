"""Between delivered batches and the judgement: every partition's movements in event-time order, tokens and decisions as
they come.

When a partition is assigned, the decisions that are there come before its movements: so whoever reads both topics
again judges by all of them, whichever topic is read faster.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from itertools import chain, zip_longest

from faust.types import TP

from streams import metrics
from streams.ordering.order import EventOrder, Released
from streams.ordering.progress import load_progress
from streams.ordering.tokens import Decisions, Tokens
from streams.settings import Settings
from streams.states import States
from streams.subject.store import Store
from streams.transport import Batch, BatchConsumer

log = logging.getLogger(__name__)

_DECISIONS_SECONDS = 3.0
"""How long the movements of a new partition wait for the word that its decisions are read."""
_LOOK_SECONDS = 0.01


class InOrder:
    """The held movements of the partitions that this worker has."""

    def __init__(
        self,
        settings: Settings,
        states: States,
        store: Store,
        consumer: Callable[[], BatchConsumer],
        woken: Callable[[], None],
    ) -> None:
        """`woken` is called when a partition of `transactions` that rested was heard to move again."""
        self._settings = settings
        self._states = states
        self._store = store
        self._consumer = consumer
        self._woken = woken
        self._topic = settings.topic("movements")
        self._flows = settings.topic("flows")
        self._dispositions = settings.topic("dispositions")
        self._orders: dict[int, EventOrder] = {}
        self._decided: set[int] = set()
        """Partitions whose decisions were read to their end since they came."""
        self._reached: dict[int, int] = {}
        """Offset after the last decision that was handed out, by partition."""
        self._deferred: set[int] = set()
        """Partitions whose movements wait for decisions that are on their way."""
        states.on_drop(self._drop)

    async def arrange(self, batches: Sequence[Batch]) -> list[Sequence[Released | Tokens]]:
        """Take batches in; what they release, in steps of all partitions together. Decisions come first,
        then tokens."""
        await self._states.ready({batch.partition for batch in batches})
        told: list[Tokens] = []
        for batch in batches:
            if batch.topic == self._dispositions:
                told.append(Decisions(batch.topic, batch.partition, batch.records))
                self._reached[batch.partition] = batch.offset + 1
        told += [Tokens(batch.topic, batch.partition, batch.records) for batch in batches if batch.topic == self._flows]
        movements = [batch for batch in batches if batch.topic == self._topic]
        for batch in movements:
            self._order(batch.partition).take(batch)
        wanted = self._deferred.union(batch.partition for batch in movements)
        ready = [partition for partition in wanted if await self._is_decided(partition)]
        self._deferred = wanted.difference(ready)
        order = [batch.partition for batch in movements]
        steps = self._release(sorted(ready, key=lambda each: order.index(each) if each in order else -1))
        return [[*told, *(steps[0] if steps else ())], *steps[1:]] if told else steps

    async def _is_decided(self, partition: int) -> bool:
        """Whether all decisions that were there when a partition came are handed out; False where some are on their
        way to us, and the movements must wait for them."""
        place, deadline = TP(self._dispositions, partition), time.monotonic() + _DECISIONS_SECONDS
        while partition not in self._decided:
            reached = self._reached.get(partition, 0)
            if self._consumer().is_delivered_beyond(place, reached):
                return False
            if self._consumer().is_read_through(place, reached):
                self._decided.add(partition)
            elif time.monotonic() > deadline:
                log.warning("%s/%d does not say that it is read; its movements wait no longer", *place)
                self._decided.add(partition)
            else:
                await asyncio.sleep(_LOOK_SECONDS)
        return True

    def _release(self, partitions: Sequence[int]) -> list[Sequence[Released | Tokens]]:
        for partition in partitions:
            self._mark_done(partition)  # of what is delivered again, much may have been done before
        limit = self._settings.step_max_records
        parts = [self._orders[partition].released(limit) for partition in partitions]
        steps: list[Sequence[Released | Tokens]] = [
            list(chain.from_iterable(filter(None, step))) for step in zip_longest(*parts)
        ]
        for partition in partitions:
            self._tell(partition)
        return steps

    def settle(self, work: Sequence[Released | Tokens]) -> None:
        """What was released is applied and written: batches of which nothing is left are done."""
        for part in work:
            if isinstance(part, Tokens):
                self._consumer().done_before(TP(part.topic, part.partition), part.records[-1].offset + 1)
                continue
            order = self._orders.get(part.partition)
            if part.progress is not None and order is not None:
                order.done = part.progress
                self._mark_done(part.partition)

    def _mark_done(self, partition: int) -> None:
        self._consumer().done_before(TP(self._topic, partition), self._orders[partition].done.offset)

    def _order(self, partition: int) -> EventOrder:
        if partition not in self._orders:
            progress = load_progress(self._store, partition)
            self._orders[partition] = EventOrder(self._topic, partition, progress, self._settings.held_max_bytes)
        return self._orders[partition]

    def _drop(self, partition: int) -> None:
        self._orders.pop(partition, None)
        self._decided.discard(partition)
        self._deferred.discard(partition)
        self._reached.pop(partition, None)
        metrics.HELD.labels(str(partition)).set(0)

    def _tell(self, partition: int) -> None:
        order = self._orders[partition]
        metrics.HELD.labels(str(partition)).set(order.held)
        metrics.FORCED.inc(order.forced)
        order.forced = 0
        if order.woken:
            order.woken = False
            self._woken()
