"""Two sinks of one group write into one store; one dies in a transaction, and nobody can tell afterwards."""

from __future__ import annotations

from collections import Counter

import psycopg
import pytest

from streams import topics
from streams.broker import LocalBroker
from streams.sinks.batch import Record
from streams.sinks.postgres.migrate import WRITER_LOCK
from tests.integration.harness import settings_for
from tests.sinks.made import alert, record, verdict
from tests.sinks.process import SinkProcess, publish, wait

ALERTS = 240
REVISIONS = 3
SUBJECTS = 7

Rows = list[tuple[object, ...]]


def is_live(number: int) -> bool:
    return number % 2 == 0


def is_suppressed(number: int) -> bool:
    """With one revision more, on another topic. All alerts of one case are."""
    return is_live(number) and (number % 10 == 2 or number % SUBJECTS == 3)


def is_decided(number: int) -> bool:
    return number % 8 == 0


def subject(number: int) -> str:
    """Alerts of one subject come from several partitions."""
    return f"customer:{number % SUBJECTS}"


def made(numbers: range) -> list[Record]:
    """Alerts in their revisions, and verdicts, over all partitions."""
    revised = [
        record(alert(n, revision, subject(n)), 0, "alerts" if is_live(n) else "alerts.shadow", n % 4)
        for revision in range(REVISIONS)
        for n in numbers
    ]
    held = [record(alert(n, REVISIONS, subject(n)), 0, "alerts.suppressed", n % 4) for n in numbers if is_suppressed(n)]
    decided = [
        record(verdict(f"d{n}", f"alert-{n}", subject=subject(n)), 0, "dispositions", n % 4)
        for n in numbers
        if is_decided(n)
    ]
    return [*decided, *revised, *held]


def expected() -> dict[str, Rows]:
    """What the store has to say of all of them."""
    numbers = range(ALERTS)
    live = [n for n in numbers if is_live(n) and not is_suppressed(n)]
    shadow = Counter(subject(n) for n in numbers if not is_live(n))
    counted, still_open = Counter(map(subject, live)), Counter(subject(n) for n in live if not is_decided(n))
    of_topic = {
        n: "alerts.suppressed" if is_suppressed(n) else "alerts" if is_live(n) else "alerts.shadow" for n in numbers
    }
    states = {"alerts.suppressed": "suppressed", "alerts": "open", "alerts.shadow": "shadow"}
    return {
        "alerts": sorted(
            (
                f"alert-{n}",
                REVISIONS - 1 + is_suppressed(n),
                of_topic[n],
                "closed" if is_decided(n) else states[of_topic[n]],
            )
            for n in numbers
        ),
        "subjects": sorted((name, counted[name], still_open[name], shadow[name]) for name in {*map(subject, numbers)}),
        "cases": sorted((f"case-{name}", counted[name], still_open[name]) for name in counted),
    }


def stored(connection: psycopg.Connection[tuple[object, ...]]) -> dict[str, Rows]:
    """What the store says."""
    queries = {
        "alerts": "SELECT id, revision, topic, state FROM counterflow.alerts",
        "subjects": "SELECT id, alerts, open_alerts, shadow_alerts FROM counterflow.subjects",
        "cases": "SELECT id, alerts, open_alerts FROM counterflow.cases",
    }
    return {name: sorted(connection.execute(query.encode()).fetchall()) for name, query in queries.items()}


def is_ready(sink: SinkProcess) -> bool:
    return sink.get("/ready")[0] == 200


@pytest.mark.postgres
def test_of_two_sinks_of_a_group_one_may_die_in_a_transaction(broker: LocalBroker, database: str):
    settings = settings_for(broker, postgres_dsn=database, sink_batch_records=20, sink_backoff_max_seconds=1.0)
    topics.create(settings)
    first, second = made(range(ALERTS // 3)), made(range(ALERTS // 3, ALERTS))
    with (
        psycopg.connect(database, autocommit=True) as connection,
        SinkProcess(settings, "postgres") as one,
        SinkProcess(settings, "postgres") as other,
    ):

        def ask(query: str) -> object:
            return connection.execute(query.encode()).fetchall()[0][0]

        def said() -> str:
            return f"{one.said()}\n{other.said()}"

        wait(lambda: is_ready(one) and is_ready(other), 60, said)
        publish(settings, first)
        written = "SELECT coalesce(sum(next_offset), 0) FROM counterflow.offsets"
        wait(lambda: ask(written) == len(first), 60, said)
        ask(f"SELECT pg_advisory_lock({WRITER_LOCK})")
        publish(settings, second)
        # Both have begun a transaction and wait for their turn in it.
        wait(lambda: ask("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted") == 2, 60, said)
        other.kill()
        ask(f"SELECT pg_advisory_unlock({WRITER_LOCK})")
        wait(lambda: ask(written) == len(first) + len(second), 60, said)
        found, revisions = stored(connection), ask("SELECT count(*) FROM counterflow.alert_revisions")
        assert one.stop() == 0
    assert found == expected()
    assert revisions == ALERTS * REVISIONS + sum(map(is_suppressed, range(ALERTS)))
