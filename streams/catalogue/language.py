"""The language of `when` and `evidence`: Python's grammar, cut down to comparisons of named numbers.

    condition   := condition and condition | condition or condition | not condition | value < value [< value …] | flag
    value       := number | name | params.name | threshold.name | value + - * / value | -value | function(value, …)

Logic is three-valued. A value that needs an unknown number (nan) is unknown, a comparison of unknown values is neither
true nor false, and what is not true does not fire, under `not` as well. `parse` therefore moves every `not` down into
the comparisons (`not a < b` is `a >= b`): in what is left a comparison is either true or it is not, and no mask of
"false" has to be carried along.
"""

from __future__ import annotations

import ast
import difflib
import math
from collections.abc import Collection, Mapping
from typing import NoReturn

from streams.catalogue.expression import (
    AllOf,
    AnyOf,
    Arithmetic,
    Call,
    Compare,
    ComparisonOperator,
    Condition,
    Name,
    Number,
    Value,
    negate,
)
from streams.errors import ExpressionError

EXPRESSION_CHARACTERS_MAX = 4000
EXPRESSION_NODES_MAX = 400
EXPRESSION_DEPTH_MAX = 24
NUMBER_MAX = 1e15
"""Larger numbers are no longer exact in float64 to the cent."""

FUNCTIONS: Mapping[str, tuple[int, int]] = {"default": (2, 2), "min": (2, 8), "max": (2, 8), "abs": (1, 1)}
"""Functions by name, with the least and the most arguments. `default(x, y)` is y where x is unknown."""

_COMPARISONS: Mapping[type[ast.cmpop], ComparisonOperator] = {
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Eq: "==",
    ast.NotEq: "!=",
}
_ARITHMETIC: Mapping[type[ast.operator], str] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}


def parse(source: str, units: Mapping[str, str], params: Mapping[str, float], where: str) -> Condition:
    """The condition that `source` states.

    `units` gives the names that may be used and their unit: a name of unit `flag` may stand alone for `name == 1`.
    `where` (file and key) opens every error message. Raises ExpressionError.
    """
    text = " ".join(source.split())
    if len(text) > EXPRESSION_CHARACTERS_MAX:
        raise ExpressionError(f"{where}: longer than {EXPRESSION_CHARACTERS_MAX} characters; split the typology in two")
    try:
        tree = ast.parse(text, mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise ExpressionError(f"{where}: not an expression: {error}") from error
    if sum(1 for _ in ast.walk(tree)) > EXPRESSION_NODES_MAX:
        raise ExpressionError(f"{where}: more than {EXPRESSION_NODES_MAX} nodes; split the typology in two")
    return _Reader(units, params, where).condition(tree.body, 1)


def suggestion(name: str, known: Collection[str]) -> str:
    """`; did you mean …?` where a known name is near, else empty."""
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.6)
    return f"; did you mean {near[0]}?" if near else ""


class _Reader:
    """Reads Python's syntax tree into ours, and refuses whatever is not named here."""

    def __init__(self, units: Mapping[str, str], params: Mapping[str, float], where: str) -> None:
        self.units = units
        self.params = params
        self.where = where

    def condition(self, node: ast.expr, depth: int) -> Condition:
        self._limit(depth)
        match node:
            case ast.BoolOp(ast.And(), values):
                return AllOf(tuple(self.condition(value, depth + 1) for value in values))
            case ast.BoolOp(ast.Or(), values):
                return AnyOf(tuple(self.condition(value, depth + 1) for value in values))
            case ast.UnaryOp(ast.Not(), operand):
                return negate(self.condition(operand, depth + 1))
            case ast.Compare(left, operators, comparators):
                return self._comparison([left, *comparators], operators, depth)
            case ast.Name(name) if self.units.get(name) == "flag":
                return Compare(Name(name), "==", Number(1.0))
        value = self.value(node, depth)
        self._refuse(f"`{value}` is a number, not a condition; compare it with something")

    def value(self, node: ast.expr, depth: int) -> Value:
        self._limit(depth)
        match node:
            case ast.Constant(bool() | str() | bytes()):
                self._refuse(f"{ast.unparse(node)} is not a number")
            case ast.Constant(int() | float() as number):
                return self._number(number, "")
            case ast.Name(name):
                return self._name(name, name)
            case ast.Attribute(ast.Name("params"), name):
                if name not in self.params:
                    self._refuse(f"unknown parameter params.{name}{suggestion(name, self.params)}")
                return self._number(self.params[name], f"params.{name}")
            case ast.Attribute(ast.Name("threshold"), name):
                return self._name(f"threshold_{name}", f"threshold.{name}")
            case ast.UnaryOp(ast.USub(), operand):
                return Arithmetic("-", Number(0.0), self.value(operand, depth + 1))
            case ast.BinOp(left, operator, right) if type(operator) in _ARITHMETIC:
                sign = _ARITHMETIC[type(operator)]
                return Arithmetic(sign, self.value(left, depth + 1), self.value(right, depth + 1))
            case ast.Call(ast.Name(function), arguments, []) if function in FUNCTIONS:
                return self._call(function, arguments, depth)
            case ast.Call(ast.Name(function)):
                self._refuse(f"unknown function {function}{suggestion(function, FUNCTIONS)}")
        self._refuse(f"`{ast.unparse(node)[:60]}` is not allowed here")

    def _comparison(self, nodes: list[ast.expr], operators: list[ast.cmpop], depth: int) -> Condition:
        values = [self.value(node, depth + 1) for node in nodes]
        parts = []
        for i, operator in enumerate(operators):
            if type(operator) not in _COMPARISONS:
                self._refuse("compare with < <= > >= == != only")
            parts.append(Compare(values[i], _COMPARISONS[type(operator)], values[i + 1]))
        return parts[0] if len(parts) == 1 else AllOf(tuple(parts))

    def _call(self, function: str, arguments: list[ast.expr], depth: int) -> Call:
        least, most = FUNCTIONS[function]
        if not least <= len(arguments) <= most:
            wanted = str(least) if least == most else f"{least} to {most}"
            self._refuse(f"{function}() takes {wanted} arguments, not {len(arguments)}")
        return Call(function, tuple(self.value(argument, depth + 1) for argument in arguments))

    def _number(self, number: float, text: str) -> Number:
        if not abs(number) <= NUMBER_MAX or not math.isfinite(number):
            self._refuse(f"{text or 'a number'} is beyond {NUMBER_MAX:.0e}")
        return Number(float(number), text)

    def _name(self, name: str, text: str) -> Name:
        if name not in self.units:
            self._refuse(f"unknown name {text}{suggestion(name, self.units)}")
        return Name(name)

    def _limit(self, depth: int) -> None:
        if depth > EXPRESSION_DEPTH_MAX:
            self._refuse(f"nested deeper than {EXPRESSION_DEPTH_MAX}")

    def _refuse(self, problem: str) -> NoReturn:
        raise ExpressionError(f"{self.where}: {problem}")
