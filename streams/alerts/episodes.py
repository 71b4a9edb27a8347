"""Episodes: an alert is revised as long as it goes on, not repeated.

All decisions depend on the subject's movements in their order and on nothing else, so a replay makes the same ones.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID, uuid5

from streams.alerts.evidence import Evidence
from streams.catalogue.typology import Typology
from streams.signals.family import DAY_US
from streams.subject.episode import Episode

NAMESPACE = UUID("6f0a2d6e-8c5b-5f3e-9d0a-6f5a0f7c3b11")
"""Namespace of all ids; never changes."""
QUIET_DAYS_MIN = 7
"""An episode outlives a silence of its typology's window, but of a week at least."""


@dataclass(frozen=True, slots=True)
class Firing:
    """A typology fired on a movement."""

    typology: Typology
    subject: str
    transaction: str
    time_us: int
    received_ms: int
    scope: str = ""
    """Keeps duties apart that the law counts apart: the business day, direction and duty of a statutory report."""
    challenger: bool = False
    """It fired on what a model on trial said."""

    @property
    def name(self) -> str:
        """What its episodes go by, so that those of a model on trial touch no others."""
        return on_trial(self.typology.id) if self.challenger else self.typology.id


_ON_TRIAL = "/challenger"


def on_trial(typology: str) -> str:
    """What the episodes of a typology go by where it reads a model on trial."""
    return f"{typology}{_ON_TRIAL}"


def in_earnest(episodes: Iterable[Episode]) -> list[Episode]:
    """The episodes that are not of a model on trial: a trial decides about nobody's case."""
    return [episode for episode in episodes if not episode.typology.endswith(_ON_TRIAL)]


@dataclass(frozen=True, slots=True)
class Policy:
    """How episodes go on and end, from settings."""

    episode_max_days: int
    revision_growth: float
    evidence_max: int


def continues(episode: Episode, firing: Firing, policy: Policy) -> bool:
    """Whether a firing belongs to an episode: not after its quiet gap, nor beyond its greatest age.

    What a statutory report is about does not end: what is booked on its day belongs to it whenever it comes.
    """
    if firing.scope:
        return True
    quiet_us = max(firing.typology.window_us, QUIET_DAYS_MIN * DAY_US)
    return (
        firing.time_us - episode.last_us <= quiet_us
        and firing.time_us - episode.opened_us <= policy.episode_max_days * DAY_US
    )


def advance(episode: Episode, firing: Firing, policy: Policy) -> bool:
    """Take a firing into an open episode; whether it has grown enough for a revision.

    A statutory report is revised by every movement, since its total must be exact. The weight is that of the firing,
    since the typology may have been put into shadow or out of it meanwhile.
    """
    episode.weight = _weight(firing)
    episode.last_us = max(episode.last_us, firing.time_us)
    episode.fired += 1
    if firing.scope:
        return True
    return episode.fired >= episode.fired_at_revision * (1 + policy.revision_growth)


def revise(episode: Episode, evidence: Evidence, policy: Policy) -> None:
    """Count a revision and remember what it rests on."""
    episode.revision += 1
    episode.fired_at_revision = episode.fired
    episode.evidence = evidence.hashes[-policy.evidence_max :]


def open_episode(firing: Firing, evidence: Evidence, others: list[Episode], previous: str, policy: Policy) -> Episode:
    """A new episode; it joins the case of an episode under way that shares evidence with it."""
    alert = stable_id([firing.name, firing.subject, firing.transaction, firing.scope])
    hashes = evidence.hashes[-policy.evidence_max :]
    shared = set(hashes)
    case = next((other.case for other in others if not shared.isdisjoint(other.evidence)), None)
    return Episode(
        typology=firing.name,
        alert=alert,
        case=case or stable_id(["case", alert]),
        opened_us=firing.time_us,
        last_us=firing.time_us,
        first_detected_ms=firing.received_ms,
        weight=_weight(firing),
        revision=0,
        fired=1,
        fired_at_revision=1,
        evidence=hashes,
        previous=previous,
        scope=firing.scope,
    )


def _weight(firing: Firing) -> float:
    counts = firing.typology.status != "shadow" and not firing.scope and not firing.challenger
    return firing.typology.weight if counts else 0.0


def stable_id(parts: list[str]) -> str:
    """UUIDv5 of parts; as JSON, since an id may hold any character that would separate them."""
    return str(uuid5(NAMESPACE, json.dumps(parts, ensure_ascii=False)))


def under_way(episodes: list[Episode], time_us: int, windows_us: dict[str, int]) -> list[Episode]:
    """The episodes that are not quiet yet at a time."""
    least = QUIET_DAYS_MIN * DAY_US
    return [
        episode for episode in episodes if time_us - episode.last_us <= max(windows_us.get(episode.typology, 0), least)
    ]
