"""What cannot hold within ranges holds for no values within them; what can, does for some."""

from __future__ import annotations

import random
from functools import partial
from math import nan

import pytest

from streams.catalogue import SHIPPED, Catalogue
from streams.catalogue.expression import names
from streams.catalogue.language import parse
from streams.catalogue.possible import can_hold
from streams.catalogue.program import holds
from streams.signals.registry import SIGNALS

RANGES = {"a": (1.0, 5.0), "b": (0.0, 2.0), "c": (-3.0, 3.0), "d": (4.0, 4.0)}


@pytest.mark.parametrize(
    ("text", "can"),
    [
        ("a >= 5", True),
        ("a > 5", False),
        ("a <= 1", True),
        ("a < 1", False),
        ("a == 3", True),
        ("a == 6", False),
        ("d != 4", False),
        ("a != 4", True),
        ("a + b >= 7", True),
        ("a + b > 7", False),
        ("a - b >= 5", True),
        ("a - b > 5", False),
        ("c * c <= -9", True),  # each is taken by itself
        ("a * c < -15", False),
        ("a / b >= 1000", True),
        ("a / d > 1.25", False),
        ("abs(c) > 3", False),
        ("abs(c) < 0.5", True),
        ("min(a, d) > 4", False),
        ("max(a, d) < 4", False),
        ("max(a, unknown) > 1", False),
        ("unknown >= 0", False),
        ("default(unknown, 7) > 6", True),
        ("default(a, 7) > 6", False),
        ("a >= 5 and b >= 3", False),
        ("a >= 6 or b >= 2", True),
        ("a <= b", True),
        ("d <= b", False),
    ],
)
def test_conditions_over_ranges(text: str, can: bool) -> None:
    units = dict.fromkeys(["a", "b", "c", "d", "unknown"], "count")
    assert can_hold(parse(text, units, {}, "here"), RANGES) is can


def _read(row: dict[str, float], name: str) -> float:
    return row.get(name, nan)


@pytest.mark.parametrize("seed", range(20))
def test_no_condition_of_the_catalogue_holds_where_it_cannot(seed: int) -> None:
    chance = random.Random(seed)
    said = []
    for typology in Catalogue.load([SHIPPED], None, SIGNALS).typologies:
        known = [name for name in sorted(set(names(typology.condition))) if chance.random() < 0.9]
        ends = [0.0, 1.0, 3.0, 10.0, 300.0, 1e4, 1e6]
        ranges = {name: (min(two), max(two)) for name in known for two in [chance.choices(ends, k=2)]}
        can = can_hold(typology.condition, ranges)
        said.append(can)
        for _ in range(40):
            row = {name: chance.choice([low, high, chance.uniform(low, high)]) for name, (low, high) in ranges.items()}
            assert can or not holds(typology.condition, partial(_read, row)), typology.id
    assert any(said)
    assert not all(said)
