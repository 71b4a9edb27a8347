"""Reading reference tables: CSV that people maintain, refused with file, line and column when it is wrong.

A table is UTF-8. Lines at its top that start with `#` are comments (`# source: …`, `# note: …`), the next line names
the columns, and every further line that is not empty is a row.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from decimal import Decimal
from itertools import takewhile
from pathlib import Path
from typing import NamedTuple, TypeVar

from streams.errors import ReferenceTableError

_Value = TypeVar("_Value")
_DAY = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
_NUMBER = r"[0-9]{1,24}(\.[0-9]{1,24})?"


class Row(NamedTuple):
    """One row: its text by column, and where it stands."""

    path: Path
    line: int
    cells: dict[str, str]

    def error(self, column: str, problem: str) -> ReferenceTableError:
        """The error that says what is wrong in a cell of this row."""
        return ReferenceTableError(f"{self.path}, line {self.line}, column {column}: {problem}")

    def text(self, column: str) -> str:
        """The cell, which must not be empty."""
        value = self.cells[column]
        if not value:
            raise self.error(column, "is empty")
        return value

    def optional(self, column: str, read: Callable[[str], _Value]) -> _Value | None:
        """What `read`, a method of this row, makes of the cell; None where the cell is empty."""
        return read(column) if self.cells[column] else None

    def choice(self, column: str, allowed: Iterable[str]) -> str:
        """The cell, which must be one of the words allowed."""
        value = self.text(column)
        if value not in (words := sorted(allowed)):
            raise self.error(column, f"{value!r} is none of {', '.join(words)}")
        return value

    def matching(self, column: str, pattern: str, meaning: str) -> str:
        """The cell, which must match the whole pattern; `meaning` says in words what is expected."""
        value = self.text(column)
        if not re.fullmatch(pattern, value):
            raise self.error(column, f"{value!r} is not {meaning}")
        return value

    def integer(self, column: str, most: int) -> int:
        """The cell as a whole number from 0 to `most`."""
        value = self.text(column)
        if not re.fullmatch("[0-9]{1,18}", value) or int(value) > most:
            raise self.error(column, f"{value!r} is not a whole number from 0 to {most}")
        return int(value)

    def amount(self, column: str) -> Decimal:
        """The cell as an exact number above zero."""
        number = Decimal(self.matching(column, _NUMBER, "a number such as 10000 or 1.1172"))
        if not number:
            raise self.error(column, "is not above zero")
        return number

    def day(self, column: str) -> date:
        """The cell as a day, written 2026-01-31."""
        value = self.matching(column, _DAY, "a day such as 2026-01-31")
        try:
            return date.fromisoformat(value)
        except ValueError as problem:
            raise self.error(column, f"{value!r}: {problem}") from None

    def period(self) -> tuple[date, date]:
        """The days from `effective_from` to `effective_to`, both inclusive; an empty end is the last day there is."""
        first = self.day("effective_from")
        last = self.optional("effective_to", self.day) or date.max
        if last < first:
            raise self.error("effective_to", f"{last} is before effective_from, {first}")
        return first, last


class Table(NamedTuple):
    """A table as it was read; `line` is that of the column names."""

    path: Path
    line: int
    columns: tuple[str, ...]
    rows: tuple[Row, ...]

    def error(self, column: str, problem: str) -> ReferenceTableError:
        """The error that says what is wrong with a column."""
        return ReferenceTableError(f"{self.path}, line {self.line}, column {column}: {problem}")


def _lines(path: Path) -> list[str]:
    """The lines of a file, each decoded alone so that a byte that is not UTF-8 is found in its line."""
    try:
        content = path.read_bytes()
    except OSError as problem:
        raise ReferenceTableError(f"{path}: cannot be read: {problem.strerror or problem}") from problem
    lines = []
    for number, line in enumerate(content.removeprefix(b"\xef\xbb\xbf").splitlines(keepends=True), 1):
        try:
            lines.append(line.decode())
        except UnicodeDecodeError as problem:
            raise ReferenceTableError(f"{path}, line {number}: is not UTF-8 ({problem.reason})") from None
    return lines


def _records(path: Path, lines: list[str], skipped: int) -> Iterator[tuple[int, list[str]]]:
    """Line number and cells of each line that is not empty; a quoted cell may run over several lines."""
    reader = csv.reader(lines[skipped:], strict=True)
    line = skipped + 1
    try:
        for cells in reader:
            if any(cells):
                yield line, [cell.strip() for cell in cells]
            line = skipped + reader.line_num + 1
    except csv.Error as problem:
        raise ReferenceTableError(f"{path}, line {line}: {problem}") from None


def read_table(path: Path, columns: tuple[str, ...], *, more: bool = False) -> Table:
    """A table with exactly these columns, in any order; with `more`, further columns are welcome.

    Raises ReferenceTableError that names file, line and column.
    """
    lines = _lines(path)
    comments = sum(1 for _ in takewhile(lambda line: line.startswith("#"), lines))
    records = _records(path, lines, comments)
    line, header = next(records, (comments + 1, []))
    named = header[:-1] if more and header and not header[-1] else header  # published files end lines with a comma
    _check_columns(Table(path, line, tuple(named), ()), columns, more)
    rows = []
    for number, cells in records:
        if len(cells) != len(header):
            raise ReferenceTableError(f"{path}, line {number}: has {len(cells)} cells for {len(header)} columns")
        rows.append(Row(path, number, dict(zip(named, cells, strict=False))))
    if not rows:
        raise ReferenceTableError(f"{path}: has no rows")
    return Table(path, line, tuple(named), tuple(rows))


def _check_columns(table: Table, columns: tuple[str, ...], more: bool) -> None:
    for position, name in enumerate(table.columns):
        if name in table.columns[:position]:
            raise table.error(name, "is there twice")
        if not name or not (more or name in columns):
            raise table.error(repr(name), f"is unknown; known are {', '.join(columns)}")
    for name in columns:
        if name not in table.columns:
            raise table.error(name, "is missing")


def refuse_overlaps(periods: Iterable[tuple[object, date, date, Row]]) -> None:
    """Raise ReferenceTableError where two rows of the same key hold on the same day.

    Each period is a key, its first and last day, and the row that says so.
    """
    earlier: dict[object, tuple[date, Row]] = {}
    for key, first, last, row in sorted(periods, key=lambda period: (str(period[0]), period[1])):
        if key in earlier and first <= earlier[key][0]:
            raise row.error("effective_from", f"{first} is inside the period of line {earlier[key][1].line}")
        earlier[key] = last, row
