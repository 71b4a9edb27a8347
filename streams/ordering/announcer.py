"""The side of intake: what to say about the partitions of `transactions` that this worker reads, and when."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping

from streams.ordering.watermark import WATERMARK_KEY, Watermark, encode_watermark
from streams.publisher import Outbox, Record
from streams.settings import Settings

_US = 1_000_000
_AGAIN = 10
"""What rests is said again after so many times `idle_seconds`."""


class Announcer:
    """Knows what was read, and what the partitions of `movements` were told of it.

    What it says must follow the movements that it speaks of: a step's are announced in the same outbox behind them, or
    later, once they are acknowledged.
    """

    def __init__(self, settings: Settings, clock: Callable[[], float] = time.time) -> None:
        self._settings = settings
        self._clock = clock
        self._topic = settings.topic("movements")
        self._disorder_us = round(settings.allowed_disorder_seconds * _US)
        self.reset(())

    def reset(self, inputs: Collection[int]) -> None:
        """These partitions are read now, from where they were committed; whatever was known is forgotten."""
        now = self._clock()
        self._newest: dict[int, int] = {}
        self._last_read = dict.fromkeys(inputs, now)
        self._idle: set[int] = set()
        self._told: tuple[dict[int, int], set[int]] = {}, set()
        self._told_at = -1.0
        self._sending = False

    def enclose(self, outbox: Outbox, newest: Mapping[int, int], total: int) -> None:
        """Put what is to be said around the movements of a step: who wakes up before them, how far they come after.

        `newest` are the latest event times of the step by input partition, `total` is the number of those partitions.
        Call `sent` when the outbox is acknowledged.
        """
        self._sending = True
        if self._idle & newest.keys():
            self.woken()
            self._say(outbox, total, wakes=True)
        now = self._clock()
        for number, reached in newest.items():
            self._last_read[number] = now
            self._newest[number] = max(reached, self._newest.get(number, reached))
        if now - self._told_at >= self._settings.watermark_interval_seconds:
            self._say(outbox, total)

    def sent(self) -> None:
        """The outbox of `enclose` is acknowledged."""
        self._sending = False

    def woken(self) -> None:
        """Some partition moves again, here or at another worker: whether others rest is to be found out anew."""
        self._idle.clear()
        self._last_read = dict.fromkeys(self._last_read, self._clock())

    def unsent(self) -> None:
        """What `due` returned could not be sent: it will be said again."""
        self._told = {}, set()

    def due(self, total: int, is_caught_up: Callable[[int, float], bool]) -> Outbox | None:
        """What is to be said between steps, if anything.

        `is_caught_up` tells whether a partition of `transactions` held no more than what is done, by an answer that the
        broker gave after a moment of the clock.
        """
        if self._sending or not total:
            return None
        now = self._clock()
        for number, read_at in self._last_read.items():
            rested_at = read_at + self._settings.idle_seconds
            if now >= rested_at and number not in self._idle and is_caught_up(number, rested_at):
                self._idle.add(number)
        # What rests is said again now and then, in case that a wake overtook it on its way.
        again = self._idle and total > 1 and now - self._told_at >= _AGAIN * self._settings.idle_seconds
        if self._told == (self._newest, self._idle) and not again:
            return None
        if self._told[1] == self._idle and now - self._told_at < self._settings.watermark_interval_seconds:
            return None
        outbox = Outbox()
        self._say(outbox, total)
        return outbox

    def _say(self, outbox: Outbox, total: int, *, wakes: bool = False) -> None:
        """Say it to every partition of `movements`, before what is in the outbox where it `wakes`, else after."""
        self._told, self._told_at = (dict(self._newest), set(self._idle)), self._clock()
        said = encode_watermark(Watermark(total, self._disorder_us, self._told[0], sorted(self._idle), wakes))
        record: Record = (WATERMARK_KEY, said)
        for partition in range(self._settings.subjects_partitions):
            records = outbox.records[self._topic, partition]
            records.insert(0 if wakes else len(records), record)
