"""A sink with a database of its own, and a way to ask it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest

from streams.settings import Settings
from streams.sinks.postgres.sink import PostgresSink

Ask = Callable[..., list[tuple[Any, ...]]]


@pytest.fixture
def sink(store_settings: Settings) -> Iterator[PostgresSink]:
    """A sink of an empty database."""
    sink = PostgresSink(store_settings)
    yield sink
    sink.close()


@pytest.fixture
def ask(database: str) -> Iterator[Ask]:
    """Runs a statement in the store's schema; its rows."""
    with psycopg.connect(database, autocommit=True, options="-c search_path=counterflow -c timezone=UTC") as connection:

        def run(statement: str, *values: Any) -> list[tuple[Any, ...]]:
            cursor = connection.execute(statement.encode(), values or None)
            return cursor.fetchall() if cursor.description else []

        yield run
