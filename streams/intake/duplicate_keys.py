"""Finds, in a batch of JSON records, the few that may have a key twice in one object.

No JSON decoder that is fast enough tells: all let the last one win. One compiled pass over the bytes keeps a hash of
each key of the objects that are open, and points out a record in which a hash comes again; the slow and exact check is
left to `check_unique_keys`.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from streams.signals.compiled import kernel

# Unsigned throughout: Numba checks signed indices for negative ones, which makes the pass three times slower.
_ONE = np.uint64(1)
_DEPTH_MAX = np.uint64(32)
_KEYS_MAX = np.uint64(512)
_QUOTE, _BACKSLASH, _COLON, _OPEN_ARRAY, _CLOSE_ARRAY, _OPEN_OBJECT, _CLOSE_OBJECT = map(ord, '"\\:[]{}')


def suspects(values: Sequence[bytes]) -> list[int]:
    """Indices of the records that may have a key twice; never misses one of well-formed JSON."""
    ends = np.cumsum(np.fromiter(map(len, values), dtype=np.int64, count=len(values)))
    found = _scan(np.frombuffer(b"".join(values), dtype=np.uint8), ends)
    indices: list[int] = np.flatnonzero(found).tolist()
    return indices


@kernel
def _scan(data: npt.NDArray[np.uint8], ends: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    found = np.zeros(len(ends), dtype=np.bool_)
    keys = np.empty(_KEYS_MAX, dtype=np.uint64)
    first_key = np.zeros(_DEPTH_MAX, dtype=np.uint64)
    position = np.uint64(0)
    for record in range(len(ends)):
        end = np.uint64(ends[record])
        found[record] = _has_key_again(data, position, end, keys, first_key)
        position = end
    return found


@kernel
def _has_key_again(
    data: npt.NDArray[np.uint8],
    position: np.uint64,
    end: np.uint64,
    keys: npt.NDArray[np.uint64],
    first_key: npt.NDArray[np.uint64],
) -> bool:
    """Scan one record; `keys` holds the hashes of the keys of all open objects, `first_key` where each depth begins."""
    depth = kept = np.uint64(0)
    start = stop = position
    escaped = False
    while position < end:
        byte = data[position]
        position += _ONE
        if byte == _QUOTE:
            start = position
            escaped = False
            while position < end:
                byte = data[position]
                if byte == _QUOTE:
                    break
                if byte == _BACKSLASH:
                    escaped = True
                    position += _ONE
                position += _ONE
            stop = position
            position += _ONE
        elif byte == _COLON:
            # The same key can be spelt with escapes, so a key that has any is for the exact check.
            if escaped or kept == _KEYS_MAX:
                return True
            hashed = _hash(data, start, stop)
            other = first_key[depth]
            while other < kept:
                if keys[other] == hashed:
                    return True
                other += _ONE
            keys[kept] = hashed
            kept += _ONE
        elif byte in (_OPEN_OBJECT, _OPEN_ARRAY):
            depth += _ONE
            if depth == _DEPTH_MAX:
                return True
            first_key[depth] = kept
        elif byte in (_CLOSE_OBJECT, _CLOSE_ARRAY):
            kept = first_key[depth]
            depth -= min(depth, _ONE)
    return False


@kernel
def _hash(data: npt.NDArray[np.uint8], start: np.uint64, stop: np.uint64) -> np.uint64:
    hashed = np.uint64(5381)
    while start < stop:
        hashed = hashed * np.uint64(33) ^ np.uint64(data[start])
        start += _ONE
    return hashed
