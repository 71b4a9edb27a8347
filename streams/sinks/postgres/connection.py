"""One connection to the alert store, made anew when it is lost, and whose fault an error is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict

from streams.errors import SettingsError, UnavailableError
from streams.settings import Settings
from streams.sinks.postgres.migrate import SCHEMA, check, migrate, shipped

_CONNECT_SECONDS = 10
_STATEMENT_SECONDS = 120
_SESSION = (
    f"-c search_path={SCHEMA} -c timezone=UTC -c statement_timeout={_STATEMENT_SECONDS}s"
    r" -c default_transaction_isolation=read\ committed"
)
"""Whoever waited for a lock must see what was written meanwhile."""


class RefusedError(Exception):
    """The database does not take these rows, whoever sends them and whenever."""


class Store:
    """The alert store: connects when it is needed, and checks its tables each time."""

    def __init__(self, settings: Settings) -> None:
        """SettingsError where the settings do not say where it is."""
        self._options = connection_options(settings)
        self._migrate = settings.postgres_migrate
        self._connection: psycopg.Connection[Any] | None = None

    def migrated(self) -> list[str]:
        """Bring the tables up to date; the migrations that were missing."""
        with self._errors():
            return migrate(self._connected(checked=False), shipped())

    @contextmanager
    def transaction(self) -> Iterator[psycopg.Connection[Any]]:
        """A transaction, committed at the end of the block.

        Raises RefusedError where the rows are at fault, UnavailableError where the database is away or the sink is not
        allowed something, SettingsError where the tables are not those that this program writes.
        """
        with self._errors():
            connection = self._connected()
            with connection.transaction():
                yield connection

    def close(self) -> None:
        """Disconnect."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _connected(self, checked: bool = True) -> psycopg.Connection[Any]:
        if self._connection is None or self._connection.closed:
            # Without server-side prepared statements a pool between us and the database does no harm.
            self._connection = psycopg.connect(**self._options, autocommit=True, prepare_threshold=None)
            encoding = self._connection.info.parameter_status("server_encoding")
            if encoding != "UTF8":
                raise SettingsError(f"the alert store's database has the encoding {encoding}; it must be UTF8")
            if checked:
                (migrate if self._migrate else check)(self._connection, shipped())
        return self._connection

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except psycopg.Error as error:
            if _of_the_rows(error):
                raise RefusedError(str(error).strip()) from error
            self.close()
            raise UnavailableError(f"PostgreSQL: {str(error).strip() or type(error).__name__}") from error
        except SettingsError:
            self.close()
            raise


def _of_the_rows(error: psycopg.Error) -> bool:
    """Whether it is of class 22 (data), 23 (constraints) or 54 (too large) of PostgreSQL's error codes."""
    return error.sqlstate is not None and error.sqlstate[:2] in ("22", "23", "54")


def connection_options(settings: Settings) -> dict[str, Any]:
    """How to connect to the alert store. SettingsError where the settings do not say where it is."""
    dsn = settings.postgres_dsn.get_secret_value()
    if not dsn:
        raise SettingsError("COUNTERFLOW_POSTGRES_DSN is not set; it says where the alert store is")
    try:
        options: dict[str, Any] = dict(conninfo_to_dict(dsn))
    except psycopg.ProgrammingError:
        # Its message quotes the text, with the password in it.
        raise SettingsError("setting postgres_dsn is neither a postgresql:// address nor key=value pairs") from None
    if settings.postgres_password_file is not None and "password" not in options:
        try:
            lines = settings.postgres_password_file.read_text(encoding="utf-8").splitlines()
        except OSError as error:
            raise SettingsError(f"setting postgres_password_file: {error}") from error
        options["password"] = lines[0] if lines else ""
    options["options"] = f"{options.get('options', '')} {_SESSION}".strip()
    return {"connect_timeout": _CONNECT_SECONDS, "application_name": "counterflow-sink", **options}
