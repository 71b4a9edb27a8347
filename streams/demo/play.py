"""The town's transactions go out, the worker's alerts come in, until nothing is left."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import IO

import msgspec

from streams import replay
from streams.demo.screen import Screen
from streams.demo.stage import Stage
from streams.demo.verdict import Published
from streams.errors import CounterflowError
from streams.progress import standing
from streams.tail import Tail

TOPICS = ("alerts", "alerts.shadow", "reports.due")
_JUDGED = ("movements", "flows")
"""What the subjects' agent reads; once the first is done, only the second brings forth more of itself."""
_LOOK_SECONDS = 1.0
_STALLED_SECONDS = 60.0


class Play:
    """One performance: publishes, watches and collects."""

    def __init__(self, stage: Stage, screen: Screen, tail: Tail, file: IO[bytes]) -> None:
        """`tail` reads TOPICS; what it brings goes to `file`, a line each."""
        self.published: list[Published] = []
        self._stage = stage
        self._screen = screen
        self._tail = tail
        self._file = file
        self._sent = 0
        self._reached = (0, 0, 0)
        self._looked = self._moved = time.monotonic()

    def perform(self, lines: Iterable[bytes]) -> None:
        """Publish everything and return when all that it caused is collected.

        A record counts as done when its offset is committed, and that is so only after all that it caused was
        acknowledged. So when `transactions` is done all movements are there, when `movements` and after it `flows` are
        done all alerts are, and the ends of their topics say how many to wait for. Raises CounterflowError when the
        worker ends or stalls.
        """
        settings = self._stage.settings
        replay.publish(settings, "town", lines, on_sent=self._on_sent)
        while not standing(settings, "transactions").finished:
            self._look()
        for name in _JUDGED:
            while not standing(settings, name).finished:
                self._look()
        expected = sum(standing(settings, name).total for name in TOPICS)
        while len(self.published) < expected:
            self._look()
        self._screen.update(sent=self._sent, processed=self._sent)

    def _on_sent(self, count: int) -> None:
        self._sent = count
        self._collect(wait_seconds=0.0)
        if time.monotonic() - self._looked >= _LOOK_SECONDS:
            self._look()

    def _look(self) -> None:
        """Collect for a while, see how far the worker is, and notice when it is no longer going anywhere."""
        self._collect(wait_seconds=_LOOK_SECONDS / 2)
        self._stage.check_alive()
        taken, judged, followed = (standing(self._stage.settings, name) for name in ("transactions", *_JUDGED))
        # How many movements there will be is known for what was taken in only.
        self._screen.update(sent=self._sent, processed=taken.done * judged.done / max(judged.total, 1))
        self._looked = time.monotonic()
        reached = taken.done, judged.done, followed.done
        if reached != self._reached:
            self._reached, self._moved = reached, self._looked
        elif self._looked - self._moved > _STALLED_SECONDS:
            raise CounterflowError(
                f"the worker has done nothing for {_STALLED_SECONDS:.0f} s:\n{self._stage.worker.tail()}"
            )

    def _collect(self, wait_seconds: float) -> None:
        prefix = self._stage.settings.topic("")
        for record in self._tail.poll(wait_seconds):
            alert = msgspec.json.decode(record.value)
            self._file.write(record.value + b"\n")
            self.published.append(Published(record.topic.removeprefix(prefix), alert))
            self._screen.show(alert)
