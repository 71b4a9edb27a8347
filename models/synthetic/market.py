"""Goods that are traded, under the codes of the Harmonized System, at the prices that traders pay.

Prices are dollars a unit around which contracts scatter. Those of commodities are yearly averages of world markets
(World Bank, Commodity Markets, 2024); those of manufactured goods are only of the right order.
"""

from __future__ import annotations

import math
from decimal import Decimal
from typing import NamedTuple

from numpy.random import Generator

from models.synthetic.draws import pick
from streams.records import Commodity


class Good(NamedTuple):
    """One kind of goods."""

    hs: str
    unit: str
    price: float
    sigma: float = 0.08
    """Of the logarithm of the price that is agreed."""


GOODS: dict[str, tuple[Good, ...]] = {
    "timber trade": (Good("440711", "m3", 290, 0.2), Good("440791", "m3", 560, 0.25), Good("440349", "m3", 420, 0.3)),
    "art gallery": (Good("970121", "piece", 6000, 0.9), Good("970610", "piece", 9000, 0.9)),
    "jewellery": (Good("711319", "g", 95, 0.2), Good("9102", "piece", 420, 0.5)),
    "pharmaceutical wholesale": (Good("300490", "kg", 160, 0.5), Good("2936", "kg", 38, 0.4)),
    "electronics wholesale": (
        Good("854231", "piece", 14, 0.6),
        Good("847130", "piece", 620, 0.4),
        Good("853224", "piece", 0.12, 0.5),
    ),
    "gunsmith": (Good("930330", "piece", 640, 0.4), Good("930630", "piece", 0.45, 0.3)),
    "fuel trade": (Good("2709", "barrel", 78.7), Good("2710", "t", 810, 0.12)),
    "chemical wholesale": (
        Good("291411", "kg", 1.1, 0.2),
        Good("290230", "kg", 0.95, 0.2),
        Good("280610", "kg", 0.25, 0.2),
    ),
    "metals": (
        Good("7403", "t", 9142),
        Good("7601", "t", 2419),
        Good("2601", "t", 109.4),
        Good("7901", "t", 2777),
        Good("7108", "kg", 76750),
    ),
    "fashion": (Good("6403", "pair", 38, 0.5), Good("4202", "piece", 45, 0.7)),
    "pet trade": (Good("0106", "piece", 60, 0.8),),
    "food wholesale": (
        Good("0901", "kg", 5.62),
        Good("1006", "t", 588),
        Good("1801", "kg", 7.33),
        Good("1701", "kg", 0.45),
    ),
    "machine tools": (Good("845811", "piece", 62000, 0.5), Good("848210", "piece", 7, 0.5)),
    "textiles": (Good("6109", "piece", 4.2, 0.4),),
    "furniture": (Good("9403", "piece", 140, 0.6),),
    "machinery": (Good("8413", "piece", 900, 0.6),),
}
"""What each sector trades."""


def lot(rng: Generator, good: Good, dollars: float, times: float = 1.0) -> Commodity:
    """So much of a good as a sum buys, at its usual price or at `times` as much."""
    price = good.price * times * math.exp(good.sigma * rng.standard_normal())
    quantity = max(dollars / price, 0.001)
    digits = Decimal(1) if quantity >= 100 else Decimal("0.1") if quantity >= 10 else Decimal("0.001")
    return Commodity(hs=good.hs, quantity=Decimal(quantity).quantize(digits), unit=good.unit)


def some(rng: Generator, sector: str, among: tuple[str, ...] = ()) -> Good:
    """A good of a sector, of `among` where HS codes are given; of one that deals in no particular goods, food."""
    goods = GOODS.get(sector, GOODS["food wholesale"])
    return pick(rng, [good for good in goods if not among or good.hs in among])
