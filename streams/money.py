"""Exact money: decimal amounts to integers of minor units and back.

A minor unit is the smallest one of a currency: a cent of EUR, one of JPY, 10⁻¹⁸ of ETH. Amounts of crypto-assets with
18 decimals do not fit 64 bits, so minor units are Python integers. Nothing here rounds.
"""

from __future__ import annotations

from decimal import MAX_EMAX, MIN_EMIN, Context, Decimal, Inexact

from streams.errors import Reason, Rejection

MINOR_UNITS_MAX = 10**30
"""The largest amount that is accepted: a trillion units of an asset with 18 decimals."""

_DIGITS_MAX = len(str(MINOR_UNITS_MAX))
_EXACT = Context(prec=2 * _DIGITS_MAX, Emin=MIN_EMIN, Emax=MAX_EMAX, traps=[Inexact])
_POWERS = [Decimal(10) ** exponent for exponent in range(_DIGITS_MAX)]


def minor_units(amount: Decimal, decimals: int) -> int:
    """The positive `amount` of a currency with `decimals` decimals, in minor units.

    Zeros at the end do not count: 10.500 is 1050 cents. Takes the same short time whatever the exponent: 1E+999999999
    is refused before any integer of that size could be made. Raises Rejection at `amount`: AMOUNT_NOT_FINITE,
    AMOUNT_NOT_POSITIVE, AMOUNT_OUT_OF_RANGE above MINOR_UNITS_MAX, TOO_MANY_DECIMALS.
    """
    if not amount.is_finite():
        raise Rejection(Reason.AMOUNT_NOT_FINITE, f"{_brief(amount)} is not an amount", "amount")
    if amount.is_signed() or not amount:
        raise Rejection(Reason.AMOUNT_NOT_POSITIVE, f"{_brief(amount)} is not above zero", "amount")
    if amount.adjusted() + decimals >= _DIGITS_MAX:
        raise _out_of_range(amount, decimals)
    try:
        minor = int(_EXACT.to_integral_exact(_EXACT.multiply(amount, _POWERS[decimals])))
    except Inexact:
        raise _too_many_decimals(amount, decimals) from None
    if minor > MINOR_UNITS_MAX:
        raise _out_of_range(amount, decimals)
    return minor


def decimal_text(minor: int, decimals: int) -> str:
    """Minor units as a plain decimal: 123450 with 2 decimals is `1234.50`."""
    whole, fraction = divmod(abs(minor), 10**decimals)
    sign = "-" if minor < 0 else ""
    return f"{sign}{whole}.{fraction:0{decimals}d}" if decimals else f"{sign}{whole}"


def display(minor: int, decimals: int, currency: str) -> str:
    """Minor units for a person: 123450 of EUR is `1,234.50 EUR`."""
    whole, fraction = divmod(abs(minor), 10**decimals)
    sign = "-" if minor < 0 else ""
    return f"{sign}{whole:,}.{fraction:0{decimals}d} {currency}" if decimals else f"{sign}{whole:,} {currency}"


def _out_of_range(amount: Decimal, decimals: int) -> Rejection:
    detail = f"{_brief(amount)} is more than 10**30 minor units of {decimals} decimals"
    return Rejection(Reason.AMOUNT_OUT_OF_RANGE, detail, "amount")


def _too_many_decimals(amount: Decimal, decimals: int) -> Rejection:
    return Rejection(
        Reason.TOO_MANY_DECIMALS, f"{_brief(amount)} has more than the currency's {decimals} decimals", "amount"
    )


def _brief(amount: Decimal) -> str:
    """The amount as it was written, or its first digits and length: a stranger may send a million of them."""
    text = str(amount)
    return text if len(text) <= 2 * _DIGITS_MAX else f"{text[:_DIGITS_MAX]}… ({len(text)} characters)"
