"""What every kind of file gives: batches of rows, and how far it has been read."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

import polars as pl


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows in their order; `raw` holds, by place, those that are no rows of the file's shape, as they stand there."""

    frame: pl.DataFrame
    raw: dict[int, bytes] = field(default_factory=dict)


class Source(ABC):
    """A file whose rows are wanted; `total` and `done` count `unit`s, for a progress bar."""

    unit: Literal["bytes", "rows"] = "bytes"
    total: int
    schema: pl.Schema

    @property
    @abstractmethod
    def done(self) -> int:
        """How much has been read."""

    @abstractmethod
    def batches(self, columns: Sequence[str]) -> Iterator[Batch]:
        """All rows, with at least these columns."""
