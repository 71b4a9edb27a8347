"""Kafka's default partitioner, so that every client computes the same place for a key.

Murmur2 in pure Python costs more than all other work on a record; compiled it does not show.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt

from streams.signals.compiled import kernel

_SEED = 0x9747B28C
_MIX = 0x5BD1E995
_REMEMBERED = 65_536
"""Keys whose partitions are remembered."""


@kernel
def _murmur2(data: npt.NDArray[np.uint8]) -> np.int64:
    mask = np.uint64(0xFFFFFFFF)
    mix = np.uint64(_MIX)
    length = len(data)
    h = (np.uint64(_SEED) ^ np.uint64(length)) & mask
    whole = length // 4 * 4
    for at in range(0, whole, 4):
        k = (
            np.uint64(data[at])
            | (np.uint64(data[at + 1]) << np.uint64(8))
            | (np.uint64(data[at + 2]) << np.uint64(16))
            | (np.uint64(data[at + 3]) << np.uint64(24))
        )
        k = (k * mix) & mask
        k ^= k >> np.uint64(24)
        k = (k * mix) & mask
        h = (h * mix) & mask
        h ^= k
    left = length - whole
    if left == 3:
        h ^= np.uint64(data[whole + 2]) << np.uint64(16)
    if left >= 2:
        h ^= np.uint64(data[whole + 1]) << np.uint64(8)
    if left >= 1:
        h ^= np.uint64(data[whole])
        h = (h * mix) & mask
    h ^= h >> np.uint64(13)
    h = (h * mix) & mask
    h ^= h >> np.uint64(15)
    return np.int64(h)


def murmur2(key: bytes) -> int:
    """Murmur2 of a key as Kafka computes it, unsigned 32 bits."""
    return int(_murmur2(np.frombuffer(key, dtype=np.uint8)))


@lru_cache(maxsize=_REMEMBERED)
def partition_for(key: bytes, partitions: int) -> int:
    """The partition where Kafka's Java client would put a record of this key."""
    return (murmur2(key) & 0x7FFFFFFF) % partitions
