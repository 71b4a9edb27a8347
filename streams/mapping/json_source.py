"""JSON lines: numbers stay text as they are written, because a float would not be the amount any more."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec
import polars as pl

from streams.errors import MappingError
from streams.mapping.chunks import ChunkedSource
from streams.mapping.source import Batch

_NO_QUOTE = b""
"""A line break inside a JSON text is escaped, so every line is a row."""


class JsonLinesSource(ChunkedSource):
    """Objects, one a line; the columns are their members, nested ones by dotted name, as the first chunk has them."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self._decode = msgspec.json.Decoder(dict[str, Any], float_hook=str).decode
        rows, _ = self._rows(self.beginning(_NO_QUOTE))
        names = dict.fromkeys(name for row in rows for name in row)
        if not names:
            raise MappingError(f"{path}: its beginning holds no JSON object")
        self.schema = pl.Schema(dict.fromkeys(names, pl.String()))

    def batches(self, columns: Sequence[str]) -> Iterator[Batch]:
        """All lines but blank ones; one that is no JSON object comes raw."""
        for chunk in self.chunks(_NO_QUOTE):
            rows, raw = self._rows(chunk)
            contents = {name: pl.Series([row.get(name) for row in rows], dtype=pl.String) for name in columns}
            yield Batch(pl.DataFrame(contents), raw)

    def _rows(self, chunk: bytes) -> tuple[list[dict[str, str | None]], dict[int, bytes]]:
        rows: list[dict[str, str | None]] = []
        raw: dict[int, bytes] = {}
        for line in chunk.splitlines():
            if not line.strip():
                continue
            try:
                rows.append(dict(_flat("", self._decode(line))))
            except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
                raw[len(rows)] = line
                rows.append({})
        return rows, raw


def _flat(prefix: str, value: dict[str, Any]) -> Iterator[tuple[str, str | None]]:
    """Members of nested objects by dotted name, as text."""
    for name, member in value.items():
        if isinstance(member, dict):
            yield from _flat(f"{prefix}{name}.", member)
        elif member is None or isinstance(member, str):
            yield f"{prefix}{name}", member
        elif isinstance(member, bool | list):
            yield f"{prefix}{name}", msgspec.json.encode(member).decode()
        else:
            yield f"{prefix}{name}", str(member)
