"""A backtest is the worker's judgement of a file: the same alerts, however steps are cut and rows sorted."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from streams.backtest.reading import Stream
from streams.backtest.run import Judge, new_alerts
from tests.backtest.made import alert_ids, alerts, run, write
from tests.flows.run import Run
from tests.flows.worlds import CATALOGUE, REFERENCE, SETTINGS, stream_of

SEEDS = range(3)


@pytest.mark.parametrize("at_once", [1, 7, 2048])
@pytest.mark.parametrize("seed", SEEDS)
def test_a_file_gives_the_alerts_of_a_worker_that_reads_it_in_steps(seed: int, at_once: int, tmp_path: Path):
    transactions = stream_of(seed)
    write(tmp_path, transactions)
    run(tmp_path)
    worker = Run().read(transactions, at_once=at_once)
    expected = {(raised.topic, raised.alert.id) for raised in worker.raised}
    assert expected
    assert alert_ids(tmp_path) == expected


def test_the_order_of_rows_does_not_matter(tmp_path: Path):
    transactions = stream_of(1)
    write(tmp_path, transactions)
    run(tmp_path)
    expected = alerts(tmp_path)
    random.Random(3).shuffle(transactions)
    write(tmp_path, transactions)
    run(tmp_path)
    found = alerts(tmp_path)
    assert [each["alert"]["id"] for each in found] == [each["alert"]["id"] for each in expected]


def test_every_revision_is_written_with_its_topic(tmp_path: Path):
    transactions = stream_of(2)
    write(tmp_path, transactions)
    run(tmp_path)
    worker = Run().read(transactions)
    expected = sorted((raised.topic, raised.alert.id, raised.alert.revision) for raised in worker.raised)
    found = [(each["topic"], each["alert"]["id"], each["alert"]["revision"]) for each in alerts(tmp_path)]
    assert {topic for topic, _, _ in found} >= {"alerts"}
    assert sorted(found) == expected


def test_an_alert_is_new_once_whatever_its_revisions():
    transactions = stream_of(2)
    stream = Stream(transactions, list(range(len(transactions))), [], len(transactions))
    judged = Judge(SETTINGS, REFERENCE).judge(stream, CATALOGUE, lambda _: None)
    ids = [raised.alert.id for raised in new_alerts(judged.raised)]
    assert len(ids) == len(set(ids))
    assert set(ids) == {raised.alert.id for raised in judged.raised if raised.topic == "alerts"}
    assert judged.movements == sum((each.debtor is not None) + (each.creditor is not None) for each in transactions)
