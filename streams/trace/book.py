"""All payments between subjects in the order of events, found by who paid and by who was paid."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

PAYMENT: npt.DTypeLike = np.dtype(
    [
        ("time_us", "<i8"),  # event time, microseconds since 1970-01-01 UTC
        ("transaction", "<u8"),  # hash of the transaction id
        ("debtor", "<u8"),  # hash of who paid, see `debtor_subject`
        ("creditor", "<u8"),
        ("value", "<i8"),  # minor units of `unit`, or SEE_LARGE
        ("unit", "<u2"),  # BASE, or one more than the place in `Book.currencies`, or NO_UNIT
        ("debtor_subject", "?"),  # else cash, or somebody who is no subject, through whom nothing is followed
        ("creditor_subject", "?"),
        ("outward", "?"),  # whether the movement at `partition` and `offset` is the debtor's
        ("partition", "<i4"),
        ("offset", "<i8"),
    ]
)
Payments = npt.NDArray[Any]
"""Array of PAYMENT records."""

BASE = 0
"""The unit of a payment with an exchange rate: minor units of the base currency."""
NO_UNIT = np.iinfo(np.uint16).max
"""The unit of a payment that has no value to follow it by."""
SEE_LARGE = -1
"""`value` of an amount beyond 64 bits, such as ten units of a currency with 18 decimals."""


class Step(NamedTuple):
    """A payment as one of its two subjects sees it."""

    row: int
    time_us: int
    value: int
    outward: bool


class Book:
    """Payments by number: a later number is a later payment, ties by the hash of the transaction."""

    def __init__(
        self,
        payments: Payments,
        currencies: tuple[str, ...] = (),
        large: Mapping[int, int] | None = None,
        own: frozenset[int] = frozenset(),
    ) -> None:
        """`large` are values beyond 64 bits by transaction; `own`, transactions between accounts of one subject."""
        self.payments = payments[np.lexsort((payments["transaction"], payments["time_us"]))]
        self.currencies = currencies
        self.own = own
        self._large = large or {}
        self._sides = {
            name: (order, self.payments[name][order])
            for name in ("debtor", "creditor", "transaction")
            for order in [np.argsort(self.payments[name], kind="stable")]
        }

    def value(self, row: int) -> int:
        """What the payment is worth in minor units of its unit."""
        value = int(self.payments["value"][row])
        return value if value != SEE_LARGE else self._large.get(int(self.payments["transaction"][row]), 0)

    def row_of(self, transaction: int) -> int | None:
        """The payment of a transaction, by its hash."""
        found = self._rows("transaction", transaction)
        return int(found[0]) if len(found) else None

    def steps(self, subject: int, unit: int, begin_us: int, end_us: int) -> list[Step]:
        """What a subject was paid and paid in one unit within [begin, end], in order."""
        return [
            Step(row, int(self.payments["time_us"][row]), value, outward)
            for row, outward in self._between(subject, unit, begin_us, end_us)
            if (value := self.value(row)) > 0
        ]

    def pairs(self, subject: int, unit: int, begin_us: int, end_us: int, window_us: int) -> int:
        """How many times a payment to the subject lies within the window before one by it: the work to mix them."""
        paid, received = self._times(subject, unit, begin_us, end_us)
        return int((np.searchsorted(received, paid) - np.searchsorted(received, paid - window_us, "right")).sum())

    def _between(self, subject: int, unit: int, begin_us: int, end_us: int) -> list[tuple[int, bool]]:
        found = []
        for name, outward in (("debtor", True), ("creditor", False)):
            found += [(int(row), outward) for row in self._selected(name, subject, unit, begin_us, end_us)]
        return sorted(found)

    def _times(self, subject: int, unit: int, begin_us: int, end_us: int) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
        times = self.payments["time_us"]
        paid, received = (
            times[self._selected(name, subject, unit, begin_us, end_us)] for name in ("debtor", "creditor")
        )
        return paid, received

    def _selected(self, name: str, subject: int, unit: int, begin_us: int, end_us: int) -> npt.NDArray[np.int64]:
        rows = self._rows(name, subject)
        times = self.payments["time_us"][rows]
        rows = rows[np.searchsorted(times, begin_us) : np.searchsorted(times, end_us, "right")]
        of_unit: npt.NDArray[np.int64] = rows[self.payments["unit"][rows] == unit]
        return of_unit

    def _rows(self, name: str, key: int) -> npt.NDArray[np.int64]:
        order, keys = self._sides[name]
        wanted = np.uint64(key)
        found: npt.NDArray[np.int64] = order[np.searchsorted(keys, wanted) : np.searchsorted(keys, wanted, "right")]
        return found
