"""Working memory of the kernels: a hash table and per-row marks, cleared by a stamp instead of by writing zeros."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from streams.signals.compiled import kernel

SCRATCH = np.dtype(
    [
        ("key", "<u8"),
        ("stamp", "<i8"),
        ("oldest_us", "<i8"),
        ("value", "<i8"),
        ("used", "<i8"),  # in row k: the slot of the k-th distinct key
        ("mark", "<i8"),  # in row k: stamp under which history row k was marked
    ]
)


def new_scratch(history_movements: int) -> npt.NDArray[Any]:
    """Scratch for a history bound: a power of two of at least sixteen times its rows, since a row may add six keys."""
    return np.zeros(1 << (16 * history_movements - 1).bit_length(), dtype=SCRATCH)


@kernel
def find(scratch: Any, stamp: int, key: int) -> np.int64:
    """The slot of `key` under `stamp`, taken or free (a free one carries another stamp); linear probing."""
    mask = np.uint64(len(scratch) - 1)
    mixed = np.uint64(key) * np.uint64(0x9E3779B97F4A7C15)
    slot = (mixed >> np.uint64(29)) & mask
    while scratch[slot].stamp == stamp and scratch[slot].key != key:
        slot = (slot + np.uint64(1)) & mask
    return np.int64(slot)
