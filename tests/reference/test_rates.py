from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.errors import ReferenceTableError
from streams.reference import Reference
from streams.reference.rates import DISCONTINUED_AFTER, Rates

Write = Callable[..., Path]
JANUARY, FEBRUARY, MARCH = date(2026, 1, 30), date(2026, 2, 27), date(2026, 3, 31)
RATES = Rates(
    {
        "USD": [(JANUARY, Decimal("1.1")), (FEBRUARY, Decimal("1.2")), (MARCH, Decimal("1.25"))],
        "JPY": [(FEBRUARY, Decimal("160")), (MARCH, Decimal("180"))],
        "OLD": [(JANUARY, Decimal("7.5"))],
    }
)
USD_TO_EUR = {JANUARY: Fraction(10, 11), FEBRUARY: Fraction(5, 6), MARCH: Fraction(4, 5)}


@pytest.mark.parametrize(
    ("day", "used"),
    [
        (JANUARY, JANUARY),
        (FEBRUARY - timedelta(1), JANUARY),
        (FEBRUARY, FEBRUARY),
        (MARCH, MARCH),
        (MARCH + timedelta(3650), MARCH),
    ],
)
def test_the_newest_rate_on_or_before_the_day_is_taken(day: date, used: date):
    assert RATES.factor("USD", "EUR", day) == USD_TO_EUR[used]
    quote = RATES.quote("USD", "EUR", day)
    assert quote is not None
    assert (quote.rate_day, quote.before_first) == (used, False)


def test_a_day_before_all_rates_takes_the_first_and_says_so():
    quote = RATES.quote("USD", "EUR", date(1999, 1, 1))
    assert quote is not None
    assert (quote.factor, quote.rate_day, quote.before_first) == (Fraction(10, 11), JANUARY, True)


def test_a_cross_rate_says_which_of_its_two_rates_fits_worse():
    quote = RATES.quote("USD", "JPY", JANUARY)
    assert quote is not None
    assert (quote.factor, quote.rate_day, quote.before_first) == (Fraction(1600, 11), FEBRUARY, True)
    assert RATES.factor("USD", "JPY", MARCH) == 144


def test_a_currency_without_rates_has_no_factor():
    assert RATES.factor("BTC", "EUR", MARCH) is None
    assert RATES.factor("EUR", "BTC", MARCH) is None
    assert RATES.quote("BTC", "EUR", MARCH) is None


def test_a_currency_is_worth_itself_even_without_rates():
    assert RATES.factor("BTC", "BTC", MARCH) == 1
    assert RATES.factor("EUR", "EUR", MARCH) == 1


def test_a_currency_that_is_no_longer_quoted_loses_its_rate():
    last = JANUARY + DISCONTINUED_AFTER
    assert RATES.factor("OLD", "EUR", last) == Fraction(2, 15)
    assert RATES.factor("OLD", "EUR", last + timedelta(1)) is None
    assert RATES.factor("USD", "OLD", last + timedelta(1)) is None


def test_a_table_that_ends_is_used_on_for_what_it_quoted_to_the_end():
    assert RATES.newest == MARCH
    assert RATES.factor("JPY", "EUR", MARCH + timedelta(400)) == Fraction(1, 180)


def test_the_shipped_rates_are_those_of_the_central_bank(reference: Reference):
    rates = reference.rates
    assert rates.factor("EUR", "USD", date(2026, 10, 30)) == Fraction("1.1172")
    assert rates.factor("EUR", "JPY", date(2015, 1, 30)) == Fraction("133.08")
    assert rates.factor("GBP", "USD", date(2026, 11, 22)) == Fraction("1.1172") / Fraction("0.8338")


def test_the_shipped_rates_forget_the_rouble_after_its_suspension_and_the_kuna_after_the_euro(reference: Reference):
    assert reference.rates.factor("RUB", "EUR", date(2022, 2, 28)) is not None
    assert reference.rates.factor("RUB", "EUR", date(2023, 1, 1)) is None
    assert reference.rates.factor("HRK", "EUR", date(2022, 12, 31)) is not None
    assert reference.rates.factor("HRK", "EUR", date(2024, 1, 1)) is None


CURRENCIES = st.sampled_from(["EUR", "USD", "GBP", "JPY", "CHF", "IDR", "ZAR"])
DAYS = st.dates(min_value=date(2010, 1, 1), max_value=date(2030, 1, 1))


@given(currency=CURRENCIES, to=CURRENCIES, through=CURRENCIES, day=DAYS)
def test_crossing_through_a_third_currency_changes_nothing(
    reference: Reference, currency: str, to: str, through: str, day: date
):
    rates = reference.rates
    first, second = rates.factor(currency, through, day), rates.factor(through, to, day)
    assert first is not None
    assert second is not None
    assert first * second == rates.factor(currency, to, day)


@given(amount_minor=st.integers(min_value=0, max_value=10**24), currency=CURRENCIES, to=CURRENCIES, day=DAYS)
def test_there_and_back_again_is_off_by_no_more_than_one_rounding(
    reference: Reference, amount_minor: int, currency: str, to: str, day: date
):
    there, back = reference.rates.factor(currency, to, day), reference.rates.factor(to, currency, day)
    assert there is not None
    assert back is not None
    assert there * back == 1
    scale = Fraction(10 ** reference.currencies[to].decimals, 10 ** reference.currencies[currency].decimals)
    converted = round(amount_minor * there * scale)
    returned = converted * back / scale
    assert abs(returned - amount_minor) <= Fraction(1, 2) * back / scale


def test_the_file_of_the_central_bank_is_read_as_it_is(table: Write):
    rates = Rates.load(
        table(
            "Date,USD,JPY,CYP,",
            "2026-10-30,1.1172,175.68,N/A,",
            "2026-10-29,1.1165,N/A,N/A,",
            "1999-01-04,1.1789,133.73,0.58231,",
        )
    )
    assert rates.factor("EUR", "USD", date(2026, 10, 29)) == Fraction("1.1165")
    assert rates.factor("EUR", "JPY", date(2026, 10, 29)) == Fraction("133.73")
    assert rates.factor("EUR", "CYP", date(2026, 10, 29)) is None


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (("Date,USD", "2026-01-30,1.1", "2026-02-27,0"), "line 3, column USD"),
        (("Date,USD", "2026-01-30,n/a"), "line 2, column USD"),
        (("Date,USD", "30 January 2026,1.1"), "line 2, column Date"),
        (("Date,USD", "2026-01-30,1.1", "2026-01-30,1.2"), "line 3, column Date: 2026-01-30 is there twice"),
        (("Date,EUR", "2026-01-30,1"), "line 1, column EUR"),
        (("# source: x", "Date,dollar", "2026-01-30,1"), "line 2, column dollar"),
        (("Day,USD", "2026-01-30,1.1"), "line 1, column Date: is missing"),
    ],
)
def test_a_broken_table_is_refused_with_its_line_and_column(table: Write, lines: tuple[str, ...], message: str):
    with pytest.raises(ReferenceTableError, match=message):
        Rates.load(table(*lines))
