from __future__ import annotations

import logging

import numpy as np
import pytest

from streams import metrics
from streams.scoring.scorer import FIRST, Scorer
from streams.subject.advance import Status
from tests.scoring.made import TAIL, Breaking, Mute, Saying, applied


def test_without_a_model_its_signals_stay_unknown():
    found = applied(Status.APPLIED)
    scorer = Scorer()
    scorer.fill(found)
    assert not scorer.challenge(found)
    assert np.isnan(found.matrix).all()


def test_all_movements_of_a_step_are_scored_in_one_call_and_only_those_that_were_applied():
    scorer, model = Scorer(), Saying("m1", 0.25)
    scorer.use("champion", model)
    found = applied(Status.APPLIED, Status.DUPLICATE, Status.LATE)
    scorer.fill(found)
    assert model.asked == [2]
    assert found.matrix[:, TAIL].tolist() == [0.25, pytest.approx(np.nan, nan_ok=True), 0.25]
    assert np.isnan(found.matrix[:, :FIRST]).all()


def test_a_challengers_columns_take_the_place_of_the_champions():
    scorer = Scorer()
    scorer.use("champion", Saying("m1", 0.25))
    scorer.use("challenger", Saying("m2", 0.5))
    found = applied(Status.APPLIED)
    scorer.fill(found)
    assert scorer.challenge(found)
    assert found.matrix[0, TAIL] == 0.5


def test_a_model_that_breaks_is_out_and_the_movements_are_judged_without_it(caplog: pytest.LogCaptureFixture):
    scorer = Scorer()
    scorer.use("champion", Breaking("m3", 0.0))
    before = metrics.MODEL_FAILURES.labels("champion")._value.get()
    with caplog.at_level(logging.ERROR):
        scorer.fill(found := applied(Status.APPLIED))
    assert np.isnan(found.matrix).all()
    assert scorer["champion"] is None
    assert "m3" in scorer.failures["champion"]
    assert "broken trees" in scorer.failures["champion"]
    assert metrics.MODEL_FAILURES.labels("champion")._value.get() == before + 1
    assert "m3 broke" in caplog.text
    scorer.use("champion", Saying("m4", 0.1))
    assert scorer.failures == {}


def test_a_model_that_breaks_over_its_reasons_is_out_and_the_alert_goes_without(caplog: pytest.LogCaptureFixture):
    scorer = Scorer()
    scorer.use("champion", Mute("m5", 0.1))
    assert scorer.unusual("champion", "anomaly_tail", np.zeros(3), 1) == ()
    assert scorer["champion"] is None
    assert "m5 broke" in caplog.text


def test_what_was_scored_and_what_was_unknown_is_counted():
    scored = metrics.MODEL_SCORED.labels("champion")._value.get()
    imputed = metrics.MODEL_IMPUTED.labels("champion")._value.get()
    scorer = Scorer()
    scorer.use("champion", Saying("m1", 0.25))
    scorer.fill(applied(Status.APPLIED, Status.APPLIED))
    assert metrics.MODEL_SCORED.labels("champion")._value.get() == scored + 2
    assert metrics.MODEL_IMPUTED.labels("champion")._value.get() == imputed + 2
