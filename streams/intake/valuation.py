"""Amounts in another currency, exactly: minor units in, minor units out, at the rate of the day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from streams.movement import UNKNOWN_BALANCE, UNKNOWN_VALUE
from streams.reference import Reference

EPOCH_ORDINAL = date(1970, 1, 1).toordinal()
_INT64_MAX = 2**63 - 1


class Valuation:
    """Converts; rates are looked up once a day and currency and remembered."""

    def __init__(self, reference: Reference) -> None:
        self._rates = reference.rates
        self.decimals: Mapping[str, int] = {code: each.decimals for code, each in reference.currencies.items()}
        """Decimals of every known currency."""
        self._factor = lru_cache(maxsize=100_000)(self._exact_factor)

    def converted(self, amount_minor: int, currency: str, to: str, day: int) -> int:
        """Minor units of `to`, rounded half up; UNKNOWN_VALUE without a rate or beyond 64 bits. `day` since 1970."""
        if currency == to:
            return amount_minor if amount_minor <= _INT64_MAX else UNKNOWN_VALUE
        factor = self._factor(currency, to, day)
        if factor is None:
            return UNKNOWN_VALUE
        numerator, denominator = factor
        converted = (2 * amount_minor * numerator + denominator) // (2 * denominator)
        return converted if converted <= _INT64_MAX else UNKNOWN_VALUE

    def balance(self, balance: Decimal | None, currency: str, to: str, day: int) -> int:
        """A balance, which may be negative, in minor units of `to`; UNKNOWN_BALANCE where it cannot be told."""
        if balance is None:
            return UNKNOWN_BALANCE
        minor = int(balance.scaleb(self.decimals[currency]))
        converted = self.converted(abs(minor), currency, to, day)
        if converted == UNKNOWN_VALUE:
            return UNKNOWN_BALANCE
        return -converted if minor < 0 else converted

    def _exact_factor(self, currency: str, to: str, day: int) -> tuple[int, int] | None:
        """Minor units of `to` per minor unit of `currency` on a day, as numerator and denominator."""
        rate = self._rates.factor(currency, to, date.fromordinal(day + EPOCH_ORDINAL))
        if rate is None:
            return None
        factor = rate * Fraction(10 ** self.decimals[to], 10 ** self.decimals[currency])
        return factor.numerator, factor.denominator
