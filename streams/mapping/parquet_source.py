"""Parquet: columns with the types that they have."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import polars as pl

from streams.mapping.source import Batch, Source

_ROWS = 65_536


class ParquetSource(Source):
    """A Parquet file, a slice at a time; `total` and `done` are rows."""

    unit = "rows"

    def __init__(self, path: Path) -> None:
        self._scan = pl.scan_parquet(path)
        self.schema = self._scan.collect_schema()
        self.total = self._scan.select(pl.len()).collect().item()
        self._done = 0

    @property
    def done(self) -> int:
        """Rows that were read."""
        return self._done

    def batches(self, columns: Sequence[str]) -> Iterator[Batch]:
        """All rows, with these columns."""
        self._done = 0
        while self._done < self.total:
            frame = self._scan.slice(self._done, _ROWS).select(columns).collect()
            self._done += frame.height
            yield Batch(frame)
