"""From a transaction to its movements: everything that can be decided once, without the subject's history.

Value in the base currency, thresholds in force, the business day of the institution, country risk, whose movement it
is. Whatever depends only on a day, a currency or an institution is looked up once and remembered.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache
from zlib import crc32

import msgspec

from streams.intake.duties import Duties, DutyBook
from streams.intake.parties import Directory, Subject, hash64, subject_id
from streams.intake.valuation import EPOCH_ORDINAL, Valuation
from streams.movement import (
    LAYOUT,
    UNKNOWN_DAY,
    UNKNOWN_INCOME,
    UNKNOWN_PLACE,
    UNKNOWN_VALUE,
    ChannelCode,
    MovementFlag,
    PartyCode,
    Words,
    encode_words,
    pack_fixed,
)
from streams.records import Party, Transaction
from streams.reference import Reference
from streams.reference.countries import CountryFlag
from streams.settings import Settings

_REMITTANCE_MAX = 140
"""Characters of remittance information that a subject's state keeps."""
_NAME_MAX = 140
"""Characters of a name that it keeps: as many as ISO 20022 allows. With them a subject's changed records fit one
batch."""
_ROUND_UNITS = 100
_JUST_BELOW_ONE = 1.0 - 2.0**-24
"""The largest 32-bit float below 1."""
_NOT_SETTLED = frozenset({"RJCT", "CANC"})
_CHANNELS: Mapping[str | None, int] = {None: 0, **{code.name.lower(): int(code) for code in ChannelCode if code}}
_KINDS: Mapping[str | None, int] = {None: 0, **{code.name.lower(): int(code) for code in PartyCode if code}}
_CASH = int(ChannelCode.CASH)
_ROUND, _NO_RATE = int(MovementFlag.ROUND), int(MovementFlag.NO_RATE)
_OWN_TRANSFER, _ON_BEHALF = int(MovementFlag.OWN_TRANSFER), int(MovementFlag.ON_BEHALF)
_SINGLE_REPORT = int(MovementFlag.SINGLE_REPORT)
_NO_TRAVEL_RULE = frozenset({int(ChannelCode.CARD), int(ChannelCode.CHEQUE)})
"""Not transfers of funds as the travel rule means them."""
_NAME_ONLY = int(MovementFlag.NAME_ONLY)
# Plain integers, since operations on enumeration flags take longer than all else that is done to a movement.
_encode = msgspec.msgpack.Encoder(decimal_format="string").encode


class Source(msgspec.Struct, frozen=True, gc=False):
    """Where a transaction was read: partition and offset of `transactions`, its place in the record, Kafka time."""

    partition: int
    offset: int
    place: int
    received_ms: int


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


class _Common(msgspec.Struct, frozen=True, gc=False):
    """What all movements of a transaction share; the fields of MOVEMENT, and what is needed to make the others."""

    transaction: Transaction
    source: Source
    time_us: int
    day: int
    transaction_hash: int
    content: int
    value: int
    threshold_value: int
    threshold_ratio: float
    business_day: int
    flags: int
    channel: int
    duties: Duties
    balance: int
    home: str
    """The institution's country, which is no foreign corridor."""
    amount: str


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


def content_checksum(transaction: Transaction) -> int:
    """A checksum of everything that a transaction says, whatever the order of its fields was."""
    return crc32(_encode(transaction))


class Enricher:
    """Makes movements; holds nothing but remembered look-ups."""

    def __init__(self, settings: Settings, reference: Reference) -> None:
        self._base = settings.base_currency
        self._directory = Directory(settings.subjects_partitions)
        self._countries = reference.countries
        self._valuation = Valuation(reference)
        self._duties = DutyBook(settings, reference)
        self._round_minor = {code: _ROUND_UNITS * 10**decimals for code, decimals in self._valuation.decimals.items()}
        self._risk: Callable[[str, int], int] = lru_cache(maxsize=100_000)(self._risk_on)

    def movements(self, transaction: Transaction, amount_minor: int, source: Source) -> list[Addressed]:
        """The movements of a settled transaction: one for each side that is a subject, and, for cash, one for each
        further person whose statutory report it counts towards.

        `amount_minor` is the exact amount in minor units of its currency.
        """
        common = self._common(transaction, amount_minor, source)
        debtor = self._subject(transaction.debtor, transaction.debtor_agent)
        creditor = self._subject(transaction.creditor, transaction.creditor_agent)
        found: list[Addressed] = []
        if debtor is not None:
            flags = _OWN_TRANSFER if debtor is creditor else 0
            other = _Other(creditor, transaction.creditor, transaction.creditor_agent)
            found.append(self._movement(common, 0, 1, debtor, transaction.debtor, other, flags))
            if common.channel == _CASH:
                self._add_persons_concerned(common, 1, debtor, transaction.debtor, found)
        if creditor is not None:
            flags = _OWN_TRANSFER if debtor is creditor else 0
            other = _Other(debtor, transaction.debtor, transaction.debtor_agent)
            found.append(self._movement(common, len(found), 0, creditor, transaction.creditor, other, flags))
            if common.channel == _CASH:
                self._add_persons_concerned(common, 0, creditor, transaction.creditor, found)
        return found

    def _common(self, transaction: Transaction, amount_minor: int, source: Source) -> _Common:
        """What all movements of a transaction share."""
        time_us = round(transaction.time.timestamp() * 1_000_000)
        day = time_us // 86_400_000_000
        currency = transaction.currency
        channel = _CHANNELS[transaction.channel]
        institution = self._duties.institution(transaction.institution)
        is_cash = channel == _CASH
        business_day = self._duties.business_day(transaction.booking_date, institution, time_us, cash=is_cash)
        duties = self._duties.on(institution.country, institution.kind, business_day)
        value = self._valuation.converted(amount_minor, currency, self._base, day)
        threshold_value, threshold_ratio = self._against_threshold(amount_minor, currency, day, channel, duties)
        flags = 0 if amount_minor % self._round_minor[currency] else _ROUND
        if value == UNKNOWN_VALUE:
            flags |= _NO_RATE
        if is_cash and duties.cash_report_single:
            flags |= _SINGLE_REPORT
        return _Common(
            transaction,
            source,
            time_us,
            day,
            hash64(transaction.id.encode()),
            content_checksum(transaction),
            value,
            threshold_value,
            threshold_ratio,
            business_day,
            flags,
            channel,
            duties,
            self._valuation.balance(transaction.balance_after, currency, self._base, day),
            institution.country,
            format(transaction.amount, "f"),
        )

    def _movement(
        self, common: _Common, side: int, outward: int, subject: Subject, party: Party | None, other: _Other, flags: int
    ) -> Addressed:
        country = _country_of(other)
        flags |= common.flags
        if country and country != common.home:
            flags |= self._risk(country, common.day)
        if subject.name_only:
            flags |= _NAME_ONLY
        duties, transaction = common.duties, common.transaction
        opened = party.opened if party is not None else None
        fixed = pack_fixed(
            common.time_us,
            common.transaction_hash,
            other.subject.hash if other.subject is not None else 0,
            common.value,
            common.threshold_value,
            common.threshold_ratio,
            common.content,
            0,
            common.business_day,
            flags,
            (ord(country[0]) << 8 | ord(country[1])) if country else 0,
            common.channel,
            outward,
            0,
            float("nan"),
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            UNKNOWN_PLACE,
            UNKNOWN_PLACE,
            0,
            common.source.received_ms,
            common.source.offset,
            duties.cash_report if outward in duties.cash_report_directions else 0,
            duties.cash_report_reached,
            duties.travel_rule,
            0,
            UNKNOWN_INCOME,
            common.balance,
            common.source.partition,
            opened.toordinal() - EPOCH_ORDINAL if opened is not None else UNKNOWN_DAY,
            UNKNOWN_DAY,
            0,
            common.source.place,
            _KINDS[party.kind] if party is not None else 0,
            duties.decimals,
            LAYOUT,
            side,
        )
        words = Words(
            transaction.id,
            (party.account or party.wallet or "") if party is not None else "",
            other.subject.id if other.subject is not None else "",
            (other.party.name or "")[:_NAME_MAX] if other.party is not None else "",
            common.amount,
            transaction.currency,
            (transaction.remittance or "")[:_REMITTANCE_MAX],
            duties.currency,
            (party.name or "")[:_NAME_MAX] if party is not None else "",
        )
        return Addressed(subject.partition, subject.key, fixed + encode_words(words))

    def _add_persons_concerned(
        self, common: _Common, outward: int, subject: Subject, owner: Party | None, found: list[Addressed]
    ) -> None:
        """Add a movement for everybody whose cash report counts this one: joint holders, conductor, beneficiaries."""
        transaction = common.transaction
        identities = [f"customer:{holder}" for holder in (owner.holders if owner is not None else ())]
        identities.append(subject_id(transaction.conductor, None))
        identities.extend(subject_id(party, None) for party in transaction.beneficiaries)
        other = _Other(subject, owner, None)
        for identity in dict.fromkeys(identities):
            if identity and identity != subject.id:
                person = self._directory[identity]
                found.append(self._movement(common, len(found), outward, person, None, other, _ON_BEHALF))

    def _subject(self, party: Party | None, agent: str | None) -> Subject | None:
        identity = subject_id(party, agent)
        return self._directory[identity] if identity else None

    def _against_threshold(
        self, amount_minor: int, currency: str, day: int, channel: int, duties: Duties
    ) -> tuple[int, float]:
        """The amount in the currency of the duties, and its share of the limit that its channel is measured by."""
        limit = duties.cash_report if channel == _CASH else duties.travel_rule
        if not duties.currency:
            return 0, float("nan")
        converted = self._valuation.converted(amount_minor, currency, duties.currency, day)
        if converted == UNKNOWN_VALUE:
            return 0, float("nan")
        if not limit or channel in _NO_TRAVEL_RULE:
            return converted, float("nan")
        # A ratio that rounds up to 1 in 32 bits would say that an amount just below the limit reaches it.
        return converted, min(converted / limit, _JUST_BELOW_ONE) if converted < limit else converted / limit

    def _risk_on(self, country: str, day: int) -> int:
        found = self._countries.flags(country, date.fromordinal(day + EPOCH_ORDINAL))
        flags = 0
        if found & CountryFlag.HIGH_RISK:
            flags |= MovementFlag.HIGH_RISK
        if found & CountryFlag.CONFLICT_ZONE:
            flags |= MovementFlag.CONFLICT
        return int(flags)
