import time
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from streams.errors import Reason, Rejection
from streams.money import MINOR_UNITS_MAX, decimal_text, display, minor_units


def reason(amount: str, decimals: int) -> Reason:
    with pytest.raises(Rejection) as caught:
        minor_units(Decimal(amount), decimals)
    assert caught.value.field == "amount"
    return caught.value.reason


@pytest.mark.parametrize(
    ("amount", "decimals", "minor"),
    [
        ("1234.50", 2, 123450),
        ("0.01", 2, 1),
        ("5", 0, 5),
        ("1E+3", 2, 100000),
        ("10.500", 2, 1050),
        ("0.000000000000000001", 18, 1),
        ("123456789012.123456789012345678", 18, 123456789012123456789012345678),
        ("1000000000000", 18, MINOR_UNITS_MAX),
    ],
)
def test_an_amount_becomes_exact_minor_units(amount: str, decimals: int, minor: int) -> None:
    assert minor_units(Decimal(amount), decimals) == minor


@pytest.mark.parametrize("amount", ["NaN", "sNaN", "-NaN", "Infinity", "-Infinity"])
def test_what_is_not_finite_is_no_amount(amount: str) -> None:
    assert reason(amount, 2) is Reason.AMOUNT_NOT_FINITE


@pytest.mark.parametrize("amount", ["0", "-0.00", "-1", "0E+999999999", "-1E+999999999"])
def test_an_amount_is_above_zero(amount: str) -> None:
    assert reason(amount, 2) is Reason.AMOUNT_NOT_POSITIVE


@pytest.mark.parametrize(("amount", "decimals"), [("1.001", 2), ("1.5", 0), ("1E-19", 18), ("1E-999999999", 18)])
def test_more_decimals_than_the_currency_has_are_refused(amount: str, decimals: int) -> None:
    assert reason(amount, decimals) is Reason.TOO_MANY_DECIMALS


def test_a_digit_far_behind_zeros_is_not_rounded_away() -> None:
    assert reason("1." + "0" * 100 + "1", 2) is Reason.TOO_MANY_DECIMALS
    assert minor_units(Decimal("1." + "0" * 100), 2) == 100


@pytest.mark.parametrize(("amount", "decimals"), [("1E+29", 2), ("1000000000000.1", 18), ("1E+999999999", 2)])
def test_what_is_above_the_limit_is_out_of_range(amount: str, decimals: int) -> None:
    assert reason(amount, decimals) is Reason.AMOUNT_OUT_OF_RANGE


def test_a_giant_amount_is_refused_without_making_the_number() -> None:
    started = time.perf_counter()
    for amount in ("1E+999999999", "1E-999999999", "-1E+999999999", "9" * 900_000):
        reason(amount, 18)
    assert time.perf_counter() - started < 1


def test_a_refusal_does_not_repeat_a_million_digits() -> None:
    with pytest.raises(Rejection) as caught:
        minor_units(Decimal("9" * 900_000), 2)
    assert len(str(caught.value)) < 200


@settings(deadline=None)
@given(minor=st.integers(1, MINOR_UNITS_MAX), decimals=st.integers(0, 18))
def test_minor_units_and_text_are_inverse(minor: int, decimals: int) -> None:
    assert minor_units(Decimal(decimal_text(minor, decimals)), decimals) == minor


@pytest.mark.parametrize(
    ("minor", "decimals", "text", "shown"),
    [
        (123450, 2, "1234.50", "1,234.50 EUR"),
        (5, 2, "0.05", "0.05 EUR"),
        (-123456, 2, "-1234.56", "-1,234.56 EUR"),
        (0, 2, "0.00", "0.00 EUR"),
        (1234567, 0, "1234567", "1,234,567 EUR"),
        (-7, 0, "-7", "-7 EUR"),
    ],
)
def test_money_is_written_for_machines_and_for_people(minor: int, decimals: int, text: str, shown: str) -> None:
    assert decimal_text(minor, decimals) == text
    assert display(minor, decimals, "EUR") == shown
