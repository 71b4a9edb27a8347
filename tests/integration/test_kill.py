"""A worker killed with -9 in the middle, several times, ends as an undisturbed one."""

from __future__ import annotations

import random
import time

import pytest

from bench import stream
from streams import topics
from streams.broker import LocalBroker
from streams.settings import Settings
from streams.worker_process import WorkerProcess
from tests.integration.harness import alerts_of, publish, settings_for, states_of, wait_processed

COUNT = 16_000
KILLS = 3


def _settings(broker: LocalBroker) -> Settings:
    return settings_for(broker, history_movements=128, step_max_records=1000, batch_max_records=500)


Outcome = tuple[set[tuple[str, str, int]], dict[bytes, bytes]]
"""What was raised, and the states."""


def _run(settings: Settings, values: list[bytes], kills: int) -> Outcome:
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
    return alerts_of(settings), states_of(settings)


@pytest.mark.slow
def test_a_worker_killed_several_times_ends_with_the_same_alerts_and_states(broker: LocalBroker) -> None:
    values = list(stream.transactions(COUNT, customers=3000, reportable=0.01))
    undisturbed = _run(_settings(broker), values, kills=0)
    disturbed = _run(_settings(broker), values, kills=KILLS)
    assert len(undisturbed[0]) > 100
    assert disturbed[0] == undisturbed[0]
    assert disturbed[1] == undisturbed[1]
