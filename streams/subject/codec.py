"""A subject's state as records of the store: a head with the open chunks, and one record per closed chunk.

Keys: subject id, a zero byte, and for closed chunks `h` (history) or `d` (days) with the chunk's number. Values: see
`streams.subject.store`. Encoding copies bytes of the columns; nothing is converted row by row.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from struct import Struct

import msgspec
import numpy as np
import numpy.typing as npt

from streams.errors import StateError
from streams.subject.episode import Episode
from streams.subject.layout import CHUNK_ROWS, DAY_DTYPE, HISTORY_DTYPE, SubjectRow
from streams.subject.store import VERSION_BYTES, Change, Store, versioned

LAYOUT = 4
"""Version of these records."""

_CHUNK = Struct(">I")
_HISTORY_BYTES, _DAY_BYTES = HISTORY_DTYPE.itemsize, DAY_DTYPE.itemsize


class Head(msgspec.Struct, array_like=True, gc=False):
    """What every touch of a subject writes."""

    layout: int
    position_us: int
    position_transaction: int
    position_tie: int
    sequence: int
    first_seen_us: int
    last_time_us: int
    late: int
    declared_income: int
    born_day: int
    profile: int
    opened_day: int
    kind: int
    history_first: int
    history_length: int
    days_first: int
    days_length: int
    open_history: bytes
    open_words: list[bytes]
    open_days: bytes
    episodes: list[Episode]


@dataclass(slots=True)
class State:
    """One subject, decoded: `history` and `words` run in parallel, rows in event-time order."""

    position: int
    head: Head
    history: npt.NDArray[np.void]
    words: list[bytes]
    days: npt.NDArray[np.void]


_encode_head = msgspec.msgpack.Encoder().encode
_decode_head = msgspec.msgpack.Decoder(Head).decode
_encode_words = msgspec.msgpack.Encoder().encode
_decode_words = msgspec.msgpack.Decoder(list[bytes]).decode


def head_key(subject: bytes) -> bytes:
    """Key of a subject's head."""
    return subject + b"\0"


def chunk_key(subject: bytes, kind: bytes, number: int) -> bytes:
    """Key of a closed chunk; `kind` is b"h" or b"d"."""
    return subject + b"\0" + kind + _CHUNK.pack(number)


def encode_changes(
    subject: bytes,
    row: SubjectRow,
    history: memoryview,
    words: list[bytes],
    days: memoryview,
    episodes: list[Episode],
) -> list[Change]:
    """The records that differ since the last write: closed chunks from the dirty ordinals on, then the head.

    `history` and `days` are the bytes of whole arenas, of which `row` says what is the subject's and what changed.
    """
    changes: list[Change] = []
    version = row.position
    history_end, days_end = row.history_first + row.history_length, row.days_first + row.days_length
    history_open, days_open = history_end // CHUNK_ROWS * CHUNK_ROWS, days_end // CHUNK_ROWS * CHUNK_ROWS
    history_at = row.history_start - row.history_first  # arena row of ordinal 0
    days_at = row.days_start - row.days_first
    if row.history_dirty < history_open:
        for ordinal in range(
            max(row.history_dirty, row.history_first) // CHUNK_ROWS * CHUNK_ROWS, history_open, CHUNK_ROWS
        ):
            texts = words[ordinal - row.history_first : ordinal - row.history_first + CHUNK_ROWS]
            body = _rows(history, _HISTORY_BYTES, history_at + ordinal, CHUNK_ROWS) + _encode_words(texts)
            changes.append((chunk_key(subject, b"h", ordinal // CHUNK_ROWS), versioned(version, body)))
    if row.days_dirty < days_open:
        for ordinal in range(max(row.days_dirty, row.days_first) // CHUNK_ROWS * CHUNK_ROWS, days_open, CHUNK_ROWS):
            body = _rows(days, _DAY_BYTES, days_at + ordinal, CHUNK_ROWS)
            changes.append((chunk_key(subject, b"d", ordinal // CHUNK_ROWS), versioned(version, body)))
    head = Head(
        LAYOUT,
        row.position_us,
        row.position_transaction,
        row.position_tie,
        row.sequence,
        row.first_seen_us,
        row.last_time_us,
        row.late,
        row.declared_income,
        row.born_day,
        row.profile,
        row.opened_day,
        row.kind,
        row.history_first,
        row.history_length,
        row.days_first,
        row.days_length,
        _rows(history, _HISTORY_BYTES, history_at + history_open, history_end - history_open),
        words[history_open - row.history_first :],
        _rows(days, _DAY_BYTES, days_at + days_open, days_end - days_open),
        episodes,
    )
    changes.append((head_key(subject), versioned(version, _encode_head(head))))
    return changes


def _rows(arena: memoryview, row_bytes: int, start: int, count: int) -> bytes:
    return bytes(arena[start * row_bytes : (start + count) * row_bytes])


def decode(subject: bytes, store: Store, partition: int) -> State | None:
    """Read a subject from the store; None where it has no state. Raises StateError where records do not fit
    together."""
    value = store.get(partition, head_key(subject))
    if value is None:
        return None
    position = int.from_bytes(value[:VERSION_BYTES], "little", signed=True)
    head = _decode_head(memoryview(value)[VERSION_BYTES:])
    if head.layout != LAYOUT:
        raise StateError(f"state of {subject!r} has layout {head.layout}, this version reads {LAYOUT}")
    rows, words = [], []
    chunk_bytes = CHUNK_ROWS * HISTORY_DTYPE.itemsize
    for body in _closed_chunks(subject, b"h", head.history_first, head.history_length, store, partition):
        rows.append(body[:chunk_bytes])
        words.extend(_decode_words(body[chunk_bytes:]))
    rows.append(head.open_history)
    words.extend(head.open_words)
    history = np.frombuffer(b"".join(rows), dtype=HISTORY_DTYPE)
    days = np.frombuffer(
        b"".join([*_closed_chunks(subject, b"d", head.days_first, head.days_length, store, partition), head.open_days]),
        dtype=DAY_DTYPE,
    )
    if len(history) != head.history_length or len(words) != head.history_length or len(days) != head.days_length:
        raise StateError(f"chunks of {subject!r} do not add up to what its head says")
    return State(position, head, history, words, days)


def _closed_chunks(
    subject: bytes, kind: bytes, first: int, length: int, store: Store, partition: int
) -> Iterator[bytes]:
    for number in range(first // CHUNK_ROWS, (first + length) // CHUNK_ROWS):
        value = store.get(partition, chunk_key(subject, kind, number))
        if value is None:
            raise StateError(f"chunk {number} ({kind.decode()}) of {subject!r} is missing")
        yield value[VERSION_BYTES:]
