from __future__ import annotations

import numpy as np
import pytest

from models.drift import SHIFTED, STABLE, Reference, drift, psi

RNG = np.random.default_rng(6)
OLD = RNG.lognormal(3, 1, 20_000)
REFERENCE = Reference.of(OLD)


def test_the_same_distribution_is_stable():
    assert psi(REFERENCE, OLD) == pytest.approx(0.0, abs=1e-12)
    assert psi(REFERENCE, RNG.lognormal(3, 1, 5000)) < 0.02 < STABLE


def test_a_shift_shows_and_a_larger_one_shows_more():
    slight, large = psi(REFERENCE, OLD * 1.2), psi(REFERENCE, OLD * 3)
    assert 0.02 < slight < SHIFTED < large


def test_the_index_is_what_its_definition_says():
    reference = Reference.of(np.array([0.0] * 60 + [1.0] * 40))
    assert reference == Reference([0.0, 1.0], [0.6, 0.4, 0.0], 0.0)
    expected = (0.2 - 0.6) * np.log(0.2 / 0.6) + (0.8 - 0.4) * np.log(0.8 / 0.4)
    assert psi(reference, np.array([0.0] * 20 + [1.0] * 80)) == pytest.approx(expected)


def test_a_signal_that_went_silent_shows():
    assert psi(REFERENCE, np.full(500, np.nan)) > 4 * SHIFTED
    half = np.where(np.arange(20_000) % 2 == 0, OLD, np.nan)
    assert psi(REFERENCE, half) > SHIFTED


def test_a_signal_that_became_constant_shows():
    for constant in (0.0, float(np.median(OLD)), 1e9):
        assert psi(REFERENCE, np.full(500, constant)) > 4 * SHIFTED


def test_a_signal_that_was_silent_or_constant_and_speaks_now_shows():
    assert psi(Reference.of(np.full(500, np.nan)), OLD) > 4 * SHIFTED
    assert psi(Reference.of(np.full(500, np.nan)), np.full(9, np.nan)) == 0
    assert psi(Reference.of(np.zeros(500)), OLD) > 4 * SHIFTED
    assert psi(Reference.of(np.zeros(500)), np.zeros(9)) == 0


def test_mostly_zero_signals_are_compared_by_how_often_they_are_not():
    reference = Reference.of(np.where(np.arange(1000) % 50 == 0, 80.0, 0.0))
    assert reference.edges == [0.0]
    assert psi(reference, np.where(np.arange(1000) % 5 == 0, 80.0, 0.0)) > SHIFTED


def test_each_signal_is_told_the_most_drifted_first():
    matrix = np.column_stack([OLD, OLD * 10, OLD])
    found = drift({"a": REFERENCE, "b": REFERENCE}, ["a", "b", "c"], matrix)
    assert list(found) == ["b", "a"]
    assert found["a"] < STABLE < SHIFTED < found["b"]


def test_no_rows_are_no_distribution():
    for what in (lambda: Reference.of(np.empty(0)), lambda: psi(REFERENCE, np.empty(0))):
        with pytest.raises(ValueError, match="no rows"):
            what()
