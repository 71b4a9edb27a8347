"""Tables are brought up to date once, whoever does it; a database that is not ours to write is refused."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from streams.errors import SettingsError
from streams.settings import Settings
from streams.sinks.postgres.connection import Store
from streams.sinks.postgres.migrate import Migration, migrate, shipped
from streams.sinks.postgres.sink import PostgresSink
from tests.sinks.made import alert, alerts, nobody
from tests.sinks.postgres.conftest import Ask

pytestmark = pytest.mark.postgres


def connected(database: str) -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(database, autocommit=True)


def test_migrations_are_numbered_without_a_gap():
    assert [step.number for step in shipped()] == list(range(1, len(shipped()) + 1))


def test_each_is_applied_once_and_in_order(database: str, ask: Ask):
    names = [f"{step.number:04d} {step.name}" for step in shipped()]
    with connected(database) as connection:
        assert migrate(connection, shipped()[:1]) == names[:1]
        assert migrate(connection, shipped()) == names[1:]
        assert migrate(connection, shipped()) == []
    assert ask("SELECT count(*) FROM migrations") == [(len(names),)]


def test_several_at_once_do_it_once(database: str):
    def run(_: int) -> list[str]:
        with connected(database) as connection:
            return migrate(connection, shipped())

    with ThreadPoolExecutor(4) as pool:
        applied = list(pool.map(run, range(4)))
    assert sorted(map(len, applied)) == [0, 0, 0, len(shipped())]


def test_several_at_once_do_it_once_whatever_isolation_the_database_is_given(database: str):
    dsn = rf"{database} options='-c default_transaction_isolation=repeatable\\ read -c lock_timeout=50s'"

    def run(_: int) -> list[str]:
        store = Store(Settings(postgres_dsn=dsn))
        try:
            return store.migrated()
        finally:
            store.close()

    with ThreadPoolExecutor(4) as pool:
        applied = list(pool.map(run, range(4)))
    assert sorted(map(len, applied)) == [0, 0, 0, len(shipped())]
    store = Store(Settings(postgres_dsn=dsn))
    with store.transaction() as connection:
        found = connection.execute("SELECT current_setting('transaction_isolation'), current_setting('lock_timeout')")
        assert found.fetchall() == [("read committed", "50s")]
    store.close()


def test_what_was_wrong_before_is_put_right(database: str, ask: Ask):
    with connected(database) as connection:
        migrate(connection, shipped()[:2])
        for name in ("dispositions/topic-id/0/7", "d1"):
            ask("INSERT INTO dispositions (id, published_at, record) VALUES (%s, now(), '{}')", name)
        ask(
            "INSERT INTO cases (id, subject, risk, first_alert_at, last_alert_at, alerts, open_alerts, typologies)"
            " VALUES ('case-1', 'customer:1', 0.7, now(), now(), 1, 1, '{}')"
        )
        migrate(connection, shipped())
    assert ask("SELECT id FROM dispositions WHERE decides") == [("d1",)]
    assert ask("SELECT id FROM cases") == []


def test_one_that_fails_leaves_nothing_behind(database: str, ask: Ask):
    wrong = Migration(1, "wrong", "CREATE TABLE half (a int); SELECT 1/0;")
    with connected(database) as connection, pytest.raises(psycopg.errors.DivisionByZero):
        migrate(connection, [wrong])
    assert ask("SELECT to_regclass('counterflow.half'), to_regclass('counterflow.migrations')") == [(None, None)]


def test_a_database_of_a_newer_version_is_refused(store_settings: Settings, database: str, ask: Ask):
    later = Migration(len(shipped()) + 1, "later", "CREATE TABLE later (a int);")
    with connected(database) as connection:
        migrate(connection, [*shipped(), later])
    sink = PostgresSink(store_settings)
    with pytest.raises(SettingsError, match=f"newer.*{later.number:04d}.*upgrade"):
        sink.write(alerts(alert(1)), nobody)
    assert ask("SELECT count(*) FROM alerts") == [(0,)]


def test_a_migration_that_is_not_the_one_that_ships_is_refused(database: str):
    first = shipped()[0]
    with connected(database) as connection:
        migrate(connection, [Migration(first.number, first.name, first.text + "\n-- edited"), *shipped()[1:]])
        with pytest.raises(SettingsError, match="0001 tables"):
            migrate(connection, shipped())


def test_a_sink_that_may_not_migrate_says_what_is_lacking(database: str):
    store = Store(Settings(postgres_dsn=database, postgres_migrate=False))
    with pytest.raises(SettingsError, match="lacks 3 migrations, from 0001"), store.transaction():
        pass
