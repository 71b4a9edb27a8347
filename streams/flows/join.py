"""From links to tokens: who passes money on makes its path longer by a payment."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from msgspec.structs import replace

from streams.flows.token import Crime, Hop, Token


class Passed(NamedTuple):
    """A payment in whose money a payment out passes on, both as hops of a path."""

    received: Hop | None
    """None where nobody paid it, as with cash."""
    received_mark: int
    """Hash of its transaction id."""
    paid: Hop
    receiver: str
    taken: int
    """How much of the one is in the other; minor units of the base currency."""
    is_habit: bool
    """Whether either is a payment between two of whom one paid the other long before."""


class Reach(NamedTuple):
    """How far a path is followed, see `Settings`."""

    hops: int
    kept: float


class Ended(NamedTuple):
    """Paths that were not followed on, by why."""

    hops: int = 0
    kept: int = 0


def begun(passed: Passed) -> Token | None:
    """The path of the two payments; None where it has no beginning, or is habit."""
    if passed.received is None or passed.is_habit:
        return None
    return Token((passed.received, replace(passed.paid, carried=passed.taken)))


def continued(token: Token, passed: Passed, reach: Reach) -> tuple[Token | None, Ended]:
    """A path that came with the payment in, longer by the payment out, or why it ends.

    It ends where it came back to its beginning or to somebody on it: the paths that begin there tell the rest.
    """
    payer, receiver = passed.paid.payer, passed.receiver
    if token.returns_to(payer) or token.passes(receiver) or payer == receiver:
        return None, Ended()
    if passed.is_habit and token.crime is None:
        return None, Ended()
    carried = token.last.carried * passed.taken // token.last.value
    if carried < 1 or carried < reach.kept * token.hops[0].value:
        return None, Ended(kept=1)
    if len(token.hops) >= reach.hops:
        return None, Ended(hops=1)
    return Token((*token.hops, replace(passed.paid, carried=carried)), token.crime), Ended()


def tainted(crime: Crime, paid: Hop, minor: int) -> Token:
    """The path of a payment that is evidence of a crime of its payer, or holds so much of such money."""
    return Token((replace(paid, carried=minor),), crime)


def foremost(tokens: Iterable[Token], most: int) -> Iterator[Token]:
    """Of the tokens of one payment those that hold the most, in that order."""
    yield from sorted(tokens, key=lambda token: (-token.last.carried, len(token.hops), token.id))[:most]
