"""Working memory of the kernels. Nothing in it outlives a movement, and no part of it is cleared by writing zeros:
the hash table forgets by a stamp, records are set when they are handed out."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from streams.signals.compiled import kernel
from streams.signals.family import DIRECTIONS, WINDOWS

_SLOT = np.dtype([("key", "<u8"), ("stamp", "<i8"), ("number", "<i8")])
_SIGHT = np.dtype(
    [
        ("hour", "<i8"),  # the oldest row of each window
        ("day", "<i8"),
        ("two_days", "<i8"),
        ("week", "<i8"),
        ("ten_days", "<i8"),
        ("month", "<i8"),
        ("quarter", "<i8"),  # 90 days
        ("flags", "<u8"),  # of all flows of 30 days together
        ("tags", "<u8"),
        ("channels", "<u8"),  # bit k for ChannelCode k
        ("counterparties", "<i8"),  # distinct ones of the visible rows
    ]
)
_FLOW = np.dtype([("count", "<i8"), ("value", "<f8")])
_ROW = np.dtype(
    [
        ("who", "<i8"),  # number of the row's counterparty, 0 for none
        ("inflow", "<i8"),  # in record k: row of the k-th inflow that is not paired yet
    ]
)
_PARTY = np.dtype(
    [
        ("rows", "<i8"),  # visible rows with this counterparty
        ("seen", "<i8"),  # for `meets`
        ("value", "<i8"),  # for the work of one kernel
    ]
)
_PAIR = np.dtype(
    [
        ("newest", "<i8"),  # rows of the newest and the oldest flow, -1 for none
        ("oldest", "<i8"),
        ("value", "<i8"),  # minor units of its flows of 30 days
        ("week_count", "<i8"),  # for counterparties that both pay and are paid
        ("week_value", "<i8"),
        ("tags", "<u8"),  # under which it was counted
        ("corridors", "<i8"),  # likewise
    ]
)
_WORK = 64


class Scratch(NamedTuple):
    """What `streams.signals.sight` found out about the visible rows, and room for each kernel's own work."""

    sight: npt.NDArray[Any]
    """One record: where windows begin, and what kinds of flow there are at all."""
    flows: npt.NDArray[Any]
    """Count and value, in minor units, of each window of `WINDOWS`, by direction."""
    rows: npt.NDArray[Any]
    """A record for each visible row, the first of them at 0."""
    parties: npt.NDArray[Any]
    """A record for each distinct counterparty, by its number; 1 is the first met from the newest row on."""
    pairs: npt.NDArray[Any]
    """A record for each distinct counterparty and direction, at twice its number and one more for outward."""
    table: npt.NDArray[Any]
    """A hash table, see `begin` and `find`."""
    state: npt.NDArray[np.int64]
    """Stamp and mask of the hash table as it is used now."""
    work: npt.NDArray[np.float64]
    """Room for a few numbers, which saves an allocation."""


def new_scratch(history_movements: int) -> Scratch:
    """Scratch for a history bound; the table has room for seven keys of each row."""
    return Scratch(
        sight=np.zeros(1, dtype=_SIGHT),
        flows=np.zeros((len(WINDOWS), len(DIRECTIONS)), dtype=_FLOW),
        rows=np.zeros(history_movements + 1, dtype=_ROW),
        parties=np.zeros(history_movements + 2, dtype=_PARTY),
        pairs=np.zeros(2 * history_movements + 4, dtype=_PAIR),
        table=np.zeros(1 << (16 * history_movements).bit_length(), dtype=_SLOT),
        state=np.zeros(2, dtype=np.int64),
        work=np.zeros(_WORK),
    )


@kernel
def begin(scratch: Any, keys: int) -> None:
    """Empty the hash table for at most so many keys; a small table stays in the processor's nearest cache."""
    size = 16
    while size < 2 * keys:
        size *= 2
    scratch.state[0] += 1
    scratch.state[1] = size - 1


@kernel
def find(scratch: Any, key: Any) -> int:
    """The slot of `key`, taken or free (see `is_free`); linear probing."""
    table = scratch.table
    stamp = scratch.state[0]
    mask = scratch.state[1]
    wanted = np.uint64(key)
    slot: int = np.int64((wanted * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(29)) & mask
    while table[slot].stamp == stamp and table[slot].key != wanted:
        slot = (slot + 1) & mask
    return slot


@kernel
def is_new(scratch: Any, key: Any) -> bool:
    """Whether the hash table does not hold `key` yet; it does afterwards."""
    slot = find(scratch, key)
    record = scratch.table[slot]
    if record.stamp == scratch.state[0]:
        return False
    record.stamp = scratch.state[0]
    record.key = np.uint64(key)
    return True


SAME_INVOICE, SIMILAR_VALUE = 1, 2
"""What a counterparty is met under."""


@kernel
def meets(scratch: Any, who: int, under: int) -> bool:
    """Whether a counterparty is met for the first time under one of the words above."""
    party = scratch.parties[who]
    if party.seen & under:
        return False
    party.seen |= under
    return True


_LOWEST = np.zeros(64, dtype=np.int64)
_DE_BRUIJN = np.uint64(0x03F79D71B4CB0A89)
for _bit in range(64):
    _LOWEST[((int(_DE_BRUIJN) << _bit) & (2**64 - 1)) >> 58] = _bit


@kernel
def lowest_bit(bits: Any) -> int:
    """Number of the lowest bit that is set, of 64 of which one is; by a de Bruijn sequence."""
    lowest = bits & (~bits + np.uint64(1))
    return int(_LOWEST[(lowest * _DE_BRUIJN) >> np.uint64(58)])
