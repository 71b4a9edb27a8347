"""A worker killed with -9 in the middle, several times, ends as an undisturbed one."""

from __future__ import annotations

import random
import time

import msgspec
import pytest

from bench import stream
from streams import topics
from streams.broker import LocalBroker
from streams.ordering.progress import PROGRESS_KEY
from streams.records import Alert
from streams.settings import Settings
from streams.subject.store import VERSION_BYTES
from streams.worker_process import WorkerProcess
from tests.integration.harness import publish, read_all, settings_for, wait_processed

COUNT = 40_000
KILLS = 4

States = dict[bytes, bytes | None]


def _settings(broker: LocalBroker) -> Settings:
    return settings_for(broker, history_movements=16, step_max_records=1000, batch_max_records=500)


def _outcome(settings: Settings) -> tuple[set[tuple[str, str, int]], States]:
    """Topic, id and revision of every alert, and the states as the changelog holds them, positions left out."""
    decode = msgspec.json.Decoder(Alert).decode
    alerts = set()
    for topic in ("alerts", "alerts.shadow", "reports.due"):
        for record in read_all(settings, settings.topic(topic)):
            alert = decode(record.value)
            alerts.add((topic, alert.id, alert.revision))
    states: States = {}
    for record in read_all(settings, settings.changelog):
        states[record.key] = record.value[VERSION_BYTES:] if record.value is not None else None
    return alerts, {key: value for key, value in states.items() if value is not None}


def _run(settings: Settings, values: list[bytes], kills: int) -> tuple[set[tuple[str, str, int]], States]:
    topics.create(settings)
    publish(settings, values)
    chance = random.Random(5)
    for _ in range(kills):
        with WorkerProcess(settings) as worker:
            already = worker.total("counterflow_movements_total")
            worker.wait_until(lambda: worker.total("counterflow_movements_total") > already)  # noqa: B023  (called before they change)
            time.sleep(chance.uniform(0.0, 0.7))
            worker.kill()
    with WorkerProcess(settings) as worker:
        worker.wait_ready()
        wait_processed(worker, settings, len(values))
    return _outcome(settings)


@pytest.mark.slow
def test_a_worker_killed_several_times_ends_with_the_same_alerts_and_states(broker: LocalBroker) -> None:
    values = list(stream.transactions(COUNT, customers=3000, reportable=0.01))
    undisturbed = _run(_settings(broker), values, kills=0)
    disturbed = _run(_settings(broker), values, kills=KILLS)
    assert len(undisturbed[0]) > 100
    assert PROGRESS_KEY in undisturbed[1]
    assert disturbed[0] == undisturbed[0]
    assert disturbed[1] == undisturbed[1]
