"""Whether a condition can be true of values of which only the range is known: what cannot fire need not be computed."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from math import inf, isnan

from streams.catalogue.expression import AllOf, AnyOf, Arithmetic, Call, Compare, Condition, Name, Number, Value
from streams.catalogue.program import OPERATIONS

Range = tuple[float, float]
"""Least and greatest, both included."""
Ranges = Mapping[str, Range]
"""Of known values, by name; whatever is not in it is unknown."""


def can_hold(condition: Condition, ranges: Ranges) -> bool:
    """Whether values within the ranges make a condition true. Never wrong where it says no."""
    match condition:
        case AllOf(parts):
            return all(can_hold(part, ranges) for part in parts)
        case AnyOf(parts):
            return any(can_hold(part, ranges) for part in parts)
        case Compare(left, sign, right):
            one, other = _range(left, ranges), _range(right, ranges)
            return one is not None and other is not None and _can_compare(one, sign, other)
    raise AssertionError(condition)


def _can_compare(one: Range, sign: str, other: Range) -> bool:
    match sign:
        case ">" | ">=":
            return bool(OPERATIONS[sign](one[1], other[0]))
        case "<" | "<=":
            return bool(OPERATIONS[sign](one[0], other[1]))
        case "==":
            return one[0] <= other[1] and other[0] <= one[1]
        case _:
            return not one[0] == one[1] == other[0] == other[1]


def _range(value: Value, ranges: Ranges) -> Range | None:
    """All that a value can be; None where it is unknown."""
    match value:
        case Number(number):
            return number, number
        case Name(name):
            return ranges.get(name)
        case Call("default", arguments):
            return next((found for found in (_range(each, ranges) for each in arguments) if found is not None), None)
        case Call("abs", (argument,)):
            found = _range(argument, ranges)
            return found and (0.0 if found[0] <= 0 <= found[1] else min(map(abs, found)), max(map(abs, found)))
        case Call(function, arguments):
            several = [_range(each, ranges) for each in arguments]
            best = min if function == "min" else max
            known = [each for each in several if each is not None]
            return (best(low for low, _ in known), best(high for _, high in known)) if known == several else None
        case Arithmetic(sign, left, right):
            one, other = _range(left, ranges), _range(right, ranges)
            return None if one is None or other is None else _arithmetic(one, sign, other)
    raise AssertionError(value)


def _arithmetic(one: Range, sign: str, other: Range) -> Range:
    if sign == "/" and other[0] <= 0 <= other[1]:
        return -inf, inf
    ends = [float(OPERATIONS[sign](left, right)) for left, right in product(one, other)]
    # Such as nothing times infinity.
    return (-inf, inf) if any(map(isnan, ends)) else (min(ends), max(ends))
