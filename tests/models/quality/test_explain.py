"""What is wanting is the shortest way to a condition that holds."""

import numpy as np
import pytest

from models.quality.explain import wanting
from streams.catalogue.expression import AllOf, AnyOf, Compare, Name, Number
from streams.signals.registry import INDEX

_FIRST, _SECOND = sorted(INDEX)[:2]


def row(first, second):
    found = np.full(len(INDEX), np.nan)
    found[[INDEX[_FIRST], INDEX[_SECOND]]] = first, second
    return found


def above(name, bound):
    return Compare(Name(name), ">", Number(bound, f"{bound:g}"))


def test_nothing_is_wanting_where_the_comparison_holds():
    assert wanting(above(_FIRST, 3), row(4, 0)) == []


def test_a_comparison_that_does_not_hold_is_wanting_with_the_values_found():
    (said,) = wanting(above(_FIRST, 3), row(2, 0))
    assert _FIRST in said
    assert said.endswith("(2 and 3)")


def test_what_is_unknown_is_wanting():
    assert len(wanting(above(_FIRST, 3), row(np.nan, 0))) == 1


@pytest.mark.parametrize(("first", "second", "missing"), [(5, 5, 0), (5, 1, 1), (1, 5, 1), (1, 1, 2)])
def test_of_all_parts_each_that_does_not_hold_is_wanting(first, second, missing):
    assert len(wanting(AllOf((above(_FIRST, 3), above(_SECOND, 3))), row(first, second))) == missing


@pytest.mark.parametrize(("first", "second", "missing"), [(5, 1, 0), (1, 5, 0), (1, 1, 1)])
def test_of_some_parts_the_one_that_is_nearest_is_wanting(first, second, missing):
    far = AllOf((above(_FIRST, 3), above(_FIRST, 4)))
    said = wanting(AnyOf((far, above(_SECOND, 3))), row(first, second))
    assert len(said) == missing
    assert all(_SECOND in each for each in said)
