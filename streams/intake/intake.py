"""From records of `transactions` to movements and rejects. Pure: what it returns is for the caller to publish."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from aiokafka.structs import ConsumerRecord

from streams.errors import Rejection
from streams.intake.enrich import Addressed, Enricher, Source, settled
from streams.intake.reading import read_many
from streams.intake.rejected import rejected
from streams.intake.validity import check
from streams.ordering.watermark import newest_by_input
from streams.records import Rejected, Transaction
from streams.reference import Reference
from streams.settings import Settings

_SAMPLED = 16


@dataclass(slots=True)
class Taken:
    """What records of `transactions` became."""

    movements: list[Addressed] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    channels: Counter[str] = field(default_factory=Counter)
    """Transactions understood, by channel; `none` where the payment system does not say."""
    not_settled: int = 0
    sample: list[Transaction] = field(default_factory=list)
    """A few of the transactions, to learn which fields the payment system fills."""

    @property
    def newest(self) -> dict[int, int]:
        """The latest event time of the movements by partition of `transactions`, microseconds."""
        return newest_by_input([movement.value for movement in self.movements])


class Intake:
    """Reads, checks and enriches."""

    def __init__(self, settings: Settings, reference: Reference) -> None:
        self._settings = settings
        self._decimals = {code: currency.decimals for code, currency in reference.currencies.items()}
        self._enricher = Enricher(settings, reference)

    def take(self, records: Sequence[ConsumerRecord]) -> Taken:
        """Take in records of one or several partitions, in their order."""
        taken = Taken()
        for record, read in zip(records, read_many(records, self._settings), strict=True):
            if isinstance(read, Rejection):
                taken.rejected.append(rejected(record, read, self._settings))
                continue
            try:
                self._take_one(record, read, taken)
            except Rejection as rejection:
                taken.rejected.append(rejected(record, rejection, self._settings))
        return taken

    def _take_one(self, record: ConsumerRecord, transactions: Sequence[Transaction], taken: Taken) -> None:
        """All transactions of a record, or none: a record is rejected whole."""
        movements: list[Addressed] = []
        amounts = [check(transaction, record.timestamp, self._decimals, self._settings) for transaction in transactions]
        for index, (transaction, amount_minor) in enumerate(zip(transactions, amounts, strict=True)):
            if not settled(transaction):
                taken.not_settled += 1
                continue
            source = Source(record.partition, record.offset, index, record.timestamp)
            movements.extend(self._enricher.movements(transaction, amount_minor, source))
        taken.movements.extend(movements)
        if len(taken.sample) < _SAMPLED:
            taken.sample.extend(transactions)
        for transaction in transactions:
            taken.channels[transaction.channel or "none"] += 1
