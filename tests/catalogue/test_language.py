from __future__ import annotations

import pytest

from streams.catalogue.expression import AllOf, AnyOf, Compare, Name, Number, names, negate
from streams.catalogue.language import EXPRESSION_CHARACTERS_MAX, parse
from streams.errors import ExpressionError
from tests.catalogue.examples import UNITS


def read(source: str, **params: float):
    return parse(source, UNITS, params, "some-file.yaml: when")


def test_a_comparison_reads_signals_parameters_and_thresholds():
    assert read("in_count_7d >= params.least", least=3) == Compare(Name("in_count_7d"), ">=", Number(3.0))
    assert read("cash_sum_10d > threshold.cash_report") == Compare(
        Name("cash_sum_10d"), ">", Name("threshold_cash_report")
    )


def test_a_chained_comparison_is_both_of_its_halves():
    assert read("1 < in_count_7d <= 5") == AllOf(
        (Compare(Number(1), "<", Name("in_count_7d")), Compare(Name("in_count_7d"), "<=", Number(5)))
    )


def test_a_flag_stands_for_being_one():
    assert read("is_in") == Compare(Name("is_in"), "==", Number(1.0))
    assert read("not is_in") == Compare(Name("is_in"), "!=", Number(1.0))


def test_not_moves_into_the_comparisons():
    condition = read("not (in_count_7d > 3 and (in_sum_7d <= 5 or is_in))")
    assert condition == AnyOf(
        (
            Compare(Name("in_count_7d"), "<=", Number(3)),
            AllOf((Compare(Name("in_sum_7d"), ">", Number(5)), Compare(Name("is_in"), "!=", Number(1)))),
        )
    )
    assert negate(negate(condition)) == condition


def test_line_breaks_are_spaces():
    assert read("in_count_7d > 3\n  and in_sum_7d > 5\n") == read("in_count_7d > 3 and in_sum_7d > 5")


def test_names_are_listed_as_they_are_read():
    assert list(names(read("default(in_sum_7d, 0) + out_sum_7d > 2 * in_sum_7d"))) == [
        "in_sum_7d",
        "out_sum_7d",
        "in_sum_7d",
    ]


@pytest.mark.parametrize(
    ("source", "near"),
    [
        ("in_count_7 >= 3", "in_count_7d"),
        ("cash_sum_10d > threshold.cash_reports", "threshold_cash_report"),
        ("in_count_7d > params.leest", "least"),
        ("defalt(in_sum_7d, 0) > 1", "default"),
    ],
)
def test_an_unknown_name_is_refused_with_the_near_one_and_the_file(source: str, near: str):
    with pytest.raises(ExpressionError, match=rf"^some-file.yaml: when: unknown .*did you mean {near}\?"):
        read(source, least=1)


@pytest.mark.parametrize(
    "source",
    [
        "in_sum_7d.real > 1",
        "in_sum_7d.__class__ == 1",
        "params.least.real > 1",
        "(lambda: 1)() > 0",
        "[x for x in (1, 2)] == 1",
        "{x: 1 for x in y} == 1",
        "'text' == 'text'",
        "b'bytes' == 1",
        "f'{in_sum_7d}' == 1",
        "in_sum_7d > 'text'",
        "__import__('os') == 1",
        "eval(1) > 0",
        "min(in_sum_7d, *[1]) > 0",
        "min(in_sum_7d, key=1) > 0",
        "in_sum_7d[0] > 1",
        "in_sum_7d ** 2 > 1",
        "in_sum_7d % 2 == 1",
        "in_sum_7d // 2 == 1",
        "~in_sum_7d == 1",
        "1 if is_in else 0",
        "in_sum_7d is 1",
        "in_sum_7d in (1, 2)",
        "(y := 3) > 2",
        "True",
        "in_sum_7d > True",
        "in_sum_7d",
        "in_sum_7d + 1",
        "(in_sum_7d > 1) + 1 > 2",
        "not in_sum_7d",
        "1",
        "",
        "in_sum_7d >",
        "in_sum_7d > 1; out_sum_7d > 1",
        "other.name > 1",
        "in_sum_7d > 1e300",
        "in_sum_7d > 1" + "0" * 400,
        "in_sum_7d > 1j",
        "in_sum_7d > ...",
        "in_sum_7d > None",
        "default(in_sum_7d) > 1",
        "abs(in_sum_7d, 1) > 1",
        "min(in_sum_7d) > 1",
        "in_sum_7d > 1\x00",
    ],
)
def test_whatever_is_not_in_the_language_is_refused(source: str):
    with pytest.raises(ExpressionError, match=r"^some-file\.yaml: when: "):
        read(source, least=1)


@pytest.mark.parametrize(
    "source",
    [
        "in_sum_7d > 1 or " * 400 + "is_in",
        "is_in or " * 300 + "is_in",
        "(" * 150 + "is_in" + ")" * 150 + " and " + "not " * 100 + "is_in",
        "not " * 900 + "is_in",
        "in_sum_7d > " + "-" * 3000 + "1",
        "in_sum_7d > " + "+".join("1" * 60),
    ],
)
def test_size_and_depth_are_bounded(source: str):
    with pytest.raises(ExpressionError):
        read(source)


def test_the_bound_on_characters_says_what_to_do():
    with pytest.raises(ExpressionError, match="split the typology"):
        read("is_in and " * EXPRESSION_CHARACTERS_MAX + "is_in")
