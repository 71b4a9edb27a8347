"""What travels on `flows`: tokens of money, keyed by the subject that received it last."""

from __future__ import annotations

from functools import cached_property
from hashlib import blake2b

import msgspec

UNKNOWN_AGE = -1
"""`Hop.payer_days` where nobody says since when the payer is a customer."""


class Hop(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One payment of a path."""

    payer: str
    """Subject id."""
    transaction: str
    mark: int
    """Hash of the transaction id, as movements carry it."""
    time_us: int
    value: int
    """Minor units of the base currency."""
    amount: str
    """Exact decimal amount in `currency`."""
    currency: str
    carried: int
    """What this payment holds of the money of the path's first payment; minor units of the base currency."""
    payer_days: int
    """Days since the payer's account was opened, or UNKNOWN_AGE."""
    receivers: int
    """Distinct receivers whom the payer paid within the time that money may rest, up to this payment."""
    is_invoiced: bool
    """Whether the payment names an invoice."""


class Crime(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Of what the first payer of a path is suspected."""

    alert: str
    typology: str
    crimes: tuple[str, ...]
    """Offences other than money laundering itself."""


class Token(msgspec.Struct, frozen=True, array_like=True, tag="money", dict=True):
    """A path of payments into the subject that it is keyed by."""

    hops: tuple[Hop, ...]
    """Oldest first; the last one is to the subject that keeps the token."""
    crime: Crime | None = None

    @cached_property
    def id(self) -> int:
        """A hash of the payments, and of the alert whose money it is; the same whoever emits the token, and when."""
        digest = blake2b(digest_size=8)
        for hop in self.hops:
            digest.update(hop.mark.to_bytes(8, "little"))
        if self.crime is not None:
            digest.update(self.crime.alert.encode())
        return int.from_bytes(digest.digest(), "little")

    @cached_property
    def payers(self) -> frozenset[str]:
        """Everybody who paid on the path."""
        return frozenset([hop.payer for hop in self.hops])

    @cached_property
    def is_uninvoiced(self) -> bool:
        """Whether no payment names an invoice: what is bought and sold looks like layers where many trade."""
        return not any(hop.is_invoiced for hop in self.hops)

    @property
    def origin(self) -> str:
        """Where the path begins."""
        return self.hops[0].payer

    @property
    def last(self) -> Hop:
        """The payment that brought it here."""
        return self.hops[-1]

    def returns_to(self, receiver: str) -> bool:
        """Whether the money is back where the path begins."""
        return self.hops[0].payer == receiver

    def holds_more(self, other: Token | None) -> bool:
        """Whether this is news to whoever has the other token of the same payments, or none.

        What a path holds of the money of a crime grows with what the alert learns, so the most of it is kept: that
        is the same in whatever order they come.
        """
        return other is None or [hop.carried for hop in self.hops] > [hop.carried for hop in other.hops]

    def passes(self, subject: str) -> bool:
        """Whether a subject paid on this path after its beginning."""
        return any(hop.payer == subject for hop in self.hops[1:])
