"""What one partition of `movements` has said up to an offset; all of it follows from the records before that offset."""

from __future__ import annotations

import msgspec
import numpy as np
import numpy.typing as npt

from streams.errors import StateError
from streams.movement import Movements
from streams.ordering.watermark import Watermark
from streams.subject.store import VERSION_BYTES, Change, Store, versioned

PROGRESS_KEY = b"\0progress"
"""The changelog record of a partition that is not a subject's; subject ids never begin with a zero byte."""
OFFSET_MAX = (1 << 39) - 1
"""The highest input offset whose order fits into 63 bits."""
LAYOUT = 1


class Progress(msgspec.Struct, array_like=True):
    """Where a partition of `movements` is, and what its records have said so far."""

    layout: int = LAYOUT
    offset: int = 0
    """Everything before it is done."""
    frontier_us: int = 0
    """Movements before this event time are released; one that comes now is late."""
    inputs: int = 0
    """How many partitions `transactions` has; 0 before the first watermark."""
    disorder_us: int = 0
    newest: dict[int, int] = msgspec.field(default_factory=dict)
    """See `Watermark`; likewise below."""
    idle: set[int] = msgspec.field(default_factory=set)
    orders: dict[int, int] = msgspec.field(default_factory=dict)
    """Partition of `transactions` → order of the last movement that it sent here, see `order`."""

    def copied(self, offset: int) -> Progress:
        """The same, at an offset."""
        return Progress(
            self.layout,
            offset,
            self.frontier_us,
            self.inputs,
            self.disorder_us,
            dict(self.newest),
            set(self.idle),
            dict(self.orders),
        )

    def hear(self, said: Watermark) -> None:
        """Take in a watermark. Those of a worker that lost its partitions may come late: nothing goes back."""
        self.inputs = max(self.inputs, said.inputs)
        self.disorder_us = said.disorder_us
        if said.wakes:
            self.idle.clear()
        for number, newest in said.newest.items():
            self.newest[number] = max(newest, self.newest.get(number, newest))
            self.idle.discard(number)
        self.idle.update(said.idle)

    def bound_us(self) -> int:
        """No movement before this event time is still to come; the frontier where a partition has not been heard of."""
        if not self.inputs or len(self.newest.keys() | self.idle) < self.inputs:
            return self.frontier_us
        awake = [newest for number, newest in self.newest.items() if number not in self.idle]
        if awake:
            return max(self.frontier_us, min(awake) - self.disorder_us)
        # All rest: everything read is there, up to the newest of all.
        return max([self.frontier_us, *(newest + 1 for newest in self.newest.values())])

    def fresh(self, movements: Movements) -> npt.NDArray[np.bool_]:
        """Which movements are news and not sent again by intake after a crash; moves the orders past all of them.

        Into one partition of `movements` each partition of `transactions` sends in a fixed order, so one number for
        each says what is a repeat: a list of recent transaction ids could not; a hub has more movements than any list.
        """
        orders = order(movements)
        inputs = movements["input_partition"]
        fresh = np.empty(len(movements), dtype=bool)
        for number in np.unique(inputs).tolist():
            mine = np.flatnonzero(inputs == number)
            reached = np.maximum.accumulate(orders[mine])
            before = np.concatenate([[-1], reached[:-1]])
            before = np.maximum(before, self.orders.get(number, -1))
            fresh[mine] = orders[mine] > before
            self.orders[number] = max(self.orders.get(number, -1), int(reached[-1]))
        return fresh


def order(movements: Movements) -> npt.NDArray[np.int64]:
    """A number that grows along what one input partition sends: offset, then index in the record, then side.

    Raises StateError above OFFSET_MAX, where all that follows would look like repeats.
    """
    offsets = movements["input_offset"].astype(np.int64)
    if (offsets > OFFSET_MAX).any():
        raise StateError(f"an input offset is above {OFFSET_MAX}, the highest that can be told from repeats")
    indexes = movements["input_index"].astype(np.int64)
    return (offsets << 24) | (indexes << 8) | movements["side"].astype(np.int64)


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Progress).decode


def load_progress(store: Store, partition: int) -> Progress:
    """The progress that a restored partition has reached."""
    held = store.get(partition, PROGRESS_KEY)
    if held is None:
        return Progress()
    progress = _decode(memoryview(held)[VERSION_BYTES:])
    if progress.layout != LAYOUT:
        raise StateError(f"the progress of partition {partition} has layout {progress.layout}, this version {LAYOUT}")
    return progress


def progress_change(progress: Progress) -> Change:
    """The record that writes it; it goes after all subjects of its step."""
    return PROGRESS_KEY, versioned(progress.offset, _encode(progress))
