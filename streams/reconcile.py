"""Does what went in come out? Count and value by day and channel, of the input and of what was processed.

The input is read again from `transactions`, as far as intake has committed; what was processed is read from
`movements`, as far as the subjects have committed. Both are read by other code than wrote them as far as that is
possible.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date
from decimal import Decimal

import msgspec
from aiokafka.structs import ConsumerRecord

from streams.alerts.evidence import utc
from streams.errors import Reason, Rejection
from streams.intake.enrich import settled
from streams.intake.reading import read_many
from streams.intake.validity import check
from streams.movement import ChannelCode, decode_words, parse
from streams.ordering.progress import order
from streams.ordering.watermark import WATERMARK_KEY
from streams.records import Rejected
from streams.reference import Reference
from streams.scan import committed, partitions_of, scan
from streams.settings import Settings

_NO_CHANNEL = "none"


@dataclass(slots=True)
class Tally:
    """Transactions of one day, channel and currency."""

    count: int = 0
    value: Decimal = Decimal(0)

    def add(self, amount: Decimal) -> None:
        """Count one transaction."""
        self.count += 1
        self.value += amount


Place = tuple[date, str, str]
"""Day (UTC, of the event), channel, currency."""
Book = dict[Place, Tally]


@dataclass(slots=True)
class Reconciliation:
    """Both sides, and what was left out on purpose."""

    expected: Book = field(default_factory=lambda: defaultdict(Tally))
    processed: Book = field(default_factory=lambda: defaultdict(Tally))
    records: int = 0
    rejected: int = 0
    """Input records that are on `transactions.rejected`."""
    lost: int = 0
    """Input records that cannot be used and are not there: there must be none."""
    not_settled: int = 0

    def lines(self) -> Iterable[tuple[Place, Tally, Tally]]:
        """Day, channel and currency with both sides, in order."""
        for place in sorted(self.expected.keys() | self.processed.keys()):
            yield place, self.expected.get(place, Tally()), self.processed.get(place, Tally())

    def agrees(self) -> bool:
        """Whether both sides are equal to the cent and every reject was published."""
        return not self.lost and all(left == right for _, left, right in self.lines())


async def reconcile(settings: Settings) -> Reconciliation:
    """Read both sides. Raises KafkaError where a topic cannot be read."""
    found = Reconciliation()
    reference = Reference.load(settings.reference_dir, settings.watch_list)
    decimals = {code: currency.decimals for code, currency in reference.currencies.items()}
    transactions = settings.topic("transactions")
    partitions = await partitions_of(settings, transactions)
    ends = await committed(settings, transactions, partitions)
    rejected, put_aside = await _rejected_places(settings)
    async for _, records in scan(settings, transactions, partitions, ends):
        expect(found, records, rejected, decimals, settings)
    movements = settings.topic("movements")
    shared = await partitions_of(settings, movements)
    seen: dict[tuple[int, int], int] = {}
    async for partition, records in scan(settings, movements, shared, await committed(settings, movements, shared)):
        applied = [
            record.value
            for record in records
            if record.key != WATERMARK_KEY and (partition, record.offset) not in put_aside
        ]
        process(found, partition, applied, seen)
    return found


def expect(
    found: Reconciliation,
    records: list[ConsumerRecord],
    rejected: set[tuple[int, int]],
    decimals: Mapping[str, int],
    settings: Settings,
) -> None:
    """Count input records; `rejected` are partition and offset of those on `transactions.rejected`."""
    for record, read in zip(records, read_many(records, settings), strict=True):
        found.records += 1
        if (record.partition, record.offset) in rejected:
            found.rejected += 1
            continue
        try:
            if isinstance(read, Rejection):
                raise read
            for transaction in read:
                check(transaction, record.timestamp, decimals, settings)
        except Rejection:
            found.lost += 1
            continue
        for transaction in read:
            if not settled(transaction):
                found.not_settled += 1
                continue
            place = transaction.time.astimezone(UTC).date(), transaction.channel or _NO_CHANNEL, transaction.currency
            found.expected[place].add(transaction.amount)


def process(found: Reconciliation, partition: int, values: list[bytes], seen: dict[tuple[int, int], int]) -> None:
    """Count the first movement of every transaction once; `seen` is kept between calls."""
    movements, words = parse(values)
    orders = order(movements).tolist()
    for movement, text, place in zip(movements, words, orders, strict=True):
        source = partition, int(movement["input_partition"])
        if place <= seen.get(source, -1):
            continue  # intake sent it again after a crash
        seen[source] = place
        if movement["side"] == 0:
            said = decode_words(text)
            channel = int(movement["channel"])
            name = ChannelCode(channel).name.lower() if channel else _NO_CHANNEL
            day = utc(int(movement["time_us"])).date()
            found.processed[day, name, said.currency].add(Decimal(said.amount))


async def _rejected_places(settings: Settings) -> tuple[set[tuple[int, int]], set[tuple[int, int]]]:
    """Partition and offset of every record of `transactions` that was rejected, and of every movement that could not
    be applied. One whose transaction id came with other content was applied in that sense: it was judged."""
    decode = msgspec.json.Decoder(Rejected).decode
    transactions, movements = settings.topic("transactions"), settings.topic("movements")
    topic = settings.topic("transactions.rejected")
    rejected, put_aside = set(), set()
    async for _, records in scan(settings, topic, await partitions_of(settings, topic)):
        for record in records:
            reject = decode(record.value)
            if reject.topic == transactions:
                rejected.add((reject.partition, reject.offset))
            elif reject.topic == movements and reject.reason == Reason.PROCESSING_FAILED:
                put_aside.add((reject.partition, reject.offset))
    return rejected, put_aside
