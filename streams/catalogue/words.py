"""Comparisons in words: units, names and phrases for what a condition compares."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from math import ceil, floor

from streams.catalogue.expression import (
    Arithmetic,
    Call,
    Compare,
    ComparisonOperator,
    Name,
    Number,
    Value,
    bare_name,
    names,
)
from streams.catalogue.narrative import Currencies, show
from streams.catalogue.program import value_of
from streams.catalogue.vocabulary import Vocabulary
from streams.signals.family import Signal

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


_SAID: Mapping[str, str] = {
    "anomaly_tail": "share of the normal behaviour of such a party that is at least as odd",
    "crime_likeness": "likeness to movements that turned out to be crimes",
    "benford_chi2": "deviation of first digits from Benford's law (chi-squared)",
    "channel_shift_7d": "share of the value within 7d on other channels than usual",
    "drained_share_24h": "share of what was there that left within 24h",
    "duplicate_count_1h": "equal payments to one counterparty within 1h",
    "invoice_prior_count": "earlier movements that name the same invoice",
    "kickback_repeats_90d": "earlier payments of a like share of public money to this person within 90d",
    "new_payee_ratio": "value of this movement over that of the largest before",
    "payee_prior_count": "earlier payments under this name to other accounts",
    "payee_prior_mean": "mean value of earlier payments under this name to other accounts",
    "invoice_counterparties": "counterparties of movements that name the same invoice",
    "price_odd_sum_30d": "value of goods far off their reference price within 30d",
    "public_share": "share of the public money before it that this movement passes on to a person",
    "rerouted_count_90d": "earlier movements of about this value with another counterparty within 90d",
    "edited_name_count_90d": "earlier movements of about this value under nearly this name within 90d",
    "similar_count_7d": "payments of about this value within 7d",
    "similar_count_30d": "payments of about this value within 30d",
    "similar_sum_30d": "value of payments of about this value within 30d",
    "conflict_travel_out_sum_30d": "value paid for travel to conflict areas within 30d",
    "similar_counterparties_7d": "counterparties of payments of about this value within 7d",
    "similar_new_counterparties_7d": "new counterparties of payments of about this value within 7d",
    "travel_km": "distance from the place of the movement before",
    "travel_speed_kmh": "speed of travel from the place of the movement before",
}
"""How a signal is called in a sentence, where its meaning is too long for one."""
_TAGGED = "this movement is tagged: "
_ASIDE = re.compile(r" \([^)]*\)|[;:] .*")
"""What a meaning explains besides: in brackets, after a semicolon or a colon."""


def said(signal: Signal) -> str:
    """How a signal is called in a sentence."""
    return _SAID.get(signal.name) or _ASIDE.sub("", _lowered(signal.meaning))


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
    if unit == "flag":
        return _phrase_signs(leaf.left, bound, vocabulary, read)
    phrase = _phrase(leaf.left, vocabulary)
    if unit == "count" and leaf.operator == "==" and bound == 0:
        return f"with any {phrase}"
    if unit == "count":
        # Only whole numbers can be counted: `at least 2.4` means 3.
        whole = ceil(bound) if leaf.operator in (">=", "<") else floor(bound)
        number = show(whole, unit, currencies)
        return f"with {_COUNTS[leaf.operator].format(number) if whole != 1 or leaf.operator != '>=' else 'no'} {phrase}"
    return f"with {phrase} {_AMOUNTS[leaf.operator]} {show(bound, unit, currencies)}"


def _phrase_signs(value: Value, bound: float, vocabulary: Vocabulary, read: Callable[[str], float]) -> str:
    """What would have had to be of one sign, or of a sum of signs, of which those that are seen are named."""
    if not isinstance(value, Arithmetic):
        sign = _sign(value, vocabulary)
        if sign.startswith(_TAGGED):
            return f"had this movement not been tagged {sign.removeprefix(_TAGGED)}"
        return f"had this not been so: {sign}"
    seen = [name for name in dict.fromkeys(names(value)) if read(name) == 1]
    signs = ", ".join(_sign(Name(name), vocabulary).removeprefix("this movement is ").replace(":", "") for name in seen)
    return (
        f"with none of these signs: {signs}" if bound <= 1 else f"with fewer than {ceil(bound)} of these signs: {signs}"
    )


def _sign(value: Value, vocabulary: Vocabulary) -> str:
    name = bare_name(value)
    return _lowered(vocabulary[name].meaning) if name is not None else _phrase(value, vocabulary)


def _lowered(meaning: str) -> str:
    return meaning[:1].lower() + meaning[1:].rstrip(".")


def _phrase(value: Value, vocabulary: Vocabulary) -> str:
    match value:
        case Name(name) | Call("default", (Name(name), _)):
            return said(vocabulary[name])
        case Number():
            return str(value)
        case Arithmetic(sign, left, right):
            verb = {"+": "plus", "-": "less", "*": "times", "/": "per"}[sign]
            return f"{_phrase(left, vocabulary)} {verb} {_phrase(right, vocabulary)}"
        case Call(function, arguments):
            inner = " and ".join(_phrase(argument, vocabulary) for argument in arguments)
            return {"min": f"the least of {inner}", "max": f"the greatest of {inner}"}.get(function, inner)
