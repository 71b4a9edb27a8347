"""From movements to alerts and new states: the whole judgement, without Kafka.

The worker calls it with what its partitions delivered, tests and the cases of typologies with what they made.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from streams.alerts.networks import NetworkAlarm
from streams.alerts.published import Raised
from streams.alerts.raising import Alarm
from streams.alerts.taint import Taint, crimes_carried
from streams.catalogue.catalogue import Catalogue
from streams.dispositions.desk import Desk, Refusal, Told
from streams.flows.flowed import Flowed, Sent
from streams.flows.network import Network
from streams.flows.sights import Sights
from streams.movement import MOVEMENT, Movements, decode_words, parse
from streams.ordering.progress import Progress, progress_change
from streams.records import Disposition
from streams.scoring.scorer import Scorer
from streams.settings import Settings
from streams.subject.advance import Status
from streams.subject.place import places
from streams.subject.store import Change, Store
from streams.subject.subjects import Applied, Bounds, Subjects


@dataclass(frozen=True, slots=True)
class Arrivals:
    """Movements of one partition in the order in which they are applied."""

    partition: int
    keys: Sequence[bytes]
    values: Sequence[bytes]
    offsets: Sequence[int]
    """In `movements`."""
    triggers: Sequence[int]
    """Offsets of the records that released them, see `streams.subject.place`."""
    progress: Progress | None = None
    """Where the partition is when they are applied; None where nobody will ask."""
    repeated: int = 0
    """Movements left out because intake had sent them before."""
    tokens: Sequence[tuple[bytes, bytes, int]] = ()
    """Records of `flows`: key, value, offset."""
    decisions: Sequence[Told] = ()
    """Records of `dispositions`."""


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
    sent: list[Sent] = field(default_factory=list)
    """Records for `flows`; they go out with the alerts."""
    received: int = 0
    """Tokens that came for the first time."""
    dropped: Counter[str] = field(default_factory=Counter)
    """What was not followed on, by why."""
    decided: list[Disposition] = field(default_factory=list)
    """Dispositions that came for the first time."""
    refused: list[Refusal] = field(default_factory=list)
    """Those that cannot be used."""
    resumed: list[tuple[str, str]] = field(default_factory=list)
    """Typology of each decision that ended, and by what."""
    statuses: dict[Status, int] = field(default_factory=dict)
    newest_us: int = 0
    """Latest event time among the movements; 0 for none."""


NO_MOVEMENTS: Movements = np.empty(0, dtype=MOVEMENT)
NO_SLOTS = np.empty(0, dtype=np.int64)

Observer = Callable[[Movements, Applied, Subjects], None]
"""Sees the movements of a call with the signals that were computed for them."""


class Evaluator:
    """The subjects of some partitions, and the catalogue that judges them."""

    def __init__(
        self,
        settings: Settings,
        catalogue: Catalogue,
        store: Store,
        base_decimals: int,
        scorer: Scorer | None = None,
    ) -> None:
        """`scorer` brings models; without one there are none until its `use` is called."""
        bounds = Bounds(settings.history_movements, settings.history_days, settings.cached_subjects)
        self.store = store
        self.subjects = Subjects(store, bounds, unit=float(10**base_decimals))
        self.scorer = scorer or Scorer()
        self.desk = Desk(settings, catalogue, self.subjects, base_decimals)
        self.alarm = Alarm(settings, catalogue, self.subjects, base_decimals, self.scorer, self.desk)
        self.network = Network(settings, self.subjects)
        self.network_alarm = NetworkAlarm(settings, catalogue, self.subjects, base_decimals, self.desk)
        self._sights = Sights(self.subjects, float(10**base_decimals), self.network_alarm.worth)
        self._crimes = crimes_carried(catalogue)
        self._flow_partitions = settings.subjects_partitions
        self.partitions: set[int] = set()
        """The partitions held."""
        self.observe: Observer | None = None

    @property
    def catalogue(self) -> Catalogue:
        """The catalogue that judges."""
        return self.alarm.catalogue

    def use(self, catalogue: Catalogue) -> None:
        """Judge by this catalogue from the next call of `evaluate` on."""
        self.alarm.use(catalogue)
        self.network_alarm.use(catalogue)
        self.desk.use(catalogue)
        self._crimes = crimes_carried(catalogue)

    def open(self, partition: int) -> None:
        """Begin to hold a partition, whose store is restored."""
        self.subjects.open(partition)
        self.partitions.add(partition)

    def close(self, partition: int) -> None:
        """Let a partition go."""
        self.partitions.discard(partition)
        self.subjects.close(partition)
        self.store.close(partition)

    def evaluate(self, arrivals: Sequence[Arrivals]) -> Outcome:
        """Apply movements, judge them, and say what must be published and written.

        Nothing is written to the store here: call `written` when the broker has acknowledged everything. When this
        raises, or the outcome is given up, call `abandon` with the same arrivals.
        """
        outcome = Outcome()
        outcome.statuses[Status.REPEATED] = sum(part.repeated for part in arrivals)
        flowed = Flowed(self._flow_partitions)
        for part in arrivals:
            if part.decisions:
                known, refused = self.desk.receive(part.partition, part.decisions)
                outcome.decided.extend(known)
                outcome.refused.extend(refused)
        for part in arrivals:
            if part.tokens:
                self.network.receive(part.partition, part.tokens, flowed)
        self._apply([part for part in arrivals if part.values], flowed, outcome)
        self._end_flows(flowed, outcome)
        outcome.resumed = self.desk.taken_ended()
        for part in arrivals:
            if part.progress is not None:
                outcome.changes.append((part.partition, [progress_change(part.progress)]))
        return outcome

    def written(self, outcome: Outcome, ends: Mapping[int, int]) -> None:
        """The broker holds everything: the store may follow, and the longest untouched subjects may go.

        `ends` are the offsets after it in the changelog, by partition. What a rebalance took away meanwhile is skipped:
        whoever holds it now restores it from the changelog.
        """
        by_partition: dict[int, list[Change]] = defaultdict(list)
        for partition, changes in outcome.changes:
            by_partition[partition].extend(changes)
        for partition in by_partition.keys() & self.partitions:
            self.store.put(partition, by_partition[partition])
        for partition in ends.keys() & self.partitions:
            self.store.restored(partition, ends[partition])
        self.subjects.evict()

    def abandon(self, arrivals: Sequence[Arrivals]) -> None:
        """Forget what `evaluate` did, so that the same movements can be applied again."""
        self.desk.taken_ended()
        for part in arrivals:
            if part.partition in self.partitions:
                keys = [*part.keys, *(key for key, _, _ in part.tokens), *(told.key or b"" for told in part.decisions)]
                self.subjects.forget(part.partition, keys)

    def _apply(self, arrivals: Sequence[Arrivals], flowed: Flowed, outcome: Outcome) -> None:
        """Apply movements, and look at what has arrived with them in view."""
        parsed = [parse(part.values) for part in arrivals]
        movements = np.concatenate([NO_MOVEMENTS, *(fixed for fixed, _ in parsed)])
        words = [text for _, texts in parsed for text in texts]
        triggers = [trigger for part in arrivals for trigger in part.triggers]
        offsets = [offset for part in arrivals for offset in part.offsets]
        slots = np.concatenate([NO_SLOTS, *(self.subjects.locate(part.partition, part.keys) for part in arrivals)])
        applied = self.subjects.apply(movements, words, places(movements, triggers, offsets), slots)
        self.scorer.fill(applied)
        counts = np.bincount(applied.status, minlength=len(Status))
        outcome.statuses.update({status: outcome.statuses.get(status, 0) + int(counts[status]) for status in Status})
        outcome.newest_us = int(movements["time_us"].max(initial=0))
        if self.observe is not None and len(movements):
            self.observe(movements, applied, self.subjects)
        self._judge(movements, applied, flowed, outcome)
        for at in np.flatnonzero(applied.status == Status.CONFLICT).tolist():
            outcome.conflicts.append(self._conflict(movements, words, offsets, slots, at))
        self.network.trim(flowed)
        outcome.changes.extend(self.subjects.changes(slots, flowed.touched))

    def _judge(self, movements: Movements, applied: Applied, flowed: Flowed, outcome: Outcome) -> None:
        """Raise the alerts of single subjects and of networks, and send money on with what is known of it."""
        self.network.join(movements, applied, flowed)
        taint = Taint(self.subjects, self.network, self._crimes, movements, applied, flowed, self.desk)
        for at, raised in self.alarm.raise_for(movements, applied, taint.until):
            outcome.raised.append(raised)
            taint.raised(at, raised)
        taint.until(len(movements))
        sights = self._sights.of(flowed.arrived, movements, applied)
        outcome.raised.extend(self.network_alarm.raise_for(sights, flowed))
        if self.scorer.challenge(applied):
            outcome.raised.extend(self.alarm.raise_on_trial(movements, applied))

    def _end_flows(self, flowed: Flowed, outcome: Outcome) -> None:
        outcome.sent.extend(flowed.sent.values())
        outcome.received = len(flowed.arrived)
        outcome.dropped = flowed.dropped

    def _conflict(
        self,
        movements: Movements,
        words: Sequence[bytes],
        offsets: Sequence[int],
        slots: np.ndarray[tuple[int], np.dtype[np.int64]],
        at: int,
    ) -> Conflict:
        slot = int(slots[at])
        return Conflict(
            partition=self.subjects.partition_of(slot),
            position=offsets[at],
            received_ms=int(movements[at]["received_ms"]),
            subject=self.subjects.keys[slot].decode(),
            transaction=decode_words(words[at]).transaction,
            value=movements[at].tobytes() + words[at],
        )
