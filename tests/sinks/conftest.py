"""A PostgreSQL server for the tests of the sinks; each test has a database of its own."""

from __future__ import annotations

import os
from collections.abc import Iterator

import psycopg
import pytest

from streams.settings import Settings
from tests.sinks.server import PostgresServer, missing


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """PostgreSQL, shared by all tests of the run; they are skipped where it is not installed."""
    if lacking := missing():
        if os.environ.get("COUNTERFLOW_REQUIRE_POSTGRES") == "1":
            pytest.fail(f"PostgreSQL is required, but {lacking}")
        pytest.skip(f"needs PostgreSQL, but {lacking}")
    with PostgresServer() as server:
        yield server


@pytest.fixture
def database(postgres_server: PostgresServer) -> Iterator[str]:
    """Where a database is that holds nothing of ours, and does not afterwards."""
    yield postgres_server.dsn()
    with psycopg.connect(postgres_server.dsn(), autocommit=True) as connection:
        connection.execute("DROP SCHEMA IF EXISTS counterflow CASCADE")


@pytest.fixture
def store_settings(database: str) -> Settings:
    """Settings for a sink of that database."""
    return Settings(postgres_dsn=database, metrics_port=0, sink_metrics_port=0)
