"""A desk of its own for each test, over a real PostgreSQL and the embedded broker."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from aiohttp.test_utils import TestClient, TestServer
from aiohttp.web import Application, Request

from streams import topics
from streams.broker import LocalBroker
from streams.desk import accounts
from streams.desk.accounts import Account, Accounts, Role, hashed
from streams.desk.application import application
from streams.desk.server import Desk
from streams.settings import Settings
from streams.sinks.batch import Batch
from streams.sinks.postgres.sink import PostgresSink
from tests.desk.visitor import PASSWORD, Visitor
from tests.sinks.made import nobody

USERS: dict[str, Role] = {"Viewer 1": "viewer", "Analyst 1": "analyst", "Approver 1": "approver"}


@pytest.fixture
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords that cost nothing to try."""
    monkeypatch.setattr(accounts, "_COST", 1 << 4)


@pytest.fixture
def settings(database: str, embedded_broker: LocalBroker, prefix: str, tmp_path: Path, cheap: None) -> Settings:
    """A desk with three users, whose alert store is empty and whose topics are not there yet."""
    made = Settings(
        broker=embedded_broker.bootstrap,
        embedded_broker=True,
        topic_prefix=prefix,
        postgres_dsn=database,
        desk_dir=tmp_path,
        desk_cookie_secure=False,
        desk_page_alerts=3,
        desk_access_log=tmp_path / "access.jsonl",
    )
    users = Accounts(tmp_path / "users.json")
    for name, role in USERS.items():
        users.put(Account(name, role, hashed(PASSWORD)))
    return made


@pytest.fixture
def with_topics(settings: Settings) -> None:
    """The topics are there."""
    topics.create(settings)


@pytest.fixture
def store(settings: Settings) -> Callable[[Batch], None]:
    """Writes a batch to the alert store, as its sink does."""

    def write(batch: Batch) -> None:
        sink = PostgresSink(settings)
        sink.write(batch, nobody)
        sink.close()

    return write


@pytest.fixture
async def visit(settings: Settings) -> AsyncIterator[Callable[..., Visitor]]:
    """Makes visitors of one desk, each a browser of its own."""
    desk = Desk(settings)
    server = TestServer(application(desk))
    await server.start_server()
    clients: list[TestClient[Request, Application]] = []

    def make() -> Visitor:
        clients.append(TestClient(server))
        return Visitor(clients[-1])

    yield make
    for each in clients:
        await each.close()
    await server.close()
    desk.store.close()
