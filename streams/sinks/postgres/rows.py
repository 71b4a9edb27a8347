"""A batch as rows: what each record adds to each table, as text for PostgreSQL to read; of equal keys the newest."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

import msgspec

from streams.dispositions.reading import read as read_disposition
from streams.errors import Rejection
from streams.sinks.batch import DISPOSITIONS as DISPOSITIONS_TOPIC
from streams.sinks.batch import Record
from streams.sinks.postgres.arrays import Row, array
from streams.sinks.postgres.records import Alert, Item, Time, as_text, read_alert, read_verdict
from streams.sinks.postgres.tables import ALERTS, DISPOSITIONS, EDGES, EVIDENCE, REVISIONS, Table

log = logging.getLogger(__name__)

Rows = dict[str, dict[Row, Row]]
"""Rows by key, by name of the table."""

_PRECEDENCE = {"alerts": 3, "reports.due": 3, "alerts.suppressed": 2, "alerts.shadow": 1}


class Read(NamedTuple):
    """A record that was read."""

    text: str
    """Its JSON, as PostgreSQL can hold it."""
    content: Alert | dict[str, Any]


def read(record: Record) -> Read:
    """Read a record; ValueError, in words, where it is not what its topic holds."""
    text = as_text(record)
    return Read(text, read_verdict(text) if record.place.topic == DISPOSITIONS_TOPIC else read_alert(text))


class Batched:
    """Rows of a batch, and the alerts whose state may change by it; what is held back for more than `days_max` takes a
    second person."""

    def __init__(self, days_max: int) -> None:
        self._days_max = days_max
        self.rows: Rows = {table.name: {} for table in (ALERTS, REVISIONS, EVIDENCE, EDGES, DISPOSITIONS)}
        self.touched: set[str] = set()
        self._places: dict[tuple[str, Row], tuple[int, int]] = {}

    def add(self, record: Record, read: Read) -> None:
        """Take a record in."""
        if isinstance(read.content, Alert):
            self._add_alert(record, read.text, read.content)
        else:
            self._add_verdict(record, read.text, read.content)

    def _add_alert(self, record: Record, text: str, alert: Alert) -> None:
        topic = record.place.topic
        rank = (alert.revision, _PRECEDENCE[topic])
        self._put(ALERTS, _alert_row(alert, topic, text), rank)
        self._put(REVISIONS, _revision_row(alert, topic, record, text), rank)
        for item in alert.evidence:
            self._put(EVIDENCE, _evidence_row(alert, item), rank)
        for on_path, edge in _edge_rows(alert):
            self._put(EDGES, edge, (on_path, alert.revision))
        self.touched.add(alert.id)

    def _add_verdict(self, record: Record, text: str, fields: dict[str, Any]) -> None:
        row = _verdict_row(fields, record, text, _decides(record, self._days_max))
        self._put(DISPOSITIONS, row, (-record.received_ms, -record.offset))
        if row[1] is not None:
            self.touched.add(row[1])

    def _put(self, table: Table, row: Row, rank: tuple[int, int]) -> None:
        key = row[: table.keys]
        if self._places.get((table.name, key), rank) <= rank:
            self.rows[table.name][key] = row
            self._places[table.name, key] = rank


def _alert_row(alert: Alert, topic: str, text: str) -> Row:
    return (
        alert.id,
        str(alert.revision),
        topic,
        str(_PRECEDENCE[topic]),
        alert.subject.id,
        alert.subject.kind,
        alert.subject.name,
        alert.typology,
        alert.title,
        array(alert.crimes),
        alert.stage,
        alert.severity,
        repr(alert.risk),
        repr(alert.weight),
        alert.case,
        alert.previous,
        _time(alert.opened_at),
        alert.detected_at.isoformat(),
        alert.first_detected_at.isoformat(),
        _time(alert.due_at),
        str(alert.evidence_count),
        _text(alert.evidence_value),
        alert.base_currency,
        alert.narrative,
        alert.catalogue_digest,
        alert.model_version,
        text,
    )


def _revision_row(alert: Alert, topic: str, record: Record, text: str) -> Row:
    return (
        alert.id,
        str(alert.revision),
        topic,
        alert.detected_at.isoformat(),
        alert.severity,
        repr(alert.risk),
        str(alert.evidence_count),
        _text(alert.evidence_value),
        record.received.isoformat(),
        text,
    )


def _evidence_row(alert: Alert, item: Item) -> Row:
    return (
        alert.id,
        item.transaction,
        item.direction,
        item.account,
        str(alert.revision),
        item.time.isoformat(),
        str(item.amount),
        item.currency,
        _text(item.value),
        item.channel,
        item.counterparty,
        item.counterparty_name,
        item.country,
        item.remittance,
    )


def _edge_rows(alert: Alert) -> Iterator[tuple[bool, Row]]:
    """The money around an alert: its evidence as the subject sees it, and its paths, which know both ends."""
    revision = str(alert.revision)
    for item in alert.evidence:
        if item.direction == "between":
            continue
        other = item.counterparty or item.counterparty_name or item.channel or "unknown"
        ends = (alert.subject.id, other) if item.direction == "out" else (other, alert.subject.id)
        amounts = (item.time.isoformat(), str(item.amount), item.currency, _text(item.value))
        yield False, (alert.id, item.transaction, "false", revision, *ends, *amounts, None, None)
    for path in alert.paths:
        for each in path.payments:
            ends = (each.debtor, each.creditor)
            amounts = (each.time.isoformat(), str(each.amount), each.currency, _text(each.value))
            followed = (_text(each.followed), path.alert or None)
            yield True, (alert.id, each.transaction, "true", revision, *ends, *amounts, *followed)


def _decides(record: Record, days_max: int) -> bool:
    """Whether workers take a disposition; what they refuse is kept and decides nothing."""
    try:
        read_disposition(record.key, record.value, days_max)
    except Rejection as rejection:
        log.warning(
            "%s/%d/%d decides nothing: %s", record.place.topic, record.place.partition, record.offset, rejection
        )
        return False
    return True


def _verdict_row(fields: dict[str, Any], record: Record, text: str, decides: bool) -> Row:
    place = record.place
    unnamed = f"{place.topic}/{place.incarnation}/{place.partition}/{record.offset}"
    return (
        (_word(fields.get("id")) if decides else None) or unnamed,
        _word(fields.get("alert")) if decides else None,
        _word(fields.get("subject")),
        _word(fields.get("typology")),
        *(_word(fields.get(name)) for name in ("verdict", "reason", "note", "decided_by")),
        _moment(fields.get("decided_at")),
        _word(fields.get("approved_by")),
        _moment(_part(fields, "snooze", "until")),
        _word(_part(fields, "allow", "counterparty")),
        record.received.isoformat(),
        str(decides),
        text,
    )


def _word(value: Any) -> str | None:
    """A text, or the id of an object; None for anything else, which the record keeps."""
    if isinstance(value, dict):
        value = value.get("id")
    return value if isinstance(value, str) and value else None


def _part(fields: dict[str, Any], name: str, part: str) -> Any:
    found = fields.get(name)
    return found.get(part) if isinstance(found, dict) else None


def _moment(value: Any) -> str | None:
    try:
        return msgspec.convert(value, Time).isoformat()
    except msgspec.ValidationError:
        return None


def _time(value: datetime | None) -> str | None:
    return None if value is None else value.isoformat()


def _text(value: object | None) -> str | None:
    return None if value is None else str(value)
