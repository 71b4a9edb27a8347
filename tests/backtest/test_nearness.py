"""How near a typology came: 1 exactly where it fires, below it less the further each comparison is from its bound."""

from __future__ import annotations

import msgspec
import numpy as np
import pytest

from streams.backtest.nearness import FIRED, Nearness
from streams.catalogue import Catalogue
from streams.catalogue.language import parse
from streams.signals.registry import INDEX, SIGNALS
from tests.flows.worlds import CATALOGUE


def nearness(when: str, **signals: float) -> float:
    """Of one condition on one row."""
    typology = CATALOGUE["cash-structuring"]
    condition = parse(when, CATALOGUE.vocabulary.units, {}, "when")
    catalogue = Catalogue.of([msgspec.structs.replace(typology, condition=condition)], CATALOGUE.vocabulary)
    row = np.full((1, len(SIGNALS)), np.nan)
    for name, value in signals.items():
        row[0, INDEX[name]] = value
    return float(Nearness(catalogue).of(row)[0, 0])


@pytest.mark.parametrize("spread", [1.0, 100.0, 20_000.0])
def test_it_is_one_exactly_where_the_catalogue_fires(spread: float):
    rng = np.random.default_rng(3)
    matrix = np.round(rng.exponential(spread, (400, len(SIGNALS))), rng.integers(0, 3))
    matrix[rng.random(matrix.shape) < 0.1] = np.nan
    matrix[rng.random(matrix.shape) < 0.4] = 0.0
    matrix[rng.random(matrix.shape) < 0.3] = 1.0
    fired = CATALOGUE.evaluate(matrix)
    near = Nearness(CATALOGUE).of(matrix)
    assert fired.any()
    assert ((near == FIRED) == fired).all()
    assert near.min() >= 0


def test_a_comparison_counts_more_the_nearer_it_is():
    when = "in_count_24h >= 10"
    two, eight, ten = (nearness(when, in_count_24h=count) for count in (2, 8, 10))
    assert 0 < two < eight < FIRED
    assert ten == FIRED


def test_a_bound_that_must_be_passed_is_not_met_by_being_reached():
    assert nearness("in_count_24h > 10", in_count_24h=10) < FIRED


def test_what_is_unknown_is_not_near():
    assert nearness("in_count_24h >= 10") == 0


def test_of_all_parts_the_mean_counts_and_of_some_the_nearest():
    both = nearness("in_count_24h >= 10 and in_sum_24h >= 100", in_count_24h=10, in_sum_24h=0)
    one = nearness("in_count_24h >= 10 or in_sum_24h >= 100", in_count_24h=5, in_sum_24h=90)
    assert both == 0.5
    assert one == nearness("in_sum_24h >= 100", in_sum_24h=90)


def test_what_is_wanting_is_told_by_the_nearest_way():
    typology = CATALOGUE["cash-structuring"]
    when = "in_count_24h >= 10 and in_sum_24h >= 5 or in_sum_24h >= 1000"
    condition = parse(when, CATALOGUE.vocabulary.units, {}, "when")
    catalogue = Catalogue.of([msgspec.structs.replace(typology, condition=condition)], CATALOGUE.vocabulary)
    row = np.full(len(SIGNALS), np.nan)
    row[INDEX["in_sum_24h"]] = 990
    assert Nearness(catalogue).wanting(0, row) == ["in_sum_24h >= 1000 (990 and 1000)"]
    row[INDEX["in_sum_24h"]] = 10
    assert Nearness(catalogue).wanting(0, row) == ["in_count_24h >= 10 (unknown and 10)"]
