"""Which parties, banks and wallets of a transaction are on a watch list."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from streams.intake.valuation import EPOCH_ORDINAL
from streams.records import Party, Transaction
from streams.reference.watch_list import Listed, WatchList
from streams.tags import Tag

_SANCTIONED, _WITH_PEP, _MIXER = int(Tag.SANCTIONED), int(Tag.WITH_PEP), int(Tag.MIXER)


class Hits(NamedTuple):
    """What the watch list says of the two sides of a transaction, and whether anybody or any bank in it is
    sanctioned."""

    debtor: Listed
    creditor: Listed
    sanctioned: bool


NOT_LISTED = Listed(sanctioned=False, pep=False, mixer=False)
NO_HITS = Hits(NOT_LISTED, NOT_LISTED, sanctioned=False)


class Screen:
    """Looks parties up; costs nothing where no watch list is given."""

    def __init__(self, watch: WatchList) -> None:
        self._watch = watch

    def hits(self, transaction: Transaction, day: int) -> Hits:
        """Whoever of a transaction is listed on a day, counted from 1970."""
        watch = self._watch
        if not watch:
            return NO_HITS
        on = date.fromordinal(day + EPOCH_ORDINAL)
        debtor, creditor = (watch.party(party, on) for party in (transaction.debtor, transaction.creditor))
        others = (
            transaction.ultimate_debtor,
            transaction.ultimate_creditor,
            transaction.conductor,
            *transaction.beneficiaries,
        )
        sanctioned = (
            debtor.sanctioned
            or creditor.sanctioned
            or any(watch.party(party, on).sanctioned for party in others if party is not None)
            or any(watch.agent(agent, on) for agent in (transaction.debtor_agent, transaction.creditor_agent) if agent)
            or (transaction.consignee is not None and watch.party(Party(name=transaction.consignee), on).sanctioned)
        )
        return Hits(debtor, creditor, sanctioned)

    @staticmethod
    def tags(hits: Hits, outward: int) -> int:
        """Tags that the hits give to the movement of one side."""
        if hits is NO_HITS:
            return 0
        other = hits.creditor if outward else hits.debtor
        found = _SANCTIONED if hits.sanctioned else 0
        if other.pep:
            found |= _WITH_PEP
        if other.mixer:
            found |= _MIXER
        return found
