"""What tells changed files without reading them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

Stamp = tuple[tuple[str, int, int, int], ...]
"""For each file that is there: its path, when it was changed, its size and its number on the disk."""


def stamp(files: Iterable[Path]) -> Stamp:
    """The stamp of files; another one once any of them was changed, replaced, made or deleted."""
    found = []
    for path in files:
        try:
            about = path.stat()
        except OSError:
            continue
        found.append((str(path), about.st_mtime_ns, about.st_size, about.st_ino))
    return tuple(found)
