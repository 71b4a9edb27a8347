"""The record of filings in PostgreSQL: the tables of `restricted.sql`, brought to what the topics add up to.

One pass in one transaction, however often: what was erased on the topic is erased in the table by the next pass.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import psycopg
from psycopg.conninfo import conninfo_to_dict

from streams.errors import FilingError, SettingsError
from streams.filing.restricted import FILING, HOLD, Access, Standing

SCHEMA = Path(__file__).with_name("restricted.sql")
_FILING = """
INSERT INTO restricted.filings VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (alert) DO UPDATE SET (subject, status, reference, filed_at, note, recorded_by, recorded_at) =
    (EXCLUDED.subject, EXCLUDED.status, EXCLUDED.reference, EXCLUDED.filed_at, EXCLUDED.note, EXCLUDED.recorded_by,
     EXCLUDED.recorded_at)
"""
_HOLD = """
INSERT INTO restricted.holds VALUES (%s, %s, %s, %s)
ON CONFLICT (subject) DO UPDATE SET (why, held_by, held_at) = (EXCLUDED.why, EXCLUDED.held_by, EXCLUDED.held_at)
"""
_ACCESS = "INSERT INTO restricted.access VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING"


def store(dsn: str, standing: Standing, looks: Mapping[int, Access]) -> None:
    """Bring the tables to this standing; `looks` by their offset. Rows of what cannot be read stay as they are.

    Raises FilingError where the database refuses, SettingsError where the connection string is none.
    """
    filings = [
        (each.alert, each.subject, each.status, each.reference, each.filed_at, each.note, each.by, each.at)
        for each in standing.filings.values()
    ]
    holds = [(each.subject, each.why, each.by, each.at) for each in standing.holds.values()]
    accesses = [(place, each.deed, each.what, each.by, each.why, each.at) for place, each in looks.items()]
    try:
        conninfo_to_dict(dsn)
    except psycopg.Error:
        # What libpq says of it quotes it, with the password.
        raise SettingsError("filing_postgres is no connection string that libpq understands") from None
    try:
        with psycopg.connect(dsn) as connection, connection.cursor() as cursor:
            cursor.execute("DELETE FROM restricted.filings WHERE NOT alert = ANY(%s)", ([*standing.names(FILING)],))
            cursor.execute("DELETE FROM restricted.holds WHERE NOT subject = ANY(%s)", ([*standing.names(HOLD)],))
            for statement, rows in ((_FILING, filings), (_HOLD, holds), (_ACCESS, accesses)):
                if rows:
                    cursor.executemany(statement, rows)
    except psycopg.Error as error:
        said = " ".join(str(error).split())
        raise FilingError(f"the tables of {SCHEMA.name} cannot be written: {said}") from error
