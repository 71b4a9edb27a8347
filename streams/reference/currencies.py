"""Currencies and crypto-assets with the decimals of their amounts: `currencies.csv`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Literal, cast

import msgspec

from streams.reference.tables import Row, read_table

_COLUMNS = ("code", "kind", "decimals", "name", "source")
_KINDS = ("crypto", "fiat")
CODE = "[A-Z][A-Z0-9]{2,9}"
"""What a code looks like, as a regular expression."""
DECIMALS_MAX = 24
"""The most decimals a currency may have; no crypto-asset in use has more."""


class Currency(msgspec.Struct, frozen=True):
    """A currency: ISO 4217 code, or the ticker of a crypto-asset, and the decimals of its minor unit."""

    code: str
    kind: Literal["crypto", "fiat"]
    decimals: int
    name: str
    source: str

    def to_minor(self, amount: Decimal) -> int | None:
        """A finite amount in minor units, exactly; None where it has more decimals than the currency."""
        minor = Fraction(amount) * 10**self.decimals
        return minor.numerator if minor.denominator == 1 else None


class Currencies(Mapping[str, Currency]):
    """All known currencies, by code."""

    def __init__(self, currencies: Mapping[str, Currency]) -> None:
        self._currencies = dict(currencies)

    @classmethod
    def load(cls, path: Path) -> Currencies:
        """Read the table; raises ReferenceTableError."""
        currencies: dict[str, Currency] = {}
        for row in read_table(path, _COLUMNS).rows:
            currency = _currency(row)
            if currency.code in currencies:
                raise row.error("code", f"{currency.code} is there twice")
            currencies[currency.code] = currency
        return cls(currencies)

    def __getitem__(self, code: str) -> Currency:
        return self._currencies[code]

    def __iter__(self) -> Iterator[str]:
        return iter(self._currencies)

    def __len__(self) -> int:
        return len(self._currencies)


def _currency(row: Row) -> Currency:
    return Currency(
        code=row.matching("code", CODE, "a code of three to ten capital letters and digits"),
        kind=cast("Literal['crypto', 'fiat']", row.choice("kind", _KINDS)),
        decimals=row.integer("decimals", DECIMALS_MAX),
        name=row.text("name"),
        source=row.text("source"),
    )
