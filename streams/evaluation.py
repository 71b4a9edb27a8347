"""From movements to alerts and new states: the whole judgement, without Kafka.

The worker calls it with what its partitions delivered, tests and the cases of typologies with what they made.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from streams.alerts.raising import Alarm, Raised
from streams.catalogue.catalogue import Catalogue
from streams.movement import Movements, decode_words, parse
from streams.settings import Settings
from streams.subject.advance import Status
from streams.subject.repeats import Repeats
from streams.subject.store import Change, Store
from streams.subject.subjects import Applied, Bounds, Subjects


@dataclass(frozen=True, slots=True)
class Arrivals:
    """Consecutive records of one partition of `movements`."""

    partition: int
    keys: Sequence[bytes]
    values: Sequence[bytes]
    positions: Sequence[int]


@dataclass(frozen=True, slots=True)
class Conflict:
    """A movement whose transaction id the subject holds with other content."""

    partition: int
    position: int
    received_ms: int
    subject: str
    transaction: str
    value: bytes
    """The movement."""


@dataclass(slots=True)
class Outcome:
    """What movements caused. `changes` are (partition, records that belong together); they go out after the rest."""

    raised: list[Raised] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    changes: list[tuple[int, list[Change]]] = field(default_factory=list)
    statuses: dict[Status, int] = field(default_factory=dict)
    newest_us: int = 0
    """Latest event time among the movements; 0 for none."""


Observer = Callable[[Movements, Applied, Subjects], None]
"""Sees the movements of a call with the signals that were computed for them."""


class Evaluator:
    """The subjects of some partitions, and the catalogue that judges them."""

    def __init__(self, settings: Settings, catalogue: Catalogue, store: Store, base_decimals: int) -> None:
        bounds = Bounds(settings.history_movements, settings.history_days, settings.cached_subjects)
        self.store = store
        self.subjects = Subjects(store, bounds, unit=float(10**base_decimals))
        self.alarm = Alarm(settings, catalogue, self.subjects, base_decimals)
        self._repeats: dict[int, Repeats] = {}
        self.observe: Observer | None = None

    @property
    def catalogue(self) -> Catalogue:
        """The catalogue that judges."""
        return self.alarm.catalogue

    def use(self, catalogue: Catalogue) -> None:
        """Judge by this catalogue from the next call of `evaluate` on."""
        self.alarm.use(catalogue)

    def open(self, partition: int) -> None:
        """Begin to hold a partition, whose store is restored."""
        self.subjects.open(partition)
        self._repeats[partition] = Repeats(self.store, partition)

    def close(self, partition: int) -> None:
        """Let a partition go."""
        self._repeats.pop(partition, None)
        self.subjects.close(partition)
        self.store.close(partition)

    @property
    def partitions(self) -> set[int]:
        """The partitions held."""
        return set(self._repeats)

    def evaluate(self, arrivals: Sequence[Arrivals]) -> Outcome:
        """Apply movements, judge them, and say what must be published and written.

        Nothing is written to the store here: call `written` when the broker has acknowledged everything. When this
        raises, or the outcome is given up, call `abandon` with the same arrivals.
        """
        outcome = Outcome()
        repeated = 0
        news = []
        for part in arrivals:
            movements, words = parse(part.values)
            fresh = self._repeats[part.partition].fresh(movements)
            repeated += len(fresh) - int(fresh.sum())
            news.append(_Part(part, movements, words, np.flatnonzero(fresh)))
        outcome.statuses[Status.REPEATED] = repeated
        self._apply(news, outcome)
        for part in arrivals:
            change = self._repeats[part.partition].change(part.positions[-1])
            outcome.changes.append((part.partition, [change]))
        return outcome

    def written(self, outcome: Outcome, ends: Mapping[int, int]) -> None:
        """The broker holds everything: the store may follow, and the longest untouched subjects may go.

        `ends` are the offsets after it in the changelog, by partition. What a rebalance took away meanwhile is skipped:
        whoever holds it now restores it from the changelog.
        """
        by_partition: dict[int, list[Change]] = defaultdict(list)
        for partition, changes in outcome.changes:
            by_partition[partition].extend(changes)
        for partition in by_partition.keys() & self._repeats.keys():
            self.store.put(partition, by_partition[partition])
        for partition in ends.keys() & self._repeats.keys():
            self.store.restored(partition, ends[partition])
        self.subjects.evict()

    def abandon(self, arrivals: Sequence[Arrivals]) -> None:
        """Forget what `evaluate` did, so that the same movements can be applied again."""
        for part in arrivals:
            if part.partition not in self._repeats:
                continue
            self.subjects.forget(part.partition, part.keys)
            self._repeats[part.partition] = Repeats(self.store, part.partition)

    def _apply(self, news: Sequence[_Part], outcome: Outcome) -> None:
        news = [part for part in news if len(part.chosen)]
        if not news:
            return
        movements = np.concatenate([part.movements[part.chosen] for part in news])
        words = [part.words[i] for part in news for i in part.chosen.tolist()]
        positions = np.concatenate([np.asarray(part.arrivals.positions, dtype=np.int64)[part.chosen] for part in news])
        slots = np.concatenate(
            [
                self.subjects.locate(part.arrivals.partition, [part.arrivals.keys[i] for i in part.chosen.tolist()])
                for part in news
            ]
        )
        applied = self.subjects.apply(movements, words, positions, slots)
        counts = np.bincount(applied.status, minlength=len(Status))
        outcome.statuses.update({status: outcome.statuses.get(status, 0) + int(counts[status]) for status in Status})
        outcome.newest_us = int(movements["time_us"].max())
        if self.observe is not None:
            self.observe(movements, applied, self.subjects)
        outcome.raised.extend(self.alarm.raise_for(movements, applied))
        for at in np.flatnonzero(applied.status == Status.CONFLICT).tolist():
            outcome.conflicts.append(self._conflict(movements, words, positions, slots, at))
        outcome.changes.extend(self.subjects.changes(slots))

    def _conflict(
        self,
        movements: Movements,
        words: Sequence[bytes],
        positions: np.ndarray[tuple[int], np.dtype[np.int64]],
        slots: np.ndarray[tuple[int], np.dtype[np.int64]],
        at: int,
    ) -> Conflict:
        slot = int(slots[at])
        return Conflict(
            partition=self.subjects.partition_of(slot),
            position=int(positions[at]),
            received_ms=int(movements[at]["received_ms"]),
            subject=self.subjects.keys[slot].decode(),
            transaction=decode_words(words[at]).transaction,
            value=movements[at].tobytes() + words[at],
        )


@dataclass(frozen=True, slots=True)
class _Part:
    """The movements of one partition, and the indexes of those that are news."""

    arrivals: Arrivals
    movements: Movements
    words: list[bytes]
    chosen: np.ndarray[tuple[int], np.dtype[np.intp]]
