"""What the brokers that we start have in common: a free port, a process, and waiting until it answers."""

from __future__ import annotations

import socket
import time
from abc import ABC, abstractmethod
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Self

from kafka import KafkaAdminClient
from kafka.errors import KafkaError

from streams.broker.process import Process, free_port
from streams.errors import BrokerError


class LocalBroker(ABC):
    """A broker of one node on a free loopback port, from `start` to `stop` or as a context manager.

    `bootstrap` is its address once started. What it holds is gone when it stops.
    """

    name: str
    start_timeout_seconds = 30.0

    def __init__(self, log: Path | None = None, port: int = 0) -> None:
        """Output of the broker goes to the file `log`, or nowhere. Port 0 is a free one."""
        self._port = port
        self.bootstrap = ""
        self._log = log
        self._process: Process | None = None
        self._folder: TemporaryDirectory[str] | None = None

    @abstractmethod
    def _command(self, port: int, folder: Path) -> tuple[list[str], dict[str, str]]:
        """The command that listens on `port` with `folder` for its files, and its additional environment."""

    @property
    def pid(self) -> int | None:
        """The broker's process id while it runs."""
        return self._process.pid if self._process else None

    def start(self) -> Self:
        """Start it and return when it answers; BrokerError, with its last words, if it does not."""
        self._folder = TemporaryDirectory(prefix="counterflow-broker-", ignore_cleanup_errors=True)
        try:
            port = self._port or free_port()
            command, env = self._command(port, Path(self._folder.name))
            self._process = Process(command, env=env, log=self._log)
            self.bootstrap = f"127.0.0.1:{port}"
            self._wait_until_ready(self._process)
        except BaseException:
            self.stop()
            raise
        return self

    def stop(self) -> None:
        """Stop it and remove its files. Doing so twice is harmless."""
        if self._process:
            self._process.end()
            self._process = None
        if self._folder:
            self._folder.cleanup()
            self._folder = None

    def _wait_until_ready(self, process: Process) -> None:
        deadline = time.monotonic() + self.start_timeout_seconds
        while time.monotonic() < deadline and process.returncode is None:
            if listens(self.bootstrap) and answers(self.bootstrap, timeout_seconds=deadline - time.monotonic()):
                return
            time.sleep(0.05)
        state = "ended" if process.returncode is not None else "did not answer"
        raise BrokerError(f"{self.name} {state} while starting; its last words:\n{process.tail()}")

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def listens(address: str) -> bool:
    """Whether anything accepts a connection at `host:port`."""
    host, _, port = address.rpartition(":")
    try:
        socket.create_connection((host, int(port)), timeout=1.0).close()
    except OSError:
        return False
    return True


def answers(bootstrap: str, timeout_seconds: float) -> bool:
    """Whether a broker at this plaintext address answers a metadata request in time."""
    try:
        client = KafkaAdminClient(
            bootstrap_servers=bootstrap, bootstrap_timeout_ms=int(timeout_seconds * 1000), reconnect_backoff_max_ms=100
        )
        try:
            return bool(client.describe_cluster()["brokers"])
        finally:
            client.close()
    except (KafkaError, OSError):
        return False
