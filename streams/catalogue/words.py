"""Comparisons in words: units, names and phrases for what a condition compares."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import ceil, floor

from streams.catalogue.expression import Arithmetic, Call, Compare, ComparisonOperator, Name, Number, Value, bare_name
from streams.catalogue.narrative import Currencies, show
from streams.catalogue.program import value_of
from streams.catalogue.vocabulary import Vocabulary

_COUNTS: Mapping[ComparisonOperator, str] = {
    ">": "{} or fewer",
    ">=": "fewer than {}",
    "<": "{} or more",
    "<=": "more than {}",
    "==": "other than {}",
    "!=": "{}",
}
"""How the opposite of a comparison is said of a count, and below of an amount."""
_AMOUNTS: Mapping[ComparisonOperator, str] = {
    ">": "at or below",
    ">=": "below",
    "<": "at or above",
    "<=": "above",
    "==": "other than",
    "!=": "of",
}


def describe(value: Value) -> str:
    """The name of a signal, or the text of an expression."""
    name = bare_name(value)
    if name is not None:
        return name
    text = str(value)
    return text[1:-1] if isinstance(value, Arithmetic) else text


def unit_of(value: Value, units: Mapping[str, str]) -> str:
    """The unit of a value; `number` where it has none."""
    match value:
        case Number():
            return "number"
        case Name(name):
            return units[name]
        case Arithmetic("/", left, right):
            above, below = unit_of(left, units), unit_of(right, units)
            return "ratio" if above == below else above if below in ("number", "count") else "number"
        case Arithmetic("*", left, right):
            kinds = [unit for unit in (unit_of(left, units), unit_of(right, units)) if unit not in ("number", "share")]
            money = [unit for unit in kinds if unit != "count"]
            return (money or kinds or ["number"])[0]
        case Arithmetic(_, left, right):
            kinds = [unit for unit in (unit_of(left, units), unit_of(right, units)) if unit != "number"]
            return (kinds or ["number"])[0]
        case Call(_, arguments):
            kinds = [unit for unit in (unit_of(argument, units) for argument in arguments) if unit != "number"]
            return (kinds or ["number"])[0]


def phrase_change(leaf: Compare, vocabulary: Vocabulary, read: Callable[[str], float], currencies: Currencies) -> str:
    """What would have had to be: `with fewer than 3 cash movements in of the last 7d`."""
    unit = unit_of(leaf.left, vocabulary.units)
    bound = value_of(leaf.right, read)
    phrase = _phrase(leaf.left, vocabulary)
    if unit == "flag":
        return f"had this not been so: {phrase}"
    if unit == "count":
        # Only whole numbers can be counted: `at least 2.4` means 3.
        whole = ceil(bound) if leaf.operator in (">=", "<") else floor(bound)
        number = show(whole, unit, currencies)
        return f"with {_COUNTS[leaf.operator].format(number) if whole != 1 or leaf.operator != '>=' else 'no'} {phrase}"
    return f"with {phrase} {_AMOUNTS[leaf.operator]} {show(bound, unit, currencies)}"


def _phrase(value: Value, vocabulary: Vocabulary) -> str:
    match value:
        case Name(name) | Call("default", (Name(name), _)):
            meaning = vocabulary[name].meaning.rstrip(".")
            return meaning[:1].lower() + meaning[1:]
        case Number():
            return str(value)
        case Arithmetic(sign, left, right):
            verb = {"+": "plus", "-": "less", "*": "times", "/": "per"}[sign]
            return f"{_phrase(left, vocabulary)} {verb} {_phrase(right, vocabulary)}"
        case Call(function, arguments):
            inner = " and ".join(_phrase(argument, vocabulary) for argument in arguments)
            return {"min": f"the least of {inner}", "max": f"the greatest of {inner}"}.get(function, inner)
