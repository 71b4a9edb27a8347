"""The place of a movement in the order in which a partition's movements are applied.

A place is the same whenever the records of `movements` are read again, so a subject's state that remembers the place of
the last movement applied knows which ones it reflects.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from streams.movement import Movements

PLACE = np.dtype(
    [
        ("trigger", "<i8"),  # offset of the record that released it: a watermark, or itself where it came late
        ("due_us", "<i8"),  # then when it was due, microseconds
        ("transaction", "<u8"),  # then hash of its transaction
        ("tie", "<u8"),  # then whatever else tells movements apart
    ]
)

Places = npt.NDArray[Any]
"""Array of PLACE records, growing."""

_TIE_OFFSETS = (1 << 24) - 1


def due(movements: Movements) -> npt.NDArray[np.int64]:
    """When each movement is due, microseconds: its event time, but no later than Kafka received it.

    A transaction dated ahead would otherwise hold back what comes after it, or itself, until that day.
    """
    found: npt.NDArray[np.int64] = np.minimum(movements["time_us"], movements["received_ms"] * 1000)
    return found


def ties(movements: Movements, offsets: Sequence[int]) -> npt.NDArray[np.uint64]:
    """A number that orders the movements of one transaction: by content and side, and repetitions by their offset."""
    content = movements["content"].astype(np.uint64) << np.uint64(32)
    side = movements["side"].astype(np.uint64) << np.uint64(24)
    made: npt.NDArray[np.uint64] = content | side | (np.asarray(offsets, dtype=np.uint64) & np.uint64(_TIE_OFFSETS))
    return made


def places(movements: Movements, triggers: Sequence[int], offsets: Sequence[int]) -> Places:
    """The places of movements, from the offsets of what released them and their own."""
    made = np.empty(len(movements), dtype=PLACE)
    made["trigger"] = triggers
    made["due_us"] = due(movements)
    made["transaction"] = movements["transaction"]
    made["tie"] = ties(movements, offsets)
    return made
