"""A PostgreSQL server of a test's own: Debian's or whatever is on the path, in a temporary folder, on a free port."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Self

import psycopg
import pytest

from streams.broker import Process, free_port

_START_SECONDS = 30.0


def missing() -> str:
    """What keeps us from starting a server, in words; empty when nothing does."""
    if _programs() is None:
        return "initdb and postgres are not installed (apt-get install postgresql)"
    if os.geteuid() == 0 and shutil.which("setpriv") is None:
        return "we are root and there is no setpriv (apt-get install util-linux)"
    return ""


def require() -> None:
    """Skip where no server can be started; fail where one is required."""
    if lacking := missing():
        if os.environ.get("COUNTERFLOW_REQUIRE_POSTGRES") == "1":
            pytest.fail(f"PostgreSQL is required, but {lacking}")
        pytest.skip(f"needs PostgreSQL, but {lacking}")


class PostgresServer:
    """A server from `start` to `stop`; its folder stays until `remove`, so that it can be started again."""

    def __init__(self) -> None:
        programs = _programs()
        assert programs is not None
        self._programs = programs
        # PostgreSQL refuses to run as root; then it is the user that Debian's package made.
        setpriv = shutil.which("setpriv") or ""
        user = [setpriv, "--reuid=postgres", "--regid=postgres", "--init-groups"]
        self._as_user = user if os.geteuid() == 0 else []
        self._folder = Path(tempfile.mkdtemp(prefix="counterflow-postgres-"))
        self._process: Process | None = None
        self.port = free_port()
        if self._as_user:
            shutil.chown(self._folder, "postgres", "postgres")
        options = ["--auth=trust", "--username=owner", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
        command = [*self._as_user, str(programs / "initdb"), *options, f"--pgdata={self._folder / 'data'}"]
        subprocess.run(command, check=True, capture_output=True, cwd="/")

    def run(self, *files: Path) -> str:
        """Run files of SQL as the owner, up to the first error; what was printed."""
        options = ["--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", f"--dbname={self.dsn()}"]
        command = [str(self._programs / "psql"), *options, *(f"--file={each}" for each in files)]
        done = subprocess.run(command, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout + done.stderr

    def dsn(self, database: str = "postgres", user: str = "owner") -> str:
        """Where a database is."""
        return f"host=127.0.0.1 port={self.port} dbname={database} user={user}"

    def start(self) -> Self:
        """Start it and return when it answers."""
        options = ["listen_addresses=127.0.0.1", f"port={self.port}", "fsync=off", "max_connections=20"]
        settings = [word for option in options for word in ("-c", option)]
        data = ["-D", str(self._folder / "data"), "-k", str(self._folder)]
        keep = ["--pdeathsig", "QUIT"] if self._as_user else []
        self._process = Process([*self._as_user, *keep, str(self._programs / "postgres"), *data, *settings])
        deadline = time.monotonic() + _START_SECONDS
        while True:
            try:
                psycopg.connect(self.dsn(), connect_timeout=2).close()
                return self
            except psycopg.OperationalError:
                assert self._process.returncode is None, self._process.tail()
                assert time.monotonic() < deadline, self._process.tail()
                time.sleep(0.05)

    @property
    def is_down(self) -> bool:
        """Whether it was stopped."""
        return self._process is None

    def stop(self, number: signal.Signals = signal.SIGINT) -> None:
        """Stop it: SIGINT ends connections, SIGQUIT is a crash. Doing so twice is harmless."""
        if self._process is not None:
            os.kill(self._process.pid, number)
            deadline = time.monotonic() + 10
            while self._process.returncode is None and time.monotonic() < deadline:
                time.sleep(0.02)
            self._process.end()
            self._process = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop(signal.SIGQUIT)
        shutil.rmtree(self._folder)


def _programs() -> Path | None:
    """The folder of `initdb` and `postgres`, the newest that there is."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: float(folder.parent.name))
    found = shutil.which("postgres")
    candidates = [*([Path(found).resolve().parent] if found else []), *reversed(debian)]
    return next((each for each in candidates if (each / "initdb").exists() and (each / "postgres").exists()), None)
