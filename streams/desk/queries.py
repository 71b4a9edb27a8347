"""What the pages show, as rows of the alert store. Amounts come as texts, exact; times are UTC."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from psycopg.rows import class_row

from streams.desk.filters import AWAITED, After, Filter, condition
from streams.desk.state_counts import StateCounts
from streams.desk.store import Connection

COUNT_MAX = 10_000
"""Alerts of a filter that are counted."""
_ALERTS_MAX = 500
"""Of a case or a subject that are listed."""

_AWAITED = ", ".join(f"'{each}'" for each in AWAITED)
_LINE = f"""
id, subject, subject_name, typology, title, crimes, severity, risk, state, case_id, due_at, first_detected_at,
detected_at, evidence_count, evidence_value::text, currency,
due_at < now() AND state IN ({_AWAITED}) AS overdue
"""


class Line(NamedTuple):
    """An alert in a list."""

    id: str
    subject: str
    subject_name: str
    typology: str
    title: str
    crimes: list[str]
    severity: str
    risk: float
    state: str
    case_id: str
    due_at: datetime
    first_detected_at: datetime
    detected_at: datetime
    evidence_count: int
    evidence_value: str | None
    currency: str
    overdue: bool


class Counts(NamedTuple):
    """How many alerts a filter leaves; `COUNT_MAX + 1` stands for more."""

    alerts: int
    overdue: int
    soon: int
    """Due within three days."""


class Page(NamedTuple):
    """A page of the queue."""

    lines: list[Line]
    next: After | None
    counts: Counts
    reports_overdue: int
    """Reports that the law demands and whose time is over, whatever the filter; `COUNT_MAX + 1` stands for more."""
    states: dict[str, int]
    typologies: list[tuple[str, str]]
    """Id and title of those that the state has, for the filter."""
    crimes: list[str]


class CaseRow(NamedTuple):
    """A case."""

    id: str
    subject: str
    risk: float
    first_alert_at: datetime
    last_alert_at: datetime
    due_at: datetime | None
    alerts: int
    open_alerts: int


class SubjectRow(NamedTuple):
    """A subject."""

    id: str
    kind: str
    name: str
    risk: float | None
    severity: str | None
    first_alert_at: datetime
    last_alert_at: datetime
    alerts: int
    open_alerts: int
    shadow_alerts: int
    cases: int


class Neighbour(NamedTuple):
    """Whom a subject paid, or was paid by, around its alerts."""

    id: str
    name: str
    direction: str
    currency: str
    payments: int
    amount: str
    last_at: datetime
    risk: float | None


def queue(connection: Connection, wanted: Filter, size: int, states: StateCounts) -> Page:
    """A page: by due date, then risk, then id, so that no alert is passed over or comes twice while one turns pages."""
    where, values = condition(wanted)
    further = ""
    if wanted.after is not None:
        further = "AND (due_at, -risk, id) > (%(after_due)s, -%(after_risk)s::double precision, %(after_id)s)"
        after = wanted.after
        values = {**values, "after_due": after.due_at, "after_risk": after.risk, "after_id": after.id}
    lines = _lines(connection, f"WHERE {where} {further} ORDER BY due_at, risk DESC, id LIMIT {size + 1}", values)
    last = lines[size - 1] if len(lines) > size else None
    counted = f"SELECT due_at FROM alerts WHERE {where} ORDER BY due_at LIMIT {COUNT_MAX + 1}"
    row = _all(
        connection,
        "SELECT count(*), count(*) FILTER (WHERE due_at < now()),"
        " count(*) FILTER (WHERE due_at >= now() AND due_at < now() + interval '3 days')"
        f" FROM ({counted}) AS counted",
        values,
    )[0]
    late = f"SELECT FROM alerts WHERE state = 'due' AND due_at < now() LIMIT {COUNT_MAX + 1}"
    state, held = condition(Filter(state=wanted.state))
    return Page(
        lines[:size],
        After(last.due_at, last.risk, last.id) if last is not None else None,
        Counts(*row),
        _all(connection, f"SELECT count(*) FROM ({late}) AS late")[0][0],
        states.read(connection),
        _all(connection, f"SELECT typology, max(title) FROM alerts WHERE {state} GROUP BY 1 ORDER BY 2", held),
        [
            each
            for (each,) in _all(
                connection, f"SELECT DISTINCT unnest(crimes) FROM alerts WHERE {state} ORDER BY 1", held
            )
        ],
    )


def case(connection: Connection, identity: str) -> tuple[CaseRow, list[Line]] | None:
    """A case and its alerts, the oldest first."""
    with connection.cursor(row_factory=class_row(CaseRow)) as cursor:
        names = ", ".join(CaseRow._fields)
        row = cursor.execute(f"SELECT {names} FROM cases WHERE id = %s".encode(), [identity]).fetchone()
    if row is None:
        return None
    order = f"WHERE case_id = %(id)s AND topic = 'alerts' ORDER BY first_detected_at, id LIMIT {_ALERTS_MAX}"
    return row, _lines(connection, order, {"id": identity})


def subject(connection: Connection, identity: str) -> tuple[SubjectRow, list[Line], list[Neighbour]] | None:
    """A subject, its alerts, the newest first, and its neighbours, those with the newest payments first."""
    with connection.cursor(row_factory=class_row(SubjectRow)) as cursor:
        names = ", ".join(SubjectRow._fields)
        row = cursor.execute(f"SELECT {names} FROM subjects WHERE id = %s".encode(), [identity]).fetchone()
    if row is None:
        return None
    order = f"WHERE subject = %(id)s ORDER BY detected_at DESC, id LIMIT {_ALERTS_MAX}"
    return row, _lines(connection, order, {"id": identity}), _neighbours(connection, identity)


def _neighbours(connection: Connection, identity: str) -> list[Neighbour]:
    """Each payment once, whatever alerts it is in."""
    statement = """
        SELECT f.neighbour, coalesce(s.name, ''), f.direction, f.currency, count(*), sum(f.amount)::text, max(f.time),
               s.risk
        FROM (
            SELECT DISTINCT ON (transaction_id, neighbour, direction)
                   transaction_id, neighbour, direction, currency, amount, time
            FROM subject_neighbours WHERE subject = %(id)s
        ) f LEFT JOIN subjects s ON s.id = f.neighbour
        GROUP BY f.neighbour, s.name, s.risk, f.direction, f.currency
        ORDER BY max(f.time) DESC, f.neighbour LIMIT 200
    """
    return [Neighbour(*row) for row in _all(connection, statement, {"id": identity})]


def _lines(connection: Connection, rest: str, values: dict[str, Any]) -> list[Line]:
    return [Line(*row) for row in _all(connection, f"SELECT {_LINE} FROM alerts {rest}", values)]


def _all(connection: Connection, statement: str, values: dict[str, Any] | Sequence[Any] | None = None) -> list[Any]:
    return connection.execute(statement.encode(), values).fetchall()
