"""A limit loses the alerts of least risk on each day, and with them subjects."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from streams.backtest.capacity import loss
from streams.backtest.run import new_alerts
from tests.backtest.made import run, write
from tests.flows.run import Run
from tests.flows.worlds import stream_of


@pytest.fixture(scope="module")
def raised():
    return new_alerts(Run().read(stream_of(4, schemes=20)).raised)


def test_a_limit_that_is_never_reached_loses_nothing(raised):
    found = loss(raised, 10_000, {each.alert.subject.id for each in raised})
    assert (found.alerts_lost, found.days_over, found.labelled_subjects_lost) == (0, 0, 0)
    assert found.by_typology == {}


def test_what_is_lost_has_no_more_risk_than_what_is_looked_at(raised):
    days: dict[date, list[float]] = {}
    for each in raised:
        days.setdefault(each.alert.detected_at.date(), []).append(each.alert.risk)
    found = loss(raised, 1, None)
    assert found.alerts_lost == len(raised) - len(days) > 0
    assert sum(found.by_typology.values()) == found.alerts_lost
    assert found.days_over == sum(len(risks) > 1 for risks in days.values())
    assert found.labelled_subjects_lost is None


def test_a_labelled_subject_is_lost_where_none_of_its_alerts_is_looked_at(raised):
    best: dict[date, tuple[tuple[float, datetime, str], str]] = {}
    for each in raised:
        alert = each.alert
        day, key = alert.detected_at.date(), (-alert.risk, alert.detected_at, alert.id)
        if day not in best or key < best[day][0]:
            best[day] = key, alert.subject.id
    seen = {subject for _, subject in best.values()}
    everybody = {each.alert.subject.id for each in raised}
    found = loss(raised, 1, everybody | {"customer:nobody"})
    assert found.labelled_subjects_alerted == len(everybody)
    assert found.labelled_subjects_lost == len(everybody - seen)


def test_the_loss_is_among_the_figures(tmp_path: Path):
    transactions = stream_of(1)
    write(tmp_path, transactions, ["fraud"] * len(transactions))
    found = run(tmp_path, labels="verdict", capacity=1).metrics["capacity"]
    assert found["alerts_a_day"] == 1
    assert found["alerts_lost"] > 0
    assert found["labelled_subjects_alerted"] > 0
