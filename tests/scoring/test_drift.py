from __future__ import annotations

import logging

import pytest
from prometheus_client.metrics import MetricWrapperBase

from models.drift import Drift
from streams import metrics
from streams.scoring.drift import Shown
from tests.scoring.made import Saying


@pytest.fixture(autouse=True)
def _nothing_shown():
    for metric in (metrics.SIGNAL_PSI, metrics.SIGNAL_STALE, metrics.SCORE_PSI):
        metric.clear()


def shown(metric: MetricWrapperBase) -> dict[tuple[str, ...], float]:
    return {tuple(sample.labels.values()): sample.value for family in metric.collect() for sample in family.samples}


def test_psi_of_every_signal_and_of_the_score_is_in_the_metrics():
    Shown().drift("champion", Saying("m", 0.1, Drift(900, {"amount": 0.3, "in_count_7d": 0.01}, 0.05, (), ())))
    assert shown(metrics.SIGNAL_PSI) == {("amount",): 0.3, ("in_count_7d",): 0.01}
    assert shown(metrics.SCORE_PSI) == {("champion",): 0.05}


def test_nothing_is_told_of_too_few_rows():
    Shown().drift("champion", Saying("m", 0.1, Drift(90, {}, None, (), ())))
    assert shown(metrics.SIGNAL_PSI) == shown(metrics.SCORE_PSI) == {}


def test_a_signal_that_went_silent_or_constant_is_told_until_it_is_well(caplog: pytest.LogCaptureFixture):
    seen = Shown()
    with caplog.at_level(logging.WARNING):
        seen.drift("champion", Saying("m", 0.1, Drift(900, {}, 0.0, ("amount",), ("in_count_7d",))))
    assert shown(metrics.SIGNAL_STALE) == {("amount", "silent"): 1, ("in_count_7d", "constant"): 1}
    assert "signal amount is silent" in caplog.text
    seen.drift("champion", Saying("m", 0.1, Drift(900, {}, 0.0, (), ("in_count_7d",))))
    assert shown(metrics.SIGNAL_STALE) == {("in_count_7d", "constant"): 1}


def test_signals_are_told_of_the_champion_alone():
    Shown().drift("challenger", Saying("m", 0.1, Drift(900, {"amount": 0.3}, 0.05, ("amount",), ())))
    assert shown(metrics.SIGNAL_PSI) == shown(metrics.SIGNAL_STALE) == {}
    assert shown(metrics.SCORE_PSI) == {("challenger",): 0.05}


def test_of_a_model_that_is_gone_or_new_nothing_is_shown():
    seen = Shown()
    seen.drift("champion", Saying("m", 0.1, Drift(900, {"amount": 0.3}, 0.05, ("amount",), ())))
    seen.drift("champion", Saying("n", 0.1, Drift(20, {}, None, (), ())))
    assert shown(metrics.SIGNAL_PSI) == shown(metrics.SIGNAL_STALE) == shown(metrics.SCORE_PSI) == {}
    seen.drift("champion", Saying("n", 0.1, Drift(900, {"amount": 0.3}, 0.05, ("amount",), ())))
    seen.drift("champion", None)
    assert shown(metrics.SIGNAL_PSI) == shown(metrics.SIGNAL_STALE) == shown(metrics.SCORE_PSI) == {}
    assert metrics.DRIFT_ROWS.labels("champion")._value.get() == 0
