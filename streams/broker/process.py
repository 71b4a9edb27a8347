"""Child processes that never outlive us."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from streams.broker import tether


def free_port() -> int:
    """A TCP port on the loopback address that nothing listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Process:
    """A running command, ended on exit: SIGTERM, then after a grace period SIGKILL, to it and all that it started.

    It has a session of its own, so that Ctrl-C reaches only us and we end things in order. If we are killed, the kernel
    kills it (Linux). Start it from a thread that lives as long as it should: the kernel watches the thread.
    """

    def __init__(
        self, command: Sequence[str], *, env: Mapping[str, str] | None = None, log: Path | None = None
    ) -> None:
        """Start `command` (an absolute path first); output goes to `log`, or to an unnamed file that `tail` reads."""
        self._log: IO[bytes] = log.open("w+b") if log else tempfile.TemporaryFile()  # noqa: SIM115  (`end` closes it)
        tethered = [sys.executable, "-IS", tether.__file__, str(os.getpid()), *command]
        self._popen = subprocess.Popen(
            tethered,
            env=None if env is None else {**os.environ, **env},
            stdin=subprocess.DEVNULL,
            stdout=self._log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    @property
    def pid(self) -> int:
        """The process id, which is also that of its group."""
        return self._popen.pid

    @property
    def returncode(self) -> int | None:
        """The exit status, or None while it runs."""
        return self._popen.poll()

    def tail(self, lines: int = 20) -> str:
        """The end of what it printed."""
        written = os.pread(self._log.fileno(), 64 << 10, max(0, os.fstat(self._log.fileno()).st_size - (64 << 10)))
        return "\n".join(written.decode(errors="replace").splitlines()[-lines:])

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to it and to all that it started."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, number)

    def end(self, grace_seconds: float = 5.0) -> None:
        """Stop it, politely at first; return when it is gone. Doing so twice is harmless."""
        if self.returncode is None:
            self.signal(signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._popen.wait(grace_seconds)
        if self.returncode is None:
            self.signal(signal.SIGKILL)
            self._popen.wait()
        self._log.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end()
