"""What skops writes, made the same for the same content: it names files after addresses in memory, and dates them."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

_SCHEMA = "schema.json"
_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The earliest date of a zip file."""


def canonical(data: bytes) -> bytes:
    """The same archive, with its objects numbered in their order and without the hour at which it was written."""
    numbers: dict[str, str] = {}
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new:
        schema = _renumbered(json.loads(old.read(_SCHEMA)), numbers)
        files = {numbers[name.removesuffix(".npy")]: name for name in old.namelist() if name != _SCHEMA}
        for number in sorted(files, key=int):
            new.writestr(_entry(f"{number}.npy"), old.read(files[number]))
        new.writestr(_entry(_SCHEMA), json.dumps(schema))
    return written.getvalue()


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _EPOCH)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def _renumbered(node: Any, numbers: dict[str, str]) -> Any:
    if isinstance(node, list):
        return [_renumbered(each, numbers) for each in node]
    if not isinstance(node, dict):
        return node
    found: dict[str, Any] = {}
    for key, value in node.items():
        if key == "__id__":
            found[key] = int(_number(str(value), numbers))
        elif key == "file":
            found[key] = _number(value.removesuffix(".npy"), numbers) + ".npy"
        else:
            found[key] = _renumbered(value, numbers)
    return found


def _number(name: str, numbers: dict[str, str]) -> str:
    return numbers.setdefault(name, str(len(numbers) + 1))
