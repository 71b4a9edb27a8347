"""How near typologies are to firing on movements, all at once: a share of comparisons, from 0 to 1.

A comparison that holds counts 1. One that does not counts by its margin: `1 - |left - right| / (|left| + |right|)`,
which needs no unit, and a little less, so that it never counts as one that holds. What is unknown counts 0, and so does
`!=` where it fails. Where all of several comparisons must hold, the mean of them counts, where one is enough the
nearest. So 1 is reached exactly where the typology fires.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce
from math import isnan

import numpy as np
import numpy.typing as npt

from streams.catalogue.catalogue import Catalogue
from streams.catalogue.expression import AllOf, AnyOf, Arithmetic, Call, Compare, Condition, Name, Number, Value, names
from streams.catalogue.program import OPERATIONS, Operand

_FAILED = 0.99
"""What a comparison that fails by nothing counts."""
FIRED = 1.0

Matrix = npt.NDArray[np.float64]


class Nearness:
    """The conditions of a catalogue, as far as they are met."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._conditions: list[Condition] = [typology.condition for typology in catalogue.typologies]
        self._names = sorted({name for condition in self._conditions for name in names(condition)})
        self._columns = np.array([catalogue.vocabulary.index[name] for name in self._names], dtype=np.intp)

    def of(self, matrix: Matrix) -> Matrix:
        """How near each typology is: an array (typologies, rows), for a matrix (rows, signals)."""
        sheet = self._sheet(matrix)
        found = np.empty((len(self._conditions), len(matrix)))
        with np.errstate(all="ignore"):
            for number, condition in enumerate(self._conditions):
                found[number] = sheet.met(condition)
        return found

    def wanting(self, number: int, row: Matrix) -> list[str]:
        """The comparisons of a typology that would have to hold besides on one row, by the nearest way, with the values
        found."""
        with np.errstate(all="ignore"):
            return list(_wanting(self._conditions[number], self._sheet(row[np.newaxis])))

    def _sheet(self, matrix: Matrix) -> _Sheet:
        columns = np.ascontiguousarray(matrix[:, self._columns].T)
        return _Sheet({Name(name): column for name, column in zip(self._names, columns, strict=True)})


class _Sheet:
    """Some rows; what several typologies have in common is computed once."""

    def __init__(self, values: dict[Value, Operand]) -> None:
        self._values = values
        self._met: dict[Compare, Operand] = {}

    def met(self, condition: Condition) -> Operand:
        """How far a condition is met."""
        match condition:
            case Compare():
                if condition not in self._met:
                    self._met[condition] = self._compared(condition)
                return self._met[condition]
            case AllOf(parts):
                return sum(self.met(part) for part in parts) / len(parts)
            case AnyOf(parts):
                return reduce(np.maximum, [self.met(part) for part in parts])

    def _compared(self, leaf: Compare) -> Operand:
        left, right = self.value(leaf.left), self.value(leaf.right)
        held = OPERATIONS[leaf.operator](left, right)
        if leaf.operator == "!=":
            return np.where(held, FIRED, 0.0)
        near = 1.0 - abs(left - right) / (abs(left) + abs(right))
        return np.where(held, FIRED, _FAILED * np.nan_to_num(near, nan=0.0, posinf=0.0, neginf=0.0))

    def value(self, node: Value) -> Operand:
        """What an expression is worth."""
        if isinstance(node, Number):
            return node.value
        if node not in self._values:
            self._values[node] = self._computed(node)
        return self._values[node]

    def _computed(self, node: Value) -> Operand:
        match node:
            case Arithmetic(sign, left, right):
                return OPERATIONS[sign](self.value(left), self.value(right))
            case Call("abs", (argument,)):
                return abs(self.value(argument))
            case Call(function, arguments):
                return reduce(OPERATIONS[function], [self.value(each) for each in arguments])
            case _:
                raise AssertionError(node)


def _wanting(condition: Condition, sheet: _Sheet) -> Iterator[str]:
    match condition:
        case Compare(left, _, right):
            if float(sheet.met(condition)[0]) != FIRED:
                yield f"{condition} ({_said(sheet.value(left))} and {_said(sheet.value(right))})"
        case AllOf(parts):
            for part in parts:
                yield from _wanting(part, sheet)
        case AnyOf(parts):
            yield from _wanting(max(parts, key=lambda part: float(sheet.met(part)[0])), sheet)


def _said(value: Operand) -> str:
    number = float(np.ravel(value)[0])
    return "unknown" if isnan(number) else f"{number:g}"
