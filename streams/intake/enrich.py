"""From a transaction to its movements: one for each side that is a subject, with all that needs no history."""

from __future__ import annotations

import msgspec

from streams.intake.facts import CASH, FactFinder, Facts, Source
from streams.intake.parties import Directory, Subject, subject_id
from streams.intake.profiles import Profiles
from streams.intake.tagging import hash32, originator
from streams.intake.valuation import Valuation
from streams.intake.whereabouts import NOWHERE, country_code
from streams.movement import LAYOUT, MovementFlag, Words, encode_words, pack_fixed
from streams.records import Party, Transaction
from streams.reference import Reference
from streams.settings import Settings
from streams.tags import Tag

__all__ = ["Addressed", "Enricher", "Source", "settled"]

_REMITTANCE_MAX = 140
"""Characters of remittance information that a subject's state keeps."""
_NAME_MAX = 140
"""Characters of a name that it keeps: as many as ISO 20022 allows. With them a subject's changed records fit one
batch."""
_NOT_SETTLED = frozenset({"RJCT", "CANC"})
_OWN_TRANSFER, _ON_BEHALF = int(MovementFlag.OWN_TRANSFER), int(MovementFlag.ON_BEHALF)
_NOT_ACTING = ~int(Tag.AT_BRANCH | Tag.AT_MACHINE | Tag.ONLINE | Tag.CARD_PRESENT)
_NAME_ONLY, _FOREIGN = int(MovementFlag.NAME_ONLY), int(MovementFlag.FOREIGN)


class Addressed(msgspec.Struct, frozen=True, gc=False):
    """One encoded movement with its key and partition of `movements`."""

    partition: int
    key: bytes
    value: bytes


class _Other(msgspec.Struct, frozen=True, gc=False):
    """The other side of a movement as its subject sees it."""

    subject: Subject | None
    party: Party | None
    agent: str | None


def _country_of(other: _Other) -> str:
    if other.party is not None and other.party.country is not None:
        return other.party.country
    return _agent_country(other.agent)


def _agent_country(agent: str | None) -> str:
    """The country in a BIC (ISO 9362: its fifth and sixth letters); empty for anything else."""
    if agent is None or len(agent) not in (8, 11):
        return ""
    country = agent[4:6]
    return country if country.isascii() and country.isalpha() and country.isupper() else ""


def settled(transaction: Transaction) -> bool:
    """Whether money moved: a payment that was rejected or cancelled did not happen."""
    return transaction.status not in _NOT_SETTLED


class Enricher:
    """Makes movements; holds nothing but remembered look-ups."""

    def __init__(self, settings: Settings, reference: Reference) -> None:
        valuation = Valuation(reference)
        self._directory = Directory(settings.subjects_partitions)
        self._facts = FactFinder(settings, reference, valuation)
        self._profiles = Profiles(reference.occupations, valuation.decimals[settings.base_currency])

    def movements(self, transaction: Transaction, amount_minor: int, source: Source) -> list[Addressed]:
        """The movements of a settled transaction: one for each side that is a subject, and, for cash, one for each
        further person whose statutory report it counts towards.

        `amount_minor` is the exact amount in minor units of its currency.
        """
        facts = self._facts.find(transaction, amount_minor, source)
        debtor = self._subject(transaction.debtor, transaction.debtor_agent)
        creditor = self._subject(transaction.creditor, transaction.creditor_agent)
        found: list[Addressed] = []
        if debtor is not None:
            flags = _OWN_TRANSFER if debtor is creditor else 0
            other = _Other(creditor, transaction.creditor, transaction.creditor_agent)
            found.append(self._movement(facts, 0, 1, debtor, transaction.debtor, other, flags))
            if facts.channel == CASH:
                self._add_persons_concerned(facts, 1, debtor, transaction.debtor, found)
        if creditor is not None:
            flags = _OWN_TRANSFER if debtor is creditor else 0
            other = _Other(debtor, transaction.debtor, transaction.debtor_agent)
            found.append(self._movement(facts, len(found), 0, creditor, transaction.creditor, other, flags))
            if facts.channel == CASH:
                self._add_persons_concerned(facts, 0, creditor, transaction.creditor, found)
        return found

    def _movement(
        self, facts: Facts, side: int, outward: int, subject: Subject, party: Party | None, other: _Other, flags: int
    ) -> Addressed:
        country = _country_of(other)
        flags |= facts.flags
        if country and country != facts.home:
            flags |= _FOREIGN | self._facts.classes(country, facts.day)
        if subject.name_only:
            flags |= _NAME_ONLY
        duties, transaction = facts.duties, facts.transaction
        tags = facts.tags | self._facts.side_tags(facts, party, other.party, outward)
        # Place and device are those of whoever acted: the one who pays, or who hands in cash.
        where, device = NOWHERE, 0
        if outward or transaction.debtor is None:
            where, device = facts.where, facts.device
            flags |= where.flags
        else:
            tags &= _NOT_ACTING
        own = self._profiles.of(party, facts.hits.debtor if outward else facts.hits.creditor)
        fixed = pack_fixed(
            facts.time_us,
            facts.transaction_hash,
            other.subject.hash if other.subject is not None else 0,
            facts.value,
            facts.threshold_value,
            facts.threshold_ratio,
            facts.content,
            0,
            facts.business_day,
            flags,
            country_code(country),
            facts.channel,
            outward,
            tags,
            facts.price_ratio,
            where.branch,
            device,
            facts.invoice,
            facts.text,
            hash32(other.party.name) if other.party is not None else 0,
            hash32(other.agent),
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
            own.declared_income,
            facts.balance,
            facts.source.partition,
            own.opened_day,
            own.born_day,
            own.profile,
            facts.source.place,
            own.kind,
            duties.decimals,
            LAYOUT,
            side,
        )
        words = Words(
            transaction.id,
            (party.account or party.wallet or "") if party is not None else "",
            other.subject.id if other.subject is not None else "",
            (other.party.name or "")[:_NAME_MAX] if other.party is not None else "",
            facts.amount,
            transaction.currency,
            (transaction.remittance or "")[:_REMITTANCE_MAX],
            duties.currency,
            (party.name or "")[:_NAME_MAX] if party is not None else "",
        )
        return Addressed(subject.partition, subject.key, fixed + encode_words(words))

    def _add_persons_concerned(
        self, facts: Facts, outward: int, subject: Subject, owner: Party | None, found: list[Addressed]
    ) -> None:
        """Add a movement for everybody whose cash report counts this one: joint holders, conductor, beneficiaries."""
        transaction = facts.transaction
        identities = [f"customer:{holder}" for holder in (owner.holders if owner is not None else ())]
        identities.append(subject_id(transaction.conductor, None))
        identities.extend(subject_id(party, None) for party in transaction.beneficiaries)
        other = _Other(subject, owner, None)
        for identity in dict.fromkeys(identities):
            if identity and identity != subject.id:
                person = self._directory[identity]
                found.append(self._movement(facts, len(found), outward, person, None, other, _ON_BEHALF))

    def _subject(self, party: Party | None, agent: str | None) -> Subject | None:
        identity = subject_id(party, agent)
        return self._directory[identity] if identity else None
