"""Runs transactions through intake, state, signals and catalogue without Kafka, so that cases can be proved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from streams.catalogue.cases import Found
from streams.catalogue.catalogue import Catalogue
from streams.errors import CatalogueError, Rejection
from streams.evaluation import Arrivals, Evaluator
from streams.intake.enrich import Addressed, Enricher, Source
from streams.intake.validity import check
from streams.records import Alert, Transaction
from streams.reference import Reference
from streams.reference.watch_list import Entry, WatchList
from streams.settings import Settings
from streams.subject.store import MemoryStore

_DELAY_MS = 60_000
"""Every transaction arrives a minute after it was made."""


class Rehearsal:
    """A catalogue, ready to judge one stream after another; each starts with no history."""

    def __init__(self, catalogue: Catalogue, settings: Settings, reference: Reference) -> None:
        self._catalogue = catalogue
        self._settings = settings
        self._reference = reference
        self._enricher = Enricher(settings, reference)
        self._decimals = {code: currency.decimals for code, currency in reference.currencies.items()}

    def alerts(self, transactions: Sequence[Transaction], watch: Sequence[Entry] = ()) -> list[Alert]:
        """What the catalogue says of these transactions, revisions included, in their order; with entries of a watch
        list in place of the institution's.

        Raises CatalogueError where a transaction would be rejected.
        """
        enricher = self._enricher
        if watch:
            enricher = Enricher(self._settings, replace(self._reference, watch=WatchList(watch)))
        partitions: dict[int, list[Addressed]] = {}
        for offset, transaction in enumerate(transactions):
            for movement in self._movements(enricher, transaction, offset):
                partitions.setdefault(movement.partition, []).append(movement)
        evaluator = Evaluator(
            self._settings, self._catalogue, MemoryStore(), self._decimals[self._settings.base_currency]
        )
        for number in sorted(partitions):
            evaluator.store.open(number)
            evaluator.open(number)
        return [raised.alert for raised in evaluator.evaluate(_arrivals(partitions)).raised]

    def found(self, transactions: Sequence[Transaction], watch: Sequence[Entry] = ()) -> list[Found]:
        """Typology, subject and newest evidence of every alert."""
        return [
            (alert.typology, alert.subject.id, alert.evidence[-1].transaction if alert.evidence else "")
            for alert in self.alerts(transactions, watch)
        ]

    def _movements(self, enricher: Enricher, transaction: Transaction, offset: int) -> list[Addressed]:
        received_ms = round(transaction.time.timestamp() * 1000) + _DELAY_MS
        try:
            amount_minor = check(transaction, received_ms, self._decimals, self._settings)
        except Rejection as rejection:
            raise CatalogueError(f"transaction {transaction.id} would be rejected: {rejection}") from rejection
        return list(enricher.movements(transaction, amount_minor, Source(0, offset, 0, received_ms)))


def _arrivals(partitions: dict[int, list[Addressed]]) -> list[Arrivals]:
    return [
        Arrivals(number, [each.key for each in part], [each.value for each in part], range(len(part)))
        for number, part in sorted(partitions.items())
    ]
