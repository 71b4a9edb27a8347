"""Conditions compiled to a flat list of NumPy operations, and their slow twin for a single row.

All conditions of a catalogue become one program, in which an expression that several of them use is computed once.
A batch of one row is computed with Python's own floats, on which the same operations are ten times faster than on
arrays of length one.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from streams.catalogue.expression import AllOf, AnyOf, Arithmetic, Call, Compare, Condition, Name, Number, Value

Operand = Any
"""A column (array of float64 or bool) or one number."""
Operation = Callable[[Operand, Operand], Operand]


def _divide(left: Operand, right: Operand) -> Operand:
    return left / np.where(right == 0.0, np.nan, right)


def _differs(left: Operand, right: Operand) -> Operand:
    # Not `!=`, which is true of nan.
    return (left < right) | (left > right)


def _default(left: Operand, right: Operand) -> Operand:
    return np.where(np.isnan(left), right, left)


def _absolute(left: Operand, _: Operand) -> Operand:
    return abs(left)


OPERATIONS: Mapping[str, Operation] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": _divide,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": _differs,
    "and": operator.and_,
    "or": operator.or_,
    "min": np.minimum,
    "max": np.maximum,
    "default": _default,
    "abs": _absolute,
}
"""What each operator and function does, on arrays as on single numbers."""


class Program:
    """Several conditions over the same columns, evaluated together."""

    def __init__(self, conditions: Sequence[Condition]) -> None:
        self._registers: dict[Value | Condition, int] = {}
        self._steps: list[tuple[Operation, int, int]] = []
        leaves = sorted({leaf for condition in conditions for leaf in _leaves(condition)}, key=str)
        self.names: tuple[str, ...] = tuple(leaf.name for leaf in leaves if isinstance(leaf, Name))
        """The columns that `run` wants, in order."""
        constants = [leaf for leaf in leaves if isinstance(leaf, Number)]
        self._constants = [constant.value for constant in constants]
        for name in self.names:
            self._registers[Name(name)] = len(self._registers)
        for constant in constants:
            self._registers[constant] = len(self._registers)
        self._results = [self._compile(condition) for condition in conditions]

    def run(self, columns: Sequence[Operand], rows: int) -> npt.NDArray[np.bool_]:
        """Where each condition is true: an array (conditions, rows)."""
        registers: list[Operand] = [*columns, *self._constants]
        append = registers.append
        with np.errstate(all="ignore"):
            for operation, left, right in self._steps:
                append(operation(registers[left], registers[right]))
        fired = np.empty((len(self._results), rows), dtype=np.bool_)
        for i, register in enumerate(self._results):
            fired[i] = registers[register]
        return fired

    def _compile(self, node: Value | Condition) -> int:
        """The register that will hold `node`; appends the steps that compute it unless it is already there."""
        if node in self._registers:
            return self._registers[node]
        match node:
            case Arithmetic(sign, left, right) | Compare(left, sign, right):
                register = self._step(sign, self._compile(left), self._compile(right))
            case Call("abs", (argument,)):
                register = self._step("abs", self._compile(argument), 0)
            case Call(function, parts):
                register = self._chain(function, parts)
            case AllOf(parts):
                register = self._chain("and", parts)
            case AnyOf(parts):
                register = self._chain("or", parts)
            case Name() | Number():
                raise AssertionError("leaves have their registers before the first step")
        self._registers[node] = register
        return register

    def _chain(self, name: str, parts: Sequence[Value | Condition]) -> int:
        register = self._compile(parts[0])
        for part in parts[1:]:
            register = self._step(name, register, self._compile(part))
        return register

    def _step(self, name: str, left: int, right: int) -> int:
        self._steps.append((OPERATIONS[name], left, right))
        return len(self.names) + len(self._constants) + len(self._steps) - 1


def value_of(node: Value, read: Callable[[str], float]) -> float:
    """What a value is worth on one row, nan where unknown; `read` gives the number behind a name."""
    match node:
        case Number(number):
            return number
        case Name(name):
            return float(read(name))
        case Arithmetic(sign, left, right):
            return float(OPERATIONS[sign](value_of(left, read), value_of(right, read)))
        case Call("abs", (argument,)):
            return abs(value_of(argument, read))
        case Call(function, arguments):
            result = value_of(arguments[0], read)
            for argument in arguments[1:]:
                result = float(OPERATIONS[function](result, value_of(argument, read)))
            return result
        case _:
            raise AssertionError(node)


def holds(condition: Condition, read: Callable[[str], float]) -> bool:
    """Whether a condition is true on one row."""
    match condition:
        case Compare(left, sign, right):
            return bool(OPERATIONS[sign](value_of(left, read), value_of(right, read)))
        case AllOf(parts):
            return all(holds(part, read) for part in parts)
        case AnyOf(parts):
            return any(holds(part, read) for part in parts)


def _leaves(node: Value | Condition) -> set[Name | Number]:
    match node:
        case Name() | Number():
            return {node}
        case Arithmetic(_, left, right) | Compare(left, _, right):
            return _leaves(left) | _leaves(right)
        case Call(_, parts) | AllOf(parts) | AnyOf(parts):
            return set[Name | Number]().union(*map(_leaves, parts))
