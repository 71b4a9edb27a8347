"""Bring the states of a partition back from the changelog.

Faust's own recovery reads some 12,000 records a second and asks the broker for end offsets, which the embedded broker
answers wrongly after batches of several records. This reads batches with a consumer of its own, several hundred
thousand records a second, up to the high watermark that fetch responses carry.
"""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass

from aiokafka import AIOKafkaConsumer, TopicPartition

from streams.settings import Settings
from streams.subject.store import Store, restore
from streams.connection import aiokafka_options

log = logging.getLogger(__name__)

_POLL_MS = 200


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did."""

    records: int
    stale: int
    """Records left out because a newer version of their key was there already."""
    seconds: float


async def restore_partition(settings: Settings, store: Store, partition: int) -> Restored:
    """Open a partition of the store and apply what the changelog has beyond it."""
    began = time.monotonic()
    offset = store.open(partition)
    place = TopicPartition(settings.changelog, partition)
    consumer = AIOKafkaConsumer(
        **aiokafka_options(settings),
        group_id=None,
        enable_auto_commit=False,
        isolation_level="read_committed",
        fetch_max_wait_ms=_POLL_MS,
        max_partition_fetch_bytes=8 << 20,
        auto_offset_reset="earliest",
    )
    records = stale = 0
    await consumer.start()
    try:
        consumer.assign([place])
        if offset:
            consumer.seek(place, offset)
        else:
            await consumer.seek_to_beginning(place)
        while True:
            fetched = (await consumer.getmany(place, timeout_ms=_POLL_MS)).get(place, [])
            if fetched:
                stale += restore(store, partition, [(record.key, record.value) for record in fetched])
                records += len(fetched)
            end = consumer.highwater(place)
            if end is not None and await consumer.position(place) >= end:
                break
        store.restored(partition, await consumer.position(place))
    finally:
        await consumer.stop()
    result = Restored(records, stale, time.monotonic() - began)
    log.info(
        "partition %d of the subjects is restored: %d records in %.1f s, %d stale", partition, records, result.seconds, stale
    )
    return result
