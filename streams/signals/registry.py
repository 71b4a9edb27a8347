"""The families in order: rules, model, documentation and dashboards all read the signals from here."""

from __future__ import annotations

from streams.signals import (
    balance,
    baseline,
    content,
    conversion,
    corridors,
    counterparties,
    current,
    flows,
    geography,
    model,
    patterns,
    places,
    profile,
    threshold,
    volume,
)
from streams.signals.family import Family, Signal

FAMILIES: tuple[Family, ...] = (
    current.FAMILY,
    volume.FAMILY,
    counterparties.FAMILY,
    threshold.FAMILY,
    balance.FAMILY,
    baseline.FAMILY,
    geography.FAMILY,
    content.FAMILY,
    corridors.FAMILY,
    places.FAMILY,
    patterns.FAMILY,
    profile.FAMILY,
    conversion.FAMILY,
    flows.FAMILY,
    model.FAMILY,
)

SIGNALS: tuple[Signal, ...] = tuple(signal for family in FAMILIES for signal in family.signals)
"""All signals, in the order of the matrix's columns."""
INDEX: dict[str, int] = {signal.name: column for column, signal in enumerate(SIGNALS)}
"""Column of a signal by name."""
WIDTH = len(SIGNALS)
