"""Conditions and values as trees: what `language` parses into, and what programs, explanations and checks read.

There is no `not`: it has been moved down into the comparisons.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

ComparisonOperator = Literal["<", "<=", ">", ">=", "==", "!="]
NEGATED: Mapping[ComparisonOperator, ComparisonOperator] = {
    "<": ">=",
    "<=": ">",
    ">": "<=",
    ">=": "<",
    "==": "!=",
    "!=": "==",
}
MIRRORED: Mapping[ComparisonOperator, ComparisonOperator] = {
    "<": ">",
    "<=": ">=",
    ">": "<",
    ">=": "<=",
    "==": "==",
    "!=": "!=",
}


@dataclass(frozen=True, slots=True)
class Number:
    """A constant; `text` is how the source names it, such as `params.min_deposits`."""

    value: float
    text: str = field(default="", compare=False)

    def __str__(self) -> str:
        return f"{self.value:.15g}"


@dataclass(frozen=True, slots=True)
class Name:
    """A column: a signal, or a word of the evidence vocabulary."""

    name: str

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """`left operator right` of + - * /; division by zero is unknown."""

    operator: str
    left: Value
    right: Value

    def __str__(self) -> str:
        return f"({self.left} {self.operator} {self.right})"


@dataclass(frozen=True, slots=True)
class Call:
    """One of FUNCTIONS."""

    function: str
    arguments: tuple[Value, ...]

    def __str__(self) -> str:
        return f"{self.function}({', '.join(map(str, self.arguments))})"


@dataclass(frozen=True, slots=True)
class Compare:
    """`left operator right`; not true where either side is unknown."""

    left: Value
    operator: ComparisonOperator
    right: Value

    def __str__(self) -> str:
        return f"{self.left} {self.operator} {self.right}"


@dataclass(frozen=True, slots=True)
class AllOf:
    """True where every part is."""

    parts: tuple[Condition, ...]

    def __str__(self) -> str:
        return f"({' and '.join(map(str, self.parts))})"


@dataclass(frozen=True, slots=True)
class AnyOf:
    """True where a part is."""

    parts: tuple[Condition, ...]

    def __str__(self) -> str:
        return f"({' or '.join(map(str, self.parts))})"


Value = Number | Name | Arithmetic | Call
Condition = Compare | AllOf | AnyOf


def negate(condition: Condition) -> Condition:
    """The condition that is true where `condition` is false (not where it is unknown)."""
    match condition:
        case Compare(left, operator, right):
            return Compare(left, NEGATED[operator], right)
        case AllOf(parts):
            return AnyOf(tuple(map(negate, parts)))
        case AnyOf(parts):
            return AllOf(tuple(map(negate, parts)))


def comparisons(condition: Condition) -> Iterator[Compare]:
    """Every comparison, from left to right."""
    if isinstance(condition, Compare):
        yield condition
    else:
        for part in condition.parts:
            yield from comparisons(part)


def names(node: Value | Condition) -> Iterator[str]:
    """Every name that is read, repeated as often as it is."""
    match node:
        case Name(name):
            yield name
        case Arithmetic(_, left, right) | Compare(left, _, right):
            yield from names(left)
            yield from names(right)
        case Call(_, parts) | AllOf(parts) | AnyOf(parts):
            for part in parts:
                yield from names(part)
        case Number():
            return


def bare_name(value: Value) -> str | None:
    """The name that a value is, `default(name, …)` included; None for anything composed."""
    match value:
        case Name(name) | Call("default", (Name(name), _)):
            return name
        case _:
            return None


def upright(leaf: Compare) -> Compare:
    """The comparison with what was done on its left and the bound on its right."""
    behaves = any(not name.startswith("threshold_") for name in names(leaf.left))
    if behaves or not any(True for _ in names(leaf.right)):
        return leaf
    return Compare(leaf.right, MIRRORED[leaf.operator], leaf.left)
