from __future__ import annotations

import ast
import math
import operator
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from streams.catalogue.language import parse
from streams.catalogue.program import Program, holds
from tests.catalogue.examples import UNITS

NUMBERS = ["in_count_7d", "in_sum_7d", "out_sum_7d", "surge_7d"]
FLAGS = ["is_in", "is_person"]
PARAMS = {"least": 2.0, "share": 0.5}
OPERATORS: dict[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}


def slow_value(node: ast.expr, row: dict[str, float]) -> float | None:
    """A value by hand, None for unknown."""
    match node:
        case ast.Constant(int() | float() as number):
            return float(number)
        case ast.Name(name):
            return None if math.isnan(row[name]) else row[name]
        case ast.Attribute(_, name):
            return PARAMS[name]
        case ast.UnaryOp(_, operand):
            value = slow_value(operand, row)
            return None if value is None else -value
        case ast.BinOp(left, sign, right):
            first, second = slow_value(left, row), slow_value(right, row)
            if first is None or second is None:
                return None
            match sign:
                case ast.Add():
                    return first + second
                case ast.Sub():
                    return first - second
                case ast.Mult():
                    return first * second
            return None if second == 0 else first / second
        case ast.Call(ast.Name("default"), [first, second]):
            value = slow_value(first, row)
            return slow_value(second, row) if value is None else value
        case ast.Call(ast.Name(function), arguments):
            values = [value for argument in arguments if (value := slow_value(argument, row)) is not None]
            if len(values) < len(arguments):
                return None
            return abs(values[0]) if function == "abs" else min(values) if function == "min" else max(values)
    raise AssertionError(ast.dump(node))


def kleene(node: ast.expr, row: dict[str, float]) -> bool | None:
    """A condition by hand in Kleene's strong logic: true, false, or None for unknown."""
    match node:
        case ast.Name(name):
            return None if math.isnan(row[name]) else row[name] == 1
        case ast.UnaryOp(ast.Not(), operand):
            inner = kleene(operand, row)
            return None if inner is None else not inner
        case ast.BoolOp(ast.And(), parts):
            return both([kleene(part, row) for part in parts])
        case ast.BoolOp(ast.Or(), parts):
            inner = both([None if (part := kleene(each, row)) is None else not part for each in parts])
            return None if inner is None else not inner
        case ast.Compare(left, operators, rights):
            values = [slow_value(value, row) for value in [left, *rights]]
            found: list[bool | None] = []
            for i, sign in enumerate(operators):
                first, second = values[i], values[i + 1]
                known = first is not None and second is not None
                found.append(OPERATORS[type(sign)](first, second) if known else None)
            return both(found)
    raise AssertionError(ast.dump(node))


def both(parts: list[bool | None]) -> bool | None:
    if any(part is False for part in parts):
        return False
    return None if any(part is None for part in parts) else True


values = st.recursive(
    st.sampled_from([*NUMBERS, "params.least", "params.share", "0", "1", "2.5", "-3"]),
    lambda inner: st.one_of(
        st.builds("({} {} {})".format, inner, st.sampled_from("+-*/"), inner),
        st.builds("default({}, {})".format, inner, inner),
        st.builds("min({}, {})".format, inner, inner),
        st.builds("max({}, {}, {})".format, inner, inner, inner),
        st.builds("abs({})".format, inner),
    ),
    max_leaves=4,
)
signs = st.sampled_from(["<", "<=", ">", ">=", "==", "!="])
conditions = st.recursive(
    st.one_of(
        st.sampled_from(FLAGS),
        st.builds("{} {} {}".format, values, signs, values),
        st.builds("{} {} {} {} {}".format, values, signs, values, signs, values),
    ),
    lambda inner: st.one_of(
        st.builds("({} and {})".format, inner, inner),
        st.builds("({} or {} or {})".format, inner, inner, inner),
        st.builds("(not ({}))".format, inner),
    ),
    max_leaves=6,
)
cells = st.sampled_from([math.nan, 0.0, 1.0, 2.0, -3.0, 2.5, 1000.0])
rows = st.lists(st.fixed_dictionaries(dict.fromkeys(NUMBERS + FLAGS, cells)), min_size=1, max_size=5)


@settings(max_examples=400, deadline=None)
@given(sources=st.lists(conditions, min_size=1, max_size=3), table=rows)
def test_compiled_conditions_equal_kleene_logic_by_hand(sources: list[str], table: list[dict[str, float]]):
    parsed = [parse(source, UNITS, PARAMS, "test") for source in sources]
    program = Program(parsed)
    fired = program.run([np.array([row[name] for row in table]) for name in program.names], len(table))
    single = [program.run([row[name] for name in program.names], 1)[:, 0].tolist() for row in table]
    for i, source in enumerate(sources):
        expected = [kleene(ast.parse(source, mode="eval").body, row) is True for row in table]
        assert fired[i].tolist() == expected, source
        assert [row[i] for row in single] == expected, source
        assert [holds(parsed[i], row.__getitem__) for row in table] == expected, source


@pytest.mark.parametrize(
    "source",
    ["in_sum_7d > 1", "not in_sum_7d > 1", "in_sum_7d != 1", "not in_sum_7d == 1", "is_in", "not is_in", "1 / 0 > 0"],
)
def test_what_is_unknown_does_not_fire_not_even_under_not(source: str):
    program = Program([parse(source, UNITS, {}, "test")])
    assert not program.run([np.array([math.nan, math.nan])] * len(program.names), 2).any()


def test_unknown_does_not_hide_what_is_certain():
    row = {"in_sum_7d": math.nan, "out_sum_7d": 5.0}
    assert holds(parse("in_sum_7d > 1 or out_sum_7d > 1", UNITS, {}, "test"), row.__getitem__)
    assert holds(parse("not (in_sum_7d > 1 and out_sum_7d > 9)", UNITS, {}, "test"), row.__getitem__)


def test_a_comparison_that_two_conditions_share_is_computed_once():
    first = parse("in_sum_7d > 1 and out_sum_7d > 1", UNITS, {}, "test")
    second = parse("in_sum_7d > 1 and is_in", UNITS, {}, "test")
    assert len(Program([first, second])._steps) == len(Program([first])._steps) + 2


def test_a_condition_of_constants_holds_for_every_row():
    assert Program([parse("2 > 1", UNITS, {}, "test")]).run([], 3).tolist() == [[True, True, True]]


def test_no_rows_give_no_results():
    program = Program([parse("in_sum_7d > 1", UNITS, {}, "test")])
    assert program.run([np.empty(0)], 0).shape == (1, 0)
