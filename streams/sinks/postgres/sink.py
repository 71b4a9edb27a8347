"""Writes batches to the alert store: rows, what follows from them, and how far the topics are, in one transaction."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable, Mapping
from typing import Any

import psycopg

from streams.errors import UnavailableError
from streams.settings import Settings
from streams.sinks import metrics
from streams.sinks.batch import Batch, Bury, Place
from streams.sinks.postgres.arrays import columns
from streams.sinks.postgres.connection import RefusedError, Store
from streams.sinks.postgres.derived import derive
from streams.sinks.postgres.migrate import WRITER_LOCK
from streams.sinks.postgres.retention import EXPIRE_ROWS, expire
from streams.sinks.postgres.rows import Batched, Read, read
from streams.sinks.postgres.tables import TABLES

log = logging.getLogger(__name__)

_TIDY_SECONDS = 3600.0
_TIDY_MORE_SECONDS = 1.0
"""How soon retention goes on when there is more to delete."""

_POSITIONS = "SELECT topic, partition, incarnation, next_offset FROM offsets"
_OFFSETS = """
INSERT INTO offsets AS kept (topic, partition, incarnation, next_offset)
SELECT * FROM unnest(%s::text[], %s::integer[], %s::text[], %s::bigint[])
ON CONFLICT (topic, partition, incarnation) DO UPDATE
SET next_offset = greatest(kept.next_offset, excluded.next_offset), stored_at = now()
"""


class PostgresSink:
    """The alert store as a sink.

    It knows itself how far it has come, so a database that was put back to an older state gets what it lacks, for as
    long as the topics have it.
    """

    name = "postgres"

    def __init__(self, settings: Settings) -> None:
        """SettingsError where the settings do not say where the store is. Connects when it is needed."""
        self._store = Store(settings)
        self._days = settings.postgres_retention_days
        self._suppression_max_days = settings.suppression_max_days
        self._tidy_at = 0.0

    def positions(self, places: Iterable[Place]) -> Mapping[Place, int]:
        """How far the store holds each partition; 0 for what it has never seen."""
        with self._store.transaction() as connection:
            found = connection.execute(_POSITIONS).fetchall()
        held = {Place(topic, partition, incarnation): end for topic, partition, incarnation, end in found}
        return {place: held.get(place, 0) for place in places}

    def write(self, batch: Batch, bury: Bury) -> None:
        """All of the batch, or what of it PostgreSQL takes; the rest is buried."""
        readings: dict[tuple[Place, int], Read] = {}
        for record in batch.records:
            try:
                readings[record.place, record.offset] = read(record)
            except ValueError as error:
                bury(record, "unreadable", str(error))
        readable = [record for record in batch.records if (record.place, record.offset) in readings]
        self._write(Batch(readable, batch.ends), readings, bury)

    def tidy(self) -> None:
        """Delete what has expired, a part at a time."""
        if self._days is None or time.monotonic() < self._tidy_at:
            return
        try:
            with self._store.transaction() as connection:
                _lock(connection)
                count, touched = expire(connection, self._days)
                if touched:
                    derive(connection, touched)
        except RefusedError as error:
            raise UnavailableError(f"PostgreSQL: {error}") from error
        if count:
            metrics.EXPIRED.inc(count)
            log.info("%d alerts older than %d days were deleted", count, self._days)
        self._tidy_at = time.monotonic() + (_TIDY_MORE_SECONDS if count == EXPIRE_ROWS else _TIDY_SECONDS)

    def close(self) -> None:
        """Disconnect."""
        self._store.close()

    def _write(self, batch: Batch, readings: Mapping[tuple[Place, int], Read], bury: Bury) -> None:
        """Write a batch; of one that PostgreSQL does not take, both halves, down to the record at fault."""
        batched = Batched(self._suppression_max_days)
        for record in batch.records:
            batched.add(record, readings[record.place, record.offset])
        try:
            with self._store.transaction() as connection:
                _put(connection, batched, batch.ends)
        except RefusedError as error:
            if not batch.records:
                raise
            if len(batch.records) == 1:
                bury(batch.records[0], "refused", str(error))
                self._write(Batch([], batch.ends), readings, bury)
                return
            for half in batch.halves():
                self._write(half, readings, bury)
            return
        for table in TABLES:
            metrics.ROWS.labels(table.name).inc(len(batched.rows[table.name]))


def _put(connection: psycopg.Connection[Any], batched: Batched, ends: Mapping[Place, int]) -> None:
    _lock(connection)
    for table in TABLES:
        if rows := batched.rows[table.name].values():
            connection.execute(table.upsert, columns(rows))
    if batched.touched:
        derive(connection, batched.touched)
    places = sorted(ends)
    if places:
        connection.execute(_OFFSETS, [*map(list, zip(*places, strict=True)), [ends[place] for place in places]])


def _lock(connection: psycopg.Connection[Any]) -> None:
    """One writer at a time: what is computed of a subject must see all of its alerts."""
    connection.execute("SELECT pg_advisory_xact_lock(%s)", [WRITER_LOCK])
