"""`counterflow sink …` as a process, watched through its port."""

from __future__ import annotations

import signal
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from types import TracebackType
from typing import Self

from kafka import KafkaProducer

from streams.broker import Process, free_port
from streams.connection import client_options
from streams.settings import Settings
from streams.sinks.batch import Record
from streams.worker_process import environment


class SinkProcess:
    """A sink with the given settings, as a context manager."""

    def __init__(self, settings: Settings, *arguments: str) -> None:
        self.port = free_port()
        self._settings = settings.model_copy(update={"sink_metrics_port": self.port})
        self._arguments = arguments
        self.process: Process | None = None

    def start(self) -> Self:
        """Start it."""
        command = [sys.executable, "-m", "streams.cli", "sink", *self._arguments]
        self.process = Process(command, env=environment(self._settings))
        return self

    def kill(self) -> None:
        """End it as a power cut would."""
        assert self.process is not None
        self.process.signal(signal.SIGKILL)
        self.process.end()
        self.process = None

    def stop(self) -> int | None:
        """End it in order; its exit status."""
        if self.process is None:
            return None
        self.process.signal(signal.SIGTERM)
        wait(lambda: self.process is not None and self.process.returncode is not None, 15, self.said)
        status = self.process.returncode
        self.process.end()
        self.process = None
        return status

    def said(self) -> str:
        """Its last words."""
        return self.process.tail() if self.process is not None else ""

    def get(self, path: str) -> tuple[int, str]:
        """Status and body of an answer of its port; 0 while it is not open."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()
        except OSError:
            return 0, ""

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.process is not None:
            self.process.end()


def wait(reached: Callable[[], bool], seconds: float = 30.0, said: Callable[[], str] = str) -> None:
    """Wait until something holds."""
    deadline = time.monotonic() + seconds
    while not reached():
        assert time.monotonic() < deadline, f"took too long: {said()}"
        time.sleep(0.1)


def publish(settings: Settings, records: list[Record]) -> None:
    """Publish records to the partitions that they name."""
    producer = KafkaProducer(**client_options(settings), enable_idempotence=not settings.embedded_broker, linger_ms=20)
    for each in records:
        producer.send(settings.topic(each.place.topic), each.value, each.key or None, partition=each.place.partition)
    producer.flush()
    producer.close()
