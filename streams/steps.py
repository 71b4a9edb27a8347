"""Steps: an agent takes everything that waits in its channel, computes once, sends once, waits once.

Steps grow with the backlog and shrink to one record when traffic is light, so latency does not pay for throughput.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any

from aiokafka.errors import KafkaError
from aiokafka.structs import ConsumerRecord
from faust.types import EventT, StreamT

from streams import metrics
from streams.errors import RestoreError, StateError
from streams.settings import Settings
from streams.transport import Batch, BatchConsumer, batch_of

log = logging.getLogger(__name__)

Handler = Callable[[Sequence[Batch]], Awaitable[None]]
"""Does everything that batches cause, up to acknowledged output. May be called again with the same batches, or
parts."""
Quarantine = Callable[[ConsumerRecord, Exception], Awaitable[None]]
"""Puts one record that cannot be processed where it is seen."""

_BACKOFF_MAX_SECONDS = 30.0
_OUTAGES = (KafkaError, OSError, RestoreError, StateError)
"""No record is at fault: the broker is away, or states or movements are of a version that this worker cannot read."""


class Stepper:
    """Takes steps from a stream and sees each of them through."""

    def __init__(self, agent: str, settings: Settings, consumer: Callable[[], BatchConsumer]) -> None:
        self._agent = agent
        self._settings = settings
        self._consumer = consumer
        self._idle = asyncio.Event()
        self._idle.set()

    async def run(self, stream: StreamT[Any], handle: Handler, quarantine: Quarantine) -> None:
        """Process a stream until it ends."""
        async for step in self._steps(stream):
            async with self._busy():
                await self._see_through(step, handle, quarantine)

    async def wait_idle(self, seconds: float) -> bool:
        """Wait for the step under way; whether it ended in time."""
        if self._idle.is_set():
            return True
        try:
            await asyncio.wait_for(self._idle.wait(), seconds)
        except TimeoutError:
            return False
        return True

    @asynccontextmanager
    async def _busy(self) -> AsyncIterator[None]:
        self._idle.clear()
        try:
            yield
        finally:
            self._idle.set()

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

    async def _see_through(self, step: list[EventT[Any]], handle: Handler, quarantine: Quarantine) -> None:
        consumer = self._consumer()
        current = [event for event in step if consumer.current(event)]
        if current and await self._attempt([batch_of(event) for event in current], handle, quarantine, current):
            for event in current:
                consumer.done(event)

    async def _attempt(
        self, batches: Sequence[Batch], handle: Handler, quarantine: Quarantine, events: Sequence[EventT[Any]]
    ) -> bool:
        """Handle batches; an outage is waited out, a record that cannot be processed is found by halving.

        False where the assignment ended meanwhile: the batches then belong to somebody else.
        """
        consumer = self._consumer()
        backoff, attempts = self._settings.retry_backoff_seconds, 0
        while all(consumer.current(event) for event in events):
            try:
                await handle(batches)
                return True
            except _OUTAGES as error:
                metrics.STEP_RETRIES.labels(self._agent, "outage").inc()
                log.warning("a step met an outage and is tried again in %.1f s: %r", backoff, error)
            except Exception as error:
                attempts += 1
                metrics.STEP_RETRIES.labels(self._agent, "error").inc()
                log.exception("a step of %d records failed, attempt %d", sum(map(len, batches)), attempts)
                if attempts >= self._settings.step_attempts:
                    return await self._halve(batches, handle, quarantine, events, error)
            await asyncio.sleep(backoff)
            backoff = min(2 * backoff, _BACKOFF_MAX_SECONDS)
        return False

    async def _halve(
        self,
        batches: Sequence[Batch],
        handle: Handler,
        quarantine: Quarantine,
        events: Sequence[EventT[Any]],
        error: Exception,
    ) -> bool:
        if len(batches) > 1:
            parts = [batches[: len(batches) // 2], batches[len(batches) // 2 :]]
        elif len(batches[0]) > 1:
            records = batches[0].records
            parts = [[Batch(records[: len(records) // 2])], [Batch(records[len(records) // 2 :])]]
        else:
            return await self._set_aside(batches[0].records[0], quarantine, events, error)
        for part in parts:
            if not await self._attempt(part, handle, quarantine, events):
                return False
        return True

    async def _set_aside(
        self, record: ConsumerRecord, quarantine: Quarantine, events: Sequence[EventT[Any]], error: Exception
    ) -> bool:
        """Quarantine one record; an outage is waited out. False where the assignment ended meanwhile."""
        log.error("record %s/%d@%d is quarantined: %r", record.topic, record.partition, record.offset, error)
        consumer, backoff = self._consumer(), self._settings.retry_backoff_seconds
        while all(consumer.current(event) for event in events):
            try:
                await quarantine(record, error)
                return True
            except (KafkaError, OSError) as outage:
                metrics.STEP_RETRIES.labels(self._agent, "outage").inc()
                log.warning("the quarantine met an outage and is tried again in %.1f s: %r", backoff, outage)
            await asyncio.sleep(backoff)
            backoff = min(2 * backoff, _BACKOFF_MAX_SECONDS)
        return False
