"""Movements that intake sent twice, told from news.

After a crash intake reads transactions again and sends their movements again. Into one partition of `movements` each
partition of `transactions` sends in a fixed order, so one number per input partition says what is a repeat: a
list of recent transaction ids could not, since a hub has more movements than any list.
"""

from __future__ import annotations

import msgspec
import numpy as np
import numpy.typing as npt

from streams.errors import StateError
from streams.movement import Movements
from streams.subject.codec import CURSOR_KEY
from streams.subject.episode import Cursor
from streams.subject.store import VERSION_BYTES, Change, Store, versioned

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Cursor).decode


OFFSET_MAX = (1 << 39) - 1
"""The highest input offset whose order fits into 63 bits."""


def order(movements: Movements) -> npt.NDArray[np.int64]:
    """A number that grows along what one input partition sends: offset, then index in the record, then side.

    Raises StateError above OFFSET_MAX, where all that follows would look like repeats.
    """
    offsets = movements["input_offset"].astype(np.int64)
    if (offsets > OFFSET_MAX).any():
        raise StateError(f"an input offset is above {OFFSET_MAX}, the highest that can be told from repeats")
    indexes = movements["input_index"].astype(np.int64)
    return (offsets << 24) | (indexes << 8) | movements["side"].astype(np.int64)


class Repeats:
    """The cursor of one partition of `movements`."""

    def __init__(self, store: Store, partition: int) -> None:
        self._partition = partition
        held = store.get(partition, CURSOR_KEY)
        self._orders = _decode(memoryview(held)[VERSION_BYTES:]).orders if held is not None else {}

    def fresh(self, movements: Movements) -> npt.NDArray[np.bool_]:
        """Which movements are news; moves the cursor past all of them."""
        orders = order(movements)
        inputs = movements["input_partition"]
        fresh = np.empty(len(movements), dtype=bool)
        for number in np.unique(inputs).tolist():
            mine = np.flatnonzero(inputs == number)
            reached = np.maximum.accumulate(orders[mine])
            before = np.concatenate([[self._orders.get(number, -1)], reached[:-1]])
            before = np.maximum(before, self._orders.get(number, -1))
            fresh[mine] = orders[mine] > before
            self._orders[number] = max(self._orders.get(number, -1), int(reached[-1]))
        return fresh

    def change(self, position: int) -> Change:
        """The record that writes the cursor; it goes after all subjects of its batch."""
        return CURSOR_KEY, versioned(position, _encode(Cursor(self._orders)))
