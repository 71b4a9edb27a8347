"""From a transaction to its movements: one for each side that is a subject, with all that needs no history."""

from __future__ import annotations

import msgspec

from streams.flows.ring import INVOICE, identifier_mark
from streams.intake.facts import CASH, FactFinder, Facts, Source
from streams.intake.parties import Directory, Subject, subject_id
from streams.intake.profiles import Profiles
from streams.intake.screening import Screen
from streams.intake.sides import NOBODY, Side, Sides
from streams.intake.tagging import originator
from streams.intake.valuation import Valuation
from streams.intake.whereabouts import NOWHERE
from streams.movement import LAYOUT, MovementFlag, Words, encode_words, pack_fixed
from streams.records import Party, Transaction
from streams.reference import Reference
from streams.settings import Settings
from streams.tags import Tag

__all__ = ["Addressed", "Enricher", "Source", "settled"]

_NOT_SETTLED = frozenset({"RJCT", "CANC"})
_OWN_TRANSFER, _ON_BEHALF = int(MovementFlag.OWN_TRANSFER), int(MovementFlag.ON_BEHALF)
_NOT_ACTING = ~int(Tag.AT_BRANCH | Tag.AT_MACHINE | Tag.ONLINE | Tag.CARD_PRESENT)
_IDENTIFIED = int(MovementFlag.IDENTIFIED)
_OWN_DEVICE = (None, "online")
"""Where the device is the payer's: a counter's, a cash machine's and a shop's serve everybody."""
_MARKS_MAX = 100_000
_NAME_ONLY, _FOREIGN = int(MovementFlag.NAME_ONLY), int(MovementFlag.FOREIGN)


class Addressed(msgspec.Struct, frozen=True, gc=False):
    """One encoded movement with its key and partition of `movements`."""

    partition: int
    key: bytes
    value: bytes


def settled(transaction: Transaction) -> bool:
    """Whether money moved: a payment that was rejected or cancelled did not happen."""
    return transaction.status not in _NOT_SETTLED


class Enricher:
    """Makes movements; holds nothing but remembered look-ups."""

    def __init__(self, settings: Settings, reference: Reference) -> None:
        valuation = Valuation(reference)
        profiles = Profiles(reference.occupations, valuation.decimals[settings.base_currency])
        self._directory = Directory(settings.subjects_partitions)
        self._sides = Sides(self._directory, profiles, reference.watch)
        self._marks: dict[tuple[str, str, str], int] = {}
        self._facts = FactFinder(settings, reference, valuation)

    def movements(self, transaction: Transaction, amount_minor: int, source: Source) -> list[Addressed]:
        """The movements of a settled transaction: one for each side that is a subject, and, for cash, one for each
        further person whose statutory report it counts towards.

        `amount_minor` is the exact amount in minor units of its currency.
        """
        debtor = self._sides.of(transaction.debtor, transaction.debtor_agent)
        creditor = self._sides.of(transaction.creditor, transaction.creditor_agent)
        facts = self._facts.find(transaction, amount_minor, source, debtor, creditor)
        payer, payee = debtor.subject, creditor.subject
        flags = _OWN_TRANSFER if payer is payee else 0
        found: list[Addressed] = []
        if payer is not None:
            found.append(self._movement(facts, 0, 1, payer, debtor, creditor, flags))
            if facts.channel == CASH:
                self._add_persons_concerned(facts, 1, payer, transaction.debtor, found)
        if payee is not None:
            found.append(self._movement(facts, len(found), 0, payee, creditor, debtor, flags))
            if facts.channel == CASH:
                self._add_persons_concerned(facts, 0, payee, transaction.creditor, found)
        return found

    def _movement(
        self, facts: Facts, number: int, outward: int, subject: Subject, own: Side, other: Side, flags: int
    ) -> Addressed:
        flags |= facts.flags
        if other.country and other.country != facts.home:
            flags |= _FOREIGN | self._facts.classes(other.country, facts.day)
        if subject.name_only:
            flags |= _NAME_ONLY
        duties, transaction = facts.duties, facts.transaction
        tags = self._facts.tags(facts, own, other, outward)
        # Place and device are those of whoever acted: the one who pays, or who hands in cash.
        where, device = NOWHERE, 0
        if outward or transaction.debtor is None:
            where, device = facts.where, facts.device
            flags |= where.flags
        else:
            tags &= _NOT_ACTING
        kind, opened_day, born_day, declared_income, profile = own.described
        if own is not NOBODY:
            profile |= Screen.profile(facts.hits, outward)
        counterparty = other.subject
        identifiers = self._identifiers(transaction, own, other, outward)
        if identifiers and not flags & _ON_BEHALF:
            flags |= _IDENTIFIED
        fixed = pack_fixed(
            facts.time_us,
            facts.transaction_hash,
            counterparty.hash if counterparty is not None else 0,
            facts.value,
            facts.threshold_value,
            facts.threshold_ratio,
            facts.content,
            0,
            facts.business_day,
            flags,
            other.country_code,
            facts.channel,
            outward,
            tags,
            facts.price_ratio,
            where.branch,
            device,
            facts.invoice,
            facts.text,
            other.name_hash,
            other.name_key,
            other.agent_hash,
            originator(transaction.ultimate_creditor if outward else transaction.ultimate_debtor),
            where.latitude,
            where.longitude,
            where.country,
            duties.code,
            facts.source.received_ms,
            facts.source.offset,
            duties.cash_report if outward in duties.cash_report_directions else 0,
            duties.cash_report_reached,
            duties.travel_rule,
            duties.instrument_log,
            declared_income,
            facts.balance,
            facts.source.partition,
            opened_day,
            born_day,
            profile,
            facts.source.place,
            kind,
            duties.decimals,
            LAYOUT,
            number,
        )
        words = Words(
            transaction.id,
            own.account,
            counterparty.id if counterparty is not None else "",
            other.name,
            facts.amount,
            transaction.currency,
            facts.remittance,
            duties.currency,
            own.name,
            identifiers,
        )
        return Addressed(subject.partition, subject.key, fixed + encode_words(words))

    def _identifiers(
        self, transaction: Transaction, own: Side, other: Side, outward: int
    ) -> tuple[tuple[str, int], ...]:
        """What identifies the subject in this transaction and may be another's too."""
        found = own.identifiers
        if outward or transaction.debtor is None:
            if transaction.device is not None and transaction.initiation in _OWN_DEVICE:
                found = (*found, ("device", self._mark("device", transaction.device, "")))
            if outward and transaction.invoice is not None and other.subject is not None:
                found = (*found, (INVOICE, self._mark(INVOICE, transaction.invoice, other.subject.id)))
        return found

    def _mark(self, kind: str, value: str, issuer: str) -> int:
        key = kind, value, issuer
        known = self._marks.get(key)
        if known is None:
            if len(self._marks) >= _MARKS_MAX:
                self._marks.clear()
            known = self._marks[key] = identifier_mark(kind, value, issuer)
        return known

    def _add_persons_concerned(
        self, facts: Facts, outward: int, subject: Subject, owner: Party | None, found: list[Addressed]
    ) -> None:
        """Add a movement for everybody whose cash report counts this one: joint holders, conductor, beneficiaries."""
        transaction = facts.transaction
        identities = [f"customer:{holder}" for holder in (owner.holders if owner is not None else ())]
        identities.append(subject_id(transaction.conductor, None))
        identities.extend(subject_id(party, None) for party in transaction.beneficiaries)
        for identity in dict.fromkeys(identities):
            if identity and identity != subject.id:
                person = self._directory[identity]
                other = msgspec.structs.replace(self._sides.of(owner, None), subject=subject)
                found.append(self._movement(facts, len(found), outward, person, NOBODY, other, _ON_BEHALF))
