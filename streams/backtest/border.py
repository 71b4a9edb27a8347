"""What lies just above and just below each typology's threshold: where to look before one turns a parameter."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from streams.alerts.published import Raised
from streams.backtest.nearness import FIRED, Matrix, Nearness
from streams.backtest.scores import is_of_networks
from streams.catalogue.catalogue import Catalogue
from streams.movement import Movements
from streams.records import Alert, Comparison, Transaction
from streams.subject.subjects import Applied, Subjects

SAMPLES = 3
"""Of each typology, above and below; of different subjects."""
_LOOKED_AT = 8
"""Movements of a step that are looked at for each typology."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One subject near a threshold."""

    typology: str
    subject: str
    transaction: str
    nearness: float
    """Below the threshold: how near it came, from 0 to below 1. Above: 1 and the smallest margin, relative to value and
    bound."""
    words: str
    """Below: what was wanting. Above: the comparison that held by least."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    nearness: float
    position: int
    row: Matrix


class Border:
    """Collects the movements on which each typology nearly fired; those of networks do not fire on movements."""

    def __init__(self, catalogue: Catalogue, nearness: Nearness) -> None:
        self._nearness = nearness
        self._typologies = catalogue.typologies
        self._of_networks = [is_of_networks(each) for each in catalogue.typologies]
        self._best: list[dict[bytes, _Candidate]] = [{} for _ in catalogue.typologies]

    def add(self, movements: Movements, applied: Applied, held: Subjects, near: Matrix) -> None:
        """Take in the movements of a step with how near each typology was (typologies, movements)."""
        waiting = np.where(near == FIRED, 0.0, near)
        nearest = waiting.max(axis=1, initial=0.0)
        for number, best in enumerate(self._best):
            if self._of_networks[number]:
                continue
            floor = min((each.nearness for each in best.values()), default=0.0) if len(best) == SAMPLES else 0.0
            if nearest[number] > floor:
                for row in _greatest(waiting[number], floor):
                    slot = int(applied.slots[row])
                    found = _Candidate(
                        float(waiting[number][row]), int(movements["input_offset"][row]), applied.matrix[row].copy()
                    )
                    _keep(best, held.keys[slot], found)

    def below(self, transactions: Sequence[Transaction]) -> dict[str, list[Sample]]:
        """The nearest subjects of each typology that it did not fire on at that moment, the nearest first."""
        found = {}
        for number, (typology, best) in enumerate(zip(self._typologies, self._best, strict=True)):
            ordered = sorted(best.items(), key=lambda each: (-each[1].nearness, each[0]))
            found[typology.id] = [
                Sample(
                    typology.id,
                    key.decode(),
                    transactions[each.position].id,
                    each.nearness,
                    "; ".join(self._nearness.wanting(number, each.row)),
                )
                for key, each in ordered
            ]
        return found


def above(raised: Iterable[Raised]) -> dict[str, list[Sample]]:
    """The alerts of each typology that fired by least, one of each subject, the nearest to the threshold first."""
    found: dict[str, dict[str, Sample]] = {}
    for each in raised:
        sample = _margin(each.alert)
        if sample is not None:
            of_typology = found.setdefault(sample.typology, {})
            known = of_typology.get(sample.subject)
            if known is None or sample.nearness < known.nearness:
                of_typology[sample.subject] = sample
    return {
        name: sorted(samples.values(), key=lambda each: (each.nearness, each.subject))[:SAMPLES]
        for name, samples in found.items()
    }


def _margin(alert: Alert) -> Sample | None:
    measured = [each for each in alert.comparisons if each.unit != "flag" and each.decisive]
    if not measured:
        return None
    least = min(measured, key=_relative)
    words = f"{least.signal} {least.value:g} {least.operator} {least.bound:g}"
    transaction = alert.evidence[-1].transaction if alert.evidence else ""
    return Sample(alert.typology, alert.subject.id, transaction, FIRED + _relative(least), words)


def _relative(comparison: Comparison) -> float:
    size = abs(comparison.value) + abs(comparison.bound)
    return comparison.margin / size if size else 0.0


def _greatest(nearness: npt.NDArray[np.float64], floor: float) -> list[int]:
    """The rows of the greatest values above a floor."""
    count = min(_LOOKED_AT, len(nearness))
    rows = np.argpartition(-nearness, count - 1)[:count]
    return [row for row in sorted(rows.tolist()) if nearness[row] > floor]


def _keep(best: dict[bytes, _Candidate], subject: bytes, found: _Candidate) -> None:
    known = best.get(subject)
    if known is None or found.nearness > known.nearness:
        best[subject] = found
    if len(best) > SAMPLES:
        del best[min(best, key=lambda key: (best[key].nearness, key))]
