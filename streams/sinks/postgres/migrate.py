"""Brings the store's tables up to date: numbered SQL files, each applied once, in order, under a lock.

What was applied is written down with its digest. A database that is newer than this program, or in which a migration is
not the one that ships, is refused: better no sink than one that writes what others read otherwise.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import psycopg

from streams.errors import SettingsError

SCHEMA = "counterflow"
WRITER_LOCK, MIGRATION_LOCK = (0x63_66_73_01, 0x63_66_73_02)
"""Keys of advisory locks."""

_BOOK = f"""
CREATE SCHEMA IF NOT EXISTS {SCHEMA};
CREATE TABLE IF NOT EXISTS {SCHEMA}.migrations (
    number     integer PRIMARY KEY,
    name       text NOT NULL,
    digest     text NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now()
);
""".encode()


@dataclass(frozen=True, slots=True)
class Migration:
    """One step of the tables."""

    number: int
    name: str
    text: str

    @property
    def digest(self) -> str:
        """SHA-256 of its text."""
        return hashlib.sha256(self.text.encode()).hexdigest()


def shipped() -> list[Migration]:
    """All migrations, oldest first."""
    found = [each for each in (files(__package__) / "migrations").iterdir() if each.name.endswith(".sql")]
    steps = [Migration(int(each.name[:4]), each.name[5:-4], each.read_text(encoding="utf-8")) for each in found]
    return sorted(steps, key=lambda step: step.number)


def migrate(connection: psycopg.Connection[Any], steps: list[Migration]) -> list[str]:
    """Apply the migrations that are missing, all or none; their names. Others that do the same wait meanwhile.

    Raises SettingsError for a database that this program must not touch, or that its role may not change.
    """
    try:
        with connection.transaction():
            connection.execute("SELECT pg_advisory_xact_lock(%s)", [MIGRATION_LOCK])
            if not _has_book(connection):
                connection.execute(_BOOK)
            missing = _missing(connection, steps)
            for step in missing:
                connection.execute(f"SET LOCAL search_path TO {SCHEMA}".encode())
                connection.execute(step.text.encode())
                connection.execute(
                    f"INSERT INTO {SCHEMA}.migrations (number, name, digest) VALUES (%s, %s, %s)".encode(),
                    [step.number, step.name, step.digest],
                )
            return [f"{step.number:04d} {step.name}" for step in missing]
    except psycopg.errors.InsufficientPrivilege as error:
        raise SettingsError(
            "this role may not change the alert store's tables; run `counterflow sink postgres --migrate` as their"
            " owner and set COUNTERFLOW_POSTGRES_MIGRATE=false"
        ) from error


def check(connection: psycopg.Connection[Any], steps: list[Migration]) -> None:
    """Raise SettingsError where the database is not what this program writes."""
    with connection.transaction():
        missing = _missing(connection, steps) if _has_book(connection) else steps
    if missing:
        raise SettingsError(
            f"the alert store lacks {len(missing)} migrations, from {missing[0].number:04d} {missing[0].name};"
            " run `counterflow sink postgres --migrate` as its owner"
        )


def _has_book(connection: psycopg.Connection[Any]) -> bool:
    row = connection.execute("SELECT to_regclass(%s) IS NOT NULL", [f"{SCHEMA}.migrations"]).fetchone()
    return bool(row and row[0])


def _missing(connection: psycopg.Connection[Any], steps: list[Migration]) -> list[Migration]:
    rows = connection.execute(f"SELECT number, digest FROM {SCHEMA}.migrations".encode()).fetchall()
    applied: dict[int, str] = dict(rows)
    known = {step.number: step for step in steps}
    if newer := sorted(set(applied) - set(known)):
        raise SettingsError(
            f"the alert store is of a newer Counterflow: it has migration {newer[-1]:04d}, and this one knows"
            f" {max(known):04d}; upgrade the sink"
        )
    for number, digest in applied.items():
        if digest != known[number].digest:
            raise SettingsError(
                f"migration {number:04d} {known[number].name} of the alert store is not the one that ships with this"
                " version; its tables may be different, so nothing is written"
            )
    return [step for step in steps if step.number not in applied]
