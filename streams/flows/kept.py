"""What one subject keeps of the flows: the tokens that reached it, and the network alerts that it is the subject of."""

from __future__ import annotations

from typing import TypeVar

import msgspec

from streams.errors import StateError
from streams.flows.ring import Holder, Leg, Legs, Shared
from streams.flows.token import Token
from streams.subject.store import VERSION_BYTES, Change, Store, versioned

K = TypeVar("K", int, str)
V = TypeVar("V")

KEPT_MARK = b"\0f"
"""What follows a subject's id in the key of this record."""
LAYOUT = 1


class Kept(msgspec.Struct, array_like=True):
    """All of it; a pure function of what has arrived, in whatever order, as long as no bound was met."""

    layout: int = LAYOUT
    position: int = -1
    """Offset of the last record of `flows` that it reflects."""
    tokens: dict[int, Token] = {}
    """By their ids."""
    holders: dict[str, Holder] = {}
    """Of an identifier, which is kept like a subject: whoever used it, by subject id."""
    shared: dict[int, Shared] = {}
    """By the hash of an identifier that others use too: who they are."""
    legs: dict[str, Leg] = {}
    """Of an identifier: what its users pay and are paid across borders, by user and transaction."""
    mirrored: dict[int, Legs] = {}
    """By the hash of an identifier: what its users took in here and paid out there."""
    told: dict[int, int] = {}
    """When, in event time, this subject was seen with an identifier, by the identifier's hash."""
    published: dict[str, tuple[int, int]] = {}
    """By alert id: the revision last published, and the latest event time that fired it."""

    def trim(self, newest_us: int, keep_us: int, most: int) -> int:
        """Forget what is older than `keep_us` before an event time, and of tokens the oldest beyond a bound; how many
        of these."""
        oldest = newest_us - keep_us
        self.tokens = {name: token for name, token in self.tokens.items() if token.last.time_us >= oldest}
        self.published = {name: each for name, each in self.published.items() if each[1] >= oldest}
        self.legs = {name: leg for name, leg in self.legs.items() if leg.time_us >= oldest}
        surplus = len(self.tokens) - most
        if surplus <= 0:
            return 0
        kept = sorted(self.tokens.values(), key=lambda token: (token.last.time_us, token.id))[surplus:]
        self.tokens = {token.id: token for token in kept}
        return surplus

    def entering(self, mark: int) -> list[Token]:
        """The tokens that came with a payment, in the order of their ids."""
        return sorted((token for token in self.tokens.values() if token.last.mark == mark), key=lambda each: each.id)

    def canonical(self) -> Kept:
        """The same with everything in one order, whatever it came in."""
        return Kept(
            self.layout,
            self.position,
            _in_order(self.tokens),
            _in_order(self.holders),
            _in_order(self.shared),
            _in_order(self.legs),
            _in_order(self.mirrored),
            _in_order(self.told),
            _in_order(self.published),
        )


def _in_order(found: dict[K, V]) -> dict[K, V]:
    return {name: found[name] for name in sorted(found)} if len(found) > 1 else found


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Kept).decode


class _Laid(msgspec.Struct, array_like=True):
    """What every layout begins with."""

    layout: int


_decode_laid = msgspec.msgpack.Decoder(_Laid).decode


def kept_key(subject: bytes) -> bytes:
    """Key of the record in stores and the changelog."""
    return subject + KEPT_MARK


def kept_change(subject: bytes, position: int, kept: Kept) -> Change:
    """The record that writes it; `position` is that of the subject's head, see `streams.subject.layout`."""
    return kept_key(subject), versioned(max(position, 0) + max(kept.position, 0), _encode(kept.canonical()))


def load_kept(subject: bytes, store: Store, partition: int) -> Kept | None:
    """What the store holds of a subject; None for nothing. Raises StateError where it is of another layout."""
    value = store.get(partition, kept_key(subject))
    if value is None:
        return None
    body = memoryview(value)[VERSION_BYTES:]
    layout = _decode_laid(body).layout
    if layout != LAYOUT:
        raise StateError(f"the flows of {subject!r} have layout {layout}, this version reads {LAYOUT}")
    return _decode(body)
