"""The loop of every sink: take a batch, have it written, and only then tell Kafka.

So whatever happens a record is written at least once; a sink that can tells repeats. What is away is waited for, with
growing pauses, while the process stays a member of its group. A batch whose partitions were given to another process
meanwhile is dropped: that one reads it again.
"""

from __future__ import annotations

import logging
import random
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

from kafka.errors import KafkaError

from streams.errors import SettingsError, UnavailableError
from streams.settings import Settings
from streams.sinks import metrics
from streams.sinks.batch import ALERT_TOPICS, DISPOSITIONS, Batch, Place, Reason, Record, Sink
from streams.sinks.consumer import GroupConsumer
from streams.sinks.dead import DeadLetters

log = logging.getLogger(__name__)

_POLL_SECONDS = 0.25
_FIRST_PAUSE_SECONDS = 0.5
_STALLED_SECONDS = 120.0

Result = TypeVar("Result")


class Loop:
    """Moves records from topics to a sink, from `run` until `stop`."""

    def __init__(self, settings: Settings, sink: Sink, names: Iterable[str]) -> None:
        """Topic `names` come without prefix. SettingsError where one is missing, BrokerError without a broker."""
        self._settings = settings
        self._sink = sink
        self._names = list(names)
        if strange := sorted({*self._names} - {*ALERT_TOPICS, DISPOSITIONS}):
            raise SettingsError(f"a sink takes alerts and dispositions, and not {', '.join(strange)}")
        self._consumer = GroupConsumer(settings, sink.name, self._names)
        self._dead = DeadLetters(settings, sink.name)
        self._stopping = threading.Event()
        self._alive = time.monotonic()
        self._trouble = ""
        self._placed = False
        self._buried: set[tuple[Place, int]] = set()
        """What of the batch under way has its dead letter."""
        self._tidy_at = 0.0

    def stop(self) -> None:
        """Have `run` return after the batch under way. May be called from a signal handler."""
        self._stopping.set()

    def run(self) -> None:
        """Until `stop`; then everything is closed."""
        metrics.UP.labels(self._sink.name).set(1)
        log.info("%s: takes %s", self._sink.name, ", ".join(self._names))
        try:
            while not self._stopping.is_set():
                self._turn()
        finally:
            self._sink.close()
            self._dead.close()
            self._consumer.close()

    def healthy(self) -> str:
        """What is wrong with this process; a target that is away is not."""
        silent = time.monotonic() - self._alive
        return f"the loop has not turned for {silent:.0f} s" if silent > _STALLED_SECONDS else ""

    def ready(self) -> str:
        """Why nothing is being written; empty when it is."""
        return self.healthy() or self._trouble or ("" if self._placed else "no partitions yet")

    def warning(self) -> str:
        """What is being waited for; empty when nothing is."""
        return self._trouble

    def _turn(self) -> None:
        self._alive = time.monotonic()
        try:
            batch = self._consumer.poll(_POLL_SECONDS)
        except (KafkaError, OSError) as error:
            self._failed(f"the broker cannot be read: {error}")
            self._stopping.wait(_FIRST_PAUSE_SECONDS)
            return
        generation = self._consumer.generation
        if waiting := set(self._consumer.unplaced):
            positions = self._persist(lambda: self._sink.positions(waiting))
            if positions is not None and waiting == self._consumer.unplaced:
                self._place(positions)
        self._placed = self._consumer.assigned and not self._consumer.unplaced
        ours = generation == self._consumer.generation
        self._buried.clear()
        if batch is not None and ours and self._persist(lambda: self._write(batch)):
            self._consumer.commit(batch)
        self._tidy()
        self._consumer.measure()

    def _tidy(self) -> None:
        """Once a turn: what fails is tried again after the longest pause, and holds up no alert."""
        if time.monotonic() < self._tidy_at:
            return
        try:
            self._sink.tidy()
        except UnavailableError as error:
            metrics.FAILURES.labels(self._sink.name).inc()
            log.warning("%s: could not tidy up: %s", self._sink.name, error)
            self._tidy_at = time.monotonic() + self._settings.sink_backoff_max_seconds

    def _place(self, positions: Mapping[Place, int]) -> None:
        try:
            self._consumer.seek(positions)
        except (KafkaError, OSError) as error:
            self._failed(f"the broker does not say where to begin: {error}")

    def _write(self, batch: Batch) -> bool:
        with metrics.WRITE_SECONDS.labels(self._sink.name).time():
            self._sink.write(batch, self._bury)
        name = self._sink.name
        for record in batch.records:
            metrics.RECORDS.labels(name, record.place.topic).inc()
        metrics.BATCHES.labels(name).inc()
        metrics.WRITTEN.labels(name).set_to_current_time()
        return True

    def _bury(self, record: Record, reason: Reason, detail: str) -> None:
        """One letter for each record, however often its batch is tried."""
        if (record.place, record.offset) not in self._buried:
            self._dead.bury(record, reason, detail)
            self._buried.add((record.place, record.offset))

    def _persist(self, act: Callable[[], Result]) -> Result | None:
        """The result of `act`, tried until its target is there; None when partitions are gone or we have to stop."""
        generation, pause = self._consumer.generation, _FIRST_PAUSE_SECONDS
        while True:
            try:
                result = act()
            except UnavailableError as error:
                self._failed(str(error))
                # Half of the pause by chance: others whose target is the same do not come back all at once.
                if not self._hold(max(error.retry_after, pause * random.uniform(0.5, 1)), generation):
                    return None
                if error.progressed:
                    pause = _FIRST_PAUSE_SECONDS
                pause = min(2 * pause, self._settings.sink_backoff_max_seconds)
                continue
            if self._trouble:
                log.warning("%s: all is well again", self._sink.name)
            self._trouble = ""
            metrics.UP.labels(self._sink.name).set(1)
            return result

    def _hold(self, seconds: float, generation: int) -> bool:
        """Wait as a member of the group; whether what was under way is still ours."""
        until = time.monotonic() + seconds
        while (rest := until - time.monotonic()) > 0 and not self._stopping.is_set():
            self._alive = time.monotonic()
            try:
                self._consumer.stay(min(rest, _POLL_SECONDS))
            except (KafkaError, OSError) as error:
                log.warning("%s: the broker is away as well: %s", self._sink.name, error)
                self._stopping.wait(min(rest, _POLL_SECONDS))
            if self._consumer.generation != generation:
                return False
        return not self._stopping.is_set()

    def _failed(self, trouble: str) -> None:
        metrics.FAILURES.labels(self._sink.name).inc()
        metrics.UP.labels(self._sink.name).set(0)
        log.log(logging.WARNING if trouble != self._trouble else logging.DEBUG, "%s: %s", self._sink.name, trouble)
        self._trouble = trouble
