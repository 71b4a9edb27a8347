"""A file as the transactions that intake makes of it, in the order of events.

All of them are held in memory: an export is often sorted by account, and a judgement needs the order of events.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from streams.errors import Rejection
from streams.intake.reading import Headers, read_many
from streams.intake.rejected import rejected
from streams.offline import Refused, event_order
from streams.records import Rejected, Transaction
from streams.replay import Source
from streams.settings import Settings

_AT_ONCE = 4096
_NO_HEADERS: Headers = ()


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the file as a record that intake reads."""

    topic: str
    """Name of the file."""
    offset: int
    """Which row, counted from 0."""
    timestamp: int
    """When the file was written, milliseconds since 1970-01-01 UTC."""
    value: bytes
    partition: int = 0
    headers: Headers = _NO_HEADERS


@dataclass(frozen=True, slots=True)
class Stream:
    """What a file holds."""

    transactions: list[Transaction]
    """In the order of events."""
    rows: list[int]
    """The row that each of them comes from."""
    rejected: list[Rejected]
    """Rows that are no transaction, in the order of the file."""
    rows_read: int


def read(path: Path, source: Source, settings: Settings, on_read: Callable[[], None] = lambda: None) -> Stream:
    """Read a whole file; `on_read` is called now and then, `source.done` says how far it is."""
    found: list[tuple[int, Transaction]] = []
    refused: list[Rejected] = []
    rows_read = 0
    records = _rows(path, source)
    while step := list(islice(records, _AT_ONCE)):
        rows_read += len(step)
        for row, became in zip(step, read_many(step, settings), strict=True):
            if isinstance(became, Rejection):
                refused.append(rejected(row, became, settings))
            else:
                found.extend((row.offset, transaction) for transaction in became)
        on_read()
    found.sort(key=lambda each: event_order(each[1]))
    return Stream([each for _, each in found], [row for row, _ in found], refused, rows_read)


def refused_rows(
    path: Path, source: Source, settings: Settings, refused: Mapping[int, list[Refused]]
) -> Iterator[Rejected]:
    """Rows that were read and then refused, as they are published, in the order of the file; `refused` is by row."""
    if not refused:
        return
    last = max(refused)
    for row in islice(_rows(path, source), last + 1):
        for each in refused.get(row.offset, ()):
            yield rejected(row, each.rejection, settings, transaction=each.transaction, subject=each.subject)


def _rows(path: Path, source: Source) -> Iterator[Row]:
    written_ms = int(path.stat().st_mtime * 1000)
    for number, record in enumerate(source):
        yield Row(path.name, number, written_ms, record)
