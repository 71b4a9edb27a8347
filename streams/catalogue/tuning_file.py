"""Appends changes to a deployment's file, so that a reader finds the list as it was or with the change, never less."""

from __future__ import annotations

import fcntl
import os
import re
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import yaml

from streams.catalogue import strict_yaml
from streams.catalogue.tuning import Change
from streams.errors import CatalogueError

_ITEM = re.compile(r"^( *)- ", re.MULTILINE)


def append(path: Path, change: Change, prove: Callable[[Path], None]) -> None:
    """Append a change; what stands in the file, comments included, stays as it is.

    `prove` gets the path of the new content before it takes the old one's place, and raises where it must not. Raises
    CatalogueError where the file cannot be read or written, or has a form to which nothing can be appended.
    """
    path = path.resolve()  # a symbolic link stays, its target is replaced
    try:
        with _locked(path.parent):
            _replace(path, _appended(path, change), prove)
    except OSError as error:
        raise CatalogueError(f"{path}: cannot be written: {error.strerror}") from error


def _appended(path: Path, change: Change) -> bytes:
    old = path.read_bytes() if path.exists() else b""
    listed = strict_yaml.parse(old, path) or []
    text = old.decode() if listed else _comments(old.decode())
    item = _item(change)
    indent = found[1] if listed and (found := _ITEM.search(text)) else ""
    lines = yaml.safe_dump([item], sort_keys=False, allow_unicode=True, width=110).splitlines(keepends=True)
    text += "" if not text or text.endswith("\n") else "\n"
    new = (text + "".join(indent + line for line in lines)).encode()
    try:
        kept = strict_yaml.parse(new, path)
    except CatalogueError:
        kept = None
    if not isinstance(listed, list) or kept != [*listed, item]:
        raise CatalogueError(f"{path}: nothing can be appended to it; write it as a list of `- ` items")
    return new


def _comments(text: str) -> str:
    """What an empty list says besides `[]`."""
    return "".join(line for line in text.splitlines(keepends=True) if line.lstrip().startswith("#"))


def _item(change: Change) -> dict[str, object]:
    item: dict[str, object] = msgspec.to_builtins(change)
    if change.params:
        item["params"] = {name: int(v) if float(v).is_integer() else v for name, v in change.params.items()}
    return item


def _replace(path: Path, content: bytes, prove: Callable[[Path], None]) -> None:
    """Put content in a file's place: written whole, synced, then renamed."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    new = Path(name)
    try:
        with open(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        new.chmod(path.stat().st_mode & 0o7777 if path.exists() else 0o644)
        prove(new)
        os.replace(new, path)
    except CatalogueError as error:
        raise CatalogueError(str(error).replace(name, str(path))) from error
    finally:
        new.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Wait for others who append to a file of this folder."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
