"""What is posted: a message for each alert, or for several alerts of one subject."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from streams.sinks.batch import Record
from streams.sinks.reading import Known

_TYPES = {
    "alerts": "alert",
    "alerts.shadow": "alert.shadow",
    "alerts.suppressed": "alert.suppressed",
    "reports.due": "report",
}


@dataclass(frozen=True, slots=True)
class Message:
    """A body to post, and the records that it is made of."""

    id: str
    """The same whenever the same content is sent: whoever has seen it need not look again."""
    body: bytes
    read: tuple[tuple[Record, Known], ...]

    @property
    def records(self) -> list[Record]:
        """The records, in order."""
        return [record for record, _ in self.read]


def single(record: Record, alert: Known) -> Message:
    """A message of one alert: `type`, `timestamp` and `data`, the alert as it was published."""
    return Message(_id([record]), _event(record, alert), ((record, alert),))


def several(read: Sequence[tuple[Record, Known]]) -> Message:
    """A message of several: its `data` is a list of what would be messages of their own, each with its `id`."""
    records = [record for record, _ in read]
    events = b",".join(_event(record, alert, with_id=True) for record, alert in read)
    head = b'{"type":"alerts","timestamp":"%s","data":[' % _time(records[-1])
    return Message(_id(records), head + events + b"]}", tuple(read))


def halves(message: Message) -> tuple[Message, Message]:
    """Two messages that one after the other say what one of several alerts says."""
    middle = len(message.read) // 2
    return several(message.read[:middle]), several(message.read[middle:])


def _event(record: Record, alert: Known, with_id: bool = False) -> bytes:
    kind = _TYPES.get(record.place.topic, record.place.topic)
    name = msgspec.json.encode(f"{kind}.{alert.status}" if alert.status else kind)
    identity = b'"id":"%s",' % _id([record]).encode() if with_id else b""
    return b'{%s"type":%s,"timestamp":"%s","data":%s}' % (identity, name, _time(record), record.value)


def _time(record: Record) -> bytes:
    return record.received.isoformat().encode()


def _id(records: Sequence[Record]) -> str:
    digest = hashlib.sha256()
    for record in records:
        digest.update(f"{record.place.topic}\0{len(record.value)}\0".encode() + record.value)
    return f"msg_{digest.hexdigest()[:40]}"
