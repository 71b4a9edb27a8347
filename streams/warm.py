"""Compile, or load from the cache, everything that is compiled, before a worker joins its group."""

from __future__ import annotations

import gc
import logging
import time

import numpy as np

from streams.flows.flowed import Flowed
from streams.flows.network import Network
from streams.intake import duplicate_keys
from streams.movement import LAYOUT, MOVEMENT, UNKNOWN_BALANCE, UNKNOWN_DAY, UNKNOWN_INCOME, UNKNOWN_PLACE
from streams.partitioner import partition_for
from streams.settings import Settings
from streams.subject.place import PLACE
from streams.subject.store import MemoryStore
from streams.subject.subjects import Bounds, Subjects

log = logging.getLogger(__name__)

_COLLECT_AFTER = 100_000
"""Allocations beyond deallocations before the youngest generation is looked at."""


def warm_up(settings: Settings) -> float:
    """Run every kernel once on a throw-away subject; the seconds it took."""
    began = time.monotonic()
    partition_for(b"warm", 2)
    duplicate_keys.suspects([b"{}"])
    store = MemoryStore()
    store.open(0)
    subjects = Subjects(store, Bounds(settings.history_movements, settings.history_days, 1), unit=100.0)
    subjects.open(0)
    movement = np.zeros(1, dtype=MOVEMENT)
    movement["layout"], movement["balance"], movement["opened_day"] = LAYOUT, UNKNOWN_BALANCE, UNKNOWN_DAY
    movement["born_day"], movement["declared_income"] = UNKNOWN_DAY, UNKNOWN_INCOME
    movement["latitude"] = movement["longitude"] = UNKNOWN_PLACE
    slots = subjects.locate(0, [b"warm"])
    applied = subjects.apply(movement, [b""], np.zeros(1, dtype=PLACE), slots)
    network = Network(settings, subjects)
    network.join(movement, applied, Flowed(partitions=1))
    network.warm_up(int(slots[0]))
    seconds = time.monotonic() - began
    log.info("compiled code is ready after %.1f s", seconds)
    return seconds


def calm_garbage_collector() -> None:
    """Let the collector of reference cycles run rarely.

    A step makes tens of thousands of objects without cycles, and a worker holds millions that live on. Python's default
    would walk over all of them every few hundred allocations; that took a fifth of the worker's time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_COLLECT_AFTER, 50, 100)
