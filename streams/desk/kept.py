"""Files of the desk, each replaced as a whole."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def put(file: Path, content: bytes) -> None:
    """Put content in a file's place, synced, readable for the owner only; all or nothing. Raises OSError."""
    handle, name = tempfile.mkstemp(dir=file.parent)
    with os.fdopen(handle, "wb") as new:
        new.write(content)
        new.flush()
        os.fsync(new.fileno())
    Path(name).replace(file)
