"""Why injections were missed: the moment at which each came nearest to its typology, and what was wanting then."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from models.synthetic import Injection, Town
from streams.catalogue.catalogue import SHIPPED, Catalogue
from streams.catalogue.expression import AllOf, AnyOf, Compare, Condition
from streams.catalogue.program import OPERATIONS, value_of
from streams.flows.sights import Sight
from streams.movement import Movements
from streams.offline import Offline
from streams.reference import Reference
from streams.scoring.shipped import with_shipped_model
from streams.settings import Settings
from streams.signals.registry import INDEX, SIGNALS
from streams.subject.subjects import Applied, Subjects

Row = np.ndarray[Any, np.dtype[np.float64]]


class Nearest(NamedTuple):
    """One injection at its nearest moment."""

    typology: str
    subject: str
    time_us: int
    wanting: list[str]
    """The comparisons that did not hold, with the values found."""


def nearest(town: Town, scenes: Sequence[Injection]) -> Iterator[Nearest]:
    """For each scene the moment of one of its subjects at which the fewest comparisons of its typology were wanting."""
    catalogue = Catalogue.load([SHIPPED], None, SIGNALS)
    seen = _rows(town, {subject for scene in scenes for subject in scene.subjects})
    for scene in scenes:
        found: list[tuple[list[str], int]] = []
        for time_us, row in (each for subject in scene.subjects for each in seen[subject]):
            if scene.started.timestamp() * 1e6 <= time_us <= scene.ended.timestamp() * 1e6 + 1:
                found.append((wanting(catalogue[scene.typology].condition, row), time_us))
        if found:
            least, time_us = min(found, key=lambda each: len(each[0]))
            yield Nearest(scene.typology, scene.subject, time_us, least)


def wanting(condition: Condition, row: Row) -> list[str]:
    """The fewest comparisons that would have to hold besides, so that the condition does."""

    def read(name: str) -> float:
        return float(row[INDEX[name]])

    match condition:
        case Compare(left, sign, right):
            if OPERATIONS[sign](value_of(left, read), value_of(right, read)):
                return []
            return [f"{condition} ({value_of(left, read):g} and {value_of(right, read):g})"]
        case AllOf(parts):
            return [each for part in parts for each in wanting(part, row)]
        case AnyOf(parts):
            return min((wanting(part, row) for part in parts), key=len)
    raise AssertionError(condition)


def _rows(town: Town, subjects: set[str]) -> dict[str, list[tuple[int, Row]]]:
    """The signals of some subjects at each of their movements, and at each look at their tokens."""
    rows: dict[str, list[tuple[int, Row]]] = defaultdict(list)

    def observe(movements: Movements, applied: Applied, held: Subjects) -> None:
        for at, slot in enumerate(applied.slots.tolist()):
            key = held.keys[slot].decode()
            if key in subjects:
                rows[key].append((int(movements[at]["time_us"]), applied.matrix[at].copy()))

    def look(subject: str, sight: Sight, row: Row) -> None:
        if subject in subjects:
            rows[subject].append((sight.time_us, row))

    catalogue = Catalogue.load([SHIPPED], None, SIGNALS)
    offline = Offline(catalogue, Settings(), Reference.load(), town.watch, observe, look, scorer=with_shipped_model())
    for _ in offline.judge(town.transactions):
        pass
    return rows
