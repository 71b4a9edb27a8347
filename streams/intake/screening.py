"""Which parties, banks and wallets of a transaction are on a watch list."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from streams.intake.sides import Side
from streams.intake.valuation import EPOCH_ORDINAL
from streams.records import Party, Transaction
from streams.reference.watch_list import NOT_LISTED, Listed, WatchList, listed
from streams.tags import Profile, Tag

_SANCTIONED, _WITH_PEP, _MIXER = int(Tag.SANCTIONED), int(Tag.WITH_PEP), int(Tag.MIXER)
_PEP_SUBJECT, _SANCTIONED_SUBJECT = int(Profile.KNOWN_PEP | Profile.PEP), int(Profile.SANCTIONED)


class Hits(NamedTuple):
    """What the watch list says of the two sides of a transaction, and whether anybody or any bank in it is
    sanctioned."""

    debtor: Listed
    creditor: Listed
    sanctioned: bool


NO_HITS = Hits(NOT_LISTED, NOT_LISTED, sanctioned=False)


class Screen:
    """Looks parties up; costs nothing where no watch list is given."""

    def __init__(self, watch: WatchList) -> None:
        self._watch = watch

    def hits(self, transaction: Transaction, debtor: Side, creditor: Side, day: int) -> Hits:
        """Whoever of a transaction is listed on a day, counted from 1970."""
        watch = self._watch
        if not watch:
            return NO_HITS
        entries = debtor.entries + creditor.entries + debtor.agent_entries + creditor.agent_entries
        for party in _others(transaction):
            entries += watch.entries(party)
        if not entries:
            return NO_HITS
        on = date.fromordinal(day + EPOCH_ORDINAL)
        return Hits(listed(debtor.entries, on), listed(creditor.entries, on), listed(entries, on).sanctioned)

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

    @staticmethod
    def profile(hits: Hits, outward: int) -> int:
        """Profile bits that the hits give to one side itself."""
        if hits is NO_HITS:
            return 0
        own = hits.debtor if outward else hits.creditor
        return (_PEP_SUBJECT if own.pep else 0) | (_SANCTIONED_SUBJECT if own.sanctioned else 0)


def _others(transaction: Transaction) -> Iterator[Party]:
    """Everybody whom a transaction names besides its two sides."""
    if transaction.ultimate_debtor is not None:
        yield transaction.ultimate_debtor
    if transaction.ultimate_creditor is not None:
        yield transaction.ultimate_creditor
    if transaction.conductor is not None:
        yield transaction.conductor
    yield from transaction.beneficiaries
    if transaction.consignee is not None:
        yield Party(name=transaction.consignee)
