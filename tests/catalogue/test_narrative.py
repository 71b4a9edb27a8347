from __future__ import annotations

import math

import pytest

from streams.catalogue.narrative import Currencies, fill, parse_narrative, show
from streams.errors import CatalogueError
from tests.catalogue.examples import UNITS

BOTH = Currencies("EUR", "USD")
PARAMS = {"least": 1500.0}


def told(template: str, **row: float) -> str:
    return fill(parse_narrative(template, UNITS, PARAMS, "10d", "file: narrative"), row.__getitem__, BOTH)


def test_each_gap_is_shown_in_its_unit():
    text = told(
        "{in_count_7d} payments, {in_sum_7d}, {cash_share_30d} of it cash, {surge_7d} times, after {age_days}",
        in_count_7d=3,
        in_sum_7d=28200.5,
        cash_share_30d=0.625,
        surge_7d=2.4,
        age_days=1,
    )
    assert text == "3 payments, 28,200.50 EUR, 62.5 % of it cash, 2.4 times, after 1 day"


def test_thresholds_are_shown_in_their_own_currency():
    text = told("{cash_sum_10d} against {threshold.cash_report:money}", cash_sum_10d=9400, threshold_cash_report=10000)
    assert text == "9,400 USD against 10,000 USD"


def test_parameters_and_the_window_are_filled_at_load():
    assert told("{params.least:money} in {window}, {params.least}") == "1,500 EUR in 10 days, 1,500"


def test_an_unknown_number_says_so():
    assert told("{in_sum_7d}", in_sum_7d=math.nan) == "unknown"


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"in_sum_7d": 5.0, "in_count_7d": 2.0, "surge_7d": 3.0}, "5 EUR came in 2 payments, 3 times a usual week."),
        ({"in_sum_7d": 5.0, "in_count_7d": 0.0, "surge_7d": 3.0}, "5 EUR came, 3 times a usual week."),
        ({"in_sum_7d": 5.0, "in_count_7d": 2.0, "surge_7d": math.nan}, "5 EUR came in 2 payments."),
    ],
)
def test_a_clause_is_told_where_its_signals_are_known_and_not_zero(row: dict[str, float], expected: str):
    assert told("{in_sum_7d} came[ in {in_count_7d} payments][, {surge_7d} times a usual week].", **row) == expected


@pytest.mark.parametrize(
    ("template", "problem"),
    [
        ("{in_sum}", r"unknown name in_sum; did you mean in_sum_7d\?"),
        ("{params.last}", r"unknown parameter params.last; did you mean least\?"),
        ("{in_sum_7d:monney}", r"unknown format monney; did you mean money\?"),
        ("{in_sum_7d:count}", "in_sum_7d is shown as money, not as count"),
        ("{in_sum_7d!r}", "is not of the form"),
        ("{in_sum_7d.real}", "unknown name"),
        ("{in_sum_7d:>10}", "is not of the form"),
        ("{0}", "is not of the form"),
        ("{}", "is not of the form"),
        ("a { b", "a brace or a bracket without its partner"),
        ("a } b", "a brace or a bracket without its partner"),
        ("a [ {in_sum_7d}", "a brace or a bracket without its partner"),
        ("a ] b", "a brace or a bracket without its partner"),
        ("[{in_sum_7d} [{in_count_7d}]]", "a brace or a bracket without its partner"),
        ("[nothing]", r"\[nothing\] has no signal in it"),
        ("[{window}]", r"has no signal in it"),
        ("[{in_sum}]", "unknown name in_sum"),
        ("{{in_sum_7d}}", "a brace or a bracket without its partner"),
    ],
)
def test_a_template_that_cannot_be_filled_is_refused(template: str, problem: str):
    with pytest.raises(CatalogueError, match=f"^file: narrative: .*{problem}"):
        parse_narrative(template, UNITS, PARAMS, "10d", "file: narrative")


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (10_000, "money", "10,000 EUR"),
        (9_999.99, "money", "9,999.99 EUR"),
        (1_234_567.5, "threshold_money", "1,234,567.50 USD"),
        (0.0, "money", "0 EUR"),
        (2.4, "money", "2.40 EUR"),
        (0.96774, "share", "96.77 %"),
        (-0.0, "count", "0"),
        (1, "hours", "1 hour"),
        (36.5, "hours", "36.5 hours"),
        (94, "days", "94 days"),
        (0.8, "share", "80 %"),
        (0.0075, "share", "0.75 %"),
        (1234, "count", "1,234"),
        (2.0, "ratio", "2"),
        (2.456, "ratio", "2.46"),
    ],
)
def test_numbers_are_shown_as_people_write_them(value: float, unit: str, text: str):
    assert show(value, unit, BOTH) == text


def test_without_a_threshold_there_is_no_currency():
    assert show(5, "threshold_money", Currencies("EUR")) == "5"
