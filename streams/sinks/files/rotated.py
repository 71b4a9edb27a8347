"""A file that is appended to and put aside, by size and by day, and the files that were put aside."""

from __future__ import annotations

import fcntl
import gzip
import os
import shutil
import time
from datetime import UTC, datetime
from pathlib import Path

from streams.errors import SettingsError

CURRENT = "alerts.jsonl"


_MODE = 0o640
"""Alerts name people: not for every user of the machine."""


class RotatedFile:
    """`alerts.jsonl` in a folder of which this process is the only writer. Methods raise OSError."""

    def __init__(self, folder: Path, max_bytes: int) -> None:
        """SettingsError where another process writes to the folder."""
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.path = folder / CURRENT
        self._max_bytes = max_bytes
        self._lock = (folder / ".lock").open("w")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            self._lock.close()
            raise SettingsError(f"another process writes to {folder}; each needs a folder of its own") from error
        self._file = self._open()

    def append(self, data: bytes) -> None:
        """Write lines, all or none; they are on the disk when this returns."""
        before = os.fstat(self._file).st_size
        try:
            rest = memoryview(data)
            while rest:
                rest = rest[os.write(self._file, rest) :]
            os.fsync(self._file)
        except OSError:
            os.ftruncate(self._file, before)
            raise

    def rotate(self) -> Path | None:
        """Put the file aside where it is full or of another day (UTC); its new name.

        Where no new one can be begun it is written on.
        """
        found = os.fstat(self._file)
        if not found.st_size or (found.st_size < self._max_bytes and _day(found.st_mtime) == _day(time.time())):
            return None
        aside = self._free_name(found.st_mtime)
        self.path.rename(aside)
        try:
            begun = self._open()
        except OSError:
            aside.rename(self.path)
            raise
        os.close(self._file)
        self._file = begun
        return aside

    def aside(self) -> list[Path]:
        """The files that were put aside, oldest first."""
        return sorted(each for each in self.folder.glob("alerts-*.jsonl*") if not each.name.endswith(".part"))

    def compress_one(self) -> bool:
        """Compress the oldest file that is not; whether there was one. A crash in between leaves it as it was."""
        plain = next((each for each in self.aside() if each.suffix == ".jsonl"), None)
        if plain is None:
            return False
        part = plain.with_suffix(".jsonl.gz.part")
        opened = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _MODE)
        with plain.open("rb") as source, os.fdopen(opened, "wb") as target:
            with gzip.GzipFile(filename=plain.name, mode="wb", fileobj=target, mtime=0) as packed:
                shutil.copyfileobj(source, packed, 1 << 20)
            target.flush()
            os.fsync(target.fileno())
        part.rename(plain.with_suffix(".jsonl.gz"))
        self._sync_folder()
        plain.unlink()
        return True

    def drop(self, keep: int) -> None:
        """Delete the oldest of the files that were put aside, all but so many."""
        for each in self.aside()[:-keep]:
            each.unlink()

    def close(self) -> None:
        """Let go of file and folder."""
        os.close(self._file)
        self._lock.close()

    def _open(self) -> int:
        file = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, _MODE)
        try:
            self._sync_folder()
        except OSError:
            os.close(file)
            raise
        return file

    def _free_name(self, when: float) -> Path:
        """A name that sorts behind all others of the same second."""
        begin = f"alerts-{datetime.fromtimestamp(when, UTC):%Y%m%dT%H%M%SZ}"
        used = [int(each.name[len(begin) + 1 :].partition(".")[0]) for each in self.folder.glob(f"{begin}-*.jsonl*")]
        return self.folder / f"{begin}-{max(used, default=-1) + 1:04d}.jsonl"

    def _sync_folder(self) -> None:
        folder = os.open(self.folder, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _day(when: float) -> str:
    return f"{datetime.fromtimestamp(when, UTC):%Y%m%d}"
