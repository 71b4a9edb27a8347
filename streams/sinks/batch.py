"""What a sink is given, and what it has to be."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal, NamedTuple, Protocol

ALERT_TOPICS = ("alerts", "alerts.shadow", "alerts.suppressed", "reports.due")
"""Topics of alerts, without prefix."""
DISPOSITIONS = "dispositions"
"""The topic of analysts' verdicts."""

Reason = Literal["unreadable", "refused"]

_RECEIVED_MS_MAX = 253_370_764_800_000
"""The year 9999 begins."""


class Place(NamedTuple):
    """A partition of a topic."""

    topic: str
    """Without prefix."""
    partition: int
    incarnation: str
    """The topic's own id: a topic that was deleted and created anew counts its offsets from the beginning."""


class Record(NamedTuple):
    """One record of a topic."""

    place: Place
    offset: int
    received_ms: int
    """Kafka timestamp, milliseconds since 1970-01-01 UTC."""
    value: bytes
    key: bytes = b""

    @property
    def received(self) -> datetime:
        """Kafka timestamp, UTC, from 1970 to 9999: a producer may say anything, microseconds for instance."""
        return datetime.fromtimestamp(min(max(self.received_ms, 0), _RECEIVED_MS_MAX) / 1000, UTC)


@dataclass(frozen=True, slots=True)
class Batch:
    """Records of some partitions, those of one partition in order and without a gap."""

    records: Sequence[Record]
    ends: Mapping[Place, int]
    """The offset after the last one of each partition, of records that are left out as well."""

    def halves(self) -> tuple[Batch, Batch]:
        """Two batches that one after the other are this one."""
        middle = len(self.records) // 2
        first, second = self.records[:middle], self.records[middle:]
        return Batch(first, {each.place: each.offset + 1 for each in first}), Batch(second, self.ends)


Bury = Callable[[Record, Reason, str], None]
"""Makes a dead letter of a record, with a sentence of detail; returns when the broker has it."""


class Sink(Protocol):
    """What takes alerts somewhere."""

    name: str

    def positions(self, places: Iterable[Place]) -> Mapping[Place, int]:
        """The offsets from which it wants to read, where it knows better than the consumer group.

        Raises UnavailableError when it cannot say now.
        """

    def write(self, batch: Batch, bury: Bury) -> None:
        """Make the whole batch durable; only what it buries may be left out. The same batch may come again.

        Raises UnavailableError when that has to be tried again.
        """

    def tidy(self) -> None:
        """Called between batches, and a few times a second when there are none."""

    def close(self) -> None:
        """Let go of everything."""
