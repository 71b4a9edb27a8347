"""In words, what makes a movement stand out to a model."""

from __future__ import annotations

from collections.abc import Iterable

from streams.catalogue.narrative import Currencies, show
from streams.catalogue.words import said
from streams.records import Unusual
from streams.signals.registry import INDEX, SIGNALS

SCORES = ("anomaly_tail", "crime_likeness")
"""The signals that a model can give reasons for."""
_SHOWN = 3


def told(narrative: str, unusual: Iterable[Unusual], currencies: Currencies) -> str:
    """A narrative with the strongest reasons of the model behind it; as it is where there are none."""
    phrases = [_phrase(each, currencies) for each in list(unusual)[:_SHOWN]]
    return f"{narrative} Unusual for such a party: {'; '.join(phrases)}." if phrases else narrative


def _phrase(each: Unusual, currencies: Currencies) -> str:
    value = show(each.value, each.unit, currencies)
    name = said(SIGNALS[INDEX[each.signal]])
    if each.low is None or each.high is None:
        return f"{name}: {value}, where others have none"
    low, high = show(each.low, each.unit, currencies), show(each.high, each.unit, currencies)
    usual = f"usually {low}" if low == high else f"usually {low} to {high}"
    return f"{name}: {value}, {usual}"
