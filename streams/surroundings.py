"""What a worker stands on and does not make itself: its lists and its disk, shown for alarms.

A worker reads its lists once, at start. So there are two questions: is what it read old, and is there something newer
on the disk that it has not read. Looked at in a thread, since a file system may hang.
"""

from __future__ import annotations

import asyncio
import logging
import shutil
from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from pathlib import Path

from streams import metrics
from streams.settings import Settings

log = logging.getLogger(__name__)

_LOOK_SECONDS = 30.0


class Surroundings:
    """Looks again and again. Make it before the lists are read, or a change in between is never seen as news."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        for name, changed in self._lists().items():
            metrics.LIST_CHANGED.labels(name, "loaded").set(changed)

    def rates_until(self, newest: date) -> None:
        """Show the day of the newest exchange rate that was read."""
        metrics.RATES_NEWEST.set(datetime.combine(newest, time(), UTC).timestamp())

    async def run(self) -> None:
        """Until it is cancelled."""
        while True:
            await asyncio.to_thread(self.look)
            await asyncio.sleep(_LOOK_SECONDS)

    def look(self) -> None:
        """Show how things are now. What cannot be read keeps its last value and is told in the log."""
        try:
            for name, changed in self._lists().items():
                metrics.LIST_CHANGED.labels(name, "on_disk").set(changed)
            if self._settings.store == "rocksdb":
                self._disk(self._settings.data_dir)
        except OSError as error:
            log.warning("what the worker stands on cannot be looked at: %r", error)

    def _lists(self) -> dict[str, float]:
        """When each list of the institution's own was last changed, in Unix seconds; shipped tables are left out."""
        found = {}
        if self._settings.watch_list is not None:
            found["watch_list"] = _changed([self._settings.watch_list])
        if self._settings.reference_dir is not None:
            found["reference_tables"] = _changed(self._settings.reference_dir.glob("*.csv"))
        return {name: changed for name, changed in found.items() if changed is not None}

    def _disk(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        usage = shutil.disk_usage(folder)
        metrics.DISK_FREE.set(usage.free)
        metrics.DISK_SIZE.set(usage.total)
        metrics.STATE_DISK.set(sum(size for _, size in _stats(folder.rglob("*"))))


def _changed(paths: Iterable[Path]) -> float | None:
    """When the newest of some files was changed; None where none is there."""
    return max((changed for changed, _ in _stats(paths)), default=None)


def _stats(paths: Iterable[Path]) -> Iterable[tuple[float, int]]:
    """Time of change and bytes of each file; one that went meanwhile, as RocksDB's do, is left out."""
    for path in paths:
        try:
            about = path.stat()
        except OSError:
            continue
        if path.is_file():
            yield about.st_mtime, about.st_size
