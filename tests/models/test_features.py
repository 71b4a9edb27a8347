from __future__ import annotations

from dataclasses import replace

import numpy as np

from models.features import Scale, candidates, is_logged, varying, version_of
from streams.catalogue.fairness import is_protected
from streams.signals.flows import NETWORK
from streams.signals.registry import SIGNALS

NOT_LOGGED = np.array([False])


def test_no_signal_says_who_somebody_is_or_where_or_stands_for_a_network_or_a_list():
    names = {each.name for each in candidates()}
    assert len(names) > 300
    assert not [name for name in names if is_protected(name)]
    assert not names & (NETWORK | {"is_person", "age_years", "is_pep", "subject_is_sanctioned", "is_late"})
    assert {"amount", "in_sum_24h", "out_counterparties_30d"} <= names


def test_what_never_changes_is_told_from_what_does_and_what_is_never_known():
    unknown = np.nan
    values = np.array([[1.0, 2.0, unknown, unknown], [1.0, 3.0, unknown, 5.0], [unknown, 2.0, unknown, 5.0]])
    assert varying(values).tolist() == [False, True, False, False]


def test_unknown_values_become_the_median_and_are_counted():
    scale = Scale.fit(np.array([[1.0], [2.0], [3.0], [4.0], [5.0]]), NOT_LOGGED)
    points, unknown = scale.apply(np.array([[np.nan], [np.inf], [3.0], [5.0]]), np.array([0]))
    assert unknown == 2
    assert points.ravel().tolist() == [0.0, 0.0, 0.0, 1.0]


def test_money_is_seen_as_signed_logarithms():
    values = np.array([[-(np.e**2) + 1], [0.0], [np.e**3 - 1]])
    scale = Scale.fit(values, np.array([True]))
    points, _ = scale.apply(values, np.array([0]))
    assert np.allclose(points.ravel() * scale.spread[0] + scale.centre[0], [-2.0, 0.0, 3.0])


def test_a_column_that_is_never_known_or_mostly_the_same_has_a_scale_too():
    scale = Scale.fit(np.array([[np.nan, 0.0], [np.nan, 0.0], [np.nan, 0.0], [np.nan, 9.0]]), np.array([True, True]))
    points, unknown = scale.apply(np.array([[4.0, 0.0], [np.nan, 9.0]]), np.array([0, 1]))
    assert np.isfinite(points).all()
    assert unknown == 1


def test_the_columns_of_the_matrix_are_taken_by_place():
    scale = Scale.fit(np.array([[1.0], [2.0], [3.0]]), NOT_LOGGED)
    points, _ = scale.apply(np.array([[99.0, 3.0]]), np.array([1]))
    assert points.tolist() == [[1.0]]


def test_a_signal_declared_otherwise_is_another_version():
    signal = SIGNALS[0]
    assert version_of(signal) == version_of(replace(signal))
    assert version_of(signal) != version_of(replace(signal, meaning="Something else."))
    assert len({version_of(each) for each in SIGNALS}) == len(SIGNALS)


def test_shares_and_flags_are_seen_as_they_are():
    by_name = {each.name: each for each in SIGNALS}
    assert is_logged(by_name["in_sum_24h"])
    assert not is_logged(by_name["cash_share_30d"])
