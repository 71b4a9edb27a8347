import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.synthetic.draws import cents, integer, popular, several, split, whole

seeds = st.integers(0, 2**32 - 1)


@given(seeds, st.integers(10_000, 10**9), st.integers(1, 40))
def test_the_parts_of_a_sum_are_positive_and_add_up_to_it(seed, total, parts):
    amounts = split(np.random.default_rng(seed), total, parts)
    assert sum(amounts) == total
    assert len(amounts) == parts
    assert min(amounts) > 0


def test_a_sum_smaller_than_its_parts_is_refused():
    with pytest.raises(ValueError, match="cannot be split"):
        split(np.random.default_rng(0), 2, 5)


@given(st.integers(1, 10**9), st.sampled_from([1, 5, 10, 20, 100, 1000]))
def test_whole_amounts_are_multiples_near_the_amount_and_never_nothing(amount, dollars):
    rounded = whole(amount, dollars)
    assert rounded % (100 * dollars) == 0
    assert rounded == 100 * dollars or abs(rounded - amount) <= 50 * dollars


@given(seeds, st.integers(-5, 5), st.integers(0, 5))
def test_whole_numbers_stay_in_their_range(seed, low, width):
    assert low <= integer(np.random.default_rng(seed), low, low + width) <= low + width


@given(seeds, st.lists(st.integers(), min_size=1, unique=True), st.integers(0, 20))
def test_several_are_distinct(seed, items, count):
    chosen = several(np.random.default_rng(seed), items, count)
    assert len(set(chosen)) == len(chosen) == min(count, len(items))


def test_amounts_have_the_median_that_was_asked_for():
    rng = np.random.default_rng(1)
    assert np.median([cents(rng, 40, 0.8) for _ in range(20_000)]) == pytest.approx(4000, rel=0.03)


def test_the_first_items_are_the_popular_ones():
    rng = np.random.default_rng(1)
    drawn = [popular(rng, range(10)) for _ in range(2000)]
    assert drawn.count(0) > 5 * drawn.count(9) > 0
