"""Moments: the movements on which something fired, with all that an alert says of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from streams.alerts.evidence import utc
from streams.catalogue.catalogue import Catalogue
from streams.catalogue.typology import Typology
from streams.money import decimal_text
from streams.movement import MovementFlag, Movements, Words, duty_of
from streams.records import Report
from streams.scoring.scorer import Role
from streams.signals.family import DAY_US, DIRECTIONS
from streams.signals.registry import INDEX
from streams.subject.subjects import Applied

_REPORTABLE = tuple(INDEX[f"cash_{direction}_reportable"] for direction in DIRECTIONS)


@dataclass(frozen=True, slots=True)
class Moment:
    """A row of the batch on which something fired."""

    slot: int
    movement: Any
    sequence: int
    signals: np.ndarray[Any, np.dtype[np.float64]]
    kind: int
    """PartyCode of the subject then."""
    counted: list[int]
    """COUNTED_FIELDS: the cash that the law counts together with it."""
    role: Role = "champion"
    """Which model's columns are in `signals`."""

    @property
    def reports_cash(self) -> bool:
        """Whether the movement is cash that must be reported, by itself or with what counts together with it."""
        return self.counted[0] >= 0 and self.signals[_REPORTABLE[int(self.movement["outward"])]] == 1.0

    @property
    def is_single(self) -> bool:
        """Whether the law reports it by itself."""
        return bool(int(self.movement["flags"]) & MovementFlag.SINGLE_REPORT)

    @property
    def scope(self) -> str:
        """What a statutory report of it is counted by."""
        movement = self.movement
        scope = f"{movement['business_day']}/{movement['outward']}/{movement['duty']}"
        return f"{scope}/{movement['transaction']}" if self.reports_cash and self.is_single else scope


def firings(catalogue: Catalogue, applied: Applied) -> Iterator[tuple[int, Typology]]:
    """Where something fired, and what, in the order of movements."""
    rows, columns = np.nonzero(catalogue.evaluate(applied.matrix).T)
    for row, column in zip(rows.tolist(), columns.tolist(), strict=True):
        yield row, catalogue.typologies[column]


def moment_at(movements: Movements, applied: Applied, row: int, role: Role) -> Moment:
    """The movement at a place of a batch, with the columns of a model."""
    return Moment(
        int(applied.slots[row]),
        movements[row],
        int(applied.sequences[row]),
        applied.matrix[row],
        int(applied.kinds[row]),
        applied.counted[row].tolist(),
        role,
    )


def report_of(moment: Moment, words: Words) -> Report:
    """The numbers of the report of cash that a movement makes due."""
    movement, (total, _, count, _) = moment.movement, moment.counted
    jurisdiction, kind = duty_of(int(movement["duty"]))
    decimals, limit = int(movement["threshold_decimals"]), int(movement["cash_report_limit"])
    return Report(
        jurisdiction=jurisdiction,
        institution_kind=kind,
        business_day=utc(int(movement["business_day"]) * DAY_US).date(),
        direction="out" if movement["outward"] else "in",
        currency=words.threshold_currency,
        threshold=decimal_text(limit, decimals),
        comparison="over" if int(movement["cash_report_reached"]) > limit else "at_least",
        total=decimal_text(total, decimals),
        count=count,
    )
