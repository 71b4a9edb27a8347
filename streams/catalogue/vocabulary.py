"""The names that typologies may use: signals in `when`, words about a movement in `evidence`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from streams.movement import MovementFlag
from streams.signals.family import Signal
from streams.tags import TAG_NAMES

COUNTRY_CLASSES: Mapping[str, MovementFlag] = {
    "foreign": MovementFlag.FOREIGN,
    "embargo": MovementFlag.EMBARGO,
    "conflict_area": MovementFlag.CONFLICT | MovementFlag.BORDERS_CONFLICT,
    "transit": MovementFlag.TRANSIT,
    "wildlife_source": MovementFlag.WILDLIFE_SOURCE,
    "wildlife_demand": MovementFlag.WILDLIFE_DEMAND,
    "precursor_source": MovementFlag.PRECURSOR_SOURCE,
    "counterfeit_source": MovementFlag.COUNTERFEIT_SOURCE,
    "timber_source": MovementFlag.TIMBER_SOURCE,
    "minerals_source": MovementFlag.MINERALS_SOURCE,
    "offshore": MovementFlag.OFFSHORE,
    "exploitation_source": MovementFlag.EXPLOITATION_SOURCE,
}
"""Classes of a counterparty's country, by the name that signals and evidence use."""
PLACE_CLASSES: Mapping[str, MovementFlag] = {
    "border_area": MovementFlag.BORDER_AREA,
    "conflict_border_area": MovementFlag.CONFLICT_BORDER_AREA,
    "conflict_travel": MovementFlag.TRAVEL_CONFLICT,
}
"""What is known of the place of a movement, or of the destination that it pays for."""

_MOVEMENT_WORDS = (
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
    "counted_together",
    "own_transfer",
    "this",
    "same_counterparty",
    "same_invoice",
    "same_place",
    "price_odd",
)
EVIDENCE_FLAGS = tuple(dict.fromkeys((*_MOVEMENT_WORDS, *COUNTRY_CLASSES, *PLACE_CLASSES, *TAG_NAMES)))
"""What is true or not of one movement; `this` is the movement that fired, `same_…` compares with it, and the
law counts it together with what is `counted_together`; tags are words too."""
EVIDENCE_UNITS: Mapping[str, str] = {**dict.fromkeys(EVIDENCE_FLAGS, "flag"), "value": "money"}
"""The evidence vocabulary with its units; `value` is in units of the base currency."""


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
