"""A real worker as a child process, watched through its own metrics port; for the demo, the bench and tests."""

from __future__ import annotations

import re
import signal
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from streams.broker import Process, free_port
from streams.errors import BrokerError
from streams.settings import Settings

_SAMPLE = re.compile(r"^([a-zA-Z_:][^\s{]*)(\{[^}]*\})? (\S+)$", re.MULTILINE)
_POLL_SECONDS = 0.2
"""Rare enough not to burden the worker, which answers a scrape in some milliseconds."""

Samples = Mapping[str, float]
"""Samples of a scrape, by name with labels as Prometheus writes them."""


class WorkerProcess:
    """`counterflow worker` with the given settings, from `start` to `stop` or as a context manager."""

    def __init__(self, settings: Settings, log: Path | None = None) -> None:
        """Whatever `settings.metrics_port` is, a free one is taken."""
        self._port = free_port()
        self._settings = settings.model_copy(update={"metrics_port": self._port})
        self._log = log
        self._process: Process | None = None

    def start(self) -> Self:
        """Start it; see `wait_ready`."""
        command = [sys.executable, "-m", "streams.cli", "worker"]
        self._process = Process(command, env=environment(self._settings), log=self._log)
        return self

    def stop(self, grace_seconds: float = 20.0) -> None:
        """Stop it in order. Doing so twice is harmless."""
        if self._process is not None:
            self._process.end(grace_seconds)
            self._process = None

    def kill(self) -> None:
        """End it as a power cut would."""
        if self._process is not None:
            self._process.signal(signal.SIGKILL)
            self.stop()

    def samples(self) -> Samples:
        """What it reports; empty while its port is not open."""
        try:
            with urllib.request.urlopen(self.url("/metrics"), timeout=5) as answer:
                text = answer.read().decode()
        except OSError:
            return {}
        return {f"{name}{labels}": float(value) for name, labels, value in _SAMPLE.findall(text)}

    def total(self, name: str) -> float:
        """The sum of a metric over its labels."""
        return sum(value for key, value in self.samples().items() if key.partition("{")[0] == name)

    def is_ready(self) -> bool:
        """Whether it holds partitions with their states restored."""
        try:
            with urllib.request.urlopen(self.url("/ready"), timeout=5):
                return True
        except (urllib.error.HTTPError, OSError):
            return False

    def wait_ready(self, seconds: float = 120.0) -> None:
        """Wait until it is ready; BrokerError with its last words when it ends or takes longer."""
        self.wait_until(self.is_ready, seconds)

    def wait_until(self, reached: Callable[[], bool], seconds: float = 120.0) -> None:
        """Wait until something about it holds; BrokerError with its last words when it ends or takes longer."""
        deadline = time.monotonic() + seconds
        while not reached():
            process = self._process
            if process is None or process.returncode is not None or time.monotonic() > deadline:
                state = "took too long" if process is not None and process.returncode is None else "ended"
                raise BrokerError(f"the worker {state}; its last words:\n{process.tail() if process else ''}")
            time.sleep(_POLL_SECONDS)

    def url(self, path: str) -> str:
        """The address of `/metrics`, `/health` or `/ready`."""
        return f"http://127.0.0.1:{self._port}{path}"

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def environment(settings: Settings) -> dict[str, str]:
    """The environment variables that give another process these settings: those that are set, in the clear."""
    found = {}
    for name in settings.model_fields_set:
        value = getattr(settings, name)
        if hasattr(value, "get_secret_value"):
            found[f"COUNTERFLOW_{name.upper()}"] = value.get_secret_value()
        elif isinstance(value, datetime):
            found[f"COUNTERFLOW_{name.upper()}"] = value.isoformat()
        elif isinstance(value, (str, int, float, Path)):
            found[f"COUNTERFLOW_{name.upper()}"] = str(value)
        else:
            found[f"COUNTERFLOW_{name.upper()}"] = settings.model_dump_json(include={name})[len(name) + 4 : -1]
    return found
