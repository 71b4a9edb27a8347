"""Who is judged: from a party as the payment system names it to a subject.

The customer where the institution knows the customer, because thresholds are per person and not per account; else the
account, else the wallet. A name alone identifies nobody, but a name at an institution is all that some interbank
messages carry: it becomes a subject of its own, and its movements say so.
"""

from __future__ import annotations

from hashlib import blake2b

import msgspec

from streams.partitioner import partition_for
from streams.records import Party

_CACHE_MAX = 1_000_000


class Subject(msgspec.Struct, frozen=True, gc=False):
    """Identity of a subject: `id` such as `customer:C1`, its bytes, 64-bit hash (never 0) and partition of
    `movements`."""

    id: str
    key: bytes
    hash: int
    partition: int
    name_only: bool


def subject_id(party: Party | None, agent: str | None) -> str:
    """The id of the subject that a party at an agent is; empty where it cannot be told from others."""
    if party is None:
        return ""
    if party.customer is not None:
        return "customer:" + party.customer
    if party.account is not None:
        return "account:" + party.account
    if party.wallet is not None:
        return "wallet:" + party.wallet
    if party.name and agent:
        return f"name:{agent}/{' '.join(party.name.casefold().split())}"
    return ""


def hash64(text: bytes) -> int:
    """A stable 64-bit hash, never 0."""
    return int.from_bytes(blake2b(text, digest_size=8).digest(), "little") or 1


class Directory:
    """Subjects by id, remembered because the same parties come again and again."""

    def __init__(self, partitions: int) -> None:
        self._partitions = partitions
        self._known: dict[str, Subject] = {}

    def __getitem__(self, subject: str) -> Subject:
        """The subject of a non-empty id."""
        known = self._known.get(subject)
        if known is None:
            if len(self._known) >= _CACHE_MAX:
                self._known.clear()
            key = subject.encode()
            partition = partition_for(key, self._partitions)
            known = Subject(subject, key, hash64(key), partition, subject.startswith("name:"))
            self._known[subject] = known
        return known
