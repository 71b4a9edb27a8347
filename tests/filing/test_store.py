"""The restricted tables in a real PostgreSQL, and who may not read them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from streams.errors import FilingError, SettingsError
from streams.filing.restricted import Access, Filing, Hold, Standing, Status
from streams.filing.store import SCHEMA, store
from tests.sinks.server import PostgresServer

NOW = datetime(2025, 4, 1, tzinfo=UTC)


@pytest.fixture
def dsn(postgres_server: PostgresServer) -> str:
    """With the tables, new."""
    server = postgres_server.dsn()
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("DROP SCHEMA IF EXISTS restricted CASCADE")
        connection.execute(SCHEMA.read_bytes())
    return server


def filing(number: int, status: Status = "filed") -> Filing:
    return Filing(alert=f"A-{number}", subject="customer:1", status=status, by="Analyst 4", at=NOW)


def rows(dsn: str, query: bytes) -> list[tuple[object, ...]]:
    with psycopg.connect(dsn) as connection:
        return connection.execute(query).fetchall()


def test_the_tables_follow_the_topics_however_often(dsn: str):
    hold = Hold(subject="customer:1", by="Counsel 2", why="court", at=NOW)
    looks = {0: Access(deed="show", what="all", by="Analyst 4", why="audit", at=NOW)}
    first = Standing({"A-1": filing(1), "A-2": filing(2)}, {"customer:1": hold})
    for _ in range(2):
        store(dsn, first, looks)
    assert rows(dsn, b"SELECT alert, status FROM restricted.filings ORDER BY 1") == [("A-1", "filed"), ("A-2", "filed")]
    assert rows(dsn, b"SELECT subject, held_by FROM restricted.holds") == [("customer:1", "Counsel 2")]
    store(dsn, Standing({"A-1": filing(1, "withdrawn")}, {}), looks)
    assert rows(dsn, b"SELECT alert, status FROM restricted.filings") == [("A-1", "withdrawn")]
    assert rows(dsn, b"SELECT count(*) FROM restricted.holds") == [(0,)]
    assert rows(dsn, b"SELECT place, by_whom FROM restricted.access") == [(0, "Analyst 4")]


def test_what_cannot_be_read_stays_and_a_topic_that_is_made_anew_hides_no_look(dsn: str):
    hold = Hold(subject="customer:1", by="Counsel 2", why="court", at=NOW)
    store(dsn, Standing({"A-1": filing(1)}, {"customer:1": hold}), {0: look("Analyst 4", NOW)})
    unreadable = {"filing:A-1": "why", "hold:customer:1": "why"}
    later = {0: look("Analyst 5", NOW + timedelta(days=1))}
    for _ in range(2):
        store(dsn, Standing(unreadable=unreadable), later)
    assert rows(dsn, b"SELECT alert FROM restricted.filings") == [("A-1",)]
    assert rows(dsn, b"SELECT subject FROM restricted.holds") == [("customer:1",)]
    assert rows(dsn, b"SELECT by_whom FROM restricted.access ORDER BY at") == [("Analyst 4",), ("Analyst 5",)]


def look(by: str, at: datetime) -> Access:
    return Access(deed="show", what="all", by=by, why="audit", at=at)


def test_a_reader_of_everything_general_reads_nothing_restricted(dsn: str):
    store(dsn, Standing({"A-1": filing(1)}, {}), {})
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("DROP ROLE IF EXISTS dashboards")
        connection.execute("CREATE ROLE dashboards")
        connection.execute("GRANT USAGE ON SCHEMA public TO dashboards")
        connection.execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO dashboards")
        [usable] = connection.execute("SELECT has_schema_privilege('dashboards', 'restricted', 'USAGE')").fetchall()
        assert usable == (False,)
        connection.execute("SET ROLE dashboards")
        for table in ("filings", "holds", "access"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(f"SELECT * FROM restricted.{table}".encode())


def test_a_database_without_the_tables_is_said(postgres_server: PostgresServer):
    server = postgres_server.dsn()
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("DROP SCHEMA IF EXISTS restricted CASCADE")
    with pytest.raises(FilingError, match=r"the tables of restricted\.sql cannot be written"):
        store(server, Standing(), {})


def test_a_connection_string_that_is_none_is_not_repeated():
    with pytest.raises(SettingsError) as refused:
        store("host=127.0.0.1 password='hunter 2", Standing({}, {}), {})
    assert "hunter" not in str(refused.value)
