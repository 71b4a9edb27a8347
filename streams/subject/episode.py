"""An open alert as the subject's state remembers it."""

from __future__ import annotations

import msgspec


class Episode(msgspec.Struct, array_like=True):
    """One typology on one subject, from the movement that opened it until it is quiet."""

    typology: str
    alert: str
    """Alert id: UUIDv5 of typology, subject and opening transaction."""
    case: str
    opened_us: int
    last_us: int
    """Event time of the latest movement that fired it."""
    first_detected_ms: int
    """Kafka timestamp of the transaction that opened it, so that a replay gives the same."""
    weight: float
    revision: int
    fired: int
    """Movements that fired it."""
    fired_at_revision: int
    evidence: list[int]
    """Hashes of evidence transactions, to see which alerts share some; bounded by `evidence_max`."""
    previous: str = ""
    """Alert id of the episode of the same typology before this one."""
    scope: str = ""
    """Business day and direction of a statutory report; empty for suspicions."""
    held: str = ""
    """Id of the disposition that holds it back; empty where it is published."""
