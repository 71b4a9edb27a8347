"""Bring the states of a partition back from the changelog.

Faust's own recovery reads some 12,000 records a second and asks the broker for end offsets, which the embedded broker
answers wrongly after batches of several records. This reads batches with a consumer of its own, several hundred
thousand records a second, up to the high watermark that fetch responses carry.
"""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass

from streams.scan import high_watermark, scan
from streams.settings import Settings
from streams.subject.store import Store, restore

log = logging.getLogger(__name__)


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
    if offset and offset > await high_watermark(settings, settings.changelog, partition):
        log.warning("the store of partition %d is of another changelog than the broker has; it begins anew", partition)
        store.clear(partition)
        offset = 0
    records = stale = 0
    async for _, found in scan(settings, settings.changelog, {partition: offset}):
        stale += restore(store, partition, [(record.key, record.value) for record in found])
        records += len(found)
        offset = found[-1].offset + 1
    store.restored(partition, offset)
    result = Restored(records, stale, time.monotonic() - began)
    log.info(
        "partition %d of the subjects is restored: %d records in %.1f s, %d stale",
        partition,
        records,
        result.seconds,
        stale,
    )
    return result
