"""Drawing amounts and choices. Amounts are whole cents; the lognormal draw is rounded to them once, here."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TypeVar

from numpy.random import Generator

T = TypeVar("T")


def cents(rng: Generator, median: float, sigma: float) -> int:
    """A lognormal amount in cents; `median` in dollars, `sigma` of the logarithm."""
    return max(1, round(100 * median * math.exp(sigma * rng.standard_normal())))


def whole(amount: int, dollars: int) -> int:
    """An amount in cents rounded to a multiple of `dollars`, at least one of them."""
    step = 100 * dollars
    return max(step, (amount + step // 2) // step * step)


def between(rng: Generator, low: float, high: float) -> float:
    """A number between two bounds, all equally likely."""
    return low + (high - low) * rng.random()


def integer(rng: Generator, low: int, high: int) -> int:
    """A whole number from `low` to `high`, both included."""
    return low + int(rng.random() * (high - low + 1))


def chance(rng: Generator, probability: float) -> bool:
    """Whether something of this probability happens."""
    return bool(rng.random() < probability)


def pick(rng: Generator, items: Sequence[T]) -> T:
    """One of the items, all equally likely."""
    return items[int(rng.random() * len(items))]


def popular(rng: Generator, items: Sequence[T], steepness: float = 2.5) -> T:
    """One of the items, the first ones far more often: a heavy tail of popularity."""
    return items[int(rng.random() ** steepness * len(items))]


def several(rng: Generator, items: Sequence[T], count: int) -> list[T]:
    """Distinct items in random order, as many as there are at most."""
    return [items[index] for index in rng.choice(len(items), min(count, len(items)), replace=False).tolist()]


def split(rng: Generator, total: int, parts: int, evenness: float = 8.0) -> list[int]:
    """A total in cents in positive parts that add up to it exactly; the higher the evenness, the more alike."""
    shares = rng.dirichlet([evenness] * parts)
    amounts = [max(1, int(total * share)) for share in shares[:-1]]
    amounts.append(total - sum(amounts))
    if amounts[-1] < 1:
        raise ValueError(f"{total} cents cannot be split in {parts} parts")
    return amounts
