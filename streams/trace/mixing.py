"""How what a subject is paid mixes in what it pays: proportional attribution, also called the haircut method.

A subject's pool holds what it was paid within the window and has not passed on. A payment by the subject takes from
every inflow in the pool the same part of what is left of it: all, where the payment is at least the pool. What a
payment has beyond the pool the subject had before, or its origin is unknown. What leaves the window rests with the
subject.

All in integers of minor units. Largest remainders decide about the last units, so that what is taken adds up to the
payment, and what was taken of an inflow and what rests of it to the inflow.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from streams.trace.book import Step

Part = tuple[int, int]
"""Number of a payment, and an amount."""


@dataclass(frozen=True, slots=True)
class Mix:
    """What each payment by a subject holds of each payment to it."""

    passed: dict[int, list[Part]] = field(default_factory=lambda: defaultdict(list))
    """Payment to the subject → in which payments by it how much of it went on."""
    held: dict[int, list[Part]] = field(default_factory=lambda: defaultdict(list))
    """Payment by the subject → how much it holds of which payments to it."""


def apportion(amount: int, weights: Sequence[int]) -> list[int]:
    """`amount` in parts proportional to `weights`, each within one unit of its exact share, which add up to it.

    The units that rounding down leaves go to the largest remainders, ties to the first. No part exceeds its weight
    where `amount` does not exceed their sum. Weights are not negative and not all zero.
    """
    whole = sum(weights)
    shares = [divmod(amount * weight, whole) for weight in weights]
    parts = [share for share, _ in shares]
    missing = amount - sum(parts)
    for number in sorted(range(len(parts)), key=lambda number: -shares[number][1])[:missing]:
        parts[number] += 1
    return parts


def mix(steps: Iterable[Step], window_us: int) -> Mix:
    """Mix a subject's payments, given in the order of events; an inflow a whole window old has left the pool."""
    found = Mix()
    pool: deque[Step] = deque()
    for step in steps:
        while pool and pool[0].time_us <= step.time_us - window_us:
            pool.popleft()
        if not step.outward:
            pool.append(step)
        elif pool:
            left = [inflow.value for inflow in pool]
            taken = apportion(min(step.value, sum(left)), left)
            for inflow, part in zip(pool, taken, strict=True):
                if part:
                    found.passed[inflow.row].append((step.row, part))
                    found.held[step.row].append((inflow.row, part))
            pool = deque(
                inflow._replace(value=inflow.value - part)
                for inflow, part in zip(pool, taken, strict=True)
                if inflow.value > part
            )
    return found
