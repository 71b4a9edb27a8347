"""The alert store as the desk sees it: read only, a page at a time, each page of one moment."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from queue import Empty, LifoQueue
from threading import BoundedSemaphore
from typing import Any, TypeVar

import psycopg

from streams.desk import metrics
from streams.errors import SettingsError, UnavailableError
from streams.settings import Settings
from streams.sinks.postgres.connection import connection_options
from streams.sinks.postgres.migrate import check, shipped

CONNECTIONS_MAX = 4
_WAIT_SECONDS = 10.0
_STATEMENT_SECONDS = 15
_CONNECT_SECONDS = 5
_SNAPSHOT = b"SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"

Connection = psycopg.Connection[Any]
Result = TypeVar("Result")


class Store:
    """Some connections, made when they are needed. May be used from several threads."""

    def __init__(self, settings: Settings) -> None:
        """SettingsError where the settings do not say where the store is."""
        options = connection_options(settings)
        limits = f"-c default_transaction_read_only=on -c statement_timeout={_STATEMENT_SECONDS}s"
        options["options"] = f"{options['options']} {limits}"
        self._options = {**options, "connect_timeout": _CONNECT_SECONDS, "application_name": "counterflow-desk"}
        self._idle: LifoQueue[Connection] = LifoQueue()
        self._places = BoundedSemaphore(CONNECTIONS_MAX)
        self.trouble = "not asked yet"

    def read(self, ask: Callable[[Connection], Result]) -> Result:
        """What `ask` reads, in one transaction. Raises UnavailableError where the store is away, slow, or not ours."""
        if not self._places.acquire(timeout=_WAIT_SECONDS):
            raise UnavailableError("the alert store has more to answer than it can; try again")
        connection: Connection | None = None
        try:
            connection = self._connected()
            with connection.transaction():
                connection.execute(_SNAPSHOT)
                found = ask(connection)
        except (psycopg.Error, SettingsError) as error:
            if connection is not None:
                connection.close()
            said = f"PostgreSQL: {str(error).strip() or type(error).__name__}"
            if not isinstance(error, psycopg.DataError):  # that is about what was asked
                self.trouble = said
                metrics.UP.set(0)
            raise UnavailableError(said) from error
        finally:
            if connection is not None and not connection.closed:
                self._idle.put(connection)
            self._places.release()
        self.trouble = ""
        metrics.UP.set(1)
        return found

    def close(self) -> None:
        """Disconnect."""
        with suppress(Empty):
            while True:
                self._idle.get_nowait().close()

    def _connected(self) -> Connection:
        """A connection that answers: one that broke while nobody used it is thrown away."""
        with suppress(Empty):
            while True:
                idle = self._idle.get_nowait()
                try:
                    idle.execute(b"SELECT 1")
                    return idle
                except psycopg.Error:
                    idle.close()
        connection = psycopg.connect(**self._options, autocommit=True, prepare_threshold=None)
        try:
            check(connection, shipped())
        except BaseException:
            connection.close()
            raise
        return connection
