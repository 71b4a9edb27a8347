"""What is known of transactions afterwards: a column of the file that no rule of the mapping reads.

Labels are targets. They are read after the judgement, beside it, and nothing that judges is ever given one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

import polars as pl

from streams.errors import MappingError
from streams.mapping import Mapping as MappingFile
from streams.mapping.fields import suggestion
from streams.mapping.sources import open_source

NOTHING = frozenset({"", "0", "0.0", "false", "f", "no", "n", "none", "null", "normal"})
"""Labels, in any case, that say that nothing is wrong; every other text is a kind of what is wrong."""

Labels = Mapping[str, str]
"""The kind of what is wrong, by transaction id; only of those with which something is."""


def check_column(path: Path, mapping: MappingFile, column: str) -> None:
    """Raises MappingError where the file has no such column, or where the mapping reads it."""
    readers = [name for name, rule in mapping.fields.items() if column in rule.columns]
    if readers:
        raise MappingError(f"{column!r} holds labels, but the mapping reads it for {', '.join(readers)}: take it out")
    names = open_source(path, mapping).schema.names()
    if column not in names:
        raise MappingError(f"{path}: has no column {column!r}{suggestion(column, names)}; it has {', '.join(names)}")


class Known(NamedTuple):
    """What a column says of the transactions of a stream."""

    kinds: dict[str, str]
    """Labels by transaction id."""
    rows_rejected: int
    """Rows with a label that says that something is wrong, of which no transaction was made."""


def read_labels(path: Path, mapping: MappingFile, column: str, rows: Iterable[tuple[int, str]]) -> Known:
    """The labels of transactions, `rows` being the row and the id of each.

    Where several rows share an id, one with a label that says that something is wrong is enough.
    """
    wrong = {row: label for row, label in enumerate(_column(path, mapping, column)) if is_wrong(label)}
    kinds = {}
    for row, name in rows:
        if row in wrong:
            kinds[name] = wrong.pop(row)
    return Known(kinds, len(wrong))


def is_wrong(label: str) -> bool:
    """Whether a label says that something is wrong."""
    return label.lower() not in NOTHING


def _column(path: Path, mapping: MappingFile, column: str) -> list[str]:
    text = pl.col(column).cast(pl.String).fill_null("").str.strip_chars()
    found: list[str] = []
    for batch in open_source(path, mapping).batches([column]):
        found += batch.frame.select(text).to_series().to_list()
    return found
