"""One stream read in event order, with what every step came to."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from streams.alerts.published import Raised
from streams.catalogue import Catalogue
from streams.evaluation import Arrivals, Evaluator
from streams.flows.flowed import Record, Sent, decode
from streams.flows.kept import Kept, kept_key
from streams.flows.ring import RING_KEY
from streams.flows.token import Token
from streams.intake.enrich import Addressed, Enricher, Source
from streams.intake.parties import hash64
from streams.records import Transaction
from streams.settings import Settings
from streams.subject.store import MemoryStore
from tests.flows.worlds import CATALOGUE, REFERENCE, SETTINGS


class Run:
    """A worker that holds all partitions; it lets all money go on as far as it goes before it reads on."""

    def __init__(self, settings: Settings = SETTINGS, catalogue: Catalogue = CATALOGUE) -> None:
        self._enricher = Enricher(settings, REFERENCE)
        self.evaluator = Evaluator(settings, catalogue, MemoryStore(), base_decimals=2)
        self._partitions = range(settings.subjects_partitions)
        for partition in self._partitions:
            self.evaluator.store.open(partition)
            self.evaluator.open(partition)
        self._offset = 0
        self._ends = dict.fromkeys(self._partitions, 0)
        self._flows_end = 0
        self.raised: list[Raised] = []
        self.sent: list[Sent] = []
        self.dropped: Counter[str] = Counter()

    def read(self, transactions: Sequence[Transaction], at_once: int = 2048) -> Run:
        """Read further transactions in steps of so many."""
        ordered = sorted(transactions, key=lambda each: (each.time, hash64(each.id.encode())))
        for start in range(0, len(ordered), at_once):
            by_partition: dict[int, list[Addressed]] = defaultdict(list)
            for each in ordered[start : start + at_once]:
                source = Source(0, self._offset, 0, round(each.time.timestamp() * 1000) + 60_000)
                self._offset += 1
                for movement in self._enricher.movements(each, int(each.amount * 100), source):
                    by_partition[movement.partition].append(movement)
            arrivals = [self._arrivals(partition, several) for partition, several in by_partition.items()]
            while arrivals:
                outcome = self.evaluator.evaluate(arrivals)
                self.evaluator.written(outcome, {})
                self.raised.extend(outcome.raised)
                self.sent.extend(outcome.sent)
                self.dropped.update(outcome.dropped)
                arrivals = self._onward(outcome.sent)
        return self

    def kept(self, name: str) -> Kept:
        """What a customer keeps of the flows."""
        return self._kept(f"customer:{name}".encode())

    def identifiers(self) -> list[Kept]:
        """What the places of identifiers keep."""
        marked = {record.key for record in self.sent if record.key.startswith(RING_KEY)}
        return [self._kept(key) for key in sorted(marked)]

    def tokens(self, name: str) -> list[Token]:
        """The tokens that a customer keeps."""
        return list(self.kept(name).tokens.values())

    def records(self) -> list[Record]:
        """Everything that went onto `flows`."""
        return [decode(record.value) for record in self.sent]

    def fired(self, typology: str) -> set[str]:
        """The customers with an alert of a typology."""
        return {
            raised.alert.subject.id.removeprefix("customer:")
            for raised in self.raised
            if raised.alert.typology == typology
        }

    def bytes_of(self, name: str) -> tuple[int, int]:
        """What the store holds of a customer: all of it, and of that the flows."""
        key = f"customer:{name}".encode()
        sizes = {
            found: len(value)
            for partition in self._partitions
            for found, value in self.evaluator.store.items(partition)
            if found == key or found.startswith(key + b"\0")
        }
        return sum(sizes.values()), sizes.get(kept_key(key), 0)

    def _kept(self, key: bytes) -> Kept:
        subjects = self.evaluator.subjects
        slots = [slot for slot, held in enumerate(subjects.keys) if held == key]
        return subjects.kept_of(slots[0]) if slots else Kept()

    def _arrivals(self, partition: int, several: Sequence[Addressed]) -> Arrivals:
        first = self._ends[partition]
        self._ends[partition] += len(several)
        offsets = range(first, first + len(several))
        return Arrivals(partition, [each.key for each in several], [each.value for each in several], offsets, offsets)

    def _onward(self, sent: Sequence[Sent]) -> list[Arrivals]:
        by_partition: dict[int, list[tuple[bytes, bytes, int]]] = defaultdict(list)
        for record in sent:
            by_partition[record.partition].append((record.key, record.value, self._flows_end))
            self._flows_end += 1
        return [Arrivals(partition, (), (), (), (), tokens=tokens) for partition, tokens in by_partition.items()]
