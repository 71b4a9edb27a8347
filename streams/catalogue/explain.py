"""Why a typology fired on one row: what was compared with what, and what would have had to be different."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import isnan

import numpy as np
import numpy.typing as npt

from streams.catalogue.expression import (
    NEGATED,
    AllOf,
    Call,
    Compare,
    Condition,
    Value,
    names,
    upright,
)
from streams.catalogue.expression import comparisons as every_comparison
from streams.catalogue.fairness import CIRCUMSTANCES, PROFILE
from streams.catalogue.narrative import Currencies, fill
from streams.catalogue.program import holds, value_of
from streams.catalogue.solver import samples
from streams.catalogue.typology import Typology
from streams.catalogue.vocabulary import Vocabulary
from streams.catalogue.words import describe, phrase_change, unit_of
from streams.records import Change, Comparison

Row = npt.NDArray[np.float64]
"""One row of the signal matrix."""

_MARGIN_DIGITS = 6
"""Beyond these a margin only shows how floats are stored."""
_NO_SIGN = CIRCUMSTANCES | PROFILE
ALTERNATIVES_MAX = 64
ALTERNATIVES_SHOWN = 3
_SAID_FIRST = (
    "count",
    "threshold_money",
    "money",
    "days",
    "hours",
    "share",
    "ratio",
    "years",
    "km",
    "kmh",
    "z",
    "number",
    "flag",
)


@dataclass(frozen=True, slots=True)
class Counterfactual:
    """What would have kept a typology quiet: any one of the alternatives, each a set of changes made together."""

    text: str
    alternatives: tuple[tuple[Change, ...], ...]


def narrative(typology: Typology, row: Row, currencies: Currencies) -> str:
    """The typology's narrative with the numbers of this row."""
    return fill(typology.segments, _reader(typology, row), currencies)


def comparisons(typology: Typology, row: Row) -> list[Comparison]:
    """Every comparison of the condition that holds on this row, in the order of the file; none twice."""
    read = _reader(typology, row)
    alone = {leaf for falsified in _falsifiers(typology.condition, read) if len(falsified) == 1 for leaf in falsified}
    found = []
    for leaf in dict.fromkeys(every_comparison(typology.condition)):
        if holds(leaf, read):
            turned = upright(leaf)
            value, bound = value_of(turned.left, read), value_of(turned.right, read)
            found.append(
                Comparison(
                    signal=str(turned.left) if _stands_in(turned.left, read) else describe(turned.left),
                    value=value,
                    operator=turned.operator,
                    bound=bound,
                    margin=round(abs(value - bound), _MARGIN_DIGITS),
                    unit=unit_of(turned.left, typology.vocabulary.units),
                    decisive=leaf in alone,
                )
            )
    return found


def counterfactual(typology: Typology, row: Row, currencies: Currencies) -> Counterfactual:
    """What would have kept the typology quiet on this row, in words and as changes that can be tried out.

    Only what was tried is said: a change of a signal that would open another way to fire is left out, and so is one of
    a signal that is unknown.
    """
    read = _reader(typology, row)
    vocabulary: Vocabulary = typology.vocabulary
    shown: dict[tuple[object, ...], list[Compare]] = {}
    for leaves in sorted(_falsifiers(typology.condition, read), key=lambda each: _rank(each, vocabulary, read)):
        turned = sorted(map(upright, leaves), key=str)
        # Of two bounds of one signal, the nearer one is crossed first and says it all.
        key = tuple((leaf.left, leaf.operator[0]) for leaf in turned)
        if key in shown or any(_stands_in(leaf.left, read) for leaf in turned):
            continue
        flags = any(unit_of(leaf.left, vocabulary.units) == "flag" for leaf in turned)
        if flags and shown and not (_are_signs(turned) and _of_one_payment(shown.values(), vocabulary)):
            continue
        if _keeps_quiet(typology, leaves, read):
            shown[key] = turned
        if len(shown) == ALTERNATIVES_SHOWN:
            break
    if not shown:
        return Counterfactual("", ())
    words = ", or ".join(
        " and ".join(phrase_change(leaf, vocabulary, read, currencies) for leaf in turned) for turned in shown.values()
    )
    changes = tuple(
        tuple(Change(describe(leaf.left), NEGATED[leaf.operator], value_of(leaf.right, read)) for leaf in turned)
        for turned in shown.values()
    )
    return Counterfactual(f"It would not have fired {words}, all else equal.", changes)


def _are_signs(leaves: Iterable[Compare]) -> bool:
    """Whether these say that something odd is seen, and not which way money flows or whose account it is."""
    return all(leaf.operator in (">", ">=", "==") and _NO_SIGN.isdisjoint(names(leaf)) for leaf in leaves)


def _of_one_payment(alternatives: Iterable[Sequence[Compare]], vocabulary: Vocabulary) -> bool:
    """Whether nothing was told yet but the amount and the signs of the movement itself."""
    return all(
        set(names(leaf)) <= {"amount"} or unit_of(leaf.left, vocabulary.units) == "flag"
        for leaves in alternatives
        for leaf in leaves
    )


def _reader(typology: Typology, row: Row) -> Callable[[str], float]:
    index: Mapping[str, int] = typology.vocabulary.index
    return lambda name: float(row[index[name]])


def _falsifiers(condition: Condition, read: Callable[[str], float]) -> list[frozenset[Compare]]:
    """The smallest sets of comparisons whose failing, together, makes a condition that holds false."""
    if not holds(condition, read):
        return [frozenset()]
    match condition:
        case Compare():
            return [frozenset({condition})]
        case AllOf(parts):
            sets = [each for part in parts for each in _falsifiers(part, read)]
        case _:
            choices = [_falsifiers(part, read) for part in condition.parts]
            sets = [frozenset[Compare]().union(*each) for each in product(*choices)]
    distinct = sorted(dict.fromkeys(sets), key=len)[:ALTERNATIVES_MAX]
    return [each for each in distinct if not any(other < each for other in distinct)]


def _stands_in(value: Value, read: Callable[[str], float]) -> bool:
    """Whether a `default` stands in for a signal that is unknown on this row."""
    return isinstance(value, Call) and value.function == "default" and isnan(value_of(value.arguments[0], read))


def _keeps_quiet(typology: Typology, leaves: frozenset[Compare], read: Callable[[str], float]) -> bool:
    """Whether the condition stays false wherever these comparisons fail and nothing but their signals changes."""
    condition: Condition = typology.condition
    movable = {name for leaf in leaves for name in names(upright(leaf).left)}
    others = {leaf for leaf in every_comparison(condition) if leaf not in leaves}
    if not any(name in movable for leaf in others for name in names(leaf)):
        # No other comparison reads what changes, and none can become true by the failing of these.
        return True
    row = {name: read(name) for name in names(condition)}
    opposite = AllOf(tuple(Compare(leaf.left, NEGATED[leaf.operator], leaf.right) for leaf in leaves))
    tried = [
        changed
        for changed in samples(condition, typology.vocabulary.units, row, sorted(movable))
        if holds(opposite, changed.__getitem__)
    ]
    return bool(tried) and not any(holds(condition, changed.__getitem__) for changed in tried)


def _rank(leaves: frozenset[Compare], vocabulary: Vocabulary, read: Callable[[str], float]) -> tuple[float, ...]:
    """What is said first: few changes, of counts and money rather than of shares, the nearest bound of a signal."""
    turned = [upright(leaf) for leaf in leaves]
    kinds = sorted(_SAID_FIRST.index(unit_of(leaf.left, vocabulary.units)) for leaf in turned)
    distances = [abs(value_of(leaf.left, read) - value_of(leaf.right, read)) for leaf in turned]
    return (len(leaves), *kinds, sum(distances))
