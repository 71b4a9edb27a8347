"""Finds numbers that make a condition true: a random walk that repairs one failing comparison at a time.

The walk knows what each unit may hold (a share lies in 0..1, a count is a whole number), so a condition that needs a
share above 1 has no witness. It proves that a condition can be true by showing how; where it finds nothing, nothing is
proved, and the message that uses it should say so.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence

from streams.catalogue.expression import (
    AllOf,
    AnyOf,
    Arithmetic,
    Call,
    Compare,
    Condition,
    Name,
    Number,
    Value,
    bare_name,
    comparisons,
    names,
)
from streams.catalogue.program import holds, value_of

ATTEMPTS = 60
STEPS = 120

_ANCHORS: Mapping[str, Sequence[float]] = {
    "count": (0, 1, 2, 3, 5, 10, 20, 50, 100, 1000),
    "money": (0, 1, 100, 1000, 5000, 20_000, 100_000, 1_000_000),
    "threshold_money": (1, 1000, 3000, 10_000, 50_000, 1_000_000),
    "share": (0, 0.001, 0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 1),
    "ratio": (0, 0.1, 0.5, 1, 2, 5, 10, 100),
    "days": (0, 1, 7, 21, 30, 60, 90, 365, 3650),
    "hours": (0, 0.1, 1, 6, 24, 48, 168),
    "years": (0, 10, 17, 18, 30, 60, 80),
    "km": (0, 10, 100, 1000, 10_000),
    "kmh": (0, 50, 500, 1000, 5000),
    "flag": (0, 1),
    "z": (-5, -1, 0, 1, 3, 10, 50),
}
_UPPER: Mapping[str, float] = {"share": 1.0, "flag": 1.0}
_WHOLE = frozenset({"count", "flag"})


def witness(
    condition: Condition, units: Mapping[str, str], fixed: Mapping[str, float] | None = None
) -> dict[str, float] | None:
    """Values for the names of `condition` under which it is true, or None where none were found.

    `fixed` names keep their value. Deterministic: same condition, same answer.
    """
    given = dict(fixed or {})
    free = sorted(set(names(condition)) - given.keys())
    pool = {name: _pool(units[name], condition) for name in free}
    walk = random.Random(0)
    for _ in range(ATTEMPTS):
        row = given | {name: walk.choice(pool[name]) for name in free}
        for _ in range(STEPS):
            if holds(condition, row.__getitem__):
                return row
            leaf = _failing(condition, row, walk)
            movable = sorted(set(names(leaf)) - given.keys())
            if not movable:
                break
            name = walk.choice(movable)
            row[name] = walk.choice(_repairs(leaf, name, row, units[name], pool[name]))
    return None


def samples(
    condition: Condition, units: Mapping[str, str], row: Mapping[str, float], movable: Iterable[str]
) -> list[dict[str, float]]:
    """Rows that differ from `row` in one or all of the `movable` names, over the values that matter to `condition`."""
    walk = random.Random(0)
    pools = {name: [*_pool(units[name], condition), *_targets(condition, name, row, units[name])] for name in movable}
    singles = [{**row, name: value} for name, pool in pools.items() for value in pool]
    together = [{**row, **{name: walk.choice(pool) for name, pool in pools.items()}} for _ in range(64)]
    return singles + (together if len(pools) > 1 else [])


def _failing(condition: Condition, row: Mapping[str, float], walk: random.Random) -> Compare:
    """One comparison that would have to change for the condition to hold."""
    match condition:
        case Compare():
            return condition
        case AllOf(parts):
            return _failing(walk.choice([part for part in parts if not holds(part, row.__getitem__)]), row, walk)
        case AnyOf(parts):
            return _failing(walk.choice(parts), row, walk)


def _repairs(leaf: Compare, name: str, row: Mapping[str, float], unit: str, pool: Sequence[float]) -> Sequence[float]:
    candidates = [*pool, *_targets(leaf, name, row, unit)]
    good = [value for value in candidates if holds(leaf, {**row, name: value}.__getitem__)]
    return good or candidates


def _targets(condition: Condition, name: str, row: Mapping[str, float], unit: str) -> list[float]:
    """Values at and beside the lines that a name is compared with, all else as in `row`."""
    targets = []
    for leaf in comparisons(condition):
        for side, other in ((leaf.left, leaf.right), (leaf.right, leaf.left)):
            if bare_name(side) == name:
                bound = value_of(other, row.__getitem__)
                step = 1.0 if unit in _WHOLE else max(abs(bound) * 1e-6, 1e-9)
                targets += [bound, bound - step, bound + step, bound / 2, bound * 2]
    return [value for target in targets for value in _inside(target, unit)]


def _pool(unit: str, condition: Condition) -> list[float]:
    values = set(_ANCHORS[unit])
    for constant in _constants(condition):
        values.update(value for near in (constant, 2 * constant, constant / 2) for value in _inside(near, unit))
    return sorted(values)


def _inside(value: float, unit: str) -> list[float]:
    """The value as its unit allows it; nothing where it is unknown or outside of what the unit may hold."""
    if unit in _WHOLE and value == value:
        value = float(round(value))
    lowest = -1e6 if unit == "z" else 0.0
    return [value] if lowest <= value <= _UPPER.get(unit, 1e12) else []


def _constants(node: Value | Condition) -> set[float]:
    match node:
        case Number(value):
            return {value}
        case Arithmetic(_, left, right) | Compare(left, _, right):
            return _constants(left) | _constants(right)
        case Call(_, parts) | AllOf(parts) | AnyOf(parts):
            return set[float]().union(*map(_constants, parts))
        case Name():
            return set()
