from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.errors import ReferenceTableError
from streams.reference import Reference
from streams.reference.currencies import Currencies, Currency

HEADER = "code,kind,decimals,name,source"


@pytest.mark.parametrize(
    ("code", "kind", "decimals"),
    [
        ("USD", "fiat", 2),
        ("JPY", "fiat", 0),
        ("KWD", "fiat", 3),
        ("CLF", "fiat", 4),
        ("BTC", "crypto", 8),
        ("ETH", "crypto", 18),
        ("USDT", "crypto", 6),
        ("XMR", "crypto", 12),
    ],
)
def test_a_currency_has_its_decimals(reference: Reference, code: str, kind: str, decimals: int):
    currency = reference.currencies[code]
    assert (currency.kind, currency.decimals) == (kind, decimals)


def test_metals_have_the_decimals_of_an_iso_20022_amount(reference: Reference):
    assert {reference.currencies[code].decimals for code in ("XAU", "XAG", "XPT", "XPD", "XDR")} == {5}


@pytest.mark.parametrize("code", ["XXX", "XTS", "XBA", "XSU", "XUA", "AAA", "usd", ""])
def test_a_code_that_is_no_money_is_unknown(reference: Reference, code: str):
    assert code not in reference.currencies
    assert reference.currencies.get(code) is None


def test_an_amount_with_more_decimals_than_its_currency_has_no_minor_units(reference: Reference):
    usd, jpy = reference.currencies["USD"], reference.currencies["JPY"]
    assert usd.to_minor(Decimal("10000.01")) == 1_000_001
    assert usd.to_minor(Decimal("10000.010")) == 1_000_001
    assert usd.to_minor(Decimal("10000.001")) is None
    assert jpy.to_minor(Decimal("1E+6")) == 1_000_000
    assert jpy.to_minor(Decimal("0.5")) is None


@given(minor=st.integers(min_value=-(10**40), max_value=10**40), decimals=st.integers(min_value=0, max_value=18))
def test_minor_units_are_exact_at_any_size(minor: int, decimals: int):
    currency = Currency(code="TEST", kind="crypto", decimals=decimals, name="Test", source="test")
    amount = Decimal(f"{minor}E-{decimals}")
    assert currency.to_minor(amount) == minor
    assert currency.to_minor(Decimal(f"{minor}1E-{decimals + 1}")) is None


@pytest.mark.parametrize(
    ("line", "column"),
    [
        ("usd,fiat,2,Dollar,x", "code"),
        ("US,fiat,2,Dollar,x", "code"),
        ("USD,coin,2,Dollar,x", "kind"),
        ("USD,fiat,two,Dollar,x", "decimals"),
        ("USD,fiat,25,Dollar,x", "decimals"),
        ("USD,fiat,2,,x", "name"),
        ("USD,fiat,2,Dollar,", "source"),
        ("EUR,fiat,2,Euro,x", "code"),
    ],
)
def test_a_broken_row_is_refused_with_its_line_and_column(table: Callable[..., Path], line: str, column: str):
    with pytest.raises(ReferenceTableError, match=f"line 3, column {column}"):
        Currencies.load(table(HEADER, "EUR,fiat,2,Euro,x", line))
