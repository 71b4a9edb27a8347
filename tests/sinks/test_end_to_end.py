"""Real sinks as processes: killed, stopped, with their target gone in the middle, they lose and repeat nothing."""

from __future__ import annotations

import json
import signal
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import psycopg
import pytest

from streams import topics
from streams.broker import EmbeddedBroker, LocalBroker
from streams.settings import Settings
from streams.sinks.batch import Record
from tests.integration import harness
from tests.integration.harness import read_all
from tests.sinks.made import alert, record
from tests.sinks.process import SinkProcess, publish, wait
from tests.sinks.server import PostgresServer
from tests.sinks.webhook.receiver import Receiver, Reply

KEY = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
SUBJECTS = 7


def settings_for(broker: LocalBroker, **fields: Any) -> Settings:
    """Settings of the test's own; the embedded broker lets a member be missed sooner."""
    quick = {"session_timeout_seconds": 3.0} if isinstance(broker, EmbeddedBroker) else {}
    return harness.settings_for(broker, **quick, **fields)


def made(first: int, count: int) -> list[Record]:
    """Alerts in three revisions each, over all partitions."""
    numbers = range(first, first + count)
    return [
        record(alert(n, revision, f"customer:{n % SUBJECTS}"), 0, ("alerts", "alerts.shadow")[n % 2], n % 4)
        for revision in range(3)
        for n in numbers
    ]


def content(path: Path) -> bytes:
    """What a file holds; nothing while it is being put aside."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""


@pytest.fixture
def own_server(postgres_server: PostgresServer) -> Iterator[PostgresServer]:
    """The shared server, which this test may stop and crash."""
    yield postgres_server
    if postgres_server.is_down:
        postgres_server.start()


def stored(dsn: str) -> dict[str, int]:
    """How many rows there are, and how many alerts are in their last revision."""
    queries = {
        "alerts": "SELECT count(*) FROM counterflow.alerts",
        "revisions": "SELECT count(*) FROM counterflow.alert_revisions",
        "last": "SELECT count(*) FROM counterflow.alerts WHERE revision = 2",
        "counted": "SELECT coalesce(sum(alerts + shadow_alerts), 0)::int FROM counterflow.subjects",
    }
    with psycopg.connect(dsn) as connection:
        try:
            return {name: connection.execute(query.encode()).fetchall()[0][0] for name, query in queries.items()}
        except psycopg.errors.UndefinedTable:
            return dict.fromkeys(queries, 0)


@pytest.mark.postgres
def test_the_store_holds_everything_once_after_a_crash_of_sink_and_database(
    embedded_broker: LocalBroker, own_server: PostgresServer, database: str
):
    settings = settings_for(embedded_broker, postgres_dsn=database, sink_batch_records=50, sink_backoff_max_seconds=1.0)
    topics.create(settings)
    publish(settings, made(0, 200))
    with SinkProcess(settings, "postgres") as sink:
        wait(lambda: stored(database)["revisions"] > 0, said=sink.said)
        sink.kill()  # in the middle
        publish(settings, [*made(200, 100), record(b"{nonsense", 0)])
        sink.start()
        wait(lambda: stored(database)["revisions"] >= 700, said=sink.said)
        own_server.stop(signal.SIGQUIT)  # a crash of the database
        publish(settings, made(300, 100))
        wait(lambda: sink.get("/ready")[0] == 503 and "PostgreSQL" in sink.get("/ready")[1], said=sink.said)
        assert sink.get("/health") == (200, sink.get("/health")[1])
        assert 'counterflow_sink_up{sink="postgres"} 0.0' in sink.get("/metrics")[1]
        own_server.start()
        expected = {"alerts": 400, "revisions": 1200, "last": 400, "counted": 400}
        wait(lambda: stored(database) == expected, said=sink.said)
        wait(lambda: sink.get("/ready")[0] == 200, said=sink.said)
        metrics = sink.get("/metrics")[1]
        assert 'counterflow_sink_dead_letters_total{reason="unreadable",sink="postgres"} 1.0' in metrics
        assert sink.stop() == 0
    [letter] = [msgspec.json.decode(each.value) for each in read_all(settings, settings.topic("sinks.dead"))]
    assert (letter["sink"], letter["reason"], letter["topic"]) == ("postgres", "unreadable", "alerts")
    with psycopg.connect(database) as connection:
        ends = connection.execute("SELECT sum(next_offset) FROM counterflow.offsets").fetchone()
    assert ends == (1201,)


def test_files_hold_every_line_once_after_a_kill(broker: LocalBroker, tmp_path: Path):
    settings = settings_for(
        broker, file_dir=tmp_path, file_max_bytes=200_000, sink_batch_records=20, sink_metrics_port=0
    )
    topics.create(settings)
    publish(settings, made(0, 300))

    def lines() -> list[tuple[str, int]]:
        paths = [*sorted(tmp_path.glob("alerts-*")), tmp_path / "alerts.jsonl"]
        whole = b"".join(map(content, paths)).splitlines(keepends=True)
        read = [json.loads(line)["record"] for line in whole if line.endswith(b"\n")]
        return [(each["id"], each["revision"]) for each in read]

    with SinkProcess(settings, "file") as sink:
        wait(lambda: len(lines()) > 100, said=sink.said)
        sink.kill()
        before = len(lines())
        with (tmp_path / "alerts.jsonl").open("ab") as torn:
            torn.write(b'{"topic":"alerts","partition":1,"off')
        sink.start()
        wait(lambda: len(lines()) >= 900, said=sink.said)
        assert sink.stop() == 0
    assert before < 900
    assert sorted(lines()) == sorted((f"alert-{n}", revision) for n in range(300) for revision in range(3))


def test_a_webhook_that_comes_and_goes_gets_everything_and_each_subject_in_order(embedded_broker: LocalBroker):
    back = threading.Event()
    with Receiver(lambda *_: Reply() if back.is_set() else Reply(503)) as receiver:
        settings = settings_for(
            embedded_broker, webhook_url=receiver.url, webhook_secret=KEY, sink_backoff_max_seconds=1.0
        )
        topics.create(settings)
        publish(settings, [each for each in made(0, 60) if each.place.topic == "alerts"])
        with SinkProcess(settings, "webhook") as sink:
            wait(lambda: sink.get("/ready")[0] == 503 and "the webhook: 503" in sink.get("/ready")[1], said=sink.said)
            back.set()
            wait(lambda: 'requests_total{outcome="delivered"} 90.0' in sink.get("/metrics")[1], said=sink.said)
            assert sink.stop() == 0
    got = [json.loads(each.body)["data"] for each in receiver.requests]
    taken = list(dict.fromkeys((each["id"], each["revision"]) for each in got))
    assert sorted(taken) == sorted((f"alert-{n}", revision) for n in range(0, 60, 2) for revision in range(3))
    for number in range(0, 60, 2):
        assert [revision for name, revision in taken if name == f"alert-{number}"] == [0, 1, 2]


def test_a_sink_without_its_topics_says_which(embedded_broker: LocalBroker, tmp_path: Path):
    settings = settings_for(embedded_broker, file_dir=tmp_path, sink_metrics_port=0)
    with SinkProcess(settings, "file") as sink:
        process = sink.process
        assert process is not None
        wait(lambda: process.returncode is not None)
        assert process.returncode == 2
        assert "counterflow topics create" in sink.said()


def test_settings_do_not_show_secrets():
    shown = repr(Settings(postgres_dsn="host=x password=hush", webhook_secret="hush"))
    assert "hush" not in shown
