"""What the demo plays on: the embedded broker, its topics, and a worker in a process of its own."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from streams import topics
from streams.broker import EmbeddedBroker, Process, free_port
from streams.errors import CounterflowError
from streams.settings import Settings

_READY_SECONDS = 120.0
"""The first start on a machine compiles the signals, which takes most of a minute on two slow cores."""
_ARRANGED = (
    "broker",
    "embedded_broker",
    "security_protocol",
    "session_timeout_seconds",
    "metrics_host",
    "metrics_port",
    "log_level",
    "watch_list",
    "model",
)
"""The settings that the demo decides; all others are those in force."""


@dataclass(frozen=True, slots=True)
class Stage:
    """A broker with topics and a worker, both running."""

    settings: Settings
    worker: Process

    def check_alive(self) -> None:
        """Raise CounterflowError, with its last words, if the worker ended."""
        if self.worker.returncode is not None:
            raise CounterflowError(f"the worker ended ({self.worker.returncode}):\n{self.worker.tail()}")

    def wait_until_ready(self) -> None:
        """Return when the worker has its partitions; CounterflowError if it ends or takes too long."""
        deadline = time.monotonic() + _READY_SECONDS
        url = f"http://127.0.0.1:{self.settings.metrics_port}/ready"
        while not _answers_well(url):
            self.check_alive()
            if time.monotonic() > deadline:
                raise CounterflowError(f"the worker was not ready within {_READY_SECONDS:.0f} s:\n{self.worker.tail()}")
            time.sleep(0.2)


@contextmanager
def set_up(watch_list: Path) -> Iterator[Stage]:
    """Start everything, with the institution's watch list; whatever happens, nothing is left running afterwards."""
    with EmbeddedBroker() as broker:
        settings = Settings(
            broker=broker.bootstrap,
            embedded_broker=True,
            security_protocol="PLAINTEXT",
            session_timeout_seconds=6.0,  # joining a group on this broker takes as long as a session
            metrics_host="127.0.0.1",
            metrics_port=free_port(),
            log_level="WARNING",
            watch_list=watch_list.resolve(),
            model=Path("default"),
        )
        topics.create(settings)
        env = {f"COUNTERFLOW_{name.upper()}": str(getattr(settings, name)) for name in _ARRANGED}
        with Process([sys.executable, "-m", "streams.cli", "worker"], env=env) as worker:
            yield Stage(settings, worker)


def _answers_well(url: str) -> bool:
    try:
        with urlopen(url, timeout=2) as response:
            return bool(response.status == 200)
    except (URLError, OSError):
        return False
