"""The tokens of a subject are read by the worker that holds its state, whoever comes and goes."""

from __future__ import annotations

import re

import pytest
from kafka import KafkaProducer

from streams import topics
from streams.broker import LocalBroker
from streams.connection import client_options
from streams.flows.flowed import encode
from streams.flows.token import UNKNOWN_AGE, Hop, Token
from streams.progress import standing
from streams.settings import Settings
from streams.worker_process import WorkerProcess
from tests.integration.harness import settings_for

_LAG = re.compile(r'counterflow_consumer_lag_records\{partition="(\d+)",topic="(.+)"\}')


def _read(worker: WorkerProcess, topic: str) -> set[int]:
    """The partitions of a topic that a worker reads: it reports how far behind it is in each."""
    found = map(_LAG.fullmatch, worker.samples())
    return {int(each[1]) for each in found if each is not None and each[2] == topic}


def _hop(number: int) -> Hop:
    return Hop(
        "account:2",
        f"t-{number}",
        number,
        1_700_000_000_000_000,
        100,
        "1.00",
        "EUR",
        100,
        UNKNOWN_AGE,
        1,
        is_invoiced=False,
    )


def _send_tokens(settings: Settings, count: int) -> None:
    producer = KafkaProducer(**client_options(settings), enable_idempotence=not settings.embedded_broker)
    for number in range(count):
        producer.send(settings.topic("flows"), encode(Token((_hop(number),))), b"account:1")
    producer.flush()
    producer.close()


@pytest.mark.slow
def test_movements_and_flows_of_one_number_are_with_one_worker_before_and_after_another_leaves(
    broker: LocalBroker,
) -> None:
    settings = settings_for(broker, transactions_partitions=3, subjects_partitions=6)
    topics.create(settings)
    movements, flows, inputs = map(settings.topic, ("movements", "flows", "transactions"))
    everything = set(range(settings.subjects_partitions))
    with WorkerProcess(settings) as survivor, WorkerProcess(settings) as leaver:

        def is_shared() -> bool:
            shares = [_read(worker, movements) for worker in (survivor, leaver)]
            return list(map(len, shares)) == [3, 3] and set.union(*shares) == everything

        leaver.wait_until(is_shared)
        survivor.wait_until(lambda: _read(survivor, flows) == _read(survivor, movements), 20)
        leaver.wait_until(lambda: _read(leaver, flows) == _read(leaver, movements), 20)
        for worker in (survivor, leaver):
            worker.wait_ready(20)
            assert worker.total("counterflow_partitions_held") == 3
        assert sorted(len(_read(worker, inputs)) for worker in (survivor, leaver)) == [1, 2]
        _send_tokens(settings, 200)
        leaver.wait_until(lambda: standing(settings, "flows").finished, 30)
        leaver.stop()
        survivor.wait_until(lambda: _read(survivor, movements) == _read(survivor, flows) == everything, 60)
        _send_tokens(settings, 200)
        survivor.wait_until(lambda: standing(settings, "flows").finished, 30)
        assert standing(settings, "flows").done == 400
