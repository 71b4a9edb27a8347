"""All payments, as numbers, from the movements of both sides.

Of every movement a few numbers of the fixed part are kept, some 100 bytes whatever its words are. Only words of
movements without an exchange rate are opened, for their amount.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
from aiokafka.structs import ConsumerRecord

from streams.errors import Rejection
from streams.intake.parties import hash64
from streams.money import minor_units
from streams.movement import (
    NO_FLOW,
    UNKNOWN_VALUE,
    ChannelCode,
    MovementFlag,
    Movements,
    decode_words,
    parse,
)
from streams.ordering.watermark import WATERMARK_KEY
from streams.reference.currencies import Currencies
from streams.scan import partitions_of, scan
from streams.settings import Settings
from streams.trace.book import BASE, NO_UNIT, PAYMENT, SEE_LARGE, Book

OPENED_MAX = 1_000_000
"""Movements without an exchange rate whose amounts are kept; what is beyond has no value to be followed by."""
CASH_IN, CASH_OUT, UNKNOWN_DEBTOR, UNKNOWN_CREDITOR = 1, 2, 3, 4
"""Who paid or was paid where no subject did and no name is known. Chance gives a subject's hash no such value."""

_HASHES_KEPT = 100_000
_INT64_MAX = 2**63 - 1
_NONE = np.uint64(0)
_KEPT = np.dtype(
    [
        *((name, np.dtype("<u8")) for name in ("transaction", "counterparty", "subject", "other")),
        *((name, np.dtype("<i8")) for name in ("time_us", "value", "offset", "input_offset")),
        *((name, np.dtype("<i4")) for name in ("partition", "input_partition")),
        ("unit", "<u2"),
        ("outward", "?"),
        ("own", "?"),
        ("cash", "?"),
    ]
)


class Reader:
    """Takes in movements, batch by batch, and makes the book of payments of them."""

    def __init__(self, currencies: Currencies) -> None:
        self._currencies = currencies
        self._units: dict[str, int] = {}
        self._large: dict[int, int] = {}
        self._opened = 0
        self._hash = lru_cache(maxsize=_HASHES_KEPT)(hash64)
        self._parts: list[npt.NDArray[Any]] = []
        self.movements = 0
        self.unreadable = 0

    def take(self, partition: int, records: Sequence[ConsumerRecord]) -> None:
        """Further records of `movements`; StateError where one has a newer layout than this version reads."""
        kept = [each for each in records if each.key is not None and each.key != WATERMARK_KEY and each.value]
        if not kept:
            return
        try:
            movements, words = parse([each.value for each in kept])
        except ValueError:
            if len(kept) > 1:
                for each in kept:
                    self.take(partition, [each])
            else:
                self.unreadable += 1
            return
        self.movements += len(kept)
        rows = np.zeros(len(kept), _KEPT)
        for name in ("transaction", "counterparty", "time_us", "value", "input_offset", "input_partition"):
            rows[name] = movements[name]
        rows["subject"] = [self._hash(each.key) for each in kept]
        rows["offset"] = [each.offset for each in kept]
        rows["partition"] = partition
        rows["other"] = _other(movements)
        rows["outward"] = movements["outward"] == 1
        rows["own"] = (movements["flags"] & np.uint32(MovementFlag.OWN_TRANSFER)) != 0
        rows["cash"] = movements["channel"] == ChannelCode.CASH
        for number in np.flatnonzero(movements["value"] == UNKNOWN_VALUE).tolist():
            unit, value = self._amount(int(movements["transaction"][number]), words[number])
            rows["unit"][number], rows["value"][number] = unit, value
        on_behalf = (movements["flags"] & np.uint32(NO_FLOW & ~MovementFlag.OWN_TRANSFER)) != 0
        self._parts.append(rows[~on_behalf])

    def book(self) -> Book:
        """All payments so far: those that only one side tells of, too."""
        rows = np.concatenate([np.zeros(0, _KEPT), *self._parts])
        self._parts.clear()
        # What came first is what was judged, should a transaction come again with the same id.
        rows = rows[np.lexsort((rows["input_offset"], rows["input_partition"], rows["transaction"]))]
        own = frozenset(np.unique(rows["transaction"][rows["own"]]).tolist())
        rows = rows[~rows["own"]]
        payments = _merged(_first(rows[rows["outward"]]), _first(rows[~rows["outward"]]))
        return Book(payments, tuple(self._units), self._large, own)

    def _amount(self, transaction: int, words: bytes) -> tuple[int, int]:
        """Unit and minor units of a movement without an exchange rate."""
        if self._opened >= OPENED_MAX:
            return NO_UNIT, 0
        self._opened += 1
        said = decode_words(words)
        currency = self._currencies.get(said.currency)
        unit = self._units.setdefault(said.currency, BASE + 1 + len(self._units))
        if currency is None or unit >= NO_UNIT:
            return NO_UNIT, 0
        try:
            value = minor_units(Decimal(said.amount), currency.decimals)
        except (Rejection, ArithmeticError):
            return NO_UNIT, 0
        if value <= _INT64_MAX:
            return unit, value
        self._large[transaction] = value
        return unit, SEE_LARGE


def _other(movements: Movements) -> npt.NDArray[np.uint64]:
    """A number for a counterparty that is no subject: of cash, of a name at an institution, or of nobody known."""
    outward = movements["outward"] == 1
    named = movements["name"].astype(np.uint64) << np.uint64(32) | movements["agent"]
    nobody = np.where(outward, np.uint64(UNKNOWN_CREDITOR), np.uint64(UNKNOWN_DEBTOR))
    cash = np.where(outward, np.uint64(CASH_OUT), np.uint64(CASH_IN))
    other = np.where(movements["name"] != 0, named, nobody)
    return np.where(movements["channel"] == ChannelCode.CASH, cash, other)


def _first(rows: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """The first movement of each transaction: repeats count once."""
    return rows[np.unique(rows["transaction"], return_index=True)[1]]


def _merged(out: npt.NDArray[Any], inn: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """One payment of the debtor's and the creditor's movement of a transaction; either may be missing."""
    transactions = np.union1d(out["transaction"], inn["transaction"])
    payments = np.zeros(len(transactions), PAYMENT)
    payments["transaction"] = transactions
    for rows, outward in ((inn, False), (out, True)):
        places = np.searchsorted(transactions, rows["transaction"])
        here, there = ("debtor", "creditor") if outward else ("creditor", "debtor")
        # The other side is as this movement says, unless a movement of its own tells of it.
        unsaid = payments[there][places] == _NONE
        is_subject = rows["counterparty"] != _NONE
        others = np.where(is_subject, rows["counterparty"], rows["other"])
        payments[there][places[unsaid]] = others[unsaid]
        payments[f"{there}_subject"][places[unsaid]] = is_subject[unsaid]
        payments[here][places] = rows["subject"]
        payments[f"{here}_subject"][places] = True
        for name in ("time_us", "value", "unit", "partition", "offset"):
            payments[name][places] = rows[name]
        payments["outward"][places] = outward
    return payments


async def read_book(settings: Settings, currencies: Currencies) -> tuple[Book, Reader]:
    """All payments on `movements`, and the reader with its counts."""
    reader = Reader(currencies)
    topic = settings.topic("movements")
    async for partition, records in scan(settings, topic, await partitions_of(settings, topic)):
        reader.take(partition, records)
    return reader.book(), reader
