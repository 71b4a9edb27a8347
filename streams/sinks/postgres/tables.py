"""The tables that a batch is written to, and one upsert statement for each."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

_NEWER = "(excluded.revision, excluded.precedence) >= (kept.revision, kept.precedence)"


@dataclass(frozen=True)
class Table:
    """Columns with their types; the first `keys` of them are the primary key."""

    name: str
    columns: dict[str, str]
    keys: int
    guard: str
    """When a row takes the place of the one that is kept (`kept`, `excluded`)."""

    @cached_property
    def upsert(self) -> bytes:
        """The statement; it takes an array of text for each column, of equal length. No key may be there twice.

        PostgreSQL reads the text itself, so amounts stay exact. Rows come in the order of their keys, in which two
        writers cannot wait for each other.
        """
        names = list(self.columns)
        key = ", ".join(names[: self.keys])
        arrays = ", ".join(["%s::text[]"] * len(names))
        values = ", ".join(f"{name}::{kind}" for name, kind in self.columns.items())
        sets = ", ".join(f"{name} = excluded.{name}" for name in names[self.keys :])
        return (
            f"INSERT INTO {self.name} AS kept ({', '.join(names)}) SELECT {values}"
            f" FROM unnest({arrays}) AS new ({', '.join(names)}) ORDER BY {key}"
            f" ON CONFLICT ({key}) DO UPDATE SET {sets} WHERE {self.guard}"
        ).encode()


ALERTS = Table(
    "alerts",
    {
        "id": "text",
        "revision": "integer",
        "topic": "text",
        "precedence": "smallint",
        "subject": "text",
        "subject_kind": "text",
        "subject_name": "text",
        "typology": "text",
        "title": "text",
        "crimes": "text[]",
        "stage": "text",
        "severity": "text",
        "risk": "double precision",
        "weight": "double precision",
        "case_id": "text",
        "previous": "text",
        "opened_at": "timestamptz",
        "detected_at": "timestamptz",
        "first_detected_at": "timestamptz",
        "due_at": "timestamptz",
        "evidence_count": "bigint",
        "evidence_value": "numeric",
        "currency": "text",
        "narrative": "text",
        "catalogue_digest": "text",
        "model_version": "text",
        "record": "jsonb",
    },
    keys=1,
    guard=_NEWER,
)
REVISIONS = Table(
    "alert_revisions",
    {
        "alert_id": "text",
        "revision": "integer",
        "topic": "text",
        "detected_at": "timestamptz",
        "severity": "text",
        "risk": "double precision",
        "evidence_count": "bigint",
        "evidence_value": "numeric",
        "published_at": "timestamptz",
        "record": "jsonb",
    },
    keys=3,
    guard="kept.record IS DISTINCT FROM excluded.record",
)
EVIDENCE = Table(
    "evidence",
    {
        "alert_id": "text",
        "transaction_id": "text",
        "direction": "text",
        "account": "text",
        "revision": "integer",
        "time": "timestamptz",
        "amount": "numeric",
        "currency": "text",
        "value": "numeric",
        "channel": "text",
        "counterparty": "text",
        "counterparty_name": "text",
        "country": "text",
        "remittance": "text",
    },
    keys=4,
    guard="excluded.revision >= kept.revision",
)
EDGES = Table(
    "edges",
    {
        "alert_id": "text",
        "transaction_id": "text",
        "on_path": "boolean",
        "revision": "integer",
        "debtor": "text",
        "creditor": "text",
        "time": "timestamptz",
        "amount": "numeric",
        "currency": "text",
        "value": "numeric",
        "followed": "numeric",
        "of_alert": "text",
    },
    keys=2,
    guard="(excluded.on_path, excluded.revision) >= (kept.on_path, kept.revision)",
)
DISPOSITIONS = Table(
    "dispositions",
    {
        "id": "text",
        "alert_id": "text",
        "subject": "text",
        "typology": "text",
        "verdict": "text",
        "reason": "text",
        "note": "text",
        "decided_by": "text",
        "decided_at": "timestamptz",
        "approved_by": "text",
        "snoozed_until": "timestamptz",
        "allowed": "text",
        "published_at": "timestamptz",
        "decides": "boolean",
        "record": "jsonb",
    },
    keys=1,
    guard="false",  # one that comes again is no news
)
TABLES = (ALERTS, REVISIONS, EVIDENCE, EDGES, DISPOSITIONS)
"""In the order in which they refer to each other."""
