"""Every comparison of every condition is true in a case that fires: a branch that no case reaches is not proved."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from streams.catalogue import SHIPPED, Catalogue, Typology, expand
from streams.catalogue.cases import Case, subject_name
from streams.catalogue.expression import AllOf, AnyOf, Compare, Condition
from streams.catalogue.program import OPERATIONS, holds, value_of
from streams.evaluation import Observer
from streams.offline import Offline
from streams.reference import Reference
from streams.settings import Settings
from streams.signals.registry import INDEX, SIGNALS
from streams.subject.subjects import Applied, Subjects

CATALOGUE = Catalogue.load([SHIPPED], None, SIGNALS)
REFERENCE = Reference.load()


def rows(case: Case, name: str) -> list[np.ndarray]:
    """The signals of the case's subject at each of its movements."""
    seen: list[np.ndarray] = []
    who = subject_name(case)

    def observe(movements: object, applied: Applied, held: Subjects) -> None:
        for at, slot in enumerate(applied.slots.tolist()):
            if held.keys[slot].decode().endswith((f":{who}", f"/{who}")):
                seen.append(applied.matrix[at].copy())

    observer: Observer = observe
    watch = [each.entry() for each in case.watch]
    for _ in Offline(CATALOGUE, Settings(), REFERENCE, watch, observer).judge(expand(case, name)):
        pass
    return seen


def proved(condition: Condition, row: np.ndarray) -> Iterator[str]:
    """The comparisons that made the condition true; of an alternative that did not hold, none did."""

    def read(name: str) -> float:
        return float(row[INDEX[name]])

    match condition:
        case Compare(left, sign, right):
            if OPERATIONS[sign](value_of(left, read), value_of(right, read)):
                yield str(condition)
        case AllOf(parts) | AnyOf(parts):
            if holds(condition, read):
                for part in parts:
                    yield from proved(part, row)


def all_of(condition: Condition) -> Iterator[str]:
    match condition:
        case Compare():
            yield str(condition)
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                yield from all_of(part)


@pytest.mark.parametrize("typology", CATALOGUE.typologies, ids=lambda typology: typology.id)
def test_every_comparison_is_true_in_a_case_that_fires(typology: Typology):
    found: set[str] = set()
    for name, case, expected in typology.cases.each():
        if expected:
            for row in rows(case, f"{typology.id}-{name}"):
                found.update(proved(typology.condition, row))
    assert [each for each in all_of(typology.condition) if each not in found] == []
