"""A model on trial changes nothing but the shadow."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import msgspec
import pytest

from streams.alerts.published import SHADOW, Raised
from streams.catalogue import SHIPPED, Catalogue, expand
from streams.dispositions.making import Wish, about_alert
from streams.errors import DispositionError
from streams.offline import Offline
from streams.records import Snooze, Transaction
from streams.reference import Reference
from streams.scoring.scorer import ROLES, Scorer
from streams.settings import Settings
from streams.signals.registry import SIGNALS
from tests.scoring.made import Saying

CATALOGUE = Catalogue.load([SHIPPED], None, SIGNALS)
REFERENCE = Reference.load()
NOW = datetime(2026, 3, 1, tzinfo=UTC)


def odd_life() -> list[Transaction]:
    """The stream of a case, on which many typologies fire beside the model's."""
    name, case, _ = next(iter(CATALOGUE["behavioural-anomaly"].cases.each()))
    return expand(case, name)


def judged(step: int, **tails: float) -> list[Raised]:
    """What is raised where models say that everything is as odd as `tails` have it, by role."""
    scorer = Scorer()
    for role in ROLES:
        if role in tails:
            scorer.use(role, Saying(role, tails[role]))
    offline, stream = Offline(CATALOGUE, Settings(), REFERENCE, scorer=scorer), odd_life()
    return [each for start in range(0, len(stream), step) for each in offline.judge(stream[start : start + step])]


def live(raised: list[Raised]) -> list[Raised]:
    return [each for each in raised if each.topic != SHADOW]


@pytest.mark.parametrize("step", [7, 1000])
def test_what_is_published_in_earnest_is_the_same_with_and_without_a_trial(step: int):
    with_trial = judged(step, champion=0.5, challenger=1e-9)
    assert any(each.alert.challenger for each in with_trial)
    assert live(with_trial) == live(judged(step, champion=0.5))
    assert not any(each.alert.challenger for each in live(with_trial))


def test_what_is_decided_of_a_model_on_trial_is_not_decided_of_its_typology():
    tried = next(each.alert for each in judged(1000, challenger=1e-9) if each.alert.challenger)
    wish = Wish(verdict="close", reason="false_positive", decided_by="Analyst 1", decided_at=NOW)
    assert about_alert(tried, wish, 366).typology == "behavioural-anomaly/challenger"
    alone = msgspec.structs.replace(tried, challenger=False)
    assert about_alert(alone, wish, 366).typology == "behavioural-anomaly"
    with pytest.raises(DispositionError, match="on trial"):
        about_alert(tried, replace(wish, snooze=Snooze(NOW)), 366)
