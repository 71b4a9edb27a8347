"""An export as the records that are published to `transactions`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import polars as pl

from streams.errors import MappingError
from streams.mapping.columns import Column, column
from streams.mapping.fields import field_at, suggestion
from streams.mapping.json_text import json_object
from streams.mapping.rules import ROW, Mapping
from streams.mapping.source import Batch
from streams.mapping.sources import open_source


class MappedFile:
    """The rows of a file, each as the JSON of a transaction, in their order.

    Every row comes out: one whose content a rule cannot read keeps that content as it is, one that has not the shape of
    the file comes as it stands there, and both are counted in `unreadable`. Intake refuses them with a reason.
    Raises MappingError where the file cannot be read or lacks a column that the mapping names.
    """

    def __init__(self, path: Path, mapping: Mapping) -> None:
        self._source = open_source(path, mapping)
        self._columns = self._needed(path, mapping)
        self._numbered = ROW in self._columns and ROW not in self._source.schema
        if self._numbered:
            self._columns.remove(ROW)
        fields = {
            name: column(name, rule, field_at(name), self._source.schema, mapping.null_values)
            for name, rule in mapping.fields.items()
        }
        self._record = json_object({name: each.content for name, each in fields.items()})
        self._unreadable = _any_unreadable(list(fields.values()))
        self.rows = 0
        """Rows read so far."""
        self.unreadable = 0
        """Rows so far of which something could not be read."""

    @property
    def unit(self) -> Literal["bytes", "rows"]:
        """What `total` and `done` count."""
        return self._source.unit

    @property
    def total(self) -> int:
        """The size of the file, for a progress bar."""
        return self._source.total

    @property
    def done(self) -> int:
        """How much of `total` has been read."""
        return self._source.done

    def __iter__(self) -> Iterator[bytes]:
        for records in self.batches():
            yield from records

    def batches(self) -> Iterator[list[bytes]]:
        """The records in batches of some ten thousand, from the first row on each time."""
        self.rows = self.unreadable = 0
        for batch in self._source.batches(self._columns):
            yield self._mapped(batch)

    def _mapped(self, batch: Batch) -> list[bytes]:
        frame = batch.frame
        if self._numbered:
            frame = frame.with_row_index(ROW, offset=self.rows + 1)
        mapped = frame.select(record=self._record.fill_null("{}").cast(pl.Binary), unreadable=self._unreadable)
        records: list[bytes] = mapped["record"].to_list()
        unreadable: list[int] = mapped["unreadable"].arg_true().to_list()
        for place, written in batch.raw.items():
            records[place] = written
        self.rows += len(records)
        self.unreadable += len(batch.raw.keys() | set(unreadable))
        return records

    def _needed(self, path: Path, mapping: Mapping) -> list[str]:
        present = self._source.schema.names()
        needed = list(dict.fromkeys(name for rule in mapping.fields.values() for name in rule.columns))
        for name in needed:
            if name not in present and name != ROW:
                near = suggestion(name, present)
                raise MappingError(f"{path}: has no column {name!r}{near}; it has {', '.join(present)}")
        return needed


def _any_unreadable(columns: list[Column]) -> pl.Expr:
    doubtful = [each.unreadable for each in columns if each.unreadable is not None]
    return pl.any_horizontal(doubtful) if doubtful else pl.lit(False)
