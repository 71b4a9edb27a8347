"""The roles of deploy/postgres/roles.sql can do their work and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from streams.errors import SettingsError
from streams.settings import Settings
from streams.sinks.postgres.connection import Store
from streams.sinks.postgres.sink import PostgresSink
from tests.sinks.made import alert, alerts, batch, nobody, record, verdict
from tests.sinks.postgres.conftest import Ask
from tests.sinks.server import PostgresServer

pytestmark = pytest.mark.postgres

ROLES = Path(__file__).parents[3] / "deploy/postgres/roles.sql"


@pytest.fixture
def roles(postgres_server: PostgresServer, store_settings: Settings, ask: Ask) -> Iterator[None]:
    """The store with its roles, and a user of each."""
    store = Store(store_settings)
    store.migrated()
    store.close()
    for _ in range(2):  # to do so twice is harmless
        postgres_server.run(ROLES)
    for name in ("writer", "reader", "holds"):
        ask(f"CREATE ROLE {name} LOGIN IN ROLE counterflow_{name}")
    yield
    ask("DROP OWNED BY counterflow_writer, counterflow_reader, counterflow_holds")
    ask("DROP ROLE writer, reader, holds, counterflow_writer, counterflow_reader, counterflow_holds")


def tried(server: PostgresServer, user: str, statement: str) -> None:
    with psycopg.connect(server.dsn(user=user), options="-c search_path=counterflow") as connection:
        connection.execute(statement.encode())


@pytest.mark.usefixtures("roles")
def test_the_sink_works_as_writer_and_retention_too(postgres_server: PostgresServer, ask: Ask):
    dsn = postgres_server.dsn(user="writer")
    sink = PostgresSink(Settings(postgres_dsn=dsn, postgres_migrate=False, postgres_retention_days=1))
    sink.write(alerts(alert(1), alert(2)), nobody)
    sink.write(batch([record(verdict("d1"), 0, "dispositions")]), nobody)
    sink.tidy()
    sink.close()
    assert ask("SELECT id FROM alerts") == [("alert-2",)]


@pytest.mark.usefixtures("roles")
def test_a_reader_reads_every_view_and_changes_nothing(postgres_server: PostgresServer, ask: Ask):
    views = [name for (name,) in ask("SELECT viewname FROM pg_views WHERE schemaname = 'counterflow'")]
    for name in (*views, "alerts", "evidence", "edges", "dispositions", "subjects", "cases"):
        tried(postgres_server, "reader", f"SELECT * FROM {name}")
    for statement in ("DELETE FROM alerts", "UPDATE alerts SET state = 'closed'", "SELECT * FROM legal_holds"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            tried(postgres_server, "reader", statement)


@pytest.mark.usefixtures("roles")
@pytest.mark.parametrize(
    ("user", "statement"),
    [
        ("writer", "INSERT INTO legal_holds (subject, reason) VALUES ('s', 'r')"),
        ("writer", "DELETE FROM legal_holds"),
        ("writer", "DROP TABLE alerts"),
        ("writer", "CREATE TABLE more (a int)"),
        ("writer", "UPDATE verdicts SET useful = true"),
        ("holds", "DELETE FROM legal_holds"),
        ("holds", "UPDATE legal_holds SET subject = 'other'"),
        ("holds", "SELECT * FROM alerts"),
    ],
)
def test_what_a_role_has_no_need_of_is_refused(postgres_server: PostgresServer, user: str, statement: str):
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        tried(postgres_server, user, statement)


@pytest.mark.usefixtures("roles")
def test_holds_are_placed_and_released(postgres_server: PostgresServer, ask: Ask):
    tried(postgres_server, "holds", "INSERT INTO legal_holds (subject, reason) VALUES ('s', 'r')")
    tried(postgres_server, "holds", "UPDATE legal_holds SET released_by = current_user, released_at = now()")
    assert ask("SELECT placed_by, released_by FROM legal_holds") == [("holds", "holds")]


def test_a_role_that_may_not_create_tables_is_told_what_to_do(postgres_server: PostgresServer, ask: Ask):
    ask("CREATE ROLE stranger LOGIN")
    store = Store(Settings(postgres_dsn=postgres_server.dsn(user="stranger")))
    try:
        with pytest.raises(SettingsError, match="sink postgres --migrate"), store.transaction():
            pass
    finally:
        ask("DROP ROLE stranger")
