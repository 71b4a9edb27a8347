"""Tokens and decisions are not held back: what one delivered batch of `flows` or `dispositions` brings is handled as it
comes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from aiokafka.structs import ConsumerRecord


@dataclass(slots=True)
class Tokens:
    """Records of one partition of `flows`, in order of offsets."""

    topic: str
    partition: int
    records: Sequence[ConsumerRecord]

    def __len__(self) -> int:
        return len(self.records)

    def halves(self) -> list[Tokens]:
        """Two parts."""
        middle = len(self.records) // 2
        return [type(self)(self.topic, self.partition, part) for part in (self.records[:middle], self.records[middle:])]


@dataclass(slots=True)
class Decisions(Tokens):
    """Records of one partition of `dispositions`, in order of offsets."""
