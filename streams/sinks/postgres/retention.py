"""Deletes what is older than it may be kept, in small transactions; never what is open or under a legal hold."""

from __future__ import annotations

from typing import Any

import psycopg

EXPIRE_ROWS = 1000
"""Alerts of one transaction, so that nobody waits long."""

WAIT_DAYS = 30
"""So long after it was stored a verdict waits for its alert, and for the next revision of one that was deleted: a store
that is filled from the topics gets verdicts before alerts, and both may be old. Never longer than alerts are kept."""

_EXPIRED = """
DELETE FROM alerts WHERE id IN (
    SELECT id FROM alerts a
    WHERE state NOT IN ('open', 'escalated') AND aged_from < now() - %(age)s::interval
      AND NOT EXISTS (SELECT FROM legal_holds h
                      WHERE released_at IS NULL AND (h.alert_id = a.id OR h.subject = a.subject))
    ORDER BY aged_from LIMIT %(rows)s
) RETURNING id, subject, case_id
"""

_VERDICTS = """
DELETE FROM dispositions d
WHERE coalesce(decided_at, least(published_at, stored_at)) < now() - %(age)s::interval
  AND (alert_id IS NULL OR stored_at < now() - least(%(age)s::interval, %(wait)s::interval))
  AND NOT EXISTS (SELECT FROM alerts a WHERE a.id = d.alert_id)
  AND NOT EXISTS (SELECT FROM legal_holds h
                  WHERE released_at IS NULL AND (h.alert_id = d.alert_id OR h.subject = d.subject))
"""

_SUBJECTS_WITHOUT = """
DELETE FROM subjects s WHERE id = ANY(%(subjects)s) AND NOT EXISTS (SELECT FROM alerts a WHERE a.subject = s.id)
"""

_CASES_WITHOUT = """
DELETE FROM cases c WHERE id = ANY(%(cases)s) AND NOT EXISTS (SELECT FROM alerts a WHERE a.case_id = c.id)
"""

_REMAINING = "SELECT id FROM alerts WHERE subject = ANY(%(subjects)s) OR case_id = ANY(%(cases)s)"


def expire(connection: psycopg.Connection[Any], days: int) -> tuple[int, set[str]]:
    """Delete up to EXPIRE_ROWS alerts with all that hangs on them, and verdicts on what is gone, inside a transaction.

    Returns how many alerts went, and the alerts whose subject or case has fewer now: `derived.derive` brings those up
    to date.
    """
    age = f"{days} days"
    gone = connection.execute(_EXPIRED, {"age": age, "rows": EXPIRE_ROWS}).fetchall()
    connection.execute(_VERDICTS, {"age": age, "wait": f"{WAIT_DAYS} days"})
    about = {"subjects": sorted({row[1] for row in gone}), "cases": sorted({row[2] for row in gone})}
    connection.execute(_SUBJECTS_WITHOUT, about)
    connection.execute(_CASES_WITHOUT, about)
    return len(gone), {row[0] for row in connection.execute(_REMAINING, about)}
