"""Steps: an agent takes everything that waits in its channel, computes once, sends once, waits once.

Steps grow with the backlog and shrink to one record when traffic is light, so latency does not pay for throughput.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextvars import ContextVar
from typing import Any, Protocol

from aiokafka.errors import KafkaError
from aiokafka.structs import ConsumerRecord
from faust.types import TP, EventT, StreamT

from streams import metrics
from streams.errors import RestoreError, StateError
from streams.settings import Settings
from streams.transport import Batch, BatchConsumer, batch_of

log = logging.getLogger(__name__)


class Work(Protocol):
    """Records to be handled: a delivered batch, or what was made of some."""

    topic: str
    records: Sequence[ConsumerRecord]

    def __len__(self) -> int: ...

    def halves(self) -> Sequence[Work]:
        """Two parts that make up the whole."""


Handler = Callable[[Sequence[Any]], Awaitable[None]]
"""Does everything that work causes, up to acknowledged output. May be called again with the same work, or parts."""
Quarantine = Callable[[ConsumerRecord, Exception], Awaitable[None]]
"""Puts one record that cannot be processed where it is seen."""


class Arrangement(Protocol):
    """Decides what can be handled when batches were delivered, and what is done when that is handled."""

    async def arrange(self, batches: Sequence[Batch]) -> Sequence[Sequence[Work]]:
        """Take batches in; the work that can be done now, each to be handled as a whole. May be called again with the
        same batches where it raises RestoreError or StateError."""

    def settle(self, work: Sequence[Any]) -> None:
        """Work is handled: mark done what is done."""


_BACKOFF_MAX_SECONDS = 30.0
_OUTAGES = (KafkaError, OSError, RestoreError, StateError)
"""No record is at fault: the broker is away, or states or movements are of a version that this worker cannot read."""


_EARLIER: ContextVar[asyncio.Task[bool] | None] = ContextVar("earlier", default=None)
"""The step before the one that runs in this context."""


class _OvertakenError(Exception):
    """The step before was given up, so what follows it must not be sent: it would look as if that one had been sent."""


async def my_turn() -> None:
    """Called by a handler: wait until the step before is acknowledged."""
    earlier = _EARLIER.get()
    if earlier is not None and not await asyncio.shield(earlier):
        raise _OvertakenError


class Stepper:
    """Takes steps from a stream and sees each of them through."""

    def __init__(self, agent: str, settings: Settings, consumer: Callable[[], BatchConsumer]) -> None:
        self._agent = agent
        self._settings = settings
        self._consumer = consumer
        self._under_way = 0
        self._idle = asyncio.Event()
        self._idle.set()
        self._between: list[Callable[[], None]] = []

    async def run(
        self,
        stream: StreamT[Any],
        handle: Handler,
        quarantine: Quarantine,
        *,
        ahead: bool = False,
        arrangement: Arrangement | None = None,
    ) -> None:
        """Process a stream until it ends. Without an `arrangement` batches are handled, and done, as they come.

        With `ahead` a step is computed while the one before it still waits for its acknowledgement; `handle` must then
        await `my_turn` between computing and sending, so that steps are sent in their order. Only for handlers that
        keep no state.
        """
        earlier: asyncio.Task[bool] | None = None
        try:
            async for step in self._steps(stream):
                before = earlier
                earlier = asyncio.create_task(self._see_through(step, handle, quarantine, arrangement, before))
                if not ahead:
                    await earlier
                elif before is not None:
                    await before
            if earlier is not None:
                await earlier
        finally:
            if earlier is not None:
                earlier.cancel()

    async def wait_idle(self, seconds: float) -> bool:
        """Wait for the step under way; whether it ended in time."""
        if self._idle.is_set():
            return True
        try:
            await asyncio.wait_for(self._idle.wait(), seconds)
        except TimeoutError:
            return False
        return True

    def between_steps(self, action: Callable[[], None]) -> None:
        """Do something while no step is under way: now, or as soon as the one under way has ended.

        All attempts at a step lie on the same side of it.
        """
        self._between.append(action)
        self._act_between()

    def _act_between(self) -> None:
        while self._between and not self._under_way:
            self._between.pop(0)()

    async def _steps(self, stream: StreamT[Any]) -> AsyncIterator[list[EventT[Any]]]:
        unacked = stream.noack()  # type: ignore[attr-defined]  # of the class, not of its interface
        async for event in unacked.events():
            step = [event]
            records = len(batch_of(event))
            queue = unacked.channel.queue
            while records < self._settings.step_max_records and not queue.empty():
                waiting = queue.get_nowait()
                step.append(waiting)
                records += len(batch_of(waiting))
            yield step

    async def _see_through(
        self,
        step: list[EventT[Any]],
        handle: Handler,
        quarantine: Quarantine,
        arrangement: Arrangement | None,
        earlier: asyncio.Task[bool] | None,
    ) -> bool:
        """Handle a step and mark its batches done; False where the assignment ended meanwhile."""
        _EARLIER.set(earlier)
        consumer = self._consumer()
        self._under_way += 1
        self._idle.clear()
        try:
            current = [event for event in step if consumer.current(event)]
            if not current:
                return True
            batches = [batch_of(event) for event in current]
            if arrangement is not None:
                return await self._arranged(batches, handle, quarantine, arrangement)
            if not await self._attempt(batches, handle, quarantine, lambda: all(map(consumer.current, current))):
                return False
            for event in current:
                consumer.done(event)
            return True
        finally:
            self._under_way -= 1
            if not self._under_way:
                self._idle.set()
                self._act_between()

    async def _arranged(
        self,
        batches: Sequence[Batch],
        handle: Handler,
        quarantine: Quarantine,
        arrangement: Arrangement,
    ) -> bool:
        """Handle what can be handled now that batches have come; False where the assignment ended meanwhile."""
        consumer = self._consumer()
        places = {TP(batch.topic, batch.partition) for batch in batches}
        tenures = {place: consumer.tenure(place) for place in places}
        arranged: list[Sequence[Work]] = []

        def is_ours() -> bool:
            return all(consumer.tenure(place) is tenure for place, tenure in tenures.items())

        async def arrange(_work: Sequence[Any]) -> None:
            arranged[:] = await arrangement.arrange(batches)

        if not await self._attempt((), arrange, quarantine, is_ours):
            return False
        for work in arranged:
            if not await self._attempt(work, handle, quarantine, is_ours):
                return False
            arrangement.settle(work)
        return True

    async def _attempt(
        self, work: Sequence[Work], handle: Handler, quarantine: Quarantine, is_ours: Callable[[], bool]
    ) -> bool:
        """Handle work; an outage is waited out, a record that cannot be processed is found by halving.

        False where the assignment ended meanwhile: the work then belongs to somebody else.
        """
        backoff, attempts = self._settings.retry_backoff_seconds, 0
        while is_ours():
            try:
                await handle(work)
                return True
            except _OvertakenError:
                return False
            except _OUTAGES as error:
                metrics.STEP_RETRIES.labels(self._agent, "outage").inc()
                log.warning("a step met an outage and is tried again in %.1f s: %r", backoff, error)
            except Exception as error:
                attempts += 1
                metrics.STEP_RETRIES.labels(self._agent, "error").inc()
                size = sum(map(len, work))
                log.exception("a step of %d records failed, attempt %d", size, attempts)
                if size and attempts >= self._settings.step_attempts:
                    return await self._halve(work, handle, quarantine, is_ours, error)
            await asyncio.sleep(backoff)
            backoff = min(2 * backoff, _BACKOFF_MAX_SECONDS)
        return False

    async def _halve(
        self,
        work: Sequence[Work],
        handle: Handler,
        quarantine: Quarantine,
        is_ours: Callable[[], bool],
        error: Exception,
    ) -> bool:
        parts: list[Sequence[Work]]
        if len(work) > 1:
            parts = [work[: len(work) // 2], work[len(work) // 2 :]]
        elif len(work[0]) > 1:
            parts = [[half] for half in work[0].halves()]
        else:
            return await self._set_aside(work[0].records[0], quarantine, is_ours, error)
        for part in parts:
            if not await self._attempt(part, handle, quarantine, is_ours):
                return False
        return True

    async def _set_aside(
        self, record: ConsumerRecord, quarantine: Quarantine, is_ours: Callable[[], bool], error: Exception
    ) -> bool:
        """Quarantine one record; an outage is waited out. False where the assignment ended meanwhile."""
        log.error("record %s/%d@%d is quarantined: %r", record.topic, record.partition, record.offset, error)
        backoff = self._settings.retry_backoff_seconds
        while is_ours():
            try:
                await quarantine(record, error)
                return True
            except (KafkaError, OSError) as outage:
                metrics.STEP_RETRIES.labels(self._agent, "outage").inc()
                log.warning("the quarantine met an outage and is tried again in %.1f s: %r", backoff, outage)
            await asyncio.sleep(backoff)
            backoff = min(2 * backoff, _BACKOFF_MAX_SECONDS)
        return False
