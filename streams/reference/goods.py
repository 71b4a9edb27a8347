"""What HS codes say of goods, and reference unit prices: `goods.csv`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from streams.reference.phrases import bits_of
from streams.reference.tables import Row, read_table

_REMEMBERED = 65_536
_COLUMNS = ("hs", "meaning", "tags", "unit", "price", "price_from", "source")
_UNITS = ("kg", "g", "t", "barrel", "litre", "m3", "piece")


@dataclass(frozen=True, slots=True)
class Goods:
    """Goods under one HS code: Tag bits, the unit that they are priced in (empty for none), and prices in US dollars
    with the day from which each holds, the newest first."""

    tags: int
    unit: str
    prices: tuple[tuple[date, Decimal], ...]

    def unit_price(self, day: date) -> Decimal | None:
        """US dollars for one unit on a day; None where none is known by then."""
        return next((price for since, price in self.prices if since <= day), None)


class GoodsTable:
    """Goods by HS code; the longest listed prefix of a code stands for it."""

    def __init__(self, goods: Mapping[str, Goods]) -> None:
        self._goods = dict(goods)
        self.find = lru_cache(maxsize=_REMEMBERED)(self._find)

    @classmethod
    def load(cls, path: Path) -> GoodsTable:
        """Read the table; raises ReferenceTableError."""
        goods: dict[str, Goods] = {}
        for row in read_table(path, _COLUMNS).rows:
            code = row.matching("hs", "[0-9]{2}([0-9]{2}){0,2}", "an HS code of 2, 4 or 6 digits")
            row.text("meaning")
            row.text("source")
            unit = row.choice("unit", _UNITS) if row.cells["unit"] else ""
            read = Goods(bits_of(row, "tags"), unit, _price(row, unit))
            goods[code] = _joined(goods[code], read, row) if code in goods else read
        return cls(goods)

    def _find(self, hs: str) -> Goods | None:
        """The goods under a code of any length; None where no prefix of it is listed."""
        return next((self._goods[hs[:end]] for end in (6, 4, 2) if hs[:end] in self._goods), None)


def _price(row: Row, unit: str) -> tuple[tuple[date, Decimal], ...]:
    if not row.cells["price"]:
        return ()
    if not unit:
        raise row.error("unit", "is empty, and there is a price")
    return ((row.day("price_from"), row.amount("price")),)


def _joined(one: Goods, other: Goods, row: Row) -> Goods:
    """Two rows of one code: the same goods with another price."""
    if (one.tags, one.unit) != (other.tags, other.unit) or not other.prices:
        raise row.error("hs", "is there twice; a further row may only add a price")
    prices = {**dict(one.prices), **dict(other.prices)}
    if len(prices) == len(one.prices):
        raise row.error("price_from", "is there twice for this code")
    return Goods(one.tags, one.unit, tuple(sorted(prices.items(), reverse=True)))
