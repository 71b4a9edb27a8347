"""A small town is measured from end to end."""

from datetime import timedelta

import pytest

from models.quality.explain import nearest
from models.quality.measure import Plan, judge, measure, town_of
from models.quality.report import rows

_PLAN = Plan(3, "plain", ("fan-in", "reporting-threshold"), 2, 1, subjects=200, days=60)


@pytest.fixture(scope="module")
def town():
    return town_of(_PLAN)


@pytest.fixture(scope="module")
def outcome():
    return measure(_PLAN)


def test_what_is_injected_into_a_small_town_is_found_and_honest_customers_are_counted(town, outcome):
    row, duty = rows([outcome], frozenset())
    assert (row.typology, row.recall["plain"].count, row.recall["plain"].of) == ("fan-in", 2, 2)
    assert (duty.typology, duty.recall["plain"].count, duty.twins_alerted.of) == ("reporting-threshold", 2, 1)
    assert all(each.delay_seconds is None or each.delay_seconds >= 0 for each in outcome.found)
    part = {s for scene in (*town.injections, *town.twins) for s in scene.participants if s.startswith("customer:")}
    assert outcome.honest == 200 - len(part)
    assert outcome.transactions == len(town.transactions)
    assert "reporting-threshold" not in outcome.unexpected


def test_a_town_is_judged_the_same_each_time(town, outcome):
    assert judge(_PLAN.seed, town, _PLAN.days) == outcome


def test_what_was_found_wants_nothing_at_its_nearest_moment(town):
    scenes = [scene for scene in town.injections if scene.typology == "fan-in"]
    near = list(nearest(town, scenes))
    assert [each.subject for each in near] == [scene.subject for scene in scenes]
    assert all(each.wanting == [] for each in near)
    for each, scene in zip(near, scenes, strict=True):
        assert scene.started.timestamp() * 1e6 <= each.time_us <= (scene.ended + timedelta(seconds=1)).timestamp() * 1e6
