"""Brokers and a database for tests, and settings that point at them.

`embedded_broker` and `apache_kafka` live as long as the run, so each test takes topics of its own: `prefix` gives the
prefix, `broker` runs a test on both, and `broker_settings` are settings for that broker and prefix.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import hypothesis
import psycopg
import pytest

from streams.broker import ApacheKafka, EmbeddedBroker, LocalBroker, apache
from streams.settings import Settings
from tests.sinks.server import PostgresServer, require

hypothesis.settings.register_profile(
    "counterflow", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("counterflow")  # how long an example takes says how busy the machine is

_ALONE_FOLDERS = frozenset({"broker", "demo", "deploy", "integration"})
_ALONE_FIXTURES = frozenset({"apache_kafka", "broker", "embedded_broker"})


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what runs brokers and other processes: it waits for them, and must not wait for other tests besides."""
    for item in items:
        folder = item.path.relative_to(Path(__file__).parent).parts[0]
        if folder in _ALONE_FOLDERS or not _ALONE_FIXTURES.isdisjoint(getattr(item, "fixturenames", ())):
            item.add_marker("alone")


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"COUNTERFLOW_{name.upper()}", raising=False)
    monkeypatch.delenv("COUNTERFLOW_SETTINGS_FILE", raising=False)


@pytest.fixture(scope="session")
def embedded_broker() -> Iterator[LocalBroker]:
    """The embedded broker, shared by all tests of the run."""
    with EmbeddedBroker() as broker:
        yield broker


@pytest.fixture(scope="session")
def apache_kafka() -> Iterator[LocalBroker]:
    """Apache Kafka, shared by all tests of the run; they are skipped where Java or Maven is missing."""
    if lacking := apache.missing():
        if os.environ.get("COUNTERFLOW_REQUIRE_KAFKA") == "1":
            pytest.fail(f"Apache Kafka is required, but {lacking}")
        pytest.skip(f"needs Apache Kafka, but {lacking}")
    with ApacheKafka() as broker:
        yield broker


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """PostgreSQL, shared by all tests of the run; they are skipped where it is not installed."""
    require()
    with PostgresServer() as server:
        yield server


@pytest.fixture
def database(postgres_server: PostgresServer) -> Iterator[str]:
    """Where a database is that holds nothing of ours, and does not afterwards."""
    yield postgres_server.dsn()
    with psycopg.connect(postgres_server.dsn(), autocommit=True) as connection:
        connection.execute("DROP SCHEMA IF EXISTS counterflow CASCADE")


@pytest.fixture(params=["embedded_broker", pytest.param("apache_kafka", marks=pytest.mark.kafka)])
def broker(request: pytest.FixtureRequest) -> LocalBroker:
    """Each of the two brokers in turn."""
    started: LocalBroker = request.getfixturevalue(request.param)
    return started


@pytest.fixture
def prefix() -> str:
    """A topic prefix that no other test has."""
    return f"test-{uuid4().hex[:12]}."


@pytest.fixture
def broker_settings(broker: LocalBroker, prefix: str) -> Settings:
    """Settings for `broker`, with topics and a consumer group of their own and no metrics port."""
    return Settings(
        broker=broker.bootstrap,
        embedded_broker=isinstance(broker, EmbeddedBroker),
        topic_prefix=prefix,
        application=f"{prefix}counterflow",
        metrics_port=0,
    )
