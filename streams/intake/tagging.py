"""What a transaction is about, as tags: goods, merchants, purposes, words, circumstances, the other side.

Every look-up of a text is remembered, since the same merchants, codes and phrases come again and again.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from zlib import crc32

from streams.intake.parties import subject_id
from streams.intake.valuation import EPOCH_ORDINAL, Valuation
from streams.movement import UNKNOWN_VALUE
from streams.records import Party, Transaction
from streams.reference import Reference
from streams.reference.goods import Goods
from streams.tags import GOODS_TAGS, Tag

_REMEMBERED = 100_000
_PRICE_CURRENCY = "USD"
"""Reference unit prices are in this currency."""
_GRAMS: Mapping[str, Decimal] = {"g": Decimal(1), "kg": Decimal(1000), "t": Decimal(1_000_000)}

_INITIATION = {
    None: 0,
    "branch": int(Tag.AT_BRANCH),
    "machine": int(Tag.AT_MACHINE),
    "online": int(Tag.ONLINE),
    "card_present": int(Tag.CARD_PRESENT),
}
_PRODUCT = {
    None: 0,
    "loan": 0,
    "prepaid": int(Tag.PREPAID),
    "monetary_instrument": int(Tag.INSTRUMENT),
    "securities": int(Tag.SECURITIES),
}
_CHANNEL: Mapping[str | None, int] = {"cheque": int(Tag.CHEQUE), "trade": int(Tag.GOODS)}
_WITH = {
    None: 0,
    "person": int(Tag.WITH_PERSON),
    "business": int(Tag.WITH_BUSINESS),
    "npo": int(Tag.WITH_NPO),
    "public": int(Tag.WITH_PUBLIC),
    "money_service": int(Tag.WITH_MONEY_SERVICE),
}
_LOAN, _REPAYMENT, _RETURNED = int(Tag.LOAN), int(Tag.REPAYMENT), int(Tag.RETURNED)
_THIRD_PARTY, _CONSIGNEE_OTHER = int(Tag.THIRD_PARTY), int(Tag.CONSIGNEE_OTHER)
_GOODS, _NO_SHIPMENT, _ALL_GOODS = int(Tag.GOODS), int(Tag.NO_SHIPMENT), int(GOODS_TAGS)
_WITH_PEP, _MIXER = int(Tag.WITH_PEP), int(Tag.MIXER)
_OFF_SECTOR, _UNLICENSED = int(Tag.OFF_SECTOR), int(Tag.UNLICENSED)
_LICENSED = int(Tag.PHARMA | Tag.ARMS | Tag.PRECURSOR)
"""Goods that nobody may deal in without a licence, whatever the jurisdiction."""


@lru_cache(maxsize=_REMEMBERED)
def hash32(text: str | None) -> int:
    """A stable 32-bit hash of a text, whatever its case and spaces; 0 for none."""
    normalised = " ".join(text.casefold().split()) if text else ""
    return crc32(normalised.encode()) or 1 if normalised else 0


def originator(party: Party | None) -> int:
    """A 32-bit hash of an ultimate party; 0 for none."""
    if party is None:
        return 0
    return hash32(subject_id(party, None) or party.name)


def met_as(party: Party | None) -> int:
    """The tags of a payment that a party is the other side of."""
    if party is None:
        return 0
    return _WITH[party.kind] | (_WITH_PEP if party.pep or party.related_pep else 0)


class Tagger:
    """Reads tags from transactions; holds nothing but remembered look-ups."""

    def __init__(self, reference: Reference, valuation: Valuation) -> None:
        self._reference = reference
        self._valuation = valuation
        self._words = lru_cache(maxsize=_REMEMBERED)(reference.words.tags)
        self._sector = lru_cache(maxsize=_REMEMBERED)(reference.sectors.tags)
        self._codes = lru_cache(maxsize=_REMEMBERED)(self._coded)

    def common(self, transaction: Transaction, amount_minor: int, day: int) -> tuple[int, float]:
        """What both sides share: tags, and the unit price of the goods over the reference price (nan where unknown);
        `day` counts from 1970."""
        tags = self._codes(
            transaction.channel,
            transaction.initiation,
            transaction.product,
            transaction.merchant_category,
            transaction.purpose,
        )
        if transaction.remittance is not None:
            tags |= self._words(transaction.remittance)
        if transaction.original is not None:
            tags |= _RETURNED
        if transaction.ultimate_debtor is not None or transaction.ultimate_creditor is not None:
            tags |= _third_party(transaction)
        ratio = float("nan")
        if transaction.commodity is not None and transaction.commodity.hs is not None:
            tags |= _GOODS
            goods = self._reference.goods.find(transaction.commodity.hs)
            if goods is not None:
                tags |= goods.tags
                ratio = self._price_ratio(transaction, goods, amount_minor, day)
        if tags & _GOODS:
            if transaction.shipment is None:
                tags |= _NO_SHIPMENT
            if transaction.consignee is not None and _goes_elsewhere(transaction):
                tags |= _CONSIGNEE_OTHER
        return tags, ratio

    def side(self, transaction: Transaction, tags: int, party: Party | None, outward: int) -> int:
        """What one side sees besides: which way a loan goes, and whether the goods are its own trade."""
        found = 0
        if transaction.product == "loan":
            # Seen from the subject: what comes in is drawn, what goes out is paid back.
            found |= _REPAYMENT if outward else _LOAN
        goods = tags & _ALL_GOODS
        if goods and party is not None and party.sector is not None:
            dealt = self._sector(party.sector)
            if dealt is not None and not dealt & goods:
                found |= _OFF_SECTOR
            if goods & _LICENSED & ~self._licensed(party):
                found |= _UNLICENSED
        return found

    def _coded(
        self,
        channel: str | None,
        initiation: str | None,
        product: str | None,
        category: str | None,
        purpose: str | None,
    ) -> int:
        """The tags of everything that a payment system says in codes."""
        tags = _INITIATION[initiation] | _PRODUCT[product] | _CHANNEL.get(channel, 0)
        if category is not None:
            tags |= self._reference.merchants.tags(category)
        if purpose is not None:
            tags |= self._reference.purposes.tags(purpose)
        return tags

    def _licensed(self, party: Party) -> int:
        covered = 0
        for licence in party.licences:
            covered |= self._reference.licences.covers(licence)
        return covered

    def _price_ratio(self, transaction: Transaction, goods: Goods, amount_minor: int, day: int) -> float:
        commodity = transaction.commodity
        if commodity is None or not commodity.quantity or commodity.quantity <= 0 or commodity.unit is None:
            return float("nan")
        price = goods.unit_price(date.fromordinal(day + EPOCH_ORDINAL))
        quantity = _in_unit(commodity.quantity, commodity.unit.casefold(), goods.unit)
        if price is None or quantity is None:
            return float("nan")
        paid = self._valuation.converted(amount_minor, transaction.currency, _PRICE_CURRENCY, day)
        if paid == UNKNOWN_VALUE:
            return float("nan")
        return float(Decimal(paid) / 100 / quantity / price)


def _in_unit(quantity: Decimal, unit: str, wanted: str) -> Decimal | None:
    """A quantity in another unit; None where the two are not of one kind."""
    if unit == wanted:
        return quantity
    if unit in _GRAMS and wanted in _GRAMS:
        return quantity * _GRAMS[unit] / _GRAMS[wanted]
    return None


def _third_party(transaction: Transaction) -> int:
    for ultimate, party in (
        (transaction.ultimate_debtor, transaction.debtor),
        (transaction.ultimate_creditor, transaction.creditor),
    ):
        if ultimate is not None and not _same(ultimate, party):
            return _THIRD_PARTY
    return 0


def _same(one: Party, other: Party | None) -> bool:
    """Whether two parties are one, as far as they say: by customer, account, wallet, or by name."""
    if other is None:
        return False
    identity = subject_id(one, None)
    if identity:
        return identity == subject_id(other, None)
    return hash32(one.name) == hash32(other.name)


def _goes_elsewhere(transaction: Transaction) -> bool:
    payer = transaction.ultimate_debtor or transaction.debtor
    return payer is not None and bool(payer.name) and hash32(transaction.consignee) != hash32(payer.name)
