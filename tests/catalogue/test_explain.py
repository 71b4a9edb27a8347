from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from streams.catalogue import Catalogue, Currencies, Typology, comparisons, counterfactual, narrative
from streams.records import Change
from tests.catalogue.examples import SIGNALS, write

EUR = Currencies("EUR", "USD")


def typology(directory: Path, when: str) -> Typology:
    write(directory, when=when)
    return Catalogue.load([directory], None, SIGNALS)["several-payments"]


def row(**values: float) -> np.ndarray:
    return np.array([values.get(signal.name, 0.0) for signal in SIGNALS])


def test_the_narrative_is_told_with_the_numbers_of_the_row(tmp_path: Path):
    found = typology(tmp_path, "in_count_7d >= params.min_count")
    told = narrative(found, row(in_count_7d=4, in_sum_7d=1234.5), EUR)
    assert told == "4 payments, 1,234.50 EUR within 7 days, at least 1,000 EUR"


def test_every_comparison_that_holds_is_told_with_its_margin(tmp_path: Path):
    found = typology(tmp_path, "in_count_7d >= params.min_count and 500 < in_sum_7d and (is_in or out_sum_7d > 9)")
    told = comparisons(found, row(in_count_7d=5, in_sum_7d=700, is_in=1))
    assert [(each.signal, each.value, each.operator, each.bound, each.margin, each.unit) for each in told] == [
        ("in_count_7d", 5, ">=", 3, 2, "count"),
        ("in_sum_7d", 700, ">", 500, 200, "money"),
        ("is_in", 1, "==", 1, 0, "flag"),
    ]


def test_a_comparison_is_decisive_when_the_condition_falls_with_it(tmp_path: Path):
    found = typology(tmp_path, "in_count_7d >= 3 and (in_sum_7d > 5 or out_sum_7d > 5)")
    both = {each.signal: each.decisive for each in comparisons(found, row(in_count_7d=3, in_sum_7d=9, out_sum_7d=9))}
    assert both == {"in_count_7d": True, "in_sum_7d": False, "out_sum_7d": False}
    one = {each.signal: each.decisive for each in comparisons(found, row(in_count_7d=3, in_sum_7d=9))}
    assert one == {"in_count_7d": True, "in_sum_7d": True}


def test_a_default_that_stands_in_for_an_unknown_signal_is_told_as_such(tmp_path: Path):
    found = typology(tmp_path, "in_count_7d >= 3 and default(surge_7d, 2) >= 2")
    unknown, known = row(in_count_7d=3, surge_7d=math.nan), row(in_count_7d=3, surge_7d=4)
    assert comparisons(found, unknown)[1].signal == "default(surge_7d, 2)"
    assert comparisons(found, known)[1].signal == "surge_7d"
    assert "mean week" not in counterfactual(found, unknown, EUR).text
    assert [change.signal for (change,) in counterfactual(found, known, EUR).alternatives] == [
        "in_count_7d",
        "surge_7d",
    ]


def test_the_counterfactual_says_what_would_have_kept_it_quiet(tmp_path: Path):
    found = typology(tmp_path, "is_in and in_count_7d >= 3 and in_sum_7d > 1000 and cash_share_30d >= 0.5")
    told = counterfactual(found, row(is_in=1, in_count_7d=4, in_sum_7d=1500, cash_share_30d=0.9), EUR)
    assert told.text == (
        "It would not have fired with fewer than 3 payments in within 7 days, or with value in within 7 days"
        " at or below 1,000 EUR, or with share of cash within 30 days below 50 %, all else equal."
    )
    assert told.alternatives == (
        (Change("in_count_7d", "<", 3),),
        (Change("in_sum_7d", "<=", 1000),),
        (Change("cash_share_30d", "<", 0.5),),
    )


def test_changes_that_are_needed_together_are_told_together(tmp_path: Path):
    found = typology(tmp_path, "in_sum_7d > 5 or out_sum_7d > 5")
    told = counterfactual(found, row(in_sum_7d=9, out_sum_7d=9), EUR)
    assert told.alternatives == ((Change("in_sum_7d", "<=", 5), Change("out_sum_7d", "<=", 5)),)
    assert " and " in told.text


def test_of_two_bounds_of_a_signal_the_nearer_one_is_told(tmp_path: Path):
    found = typology(tmp_path, "in_sum_7d >= 100 and in_sum_7d >= 2 * out_sum_7d")
    told = counterfactual(found, row(in_sum_7d=900, out_sum_7d=400), EUR)
    assert told.alternatives[0] == (Change("in_sum_7d", "<", 800),)
    assert (Change("in_sum_7d", "<", 100),) not in told.alternatives


def test_a_change_that_would_open_another_way_to_fire_is_not_told(tmp_path: Path):
    found = typology(tmp_path, "out_sum_7d > 1 and (in_count_7d >= 10 or in_count_7d < 5)")
    told = counterfactual(found, row(out_sum_7d=2, in_count_7d=12), EUR)
    assert [change.signal for (change,) in told.alternatives] == ["out_sum_7d"]


@pytest.mark.parametrize(
    ("when", "words"),
    [
        ("in_count_7d >= 1", "with no payments in within 7 days"),
        ("in_count_7d > 2", "with 2 or fewer payments in within 7 days"),
        ("in_count_7d >= 0.5 * out_sum_7d", "with fewer than 3 payments in within 7 days"),
        ("in_count_7d < 9", "with 9 or more payments in within 7 days"),
        ("in_count_7d <= 9", "with more than 9 payments in within 7 days"),
        ("in_sum_7d < 900", "with value in within 7 days at or above 900 EUR"),
        ("in_sum_7d + out_sum_7d > 10", "with value in within 7 days plus value out within 7 days at or below 10 EUR"),
        ("cash_sum_10d >= 5", "with cash within 10 days below 5 USD"),
        ("age_days <= 60", "with days since the account was opened above 60 days"),
        ("is_in", "had this not been so: the subject receives"),
    ],
)
def test_changes_are_said_in_plain_words(tmp_path: Path, when: str, words: str):
    found = typology(tmp_path, when)
    values = row(in_count_7d=4, in_sum_7d=800, out_sum_7d=5, cash_sum_10d=9, age_days=30, is_in=1)
    assert counterfactual(found, values, EUR).text == f"It would not have fired {words}, all else equal."
