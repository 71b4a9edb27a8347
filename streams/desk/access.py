"""Who looked at what and did what: a line of JSON for each, written before the answer is."""

from __future__ import annotations

import logging
import os
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import Any

import msgspec

from streams.errors import UnavailableError

log = logging.getLogger(__name__)


class AccessLog:
    """Appends to a file, or to the log where none is given."""

    def __init__(self, file: Path | None) -> None:
        self._file = file
        self._lock = Lock()

    def write(self, who: str, deed: str, what: str, address: str, **more: Any) -> None:
        """Write a line. Raises UnavailableError where it cannot be: then nothing may be shown or done."""
        said = {"at": datetime.now(UTC), "who": who, "deed": deed, "what": what, "address": address, **more}
        line = msgspec.json.encode(said)
        if self._file is None:
            log.info("access %s", line.decode())
            return
        try:
            with self._lock:
                handle = os.open(self._file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
                with os.fdopen(handle, "ab") as file:
                    file.write(line + b"\n")
        except OSError as error:
            raise UnavailableError(f"the access log cannot be written: {error}") from error
