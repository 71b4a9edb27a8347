"""Identifiers that several subjects use: a device, a phone, an address, the invoice of one creditor.

An identifier has a place of its own, a key on `flows` like that of a subject. Whoever uses it tells that place, with a
`Sighting`; the place knows all, and tells each of them whom else it has seen, with a `Shared`. No identifier is kept in
words: only a hash of it travels.

Once an identifier is known to be shared, its users also tell what they pay and are paid across borders. So its place
sees what no account shows: that one of them takes in here what another one pays out there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

import msgspec

from streams.intake.parties import hash64

T = TypeVar("T")

INVOICE = "invoice"
"""The kind of an invoice's number, of which its creditor is the issuer."""
ADDRESS = "address"
"""The kind of an address, which more people share than a phone."""
PAIRS_MAX = 512
"""Pairs of mirrored payments that are told of."""
RING_KEY = b"\0id"
"""What the key of an identifier begins with; subject ids never begin with a zero byte."""


class Leg(msgspec.Struct, frozen=True, array_like=True, tag="leg"):
    """A payment of somebody who uses a shared identifier, with somebody in a known country."""

    mark: int
    """Of the identifier."""
    subject: str
    transaction: str
    time_us: int
    outward: bool
    value: int
    """Minor units of the base currency."""
    amount: str
    currency: str
    country: int
    """Of the other side, as movements carry it."""
    is_foreign: bool
    """Whether that is another country than the institution's."""


class Legs(msgspec.Struct, frozen=True, array_like=True, tag="legs"):
    """Said to those who use an identifier: what one of them took in and another one paid out in another country."""

    mark: int
    pairs: tuple[tuple[Leg, Leg], ...]
    """What came in and what went out: all that fit, so that there are never less of them."""


class Holder(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Somebody who uses an identifier, with the first transaction that showed it."""

    subject: str
    transaction: str
    time_us: int
    value: int
    """Of the transaction, minor units of the base currency."""
    amount: str
    currency: str


class Sighting(msgspec.Struct, frozen=True, array_like=True, tag="sighting"):
    """A subject used an identifier."""

    kind: str
    """Such as device, phone, address or invoice."""
    mark: int
    """Hash of kind and identifier."""
    holder: Holder
    issuer: str = ""
    """The creditor of an invoice, who is told too who pays it."""


class Shared(msgspec.Struct, frozen=True, array_like=True, tag="shared"):
    """Said to somebody who uses an identifier: who else does."""

    kind: str
    mark: int
    holders: tuple[Holder, ...]
    """All that are known, the receiver included, by subject id."""


def ring_key(mark: int) -> bytes:
    """Where an identifier is kept."""
    return RING_KEY + mark.to_bytes(8, "little").hex().encode()


def identifier_mark(kind: str, value: str, issuer: str = "") -> int:
    """The hash of an identifier; `issuer` is whoever gave it out, where it means nothing without."""
    return hash64("\0".join((kind, " ".join(value.casefold().split()), issuer)).encode())


def first(one: Holder | None, other: Holder) -> Holder:
    """The earlier of two sightings of one subject, so that the order in which they come is of no account."""
    if one is None or (other.time_us, other.transaction) < (one.time_us, one.transaction):
        return other
    return one


def stretches(ordered: Sequence[T], time_of: Callable[[T], int], width_us: int) -> Iterator[Sequence[T]]:
    """For each of some things in the order of time, those within one stretch of time that ends with that one."""
    start = 0
    for end, last in enumerate(ordered, start=1):
        while time_of(last) - time_of(ordered[start]) >= width_us:
            start += 1
        yield ordered[start:end]


def begun_within(holders: Iterable[Holder], width_us: int) -> Iterator[Sequence[Holder]]:
    """For each user, in the order of time, those who began within one stretch of time that ends with that one."""
    ordered = sorted(holders, key=lambda holder: (holder.time_us, holder.subject))
    return stretches(ordered, lambda holder: holder.time_us, width_us)


def most_within(holders: Iterable[Holder], width_us: int) -> Sequence[Holder]:
    """The most users who began within one stretch of time; of equals the earliest."""
    return max(begun_within(holders, width_us), key=len, default=())


def mirrored(legs: Iterable[Leg], width_us: int, kept_most: float) -> list[tuple[Leg, Leg]]:
    """Every payment in with every payment out of another user to another country that is as much, less `kept_most` of
    it at most, within `width_us`; one of the two crosses a border. Pairs by time, the earliest PAIRS_MAX."""
    several = sorted(legs, key=lambda leg: (leg.time_us, leg.transaction))
    paid = [leg for leg in several if leg.outward]
    found = [
        (came, out)
        for came in several
        if not came.outward
        for out in paid
        if out.subject != came.subject
        and out.country != came.country
        and (out.is_foreign or came.is_foreign)
        and abs(out.time_us - came.time_us) < width_us
        and (1 - kept_most) * came.value <= out.value <= came.value
    ]
    return found[:PAIRS_MAX]
