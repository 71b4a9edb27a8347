"""End to end, as a downstream system sees it: from sending a transaction to receiving the report that it raises."""

from __future__ import annotations

import asyncio
import time

import msgspec
import numpy as np
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

from bench import stream
from streams.connection import aiokafka_options
from streams.records import Alert
from streams.settings import Settings
from streams.worker_process import WorkerProcess

SECONDS = 20
WARM_SECONDS = 5
"""At the beginning, left out of the figures."""
_TICK = 0.01
_DRAIN_SECONDS = 10


async def measure(settings: Settings, rate: int) -> dict[str, float]:
    """Send `rate` transactions a second for SECONDS; milliseconds at percentiles over the reports received."""
    with WorkerProcess(settings) as worker:
        await asyncio.to_thread(worker.wait_ready)
        consumer = AIOKafkaConsumer(
            settings.topic("reports.due"), **aiokafka_options(settings), group_id=None, fetch_max_wait_ms=10
        )
        await consumer.start()
        sent: list[float] = []
        received: dict[int, float] = {}
        reading = asyncio.create_task(_read(consumer, received))
        await _send(settings, rate, sent)
        deadline = time.monotonic() + _DRAIN_SECONDS
        while time.monotonic() < deadline and (not received or max(received) < 0.99 * len(sent)):
            await asyncio.sleep(0.1)
        reading.cancel()
        await consumer.stop()
    warm = WARM_SECONDS * rate
    milliseconds = np.array([1000 * (at - sent[offset]) for offset, at in received.items() if offset >= warm])
    p50, p99, most = np.percentile(milliseconds, [50, 99, 100])
    return {"rate": rate, "samples": len(milliseconds), "p50_ms": p50, "p99_ms": p99, "max_ms": most}


async def _send(settings: Settings, rate: int, sent: list[float]) -> None:
    producer = AIOKafkaProducer(**aiokafka_options(settings), linger_ms=0)
    await producer.start()
    # Event time passes as the clock does, since a movement waits for event time.
    values = list(stream.transactions(rate * SECONDS, days=SECONDS / 86_400, reportable=stream.LATENCY_SHARE))
    topic = settings.topic("transactions")
    began = time.monotonic()
    while len(sent) < len(values):
        due = min(int((time.monotonic() - began) * rate) + 1, len(values))
        for value in values[len(sent) : due]:
            sent.append(time.monotonic())
            await producer.send(topic, value, partition=0)
        await asyncio.sleep(_TICK)
    await producer.flush()
    await producer.stop()


async def _read(consumer: AIOKafkaConsumer, received: dict[int, float]) -> None:
    decode = msgspec.json.Decoder(Alert).decode
    async for record in consumer:
        received.setdefault(decode(record.value).origin.offset, time.monotonic())
