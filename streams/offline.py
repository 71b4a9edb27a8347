"""The worker's judgement without Kafka: the same intake, state, signals and catalogue, fed with transactions."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from streams.alerts.networks import Observer as NetworkObserver
from streams.alerts.published import Raised
from streams.catalogue.catalogue import Catalogue
from streams.errors import CounterflowError, Reason, Rejection
from streams.evaluation import Arrivals, Conflict, Evaluator, Observer
from streams.flows.flowed import Sent
from streams.intake.enrich import Addressed, Enricher, Source, settled
from streams.intake.parties import hash64
from streams.intake.validity import check
from streams.movement import fixed_parts
from streams.records import Transaction
from streams.reference import Reference
from streams.reference.watch_list import Entry, WatchList
from streams.scoring.scorer import Scorer
from streams.settings import Settings
from streams.subject.advance import Status
from streams.subject.store import MemoryStore

_DELAY_MS = 60_000
"""Every transaction arrives a minute after it was made."""
_BATCH = 4096


class RefusedError(CounterflowError):
    """A transaction that the worker would reject."""


class Refused(NamedTuple):
    """A transaction that the worker would reject, or that one of its subjects holds with other content."""

    position: int
    """Which transaction of the stream, counted from 0 in the order in which they are judged."""
    transaction: str
    rejection: Rejection
    subject: str | None = None
    """Who holds it with other content."""


def event_order(transaction: Transaction) -> tuple[datetime, int]:
    """What transactions are judged in the order of."""
    return transaction.time, hash64(transaction.id.encode())


class Offline:
    """One stream from its beginning; it holds every subject in memory."""

    def __init__(
        self,
        catalogue: Catalogue,
        settings: Settings,
        reference: Reference,
        watch: Sequence[Entry] = (),
        observe: Observer | None = None,
        observe_networks: NetworkObserver | None = None,
        refuse: Callable[[Refused], None] | None = None,
        scorer: Scorer | None = None,
    ) -> None:
        """`watch` takes the place of the institution's watch list where it is given; `observe` sees all signals of
        movements, `observe_networks` those of networks. `refuse` is told of each transaction that is refused; without
        it the first one that would be rejected ends the judgement. `scorer` brings models."""
        if watch:
            reference = replace(reference, watch=WatchList(watch))
        self._settings = settings
        self._enricher = Enricher(settings, reference)
        self._decimals = {code: currency.decimals for code, currency in reference.currencies.items()}
        decimals = self._decimals[settings.base_currency]
        self._evaluator = Evaluator(settings, catalogue, MemoryStore(), decimals, scorer)
        self._evaluator.observe = observe
        self._evaluator.network_alarm.observe = observe_networks
        self._refuse = refuse
        self._offset = self._flow_offset = 0
        self.not_settled = 0
        """Transactions so far in which no money moved."""
        self.statuses: Counter[Status] = Counter()
        """What became of the movements so far."""
        self._positions: dict[int, int] = defaultdict(int)

    def judge(self, transactions: Sequence[Transaction]) -> Iterator[Raised]:
        """What the catalogue says of further transactions, revisions included, in event-time order, as in a worker.

        Raises RefusedError where a transaction would be rejected and nobody wants to be told.
        """
        ordered = sorted(transactions, key=event_order)
        for start in range(0, len(ordered), _BATCH):
            partitions: dict[int, list[Addressed]] = {}
            for transaction in ordered[start : start + _BATCH]:
                for movement in self._movements(transaction):
                    partitions.setdefault(movement.partition, []).append(movement)
            yield from self._evaluated([self._arrivals(*each) for each in sorted(partitions.items())])

    def _evaluated(self, arrivals: Sequence[Arrivals]) -> Iterator[Raised]:
        """Evaluate, and all that goes on from there from subject to subject, until nothing does."""
        while arrivals:
            outcome = self._evaluator.evaluate(arrivals)
            self._evaluator.written(outcome, {})
            self.statuses.update(outcome.statuses)
            self._tell(outcome.conflicts)
            yield from outcome.raised
            arrivals = self._onward(outcome.sent)

    def _onward(self, sent: Sequence[Sent]) -> list[Arrivals]:
        by_partition: dict[int, list[tuple[bytes, bytes, int]]] = defaultdict(list)
        for record in sent:
            self._open(record.partition)
            by_partition[record.partition].append((record.key, record.value, self._flow_offset))
            self._flow_offset += 1
        return [
            Arrivals(partition, (), (), (), (), tokens=tokens) for partition, tokens in sorted(by_partition.items())
        ]

    def _movements(self, transaction: Transaction) -> Iterable[Addressed]:
        received_ms = round(transaction.time.timestamp() * 1000) + _DELAY_MS
        source = Source(0, self._offset, 0, received_ms)
        self._offset += 1
        try:
            amount_minor = check(transaction, received_ms, self._decimals, self._settings)
        except Rejection as rejection:
            if self._refuse is None:
                raise RefusedError(f"transaction {transaction.id} would be rejected: {rejection}") from rejection
            self._refuse(Refused(source.offset, transaction.id, rejection))
            return ()
        if not settled(transaction):
            self.not_settled += 1
            return ()
        return self._enricher.movements(transaction, amount_minor, source)

    def _tell(self, conflicts: Sequence[Conflict]) -> None:
        if self._refuse is not None:
            for each in conflicts:
                position = int(fixed_parts([each.value])["input_offset"][0])
                detail = f"{each.subject} holds this transaction with other content"
                rejection = Rejection(Reason.CONFLICTING_DUPLICATE, detail, "id")
                self._refuse(Refused(position, each.transaction, rejection, each.subject))

    def _arrivals(self, partition: int, movements: list[Addressed]) -> Arrivals:
        self._open(partition)
        first = self._positions[partition]
        self._positions[partition] += len(movements)
        offsets = range(first, first + len(movements))
        return Arrivals(
            partition,
            [each.key for each in movements],
            [each.value for each in movements],
            offsets,
            offsets,
        )

    def _open(self, partition: int) -> None:
        if partition not in self._evaluator.partitions:
            self._evaluator.store.open(partition)
            self._evaluator.open(partition)
