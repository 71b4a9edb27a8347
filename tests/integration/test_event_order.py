"""The same stream gives the same alerts and states, in whatever order, from however many partitions, to however many
workers it comes, killed or not."""

from __future__ import annotations

import random
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import timedelta
from functools import cache
from threading import Thread
from typing import Any

import msgspec
import pytest

from models.synthetic.town import build
from streams import topics
from streams.broker import LocalBroker
from streams.records import Transaction
from streams.worker_process import WorkerProcess
from tests.integration.harness import alerts_of, networks_of, publish, settings_for, states_of, wait_processed

DISORDER_SECONDS = 600
TYPOLOGIES = ("cash-structuring", "fan-in", "gather-scatter", "mule-account", "pass-through", "tf-small-donations")
NETWORKS = ("round-trip", "scatter-gather", "stacked-layering")
BOUNDS = ("tokens", "fanout", "identifiers", "users", "legs")
"""What runs may differ by where it is met."""
IDLE_SECONDS = 5
"""Longer than a busy machine lets whoever sends wait: a partition that is silent only for that is no idle one."""
SMALL = {
    "history_movements": 512,
    "flow_tokens_max": 4096,
    "flow_fanout_max": 1024,
    "step_max_records": 700,
    "batch_max_records": 300,
}

Raised = set[tuple[str, str, int]]


@cache
def transactions() -> list[Transaction]:
    """A small town, some of whose transactions come twice."""
    town = build(seed=11, subjects=400, injections=2, typologies=(*TYPOLOGIES, *NETWORKS)).transactions
    return sorted([*town, *town[::50]], key=lambda each: each.time)


def disordered() -> list[Transaction]:
    """The same, each up to the allowed disorder behind those of its time."""
    chance = random.Random(3)
    late = {id(each): timedelta(seconds=chance.uniform(0, DISORDER_SECONDS)) for each in transactions()}
    return sorted(transactions(), key=lambda each: each.time + late[id(each)])


def _judged(worker: WorkerProcess) -> float:
    return worker.total("counterflow_movements_total")


def _out_of_turn(worker: WorkerProcess) -> float:
    """Movements that were late, or released before their turn."""
    late = worker.samples().get('counterflow_movements_total{status="late"}', 0.0)
    return late + worker.total("counterflow_movements_forced_total")


def _bounds_met(worker: WorkerProcess) -> float:
    samples = worker.samples()
    return sum(samples.get(f'counterflow_flow_dropped_total{{reason="{reason}"}}', 0.0) for reason in BOUNDS)


def _run(
    broker: LocalBroker, stream: Sequence[Transaction], workers: int = 1, kill: bool = False, **changed: Any
) -> tuple[Raised, dict[bytes, bytes]]:
    settings = settings_for(
        broker, allowed_disorder_seconds=DISORDER_SECONDS, idle_seconds=IDLE_SECONDS, **SMALL, **changed
    )
    topics.create(settings)
    with ExitStack() as stack:
        running = [stack.enter_context(WorkerProcess(settings)) for _ in range(workers)]
        for worker in running:
            worker.wait_ready()
        sending = Thread(target=publish, args=(settings, map(msgspec.json.encode, stream)))
        sending.start()
        if kill:
            victim = running.pop()
            both = [*running, victim]  # one of them may have no part of the movements
            victim.wait_until(lambda: sum(map(_judged, both)) > len(stream) / 2, 60)
            victim.kill()
        sending.join()
        wait_processed(running[0], settings, len(stream))
        assert sum(map(_out_of_turn, running)) == sum(map(_bounds_met, running)) == 0
    assert networks_of(settings) >= set(NETWORKS)
    return alerts_of(settings), states_of(settings)


@pytest.mark.slow
def test_alerts_and_states_do_not_depend_on_order_partitions_workers_or_crashes(broker: LocalBroker) -> None:
    expected = _run(broker, transactions())
    assert len({alert for _, alert, _ in expected[0]}) > 30
    assert _run(broker, disordered()) == expected
    assert _run(broker, disordered(), workers=2, kill=True, transactions_partitions=8) == expected
    assert _run(broker, disordered(), workers=4, transactions_partitions=8) == expected
