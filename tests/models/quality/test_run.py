"""The full measurement stages every typology as often as it says."""

import json
from collections import Counter

import pytest

from models.quality.measure import Plan
from models.quality.run import plans, record
from models.synthetic import LEVELS, crimes


@pytest.mark.parametrize("times", [1, 20, 47])
def test_every_typology_and_its_twin_are_planned_exactly_so_often_at_every_level(times):
    injections: Counter[tuple[str, str]] = Counter()
    twins: Counter[tuple[str, str]] = Counter()
    for plan in plans(times, LEVELS, 5):
        for typology in plan.typologies:
            injections[plan.level, typology] += plan.injections
            twins[plan.level, typology] += plan.twins
    assert injections == {(level, typology): times for level in LEVELS for typology in crimes.names()}
    assert twins == injections


def test_every_town_has_a_seed_of_its_own_and_most_of_its_customers_take_part_in_nothing():
    planned = plans(47, LEVELS, 5)
    assert [plan.seed for plan in planned] == list(range(5, 5 + len(planned)))
    assert all(len(plan.typologies) * (plan.injections + plan.twins) <= plan.subjects / 10 for plan in planned)


def test_only_the_levels_that_are_asked_for_are_planned():
    assert {plan.level for plan in plans(3, ("expert",), 1)} == {"expert"}


def test_some_typologies_alone_share_fewer_towns():
    some = ["round-trip", "fan-in", "identity-ring"]
    planned = plans(47, LEVELS, 5, some)
    assert len(planned) < len(plans(47, LEVELS, 5)) / 4
    assert {typology for plan in planned for typology in plan.typologies} == set(some)
    assert sum(plan.injections for plan in planned) == 47 * len(LEVELS)


def test_a_record_says_what_was_measured(tmp_path, capsys):
    assert record([Plan(3, "plain", ("round-trip",), 1, 1, subjects=300)], 1, tmp_path, "one") == 0
    capsys.readouterr()
    said = json.loads((tmp_path / "one.json").read_text())
    assert (said["seed"], said["towns"]) == (3, 1)
    assert [each["typology"] for each in said["typologies"]] == ["round-trip"]
    assert "| round-trip |" in (tmp_path / "one.md").read_text()
