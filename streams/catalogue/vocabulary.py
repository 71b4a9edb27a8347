"""The names that typologies may use: signals in `when`, words about a movement in `evidence`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from streams.signals.family import Signal

EVIDENCE_FLAGS = (
    "inward",
    "outward",
    "cash",
    "transfer",
    "card",
    "crypto",
    "cheque",
    "remittance",
    "trade",
    "near_cash_threshold",
    "near_travel_threshold",
    "small",
    "round",
    "high_risk",
    "conflict",
    "same_business_day",
    "same_direction",
    "own_transfer",
    "this",
)
"""What is true or not of one movement; `this` is the movement that fired, `same_…` compares with it."""
EVIDENCE_UNITS: Mapping[str, str] = {**dict.fromkeys(EVIDENCE_FLAGS, "flag"), "value": "money"}
"""The evidence vocabulary with its units; `value` is in units of the base currency."""

PROTECTED = frozenset(
    {"is_person", "is_organisation", "counterparty_is_high_risk", "counterparty_is_conflict", "country_is_new"}
)
"""Signals that say who the subject or its counterparty is, not what was done. No typology may turn on them alone."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The signals in the order of the matrix's columns."""

    signals: tuple[Signal, ...]
    index: Mapping[str, int] = field(init=False)
    """Column of each signal."""
    units: Mapping[str, str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "index", {signal.name: i for i, signal in enumerate(self.signals)})
        object.__setattr__(self, "units", {signal.name: signal.unit for signal in self.signals})

    @classmethod
    def of(cls, signals: Sequence[Signal]) -> Vocabulary:
        """The vocabulary of a registry."""
        return cls(tuple(signals))

    def __getitem__(self, name: str) -> Signal:
        return self.signals[self.index[name]]
