from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from streams.catalogue.language import parse
from streams.catalogue.program import holds
from streams.catalogue.solver import witness
from tests.catalogue.examples import UNITS


def read(source: str):
    return parse(source, UNITS, {}, "test")


@given(
    st.integers(0, 500), st.floats(0.05, 0.95), st.integers(1, 10_000_000), st.sampled_from(["in_sum_7d", "out_sum_7d"])
)
def test_a_witness_makes_the_condition_true(count: int, share: float, value: int, name: str):
    condition = read(
        f"in_count_7d >= {count} and cash_share_30d >= {share} and {name} > {value} and surge_7d * {name} > {value}"
    )
    found = witness(condition, UNITS)
    assert found is not None
    assert holds(condition, found.__getitem__)


def test_fixed_values_are_kept():
    found = witness(read("out_sum_7d > 2 * in_sum_7d and in_sum_7d > 5"), UNITS, {"in_sum_7d": 321.0})
    assert found is not None
    assert found["in_sum_7d"] == 321.0
    assert found["out_sum_7d"] > 642
    assert witness(read("in_sum_7d > 500 and is_in"), UNITS, {"in_sum_7d": 321.0}) is None


def test_the_same_condition_has_the_same_witness():
    condition = read("in_sum_7d > 100 and out_sum_7d >= 0.5 * in_sum_7d or in_count_7d > 3")
    assert witness(condition, UNITS) == witness(condition, UNITS)
