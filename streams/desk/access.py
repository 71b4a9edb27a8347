"""Who looked at what and did what: a line of JSON for each, written before the answer is."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import Any

import msgspec

from streams.errors import UnavailableError


class AccessLog:
    """Appends to a file, or to standard error where none is given.

    Not by `logging`, which drops lines below its level and swallows those that cannot be written.
    """

    def __init__(self, file: Path | None) -> None:
        self._file = file
        self._lock = Lock()

    def write(self, who: str, deed: str, what: str, address: str, **more: Any) -> None:
        """Write a line. Raises UnavailableError where it cannot be: then nothing may be shown or done."""
        said = {"at": datetime.now(UTC), "who": who, "deed": deed, "what": what, "address": address, **more}
        line = msgspec.json.encode(said)
        try:
            with self._lock:
                self._append(line + b"\n")
        except (OSError, ValueError) as error:  # ValueError: the stream is closed
            raise UnavailableError(f"the access log cannot be written: {error}") from error

    def _append(self, line: bytes) -> None:
        if self._file is None:
            if sys.stderr is None:
                raise OSError("there is no standard error")
            sys.stderr.write(line.decode())
            sys.stderr.flush()
            return
        handle = os.open(self._file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        with os.fdopen(handle, "ab") as file:
            file.write(line)
