"""What intake writes between movements: how far the partitions of `transactions` have come in event time."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import numpy as np

from streams.movement import fixed_parts
from streams.subject.place import due

WATERMARK_KEY = b"\0watermark"
"""Key of these records on `movements`; subject ids never begin with a zero byte."""


class Watermark(msgspec.Struct, frozen=True, array_like=True):
    """Said by the worker that reads these partitions of `transactions`, after the movements that it speaks of."""

    inputs: int
    """How many partitions `transactions` has; nothing is released before each of them was heard of."""
    disorder_us: int
    """How far behind the newest event time of its partition a movement may still come."""
    newest: dict[int, int]
    """Partition of `transactions` → the latest event time read there, microseconds since 1970-01-01 UTC."""
    idle: list[int]
    """Partitions whose reader has reached their end; until more comes from anywhere nobody waits for them."""
    wakes: bool = False
    """A partition that rested moves again. All must say anew whether they rest: where one begins, others often do, and
    what was said before may be true no longer."""


encode_watermark = msgspec.msgpack.Encoder().encode
decode_watermark = msgspec.msgpack.Decoder(Watermark).decode


def newest_by_input(values: Sequence[bytes]) -> dict[int, int]:
    """The latest event time of encoded movements, by partition of `transactions`."""
    movements = fixed_parts(values)
    times, inputs = due(movements), movements["input_partition"]
    return {int(number): int(times[inputs == number].max()) for number in np.unique(inputs)}
