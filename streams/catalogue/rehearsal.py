"""Runs transactions through intake, state, signals and catalogue without Kafka, so that cases can be proved."""

from __future__ import annotations

from collections.abc import Sequence

from streams.catalogue.cases import Found
from streams.catalogue.catalogue import Catalogue
from streams.errors import CatalogueError
from streams.offline import Offline, RefusedError
from streams.records import Alert, Transaction
from streams.reference import Reference
from streams.reference.watch_list import Entry
from streams.scoring.shipped import with_shipped_model
from streams.settings import Settings


class Rehearsal:
    """A catalogue, ready to judge one stream after another; each starts with no history."""

    def __init__(self, catalogue: Catalogue, settings: Settings, reference: Reference) -> None:
        self._catalogue = catalogue
        self._settings = settings
        self._reference = reference
        # It takes seconds to load, and most typologies that are proved alone do not ask for it.
        self._with_model = any(typology.reads_model for typology in catalogue.typologies)

    def alerts(self, transactions: Sequence[Transaction], watch: Sequence[Entry] = ()) -> list[Alert]:
        """What the catalogue says of these transactions, revisions included, in their order; with entries of a watch
        list in place of the institution's.

        Raises CatalogueError where a transaction would be rejected.
        """
        scorer = with_shipped_model() if self._with_model else None
        offline = Offline(self._catalogue, self._settings, self._reference, watch, scorer=scorer)
        try:
            return [raised.alert for raised in offline.judge(transactions)]
        except RefusedError as error:
            raise CatalogueError(str(error)) from error

    def found(self, transactions: Sequence[Transaction], watch: Sequence[Entry] = ()) -> list[Found]:
        """Typology, subject and newest evidence of every alert."""
        return [
            (alert.typology, alert.subject.id, alert.evidence[-1].transaction if alert.evidence else "")
            for alert in self.alerts(transactions, watch)
        ]
