"""The subject's risk from its open alerts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from streams.records import Severity


class Weighed(Protocol):
    """Something open that adds to the risk, such as an episode."""

    @property
    def case(self) -> str:
        """What shares a case counts once."""

    @property
    def weight(self) -> float:
        """0..1."""


def risk(episodes: Iterable[Weighed]) -> float:
    """Noisy-or over cases of the largest weight in each: three views of the same deposits count once. 0..1."""
    largest: dict[str, float] = {}
    for episode in episodes:
        largest[episode.case] = max(largest.get(episode.case, 0.0), episode.weight)
    quiet = 1.0
    for weight in largest.values():
        quiet *= 1.0 - weight
    return round(1.0 - quiet, 6)


def severity(risk: float) -> Severity:
    """The band of a risk."""
    if risk >= 0.9:
        return "critical"
    if risk >= 0.7:
        return "high"
    if risk >= 0.4:
        return "medium"
    return "low"
