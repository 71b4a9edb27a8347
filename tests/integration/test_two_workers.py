"""Two workers share the subjects; when one is killed the other takes over, and the alerts are those of one worker."""

from __future__ import annotations

from threading import Thread

import pytest

from bench import stream
from streams import topics
from streams.broker import LocalBroker
from streams.worker_process import WorkerProcess
from tests.integration.harness import alerts_of, publish, settings_for, wait_processed

# So many customers that no bound is met: what is dropped depends on timing.
VALUES = list(stream.transactions(12_000, customers=3000, reportable=0.01))
SETTINGS = {"history_movements": 128, "step_max_records": 500, "batch_max_records": 250}


def _alone(broker: LocalBroker) -> set[tuple[str, str, int]]:
    settings = settings_for(broker, **SETTINGS)
    topics.create(settings)
    publish(settings, VALUES)
    with WorkerProcess(settings) as worker:
        wait_processed(worker, settings, len(VALUES))
    return alerts_of(settings)


def _share(worker: WorkerProcess) -> float:
    return worker.total("counterflow_partitions_held")


@pytest.mark.slow
def test_a_worker_takes_over_from_one_that_was_killed_and_raises_the_same_alerts(broker: LocalBroker) -> None:
    settings = settings_for(broker, **SETTINGS)
    topics.create(settings)
    with WorkerProcess(settings) as survivor, WorkerProcess(settings) as victim:
        both = settings.subjects_partitions
        victim.wait_until(lambda: 0 < _share(victim) < both and _share(survivor) + _share(victim) == both, 30)
        sending = Thread(target=publish, args=(settings, VALUES))
        sending.start()
        victim.wait_until(lambda: victim.total("counterflow_movements_total") > len(VALUES) / 4, 30)
        victim.kill()
        sending.join()
        survivor.wait_until(lambda: _share(survivor) == both, 30)
        wait_processed(survivor, settings, len(VALUES))
        # Each had half of the movements, two for a transaction; much of the victim's was left to the survivor.
        assert survivor.total("counterflow_movements_total") > 1.25 * len(VALUES)
    expected = _alone(broker)
    assert len(expected) > 100
    assert alerts_of(settings) == expected
