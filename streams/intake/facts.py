"""What all movements of a transaction share: value, thresholds in force, business day, tags, place.

Whatever depends only on a day, a currency or an institution is looked up once and remembered.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache
from zlib import crc32

import msgspec

from streams.intake.duties import Duties, DutyBook
from streams.intake.parties import hash64
from streams.intake.screening import Hits, Screen
from streams.intake.sides import Side
from streams.intake.tagging import Tagger, hash32
from streams.intake.valuation import EPOCH_ORDINAL, Valuation
from streams.intake.whereabouts import Map, Whereabouts
from streams.movement import UNKNOWN_VALUE, ChannelCode, MovementFlag
from streams.records import Transaction
from streams.reference import Reference
from streams.settings import Settings
from streams.tags import Tag

_ROUND_UNITS = 100
_REMITTANCE_MAX = 140
"""Characters of remittance information that a subject's state keeps."""
_JUST_BELOW_ONE = 1.0 - 2.0**-24
"""The largest 32-bit float below 1."""
_CHANNELS: Mapping[str | None, int] = {None: 0, **{code.name.lower(): int(code) for code in ChannelCode if code}}
# Plain integers, since operations on enumeration flags take longer than all else that is done to a movement.
CASH = int(ChannelCode.CASH)
_ROUND, _NO_RATE = int(MovementFlag.ROUND), int(MovementFlag.NO_RATE)
_SINGLE_REPORT = int(MovementFlag.SINGLE_REPORT)
_CONFLICT_AREA = int(MovementFlag.CONFLICT | MovementFlag.BORDERS_CONFLICT)
_TRAVEL_CONFLICT = int(MovementFlag.TRAVEL_CONFLICT)
_NO_TRAVEL_RULE = frozenset({int(ChannelCode.CARD), int(ChannelCode.CHEQUE)})
"""Not transfers of funds as the travel rule means them."""
_NIGHT = int(Tag.NIGHT)
_encode = msgspec.msgpack.Encoder(decimal_format="string").encode


class Source(msgspec.Struct, frozen=True, gc=False):
    """Where a transaction was read: partition and offset of `transactions`, its place in the record, Kafka time."""

    partition: int
    offset: int
    place: int
    received_ms: int


class Facts(msgspec.Struct, frozen=True, gc=False):
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
    remittance: str
    tags: int
    price_ratio: float
    invoice: int
    text: int
    device: int
    where: Whereabouts
    hits: Hits


def content_checksum(transaction: Transaction) -> int:
    """A checksum of everything that a transaction says, whatever the order of its fields was."""
    return crc32(_encode(transaction))


class FactFinder:
    """Finds the facts of transactions; holds nothing but remembered look-ups."""

    def __init__(self, settings: Settings, reference: Reference, valuation: Valuation) -> None:
        self._base = settings.base_currency
        self._valuation = valuation
        self._countries = reference.countries
        self._duties = DutyBook(settings, reference)
        self._round_minor = {code: _ROUND_UNITS * 10**decimals for code, decimals in valuation.decimals.items()}
        self._tagger = Tagger(reference, valuation)
        self._map = Map(reference.areas.flags)
        self._screen = Screen(reference.watch)
        self.classes: Callable[[str, int], int] = lru_cache(maxsize=100_000)(self._classes_on)

    def find(self, transaction: Transaction, amount_minor: int, source: Source, debtor: Side, creditor: Side) -> Facts:
        """The facts of a transaction; `amount_minor` is its exact amount in minor units of its currency."""
        time_us = round(transaction.time.timestamp() * 1_000_000)
        day = time_us // 86_400_000_000
        currency = transaction.currency
        channel = _CHANNELS[transaction.channel]
        is_cash = channel == CASH
        home, business_day, duties, is_night = self._duties.at(
            transaction.institution, transaction.booking_date, time_us, cash=is_cash
        )
        value = self._valuation.converted(amount_minor, currency, self._base, day)
        threshold_value, threshold_ratio = self._against_threshold(amount_minor, currency, day, channel, duties)
        flags = 0 if amount_minor % self._round_minor[currency] else _ROUND
        if value == UNKNOWN_VALUE:
            flags |= _NO_RATE
        if is_cash and duties.cash_report_single:
            flags |= _SINGLE_REPORT
        tags, price_ratio = self._tagger.common(transaction, amount_minor, day)
        destination = transaction.travel_destination
        if destination is not None and self.classes(destination, day) & _CONFLICT_AREA:
            flags |= _TRAVEL_CONFLICT
        return Facts(
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
            home,
            format(transaction.amount, "f"),
            (transaction.remittance or "")[:_REMITTANCE_MAX],
            tags | _NIGHT if is_night else tags,
            price_ratio,
            hash32(transaction.invoice),
            hash32(transaction.remittance),
            hash32(transaction.device),
            self._map.of(transaction.place),
            self._screen.hits(transaction, debtor, creditor, day),
        )

    def tags(self, facts: Facts, own: Side, other: Side, outward: int) -> int:
        """The tags that the movement of one side has."""
        by_itself = self._tagger.side(facts.transaction, facts.tags, own.party, outward)
        return facts.tags | other.met_as | by_itself | self._screen.tags(facts.hits, outward)

    def _against_threshold(
        self, amount_minor: int, currency: str, day: int, channel: int, duties: Duties
    ) -> tuple[int, float]:
        """The amount in the currency of the duties, and its share of the limit that its channel is measured by."""
        limit = duties.cash_report if channel == CASH else duties.travel_rule
        if not duties.currency:
            return 0, float("nan")
        converted = self._valuation.converted(amount_minor, currency, duties.currency, day)
        if converted == UNKNOWN_VALUE:
            return 0, float("nan")
        if not limit or channel in _NO_TRAVEL_RULE:
            return converted, float("nan")
        # A ratio that rounds up to 1 in 32 bits would say that an amount just below the limit reaches it.
        return converted, min(converted / limit, _JUST_BELOW_ONE) if converted < limit else converted / limit

    def _classes_on(self, country: str, day: int) -> int:
        """MovementFlag bits of a country on a day, counted from 1970."""
        return self._countries.movement_flags(country, date.fromordinal(day + EPOCH_ORDINAL))
