"""The shapes that are looked for, the signals of each, and what these are at most where tokens come to so much.

To look is dear, and most subjects have a path or two, of which nothing can come: a tally says so at once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import accumulate
from math import inf
from typing import NamedTuple

from streams.flows import shapes
from streams.flows.shapes import CHAIN_HOPS, KEPT, LAYER_SENDERS, YOUNG_DAYS, Found, View
from streams.flows.token import UNKNOWN_AGE, Token
from streams.signals.family import Signal
from streams.signals.flows import GATHERED, PATH


class Tally(NamedTuple):
    """What some tokens come to, as far as it bounds what shapes they can show. Taken in one pass, and few in kind."""

    longest: int = 0
    """Payments of the longest path that is not back at its origin; 0 where no first payment can be together again."""
    back: int = 0
    """The same of those that are."""
    paths: int = 0
    """Paths, up to COUNTED."""
    pairs: int = 0
    """Of these the ones of two payments."""
    young: int = 0
    """Of these the ones that a young account passed on."""
    triples: int = 0
    """Paths of three payments."""
    crimes: int = 0
    """Paths that begin with a crime, up to COUNTED; they are in no other count."""
    money: int = 0
    """What they hold together: the power of two of minor units of the base currency that is just above it."""
    far: int = 0
    """The same of those that go on for CHAIN_HOPS payments or more."""


COUNTED = 64
"""Where counting ends: so many are enough for anything."""


def tally(tokens: Sequence[Token], receiver: str) -> Tally:
    """What tokens of a receiver come to."""
    longest = back = paths = pairs = young = triples = crimes = money = far = 0
    first = tokens[0].hops[0].value if tokens else 0
    for token in tokens:
        hops = token.hops
        length, carried = len(hops), hops[-1].carried
        money += carried
        first = min(first, hops[0].value)
        if length >= CHAIN_HOPS:
            far += carried
        if hops[0].payer == receiver:
            back = max(back, length)
        elif length > longest:
            longest = length
        if token.crime is not None:
            crimes += 1
            continue
        paths += 1
        if length == 2:
            pairs += 1
            young += UNKNOWN_AGE < hops[-1].payer_days <= YOUNG_DAYS
        elif length == 3:
            triples += 1
    if money < KEPT * first:
        longest = 0
    counts = (
        min(paths, COUNTED),
        min(pairs, COUNTED),
        min(young, COUNTED),
        min(triples, COUNTED),
        min(crimes, COUNTED),
    )
    return Tally(longest, back, *counts, money.bit_length(), far.bit_length())


class Shape(NamedTuple):
    """Some signals that are found together."""

    names: tuple[str, ...]
    find: Callable[[View], Found]
    ceilings: Callable[[Tally, float], tuple[float, ...]]
    """What the signals are at most for tokens of a tally; with the minor units in one unit."""


def _most(count: int) -> float:
    """A count that is no more than this one, of which COUNTED says only that it is much."""
    return inf if count >= COUNTED else float(count)


def _sum_at_most(bits: int, unit: float) -> tuple[float, float]:
    """A sum and a share."""
    return (2.0**bits / unit, 1.0) if bits else (0.0, 0.0)


def _chain_at_most(tally: Tally, unit: float) -> tuple[float, ...]:
    return float(tally.longest), float(tally.longest), *_sum_at_most(tally.far, unit)


def _return_at_most(tally: Tally, unit: float) -> tuple[float, ...]:
    money, share = _sum_at_most(tally.money, unit)
    return float(tally.back), money, inf, share


def _gather_at_most(tally: Tally, unit: float) -> tuple[float, ...]:
    return _most(tally.paths), *_sum_at_most(tally.money, unit)


def _layer_at_most(tally: Tally, unit: float) -> tuple[float, ...]:
    pairs = _most(tally.pairs)
    return pairs / LAYER_SENDERS, pairs, pairs / 2, *_sum_at_most(tally.money, unit)


def _stack_at_most(tally: Tally, unit: float) -> tuple[float, ...]:
    triples = _most(tally.triples)
    return triples, triples / LAYER_SENDERS, triples, *_sum_at_most(tally.money, unit)


def _hub_at_most(tally: Tally, unit: float) -> tuple[float, ...]:
    return _most(tally.pairs), inf, *_sum_at_most(tally.money, unit)


def _synchronised_at_most(tally: Tally, _: float) -> tuple[float, ...]:
    # What they passed on, and so not bounded by what is left of what they took.
    return _most(tally.young), inf, 1.0


def _crimes_at_most(tally: Tally, unit: float) -> tuple[float, ...]:
    return _most(tally.crimes), *_sum_at_most(tally.money, unit)


def _shapes(
    signals: tuple[Signal, ...],
    *finds: tuple[int, Callable[[View], Found], Callable[[Tally, float], tuple[float, ...]]],
) -> tuple[Shape, ...]:
    """Shapes that share out signals among them in their order; each says how many are its own."""
    ends = list(accumulate(count for count, *_ in finds))
    names = [signal.name for signal in signals]
    return tuple(
        Shape(tuple(names[end - count : end]), find, ceilings)
        for end, (count, find, ceilings) in zip(ends, finds, strict=True)
    )


PATHS = _shapes(
    PATH,
    (4, shapes.chain, _chain_at_most),
    (4, shapes.returned, _return_at_most),
    (3, shapes.gather, _gather_at_most),
)
"""Of the tokens that begin with one origin."""
GATHERINGS = _shapes(
    GATHERED,
    (5, shapes.layer, _layer_at_most),
    (5, shapes.stack, _stack_at_most),
    (4, shapes.hub, _hub_at_most),
    (3, shapes.synchronised, _synchronised_at_most),
    (3, shapes.crimes, _crimes_at_most),
)
"""Of all tokens."""
