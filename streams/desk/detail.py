"""One alert with all that the store holds of it."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

import msgspec
from psycopg.rows import class_row

from streams.desk.store import Connection
from streams.errors import UnavailableError
from streams.filing.case import Row
from streams.records import Alert

ROWS_MAX = 1000
"""Rows of evidence, of payments around it, of revisions and of verdicts that are shown."""


class Revision(NamedTuple):
    """Something that was published of an alert."""

    revision: int
    topic: str
    detected_at: datetime
    severity: str
    risk: float
    evidence_count: int
    evidence_value: str | None
    published_at: datetime


class Decided(NamedTuple):
    """A disposition; `verdict` and the like are None where the record did not say it as we do."""

    id: str
    verdict: str | None
    reason: str | None
    note: str | None
    decided_by: str | None
    decided_at: datetime | None
    approved_by: str | None
    snoozed_until: datetime | None
    allowed: str | None
    is_snooze: bool
    published_at: datetime


class EdgeRow(NamedTuple):
    """A payment around an alert."""

    transaction_id: str
    on_path: bool
    debtor: str
    creditor: str
    time: datetime
    amount: str
    currency: str
    value: str | None
    of_alert: str | None


class Detail(NamedTuple):
    """An alert in its highest revision, and what belongs to it."""

    topic: str
    state: str
    alert: Alert
    rows: tuple[Row, ...]
    edges: list[EdgeRow]
    names: dict[str, str]
    """Names of the subjects that the payments are between, where they are known."""
    revisions: list[Revision]
    decided: list[Decided]
    """The newest first."""

    @property
    def newest(self) -> str:
        """Id of the newest disposition about it; empty for none."""
        return self.decided[0].id if self.decided else ""


def detail(connection: Connection, identity: str) -> Detail | None:
    """The alert of this id, or None. Raises UnavailableError for a record that this version cannot read."""
    row = connection.execute(b"SELECT topic, state, record::text FROM alerts WHERE id = %s", [identity]).fetchone()
    if row is None:
        return None
    topic, state, record = row
    try:
        alert = msgspec.json.decode(record, type=Alert)
    except msgspec.MsgspecError as error:
        raise UnavailableError(f"alert {identity} is of another version of Counterflow: {error}") from error
    edges = _edges(connection, identity)
    ends = sorted({end for each in edges for end in (each.debtor, each.creditor)})
    names = dict(connection.execute(b"SELECT id, name FROM subjects WHERE id = ANY(%s)", [ends]).fetchall())
    return Detail(
        topic,
        state,
        alert,
        _evidence(connection, alert),
        edges,
        {key: name for key, name in names.items() if name},
        _revisions(connection, identity),
        decided(connection, "alert_id", identity),
    )


def decided(connection: Connection, column: str, value: str) -> list[Decided]:
    """Dispositions about an alert (`alert_id`) or a subject (`subject`), the newest first, as the store orders them."""
    assert column in ("alert_id", "subject")
    statement = f"""
        SELECT id, verdict, reason, note, decided_by, decided_at, approved_by, snoozed_until, allowed,
               jsonb_typeof(record->'snooze') IS NOT DISTINCT FROM 'object' AS is_snooze, published_at
        FROM dispositions WHERE {column} = %s
        ORDER BY published_at DESC, id DESC LIMIT {ROWS_MAX}
    """
    with connection.cursor(row_factory=class_row(Decided)) as cursor:
        return cursor.execute(statement.encode(), [value]).fetchall()


def known(connection: Connection, dispositions: list[str]) -> set[str]:
    """Which of these dispositions the store has."""
    rows = connection.execute(b"SELECT id FROM dispositions WHERE id = ANY(%s)", [dispositions]).fetchall()
    return {each for (each,) in rows}


def _evidence(connection: Connection, alert: Alert) -> tuple[Row, ...]:
    """Every transaction that any revision listed, in the order of events."""
    statement = f"""
        SELECT transaction_id, time, direction, amount::text, currency, channel, value::text, account, counterparty,
               counterparty_name, country, remittance
        FROM (
            SELECT * FROM evidence WHERE alert_id = %s ORDER BY time DESC, transaction_id LIMIT {ROWS_MAX}
        ) AS newest
        ORDER BY time, transaction_id, direction
    """
    tags = {item.transaction: item.tags for item in alert.evidence}
    found = connection.execute(statement.encode(), [alert.id]).fetchall()
    return tuple(
        Row(
            transaction=row[0],
            time=row[1],
            direction=row[2],
            amount=row[3],
            currency=row[4],
            channel=row[5],
            alerts=(1,),
            value=row[6],
            account=row[7],
            counterparty=row[8],
            counterparty_name=row[9],
            country=row[10],
            remittance=row[11],
            tags=tags.get(row[0], ()),
        )
        for row in found
    )


def _edges(connection: Connection, identity: str) -> list[EdgeRow]:
    statement = f"""
        SELECT transaction_id, on_path, debtor, creditor, time, amount::text, currency, value::text, of_alert
        FROM edges WHERE alert_id = %s ORDER BY time, transaction_id LIMIT {ROWS_MAX}
    """
    with connection.cursor(row_factory=class_row(EdgeRow)) as cursor:
        return cursor.execute(statement.encode(), [identity]).fetchall()


def _revisions(connection: Connection, identity: str) -> list[Revision]:
    statement = f"""
        SELECT revision, topic, detected_at, severity, risk, evidence_count, evidence_value::text, published_at
        FROM alert_revisions WHERE alert_id = %s ORDER BY revision DESC, published_at DESC LIMIT {ROWS_MAX}
    """
    with connection.cursor(row_factory=class_row(Revision)) as cursor:
        return cursor.execute(statement.encode(), [identity]).fetchall()
