"""What the flows of one step come to."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import NamedTuple

import msgspec

from streams.flows.ring import Leg, Legs, Shared, Sighting
from streams.flows.token import Token
from streams.partitioner import partition_for

Record = Token | Sighting | Shared | Leg | Legs
"""What travels on `flows`."""
encode = msgspec.msgpack.Encoder().encode
"""A record as it travels."""
decode = msgspec.msgpack.Decoder(Record).decode


class Arrived(NamedTuple):
    """What reached a subject for the first time, or with more than before."""

    slot: int
    record: Record
    partition: int
    offset: int
    """In `flows`."""


class Sent(NamedTuple):
    """A record for `flows`."""

    partition: int
    key: bytes
    value: bytes


@dataclass(slots=True)
class Flowed:
    """Filled while a step is evaluated."""

    partitions: int
    """How many `flows` has."""
    arrived: list[Arrived] = field(default_factory=list)
    sent: dict[tuple[bytes, int], Sent] = field(default_factory=dict)
    """By receiver and name, so that what two orders of arrival cause is sent once."""
    tokens: dict[tuple[bytes, int], Token] = field(default_factory=dict)
    """Of what is sent the tokens, likewise."""
    touched: set[int] = field(default_factory=set)
    """Slots whose flows changed."""
    dropped: Counter[str] = field(default_factory=Counter)
    """What was not followed, by why."""

    def send(self, key: bytes, name: int, record: Record) -> None:
        """Send a record to a key; a later one of the same name replaces it."""
        self.sent[key, name] = Sent(partition_for(key, self.partitions), key, encode(record))
