"""Whether a well-formed transaction makes sense: amount, currency, time, and somebody it belongs to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal
from functools import lru_cache
from string import ascii_uppercase

from streams.errors import Reason, Rejection
from streams.money import minor_units
from streams.records import Party, Transaction
from streams.settings import Settings

_HOUR_SECONDS = 3600.0
_BOOKING_DAYS_MAX = 366
"""Further from the transaction a booking date is a mistake, and would make a day in the subject's state."""
_EXPONENT_MAX = 30
_COUNTRY_CODES = frozenset(first + second for first in ascii_uppercase for second in ascii_uppercase)


def check(transaction: Transaction, received_ms: int, currencies: Mapping[str, int], settings: Settings) -> int:
    """The exact amount of a valid transaction, in minor units of its currency.

    `received_ms` is the record's Kafka timestamp, against which the far future is judged: no clock is read, so that a
    replay judges alike. `currencies` gives the decimals of each currency and crypto-asset. Debtor and creditor may be
    the same. Raises Rejection: UNKNOWN_CURRENCY, what `minor_units` raises, TIME_OUT_OF_RANGE, NO_PARTY, and
    INVALID_VALUE where a party's country is not two capital letters, or another decimal field is infinite, not a
    number, or beyond any use.
    """
    decimals = currencies.get(transaction.currency)
    if decimals is None:
        detail = f"{transaction.currency!r} is in no currency table; codes are written as in ISO 4217, upper case"
        raise Rejection(Reason.UNKNOWN_CURRENCY, detail, "currency")
    amount_minor = minor_units(transaction.amount, decimals)

    seconds = transaction.time.timestamp()
    if seconds < _midnight_seconds(settings.time_earliest):
        raise _time_out_of_range(transaction, f"is before {settings.time_earliest}")
    if seconds > received_ms / 1000 + settings.time_max_ahead_hours * _HOUR_SECONDS:
        raise _time_out_of_range(transaction, f"is over {settings.time_max_ahead_hours:g} h after its record")

    booked = transaction.booking_date
    if booked is not None and abs(booked.toordinal() - transaction.time.toordinal()) > _BOOKING_DAYS_MAX:
        detail = f"{booked} is more than {_BOOKING_DAYS_MAX} days from {transaction.time.isoformat()}"
        raise Rejection(Reason.TIME_OUT_OF_RANGE, detail, "booking_date")

    debtor, creditor = transaction.debtor, transaction.creditor
    if not _identified(debtor, transaction.debtor_agent) and not _identified(creditor, transaction.creditor_agent):
        detail = "neither debtor nor creditor has a customer, an account, a wallet, or a name with its agent"
        raise Rejection(Reason.NO_PARTY, detail)

    if transaction.balance_after is not None:
        _check_usable(transaction.balance_after, "balance_after")
    if transaction.commodity is not None and transaction.commodity.quantity is not None:
        _check_usable(transaction.commodity.quantity, "commodity.quantity")
    if debtor is not None:
        _check_party(debtor, "debtor")
    if creditor is not None:
        _check_party(creditor, "creditor")
    return amount_minor


def _identified(party: Party | None, agent: str | None) -> bool:
    if party is None:
        return False
    if party.account is not None or party.customer is not None or party.wallet is not None:
        return True
    return bool(party.name) and agent is not None


def _check_party(party: Party, side: str) -> None:
    if party.country is not None and party.country not in _COUNTRY_CODES:
        raise Rejection(Reason.INVALID_VALUE, f"{party.country!r} is not two capital letters", f"{side}.country")
    if party.declared_income is not None:
        _check_usable(party.declared_income, f"{side}.declared_income")


def _check_usable(value: Decimal, field: str) -> None:
    # Beyond this range floats and integers made of the value would overflow or take gigabytes.
    if not value.is_finite() or abs(value.adjusted()) > _EXPONENT_MAX:
        raise Rejection(Reason.INVALID_VALUE, "not a number that can be worked with", field)


def _time_out_of_range(transaction: Transaction, why: str) -> Rejection:
    return Rejection(Reason.TIME_OUT_OF_RANGE, f"{transaction.time.isoformat()} {why}", "time")


@lru_cache(maxsize=4)
def _midnight_seconds(day: date) -> float:
    return datetime.combine(day, time(), UTC).timestamp()
