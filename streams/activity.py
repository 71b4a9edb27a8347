"""Tells which typologies of a running worker cannot fire, because nothing fills the fields that they need."""

from __future__ import annotations

import logging
from collections.abc import Iterable

from streams import metrics
from streams.catalogue.catalogue import Catalogue
from streams.catalogue.needed import Seen
from streams.records import Transaction

log = logging.getLogger(__name__)

_ENOUGH = 5000
"""Sampled transactions after which a field that none of them fills is taken as not sent."""


class Activity:
    """What the transactions of this process filled so far, for the metrics and, once, for the log."""

    def __init__(self, catalogue: Catalogue, provided: Iterable[str]) -> None:
        """`provided` is what the institution has of `streams.catalogue.needed.PROVIDED`."""
        self._seen = Seen(catalogue.typologies, provided)
        self._shown: set[tuple[str, str]] = set()
        self._told = False
        self._show()

    def use(self, catalogue: Catalogue) -> None:
        """Watch for what this catalogue needs."""
        self._seen = self._seen.for_others(catalogue.typologies)
        self._show()

    def provide(self, needed: str, there: bool) -> None:
        """Say whether there is something that is no field, such as a model."""
        if self._seen.provide(needed, there):
            self._show()

    def look(self, sample: Iterable[Transaction]) -> None:
        """Look at some of the transactions."""
        news = [transaction for transaction in sample if self._seen.look(transaction)]
        if news:
            self._show()
        if not self._told and self._seen.transactions >= _ENOUGH:
            self._told = True
            for name, missing in self._seen.inactive().items():
                log.warning("typology %s cannot fire: no transaction so far has %s", name, ", ".join(missing))

    def _show(self) -> None:
        now = {(name, ", ".join(missing)) for name, missing in self._seen.inactive().items()}
        for labels in self._shown - now:
            metrics.TYPOLOGY_INACTIVE.remove(*labels)
        for labels in now - self._shown:
            metrics.TYPOLOGY_INACTIVE.labels(*labels).set(1)
        self._shown = now
