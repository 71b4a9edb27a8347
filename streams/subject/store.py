"""Where encoded states live: one store per partition of `movements`, in memory or in RocksDB.

A store only ever holds what the changelog holds too, so losing it costs time and nothing else. Every value begins with
its version, the position in `movements` that it reflects, and a lower version never replaces a higher one: a worker
that was thought dead may still write.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from struct import Struct
from typing import Protocol

from streams.errors import StateError

Change = tuple[bytes, bytes | None]
"""Key and value of a changelog record; None deletes."""

_VERSION = Struct("<q")
VERSION_BYTES = _VERSION.size


def versioned(position: int, body: bytes) -> bytes:
    """A value as stores and the changelog hold it."""
    return _VERSION.pack(position) + body


def version(value: bytes) -> int:
    """The position in `movements` that a value reflects."""
    if len(value) < VERSION_BYTES:
        raise StateError(f"a state record of {len(value)} bytes has no version")
    return int(_VERSION.unpack_from(value)[0])


class Store(Protocol):
    """The states of the partitions that this worker holds."""

    def open(self, partition: int) -> int:
        """Make a partition ready; the changelog offset from which it must still be restored."""

    def get(self, partition: int, key: bytes) -> bytes | None:
        """The newest value of a key, or None."""

    def put(self, partition: int, changes: Iterable[Change]) -> None:
        """Apply changes of this worker's own, which are newer than what is there."""

    def restored(self, partition: int, offset: int) -> None:
        """Remember that everything before this changelog offset is applied."""

    def clear(self, partition: int) -> None:
        """Forget everything about a partition, which stays open."""

    def close(self, partition: int) -> None:
        """Let a partition go, because another worker has it now."""

    def items(self, partition: int) -> Iterator[tuple[bytes, bytes]]:
        """Every key and value of a partition, in no particular order."""


def restore(store: Store, partition: int, changes: Iterable[Change]) -> int:
    """Apply records read from the changelog, older versions left out; how many were left out."""
    stale = 0
    for key, value in changes:
        held = store.get(partition, key)
        if value is not None and held is not None and version(value) < version(held):
            stale += 1
        else:
            store.put(partition, ((key, value),))
    return stale


class MemoryStore:
    """One dictionary per partition."""

    def __init__(self) -> None:
        self._partitions: dict[int, dict[bytes, bytes]] = {}

    def open(self, partition: int) -> int:
        """Always from the beginning: nothing survives in memory."""
        self._partitions[partition] = {}
        return 0

    def get(self, partition: int, key: bytes) -> bytes | None:
        """The newest value of a key, or None."""
        return self._partitions[partition].get(key)

    def put(self, partition: int, changes: Iterable[Change]) -> None:
        """Apply changes."""
        held = self._partitions[partition]
        for key, value in changes:
            if value is None:
                held.pop(key, None)
            else:
                held[key] = value

    def restored(self, partition: int, offset: int) -> None:
        """Nothing to remember."""

    def clear(self, partition: int) -> None:
        """Forget everything."""
        self._partitions[partition] = {}

    def close(self, partition: int) -> None:
        """Forget the partition."""
        self._partitions.pop(partition, None)

    def items(self, partition: int) -> Iterator[tuple[bytes, bytes]]:
        """Every key and value of a partition."""
        yield from self._partitions[partition].items()


class RocksStore:
    """One RocksDB per partition, which remembers up to where the changelog is applied."""

    _OFFSET = b"\0changelog-offset"

    def __init__(self, folder: Path) -> None:
        from rocksdict import Rdict

        self._folder = folder
        self._partitions: dict[int, Rdict] = {}

    def open(self, partition: int) -> int:
        """Open or create the database; one that cannot be opened is made anew and restored from the beginning."""
        from rocksdict import Options, Rdict

        path = self._path(partition)
        path.parent.mkdir(parents=True, exist_ok=True)
        options = Options(raw_mode=True)
        options.create_if_missing(True)
        try:
            database = Rdict(str(path), options)
        except Exception as error:
            if "lock" in str(error).lower():
                raise StateError(f"{path} is in use by another process; give each worker its own data_dir") from error
            shutil.rmtree(path, ignore_errors=True)
            database = Rdict(str(path), options)
        self._partitions[partition] = database
        held = database.get(self._OFFSET)
        return _VERSION.unpack(held)[0] if held else 0

    def _path(self, partition: int) -> Path:
        return self._folder / f"partition-{partition}"

    def get(self, partition: int, key: bytes) -> bytes | None:
        """The newest value of a key, or None."""
        value: bytes | None = self._partitions[partition].get(key)
        return value

    def put(self, partition: int, changes: Iterable[Change]) -> None:
        """Apply changes in one write."""
        from rocksdict import WriteBatch

        batch = WriteBatch(raw_mode=True)
        for key, value in changes:
            if value is None:
                batch.delete(key)
            else:
                batch.put(key, value)
        self._partitions[partition].write(batch)

    def restored(self, partition: int, offset: int) -> None:
        """Remember the offset, for the next start."""
        self._partitions[partition][self._OFFSET] = _VERSION.pack(offset)

    def clear(self, partition: int) -> None:
        """Remove the files and begin anew."""
        self.close(partition)
        shutil.rmtree(self._path(partition), ignore_errors=True)
        self.open(partition)

    def close(self, partition: int) -> None:
        """Flush and close; the files stay for the next time."""
        database = self._partitions.pop(partition, None)
        if database is not None:
            database.close()

    def items(self, partition: int) -> Iterator[tuple[bytes, bytes]]:
        """Every key and value of a partition."""
        for key, value in self._partitions[partition].items():
            if isinstance(key, bytes) and key != self._OFFSET:
                yield key, value
