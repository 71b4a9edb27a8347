"""What is published: an alert, where it goes, and what it says because its typology or a decision says it."""

from __future__ import annotations

from typing import Any, NamedTuple

from streams.catalogue.typology import Typology
from streams.dispositions.decision import Decision
from streams.dispositions.holding import Held
from streams.movement import PartyCode
from streams.records import Alert, Resumed

REPORTS = "reports.due"
"""Topic of statutory reports, which are duties and not suspicions."""
SHADOW = "alerts.shadow"
SUPPRESSED = "alerts.suppressed"
KIND_NAMES = ["", *(code.name.lower() for code in PartyCode if code)]


class Raised(NamedTuple):
    """An alert and where it goes: topic (without prefix), partition, key."""

    topic: str
    partition: int
    key: bytes
    alert: Alert
    received_ms: int | None
    """Kafka timestamp of the transaction that raised it; None for a network, which tokens complete."""


def topic_of(typology: Typology, held: Held | None) -> str:
    """Where an alert goes."""
    if held is not None:
        return SUPPRESSED
    return SHADOW if typology.status == "shadow" else typology.topic


def resumed(was_held: str, decision: Decision | None) -> Resumed | None:
    """What an alert says that is published though a disposition of this id held it back."""
    if not was_held:
        return None
    return Resumed(was_held, (decision.ended_by if decision is not None else "") or "over")


def said_by(typology: Typology) -> dict[str, Any]:
    """The fields of an alert that are what its typology says."""
    return {
        "typology": typology.id,
        "title": typology.title,
        "crimes": tuple(typology.crimes),
        "stage": typology.stage,
        "weight": typology.weight,
        "window": typology.window,
        "recommended_action": typology.action.strip(),
        "runbook": typology.runbook.strip(),
        "false_positives": tuple(each.strip() for each in typology.false_positives),
        "references": tuple(_reference(reference) for reference in typology.references),
        "typology_digest": typology.digest,
    }


def _reference(reference: Any) -> dict[str, str]:
    return {name: value for name in reference.__struct_fields__ if (value := getattr(reference, name))}
