"""Between delivered batches and the judgement: every partition's movements in event-time order, tokens as they come."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import chain, zip_longest

from faust.types import TP

from streams import metrics
from streams.ordering.order import EventOrder, Released
from streams.ordering.progress import load_progress
from streams.ordering.tokens import Tokens
from streams.settings import Settings
from streams.states import States
from streams.subject.store import Store
from streams.transport import Batch, BatchConsumer


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
        self._orders: dict[int, EventOrder] = {}
        states.on_drop(self._drop)

    async def arrange(self, batches: Sequence[Batch]) -> list[Sequence[Released | Tokens]]:
        """Take batches in; what they release, in steps of all partitions together. The tokens come first."""
        await self._states.ready({batch.partition for batch in batches})
        tokens = [
            Tokens(batch.topic, batch.partition, batch.records) for batch in batches if batch.topic == self._flows
        ]
        steps = self._release([batch for batch in batches if batch.topic == self._topic])
        return [[*tokens, *(steps[0] if steps else ())], *steps[1:]] if tokens else steps

    def _release(self, batches: Sequence[Batch]) -> list[Sequence[Released | Tokens]]:
        partitions = list(dict.fromkeys(batch.partition for batch in batches))
        for batch in batches:
            self._order(batch.partition).take(batch)
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
        metrics.HELD.labels(str(partition)).set(0)

    def _tell(self, partition: int) -> None:
        order = self._orders[partition]
        metrics.HELD.labels(str(partition)).set(order.held)
        metrics.FORCED.inc(order.forced)
        order.forced = 0
        if order.woken:
            order.woken = False
            self._woken()
