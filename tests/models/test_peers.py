from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.peers import Peers


@given(st.lists(st.floats(0, 1e9), min_size=1, max_size=200))
def test_the_share_is_that_of_values_no_smaller(values: list[float]):
    peers = Peers.fit(np.array(values))
    for value in peers.knots.tolist():
        assert peers.of(np.array([value]))[0] == pytest.approx(np.mean(np.array(values) >= value))


def test_beyond_the_largest_is_nobody_and_at_the_smallest_is_everybody():
    assert Peers.fit(np.array([1.0, 2.0, 2.0, 5.0])).of(np.array([0.5, 1.0, 5.0, 5.1])).tolist() == [1, 1, 0.25, 0]


def test_what_is_unknown_stays_so():
    assert np.isnan(Peers.fit(np.array([1.0, np.nan])).of(np.array([np.nan]))).all()
    assert np.isnan(Peers.fit(np.array([np.nan])).of(np.array([1.0]))).all()


def test_values_that_do_not_rise_are_refused():
    with pytest.raises(ValueError, match="do not rise"):
        Peers.from_state({"knots": np.array([1.0, 1.0]), "shares": np.array([1.0, 0.5])})


def test_where_nearly_all_have_nothing_the_few_others_are_told_apart():
    values = np.concatenate([np.zeros(9990), np.linspace(100, 1000, 10)])
    found = Peers.fit(values).of(np.array([0.0, 100.0, 550.0, 1000.0]))
    assert found[:2].tolist() == pytest.approx([1.0, 0.001])
    assert found[2] == pytest.approx(0.0005, abs=1e-4)
    assert found[3] == pytest.approx(0.0001)
