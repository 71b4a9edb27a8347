"""Streams of a few subjects in several partitions, and workers that read them in whatever order."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any, NamedTuple

import msgspec

from streams.alerts.published import Raised
from streams.catalogue import SHIPPED, Catalogue
from streams.evaluation import Arrivals, Evaluator
from streams.flows.flowed import Sent
from streams.flows.kept import Kept, load_kept
from streams.intake.enrich import Addressed, Enricher, Source
from streams.intake.parties import hash64
from streams.records import Party, Transaction
from streams.reference import Reference
from streams.settings import Settings
from streams.signals.registry import SIGNALS
from streams.subject.store import MemoryStore

PARTITIONS = 4
SETTINGS = Settings(subjects_partitions=PARTITIONS, base_currency="USD", allowed_disorder_seconds=60)
REFERENCE = Reference.load()
CATALOGUE = Catalogue.load([SHIPPED], None, SIGNALS)
START = datetime(2025, 3, 3, 9, tzinfo=UTC)
MARK = b"\0f"


def party(name: str, **more: Any) -> Party:
    """A customer, since a month before `START`."""
    about: dict[str, Any] = {"kind": "person", "country": "US", "opened": date(2025, 2, 1), **more}
    return Party(customer=name, account=f"ACC-{name}", **about)


class Stream:
    """Transactions in the making."""

    def __init__(self, chance: random.Random, names: Sequence[str]) -> None:
        self.chance = chance
        self.names = names
        self.made: list[Transaction] = []

    def pay(self, payer: str | None, payee: str | None, amount: float, hours: float, **more: Any) -> None:
        """A payment so many hours after `START`; cash where one side is nobody."""
        about: dict[str, Any] = {"channel": "transfer" if payer and payee else "cash", **more}
        self.made.append(
            Transaction(
                id=f"T{len(self.made)}",
                time=START + timedelta(hours=hours),
                amount=Decimal(f"{amount:.2f}"),
                currency="USD",
                debtor=party(payer) if payer else None,
                creditor=party(payee) if payee else None,
                **about,
            )
        )

    def chain(self, names: Sequence[str], amount: float, hours: float, least: float = 0.9) -> float:
        """Money that goes from one to the next within hours; when it is at the end."""
        for payer, payee in pairwise(names):
            self.pay(payer, payee, amount, hours)
            amount *= self.chance.uniform(least, 1.0)
            hours += self.chance.uniform(1, 20)
        return hours

    def scheme(self) -> None:
        """One of several things that leave a network behind."""
        chance, names = self.chance, list(self.names)
        chance.shuffle(names)
        hours, amount = chance.uniform(0, 24 * 20), chance.choice((900.0, 4000.0, 20_000.0))
        match chance.randrange(8):
            case 0:
                self.chain(names[: chance.randint(3, len(names))], amount, hours)
            case 1:
                circle = names[: chance.randint(3, len(names))]
                self.chain([*circle, circle[0]], amount, hours)
            case 2:
                origin, end, *between = names
                for name in between[: chance.randint(2, len(between))]:
                    self.chain([origin, name, end], amount / 3, hours + chance.uniform(0, 5))
            case 3:
                for origin in names[:3]:
                    for hub in names[3:6]:
                        self.chain([origin, hub, names[6]], amount / 3, hours + chance.uniform(0, 30))
            case 4:
                for number in range(5):
                    self.pay(None, names[0], 9400.0, hours + 22 * number, place=None)
                self.chain(names[:3], 40_000.0, hours + 112)
            case 5:
                for name in names[3:7]:
                    self.pay(names[0], name, amount, hours + chance.uniform(0, 3))
                    self.pay(name, names[1], amount * 0.97, hours + chance.uniform(4, 9))
            case 6:
                for name in names[: chance.randint(2, 6)]:
                    self.pay(name, names[7], amount, hours + chance.uniform(0, 90), device="D1", invoice="I1")
            case _:
                for _ in range(6):
                    payer, payee = chance.sample(names, 2)
                    self.pay(payer, payee, chance.uniform(0.1, 1) * amount, hours + chance.uniform(0, 200))


def stream_of(seed: int, schemes: int = 7, names: int = 8) -> list[Transaction]:
    """Some schemes that run into each other, in order of event time."""
    stream = Stream(random.Random(seed), [f"N{number}" for number in range(names)])
    for _ in range(schemes):
        stream.scheme()
    return sorted(stream.made, key=lambda each: (each.time, hash64(each.id.encode())))


def movements_of(transactions: Sequence[Transaction], settings: Settings = SETTINGS) -> dict[int, list[Addressed]]:
    """Their movements by partition, in event order."""
    enricher = Enricher(settings, REFERENCE)
    found: dict[int, list[Addressed]] = defaultdict(list)
    for offset, each in enumerate(transactions):
        source = Source(0, offset, 0, round(each.time.timestamp() * 1000) + 60_000)
        for movement in enricher.movements(each, int(each.amount * 100), source):
            found[movement.partition].append(movement)
    return found


class Ended(NamedTuple):
    """What a stream came to; equal however it was read."""

    alerts: set[tuple[str, str]]
    """Topic and id."""
    revisions: dict[str, int]
    """The last one of each alert."""
    typologies: set[str]
    kept: dict[bytes, Kept]
    """Less the position."""


class World:
    """Workers that share a store, read with a pace that chance decides."""

    def __init__(self, transactions: Sequence[Transaction], settings: Settings = SETTINGS) -> None:
        self._movements = movements_of(transactions, settings)
        self.evaluator = Evaluator(settings, CATALOGUE, MemoryStore(), base_decimals=2)
        for partition in range(settings.subjects_partitions):
            self.evaluator.store.open(partition)
            self.evaluator.open(partition)
        self._read = dict.fromkeys(range(settings.subjects_partitions), 0)
        self._flows: dict[int, list[tuple[bytes, bytes]]] = {partition: [] for partition in self._read}
        self._done = dict.fromkeys(self._read, 0)
        self._seen = dict.fromkeys(self._read, 0)
        """Up to where a step has read of `flows`, given up or not; what was read keeps its place."""
        self.raised: list[Raised] = []
        self.dropped = 0

    def run(self, chance: random.Random, pace: int = 12, abandons: float = 0.15, repeats: float = 0.1) -> Ended:
        """Read everything: steps of any part of what is there, some of them given up, some tokens sent again."""
        speeds = {partition: chance.choice((0, 1, pace, 20 * pace)) for partition in self._read}
        while waiting := self._waiting():
            if chance.random() < 0.1:
                speeds = {partition: chance.choice((0, 1, pace, 20 * pace)) for partition in self._read}
            several = chance.sample(waiting, chance.randint(1, len(waiting)))
            arrivals = [
                self._arrivals(partition, chance.randint(0, speeds[partition] + 1), chance.randint(0, pace))
                for partition in several
            ]
            for each in arrivals:
                partition, end = each.partition, self._done[each.partition] + len(each.tokens)
                self._seen[partition] = max(self._seen[partition], end)
            outcome = self.evaluator.evaluate(arrivals)
            given_up = chance.random() < abandons
            if not given_up or chance.random() < 0.5:
                self.raised.extend(outcome.raised)
                self._send(outcome.sent, chance, repeats)
            if given_up:
                self.evaluator.abandon(arrivals)
                continue
            self.evaluator.written(outcome, {})
            self.dropped += sum(count for why, count in outcome.dropped.items() if why not in {"share", "hub", "kept"})
            for each in arrivals:
                self._read[each.partition] += len(each.values)
                self._done[each.partition] += len(each.tokens)
        return self.ended()

    def ended(self) -> Ended:
        """What it has come to."""
        revisions: dict[str, int] = {}
        for raised in self.raised:
            revisions[raised.alert.id] = max(raised.alert.revision, revisions.get(raised.alert.id, 0))
        store = self.evaluator.store
        kept: dict[bytes, Kept] = {}
        for partition in self._read:
            for key, _ in store.items(partition):
                if key.endswith(MARK):
                    found = load_kept(key[: -len(MARK)], store, partition)
                    assert found is not None
                    kept[key] = msgspec.structs.replace(found, position=-1)
        return Ended(
            {(raised.topic, raised.alert.id) for raised in self.raised},
            revisions,
            {raised.alert.typology for raised in self.raised},
            kept,
        )

    def _waiting(self) -> list[int]:
        return [
            partition
            for partition in self._read
            if self._read[partition] < len(self._movements[partition])
            or self._done[partition] < len(self._flows[partition])
        ]

    def _arrivals(self, partition: int, movements: int, tokens: int) -> Arrivals:
        first, start = self._read[partition], self._done[partition]
        several = self._movements[partition][first : first + movements]
        offsets = range(first, first + len(several))
        flows = self._flows[partition][start : start + tokens]
        return Arrivals(
            partition,
            [each.key for each in several],
            [each.value for each in several],
            offsets,
            offsets,
            tokens=[(key, value, start + number) for number, (key, value) in enumerate(flows)],
        )

    def _send(self, sent: Sequence[Sent], chance: random.Random, repeats: float) -> None:
        """Records reach each partition in any order among those that are not read yet, some of them twice.

        Those of one sender to one key stay in order, as Kafka keeps them.
        """
        for record in sent:
            waiting = self._flows[record.partition]
            for _ in range(1 + (chance.random() < repeats)):
                same = [at for at, (key, _) in enumerate(waiting) if key == record.key]
                least = max(self._seen[record.partition], 0 if self._is_token(record) else max(same, default=-1) + 1)
                waiting.insert(chance.randint(least, len(waiting)), (record.key, record.value))

    @staticmethod
    def _is_token(record: Sent) -> bool:
        return b"money" in record.value[:16]
