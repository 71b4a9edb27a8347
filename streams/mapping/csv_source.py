"""CSV: every cell is text, so that an amount is never a float on its way."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from streams.errors import MappingError
from streams.mapping.chunks import ChunkedSource
from streams.mapping.rules import Mapping
from streams.mapping.source import Batch

_BOM = b"\xef\xbb\xbf"
_QUOTE = b'"'


class CsvSource(ChunkedSource):
    """A CSV file whose first row names the columns."""

    def __init__(self, path: Path, mapping: Mapping) -> None:
        super().__init__(path)
        self._separator = mapping.separator
        self._encoding = mapping.encoding
        first = self._decoded(self.beginning(_QUOTE).removeprefix(_BOM))
        self._columns = next(csv.reader(io.StringIO(first, newline=""), delimiter=self._separator), [])
        self._columns = [name.strip() for name in self._columns]
        if not self._columns:
            raise MappingError(f"{path}: is empty; the first row must name the columns")
        if len(set(self._columns)) < len(self._columns):
            raise MappingError(f"{path}: two columns have the same name: {', '.join(self._columns)}")
        self.schema = pl.Schema(dict.fromkeys(self._columns, pl.String()))

    def batches(self, columns: Sequence[str]) -> Iterator[Batch]:
        """All rows but blank ones, with all columns; a row with too many cells comes raw."""
        is_first = True
        for chunk in self.chunks(_QUOTE):
            text = self._decoded(chunk.removeprefix(_BOM) if is_first else chunk)
            batch = self._fast(text, is_first) or self._careful(text, is_first)
            is_first = False
            yield batch

    def _fast(self, text: str, skip_header: bool) -> Batch | None:
        try:
            frame = pl.read_csv(
                text.encode(),
                has_header=False,
                skip_rows=int(skip_header),
                separator=self._separator,
                schema=self.schema,
            )
        except pl.exceptions.NoDataError:
            return Batch(pl.DataFrame(schema=self.schema))
        except pl.exceptions.PolarsError:
            return None
        return Batch(frame.filter(~pl.all_horizontal(pl.all().is_null())))

    def _careful(self, text: str, skip_header: bool) -> Batch:
        """Row by row, for a chunk in which some row has not the file's shape."""
        lines = io.StringIO(text, newline="\n").readlines()
        rows: list[list[str | None]] = []
        raw: dict[int, bytes] = {}
        reader = csv.reader(lines, delimiter=self._separator)
        width, start = len(self._columns), 0
        while start < len(lines):
            try:
                row: list[Any] | None = next(reader, None)
            except csv.Error:
                row = [None] * (width + 1)
            written, start = "".join(lines[start : reader.line_num]), reader.line_num
            if row is None or not any(row) or (skip_header and start == 1):
                continue
            if len(row) > width:
                raw[len(rows)] = written.strip("\r\n").encode()
                row = []
            rows.append(row + [None] * (width - len(row)))
        return Batch(pl.DataFrame(rows, schema=self.schema, orient="row"), raw)

    def _decoded(self, chunk: bytes) -> str:
        try:
            return chunk.decode(self._encoding)
        except UnicodeDecodeError as error:
            around = chunk[max(error.start - 20, 0) : error.end + 20]
            raise MappingError(f"{self.path}: not {self._encoding} near {around!r}; set `encoding`") from None
