"""Rows of text as arrays, one for each column."""

from __future__ import annotations

from collections.abc import Iterable

Row = tuple[str | None, ...]


def columns(rows: Iterable[Row]) -> list[str]:
    """An array for each column, as PostgreSQL reads it: psycopg would look at each of a hundred thousand values."""
    return [array(column) for column in zip(*rows, strict=True)]


def array(words: Iterable[str | None]) -> str:
    """An array of text as PostgreSQL reads it."""
    return "{" + ",".join(["NULL" if word is None else _quoted(word) for word in words]) + "}"


def _quoted(word: str) -> str:
    return '"' + word.replace("\\", "\\\\").replace('"', '\\"') + '"'
