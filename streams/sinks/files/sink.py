"""Writes batches to files as JSON lines, each once: the file says itself what it holds."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping

from streams.errors import UnavailableError
from streams.settings import Settings
from streams.sinks import metrics
from streams.sinks.batch import Batch, Bury, Place
from streams.sinks.files.lines import ends, line, repair
from streams.sinks.files.rotated import RotatedFile

log = logging.getLogger(__name__)


class FileSink:
    """JSON lines in a folder as a sink."""

    name = "file"

    def __init__(self, settings: Settings) -> None:
        """SettingsError where another process writes to the folder. What a crash left of a last line is cut off."""
        self._file = RotatedFile(settings.file_dir, settings.file_max_bytes)
        self._compress = settings.file_compress
        self._keep = settings.file_keep
        if torn := repair(self._file.path):
            log.warning("the last line of %s was torn: %d bytes were cut off", self._file.path, torn)
        self._ends: dict[Place, int] = {}
        self._untidy = True
        """Whether a file that was put aside may wait to be compressed or deleted."""
        for path in [*self._file.aside()[-1:], self._file.path]:
            self._hold(ends(path))

    def positions(self, places: Iterable[Place]) -> Mapping[Place, int]:
        """The group knows; what it repeats is left out in `write`."""
        return {}

    def write(self, batch: Batch, bury: Bury) -> None:
        """Append what the file does not hold yet, and have it on the disk."""
        lines = []
        for record in batch.records:
            if record.offset < self._ends.get(record.place, 0):
                continue
            try:
                lines.append(line(record))
            except ValueError as error:
                bury(record, "unreadable", str(error))
        try:
            self._rotate()
            self._file.append(b"".join(lines))
        except OSError as error:
            raise UnavailableError(f"{self._file.path} cannot be written: {error}") from error
        self._hold(batch.ends)

    def tidy(self) -> None:
        """Put yesterday's file aside; compress and delete one at a time what was put aside."""
        try:
            self._rotate()
            if self._untidy:
                more = self._compress and self._file.compress_one()
                if self._keep:
                    self._file.drop(self._keep)
                self._untidy = more
        except OSError as error:
            raise UnavailableError(f"files in {self._file.folder} cannot be put in order: {error}") from error

    def close(self) -> None:
        """Let go of the folder."""
        self._file.close()

    def _hold(self, found: Mapping[Place, int]) -> None:
        """Remember how far the files hold each partition; what comes again takes nothing back."""
        for place, end in found.items():
            self._ends[place] = max(end, self._ends.get(place, 0))

    def _rotate(self) -> None:
        if (aside := self._file.rotate()) is not None:
            self._untidy = True
            metrics.FILES.inc()
            log.info("put aside: %s", aside)
