"""How far back the movements lie that a condition demands, and that its evidence should therefore show."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from streams.catalogue.duration import parse_duration
from streams.catalogue.expression import Arithmetic, Call, Compare, Condition, Name, Number, Value, comparisons
from streams.catalogue.vocabulary import Vocabulary
from streams.signals.family import Signal


def window_of(signal: Signal) -> timedelta:
    """The window of a signal; none where it reads one movement or all that is kept."""
    return parse_duration(signal.window.replace("1 business day", "1d")) if signal.window else timedelta()


def farthest(condition: Condition, vocabulary: Vocabulary) -> Signal | None:
    """The signal of the longest window among those whose movements a condition demands; None where none has one.

    Daily signals are left out: they remember what is usual, which is not evidence. So are signals that only hold a
    condition back when they grow, as `salary_in_sum_30d` does in `in_sum_7d - salary_in_sum_30d >= 3000`.
    """
    wanted = {name for leaf in comparisons(condition) for name in _demanded(leaf)}
    signals = [vocabulary[name] for name in sorted(wanted) if vocabulary[name].window and not vocabulary[name].daily]
    return max(signals, key=window_of, default=None)


def _demanded(leaf: Compare) -> Iterator[str]:
    """Names that make a comparison true by growing."""
    match leaf:
        case Compare(left, ">" | ">=", right):
            yield from _growing(left, 1)
            yield from _growing(right, -1)
        case Compare(left, "<" | "<=", right):
            yield from _growing(left, -1)
            yield from _growing(right, 1)
        case Compare(_, "==", Number(0.0)):
            return
        case Compare(left, _, right):
            for sign in (1, -1):
                yield from _growing(left, sign)
                yield from _growing(right, sign)


def _growing(value: Value, sign: int) -> Iterator[str]:
    """Names with which a value grows (or, for sign -1, shrinks)."""
    match value:
        case Name(name):
            if sign > 0:
                yield name
        case Arithmetic(operator, left, right):
            yield from _growing(left, sign)
            yield from _growing(right, -sign if operator in "-/" else sign)
        case Call("abs", (argument,)):
            yield from _growing(argument, 1)
            yield from _growing(argument, -1)
        case Call(_, arguments):
            for argument in arguments:
                yield from _growing(argument, sign)
