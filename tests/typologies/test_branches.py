"""Every comparison of every condition is true in a case that fires: a branch that no case reaches is not proved."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from streams.catalogue import SHIPPED, Catalogue, Typology, expand
from streams.catalogue.cases import Case, subject_name
from streams.catalogue.expression import AllOf, AnyOf, Compare, Condition
from streams.catalogue.program import OPERATIONS, holds, value_of
from streams.flows.sights import Sight
from streams.movement import Movements
from streams.offline import Offline
from streams.reference import Reference
from streams.scoring.shipped import with_shipped_model
from streams.settings import Settings
from streams.signals.registry import INDEX, SIGNALS
from streams.subject.subjects import Applied, Subjects

CATALOGUE = Catalogue.load([SHIPPED], None, SIGNALS)
REFERENCE = Reference.load()

Path = tuple[int, ...]
"""Which part of which part of a condition."""


def rows(case: Case, name: str) -> list[np.ndarray]:
    """The signals of the case's subject at each of its movements, and at each look at its tokens."""
    seen: list[np.ndarray] = []
    who = subject_name(case)

    def observe(_: Movements, applied: Applied, held: Subjects) -> None:
        for at, slot in enumerate(applied.slots.tolist()):
            if held.keys[slot].decode().endswith((f":{who}", f"/{who}")):
                seen.append(applied.matrix[at].copy())

    def look(subject: str, _: Sight, row: np.ndarray) -> None:
        if subject.endswith((f":{who}", f"/{who}")):
            seen.append(row)

    watch = [each.entry() for each in case.watch]
    offline = Offline(CATALOGUE, Settings(), REFERENCE, watch, observe, look, scorer=with_shipped_model())
    for _ in offline.judge(expand(case, name)):
        pass
    return seen


def proved(condition: Condition, row: np.ndarray, at: Path = ()) -> Iterator[Path]:
    """Where the comparisons stand that made the condition true; an alternative that did not hold proves nothing."""

    def read(name: str) -> float:
        return float(row[INDEX[name]])

    match condition:
        case Compare(left, sign, right):
            if OPERATIONS[sign](value_of(left, read), value_of(right, read)):
                yield at
        case AllOf(parts) | AnyOf(parts):
            if holds(condition, read):
                for number, part in enumerate(parts):
                    yield from proved(part, row, (*at, number))


def stated(condition: Condition, at: Path = ()) -> Iterator[tuple[Path, str]]:
    """Every comparison with where it stands."""
    match condition:
        case Compare():
            yield at, str(condition)
        case AllOf(parts) | AnyOf(parts):
            for number, part in enumerate(parts):
                yield from stated(part, (*at, number))


@pytest.mark.parametrize("typology", CATALOGUE.typologies, ids=lambda typology: typology.id)
def test_every_comparison_is_true_in_a_case_that_fires(typology: Typology):
    found: set[Path] = set()
    for name, case, expected in typology.cases.each():
        if expected:
            for row in rows(case, f"{typology.id}-{name}"):
                found.update(proved(typology.condition, row))
    assert [text for at, text in stated(typology.condition) if at not in found] == []
