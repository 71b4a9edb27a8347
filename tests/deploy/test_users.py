"""The users that compose makes in the alert store can do their work, and log in with the passwords of the files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from streams.settings import Settings
from streams.sinks.postgres.connection import Store
from tests.deploy.files import ROOT
from tests.sinks.server import PostgresServer, require

pytestmark = pytest.mark.postgres


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    require()
    with PostgresServer() as server:
        store = Store(Settings(postgres_dsn=server.dsn()))
        store.migrated()
        store.close()
        yield server


def make_users(server: PostgresServer, secrets: Path, sink: str, grafana: str, desk: str = "three") -> None:
    """What the service `store-users` does, with secrets in another folder."""
    (secrets / "postgres-sink").write_text(f"{sink}\n")
    (secrets / "postgres-grafana").write_text(f"{grafana}\n")
    (secrets / "postgres-desk").write_text(f"{desk}\n")
    users = secrets / "users.sql"
    users.write_text((ROOT / "deploy/postgres/users.sql").read_text().replace("/run/secrets", str(secrets)))
    assert server.run(ROOT / "deploy/postgres/roles.sql", users) == ""


def ask(server: PostgresServer, user: str, statement: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(server.dsn(user=user)) as connection:
        cursor = connection.execute(statement.encode())
        return cursor.fetchall() if cursor.description else []


def passwords(server: PostgresServer) -> dict[str, str]:
    """As the server keeps them: hashed."""
    rows = ask(
        server, "owner", "SELECT rolname, rolpassword FROM pg_authid WHERE rolname IN ('sink', 'desk', 'grafana')"
    )
    return dict(rows)


def test_passwords_are_those_of_the_files_and_change_with_them(server: PostgresServer, tmp_path: Path):
    make_users(server, tmp_path, "o'ne", "two")
    first = passwords(server)
    assert first.keys() == {"sink", "desk", "grafana"}
    assert all(each.startswith("SCRAM-SHA-256$") for each in first.values())
    make_users(server, tmp_path, "three", "two")
    assert passwords(server)["sink"] != first["sink"]


def test_the_sink_writes_and_desk_and_grafana_read_and_none_does_more(server: PostgresServer, tmp_path: Path):
    make_users(server, tmp_path, "one", "two")
    ask(server, "sink", "DELETE FROM counterflow.alerts")
    assert ask(server, "grafana", "SELECT count(*) FROM alerts") == [(0,)]
    assert ask(server, "desk", "SELECT count(*) FROM counterflow.alerts") == [(0,)]
    refused = {
        "sink": ["DROP TABLE counterflow.alerts", "SELECT rolpassword FROM pg_authid", "CREATE ROLE another"],
        "desk": ["DELETE FROM counterflow.alerts", "SELECT * FROM counterflow.legal_holds"],
        "grafana": ["DELETE FROM alerts", "SELECT * FROM legal_holds", "CREATE TABLE more (a int)"],
    }
    for user, statements in refused.items():
        for statement in statements:
            with pytest.raises((psycopg.errors.InsufficientPrivilege, psycopg.errors.ReadOnlySqlTransaction)):
                ask(server, user, statement)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        ask(server, "grafana", "SET TRANSACTION READ WRITE; DELETE FROM alerts")
