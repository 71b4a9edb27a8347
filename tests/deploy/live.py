"""A small town through the real thing: embedded broker, a worker with model and challenger, the sink and its store,
and a Prometheus that scrapes both."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import psycopg

from models.serving import DEFAULT
from models.synthetic import build
from models.synthetic.town import Town
from streams import replay, topics
from streams.broker import EmbeddedBroker, LocalBroker
from streams.dispositions.making import Wish, about_alert
from streams.dispositions.topic import publish as publish_disposition
from streams.progress import standing
from streams.records import Alert
from streams.reference.watch_list import write_watch_list
from streams.settings import Settings
from streams.sinks.batch import ALERT_TOPICS, DISPOSITIONS
from streams.worker_process import WorkerProcess
from tests.deploy.prometheus import PrometheusServer
from tests.integration import harness
from tests.sinks.process import SinkProcess, wait

_SUBJECTS = 400
_ORDINARY = 4
"""One of so many transactions of ordinary life is sent; all that were injected are."""
_BROKEN = 50
"""Records of the stream that are no transactions."""


@dataclass(frozen=True, slots=True)
class Live:
    """What there is to be asked."""

    dsn: str
    prometheus: PrometheusServer


@contextmanager
def town(broker: LocalBroker, dsn: str, folder: Path) -> Iterator[Live]:
    """Let the town live and be decided on; everything runs until the end of the block."""
    made = build(7, subjects=_SUBJECTS, injections=1)
    write_watch_list(folder / "watch_list.csv", made.watch, "the synthetic town")
    quick = {"session_timeout_seconds": 3.0} if isinstance(broker, EmbeddedBroker) else {}
    settings = harness.settings_for(
        broker,
        watch_list=folder / "watch_list.csv",
        model=DEFAULT,
        challenger=DEFAULT,
        postgres_dsn=dsn,
        **quick,
    )
    topics.create(settings)
    with WorkerProcess(settings) as worker, SinkProcess(settings, "postgres") as sink:
        jobs = {"worker": worker.url("").removeprefix("http://"), "sink": f"127.0.0.1:{sink.port}"}
        with PrometheusServer(jobs) as prometheus:
            worker.wait_ready(300)
            wait(lambda: sink.get("/ready")[0] == 200, said=sink.said)
            _live(settings, worker, _lines(made))
            _decide(settings, worker)
            wait(lambda: _is_stored(settings, dsn), 60, sink.said)
            yield Live(dsn, prometheus)


def _lines(town: Town) -> list[bytes]:
    injected = {name for each in town.injections for name in each.transactions}
    chosen = (each for number, each in enumerate(town.transactions) if each.id in injected or number % _ORDINARY == 0)
    return [msgspec.json.encode(each) for each in chosen]


def _live(settings: Settings, worker: WorkerProcess, lines: Sequence[bytes]) -> None:
    """Publish in order with broken records between, and wait until all are judged."""
    often = len(lines) // _BROKEN
    values = [value for number, line in enumerate(lines) for value in ([line, b"{"] if number % often == 0 else [line])]
    replay.publish(settings, "town", values, on_sent=lambda _: None)
    harness.wait_processed(worker, settings, len(values))


def _decide(settings: Settings, worker: WorkerProcess) -> None:
    """Escalate and close alerts in turn."""
    decode = msgspec.json.Decoder(Alert).decode
    found = {
        alert.id: alert
        for each in harness.read_all(settings, settings.topic("alerts"))
        for alert in [decode(each.value)]
    }

    async def publish() -> None:
        for number, alert in enumerate(list(found.values())[::4]):
            escalated = number % 3 > 0
            wish = Wish(
                verdict="escalate" if escalated else "close",
                reason=None if escalated else "false_positive",
                decided_by="Analyst 1",
                decided_at=datetime.now(UTC),
            )
            await publish_disposition(settings, about_alert(alert, wish, settings.suppression_max_days))

    asyncio.run(publish())
    worker.wait_until(lambda: standing(settings, "dispositions").finished, 30)


def _is_stored(settings: Settings, dsn: str) -> bool:
    """Whether the store is as far as its topics."""
    written = sum(standing(settings, name).total for name in (*ALERT_TOPICS, DISPOSITIONS))
    with psycopg.connect(dsn) as connection:
        row = connection.execute("SELECT sum(next_offset) FROM counterflow.offsets").fetchone()
    return row is not None and row[0] == written
