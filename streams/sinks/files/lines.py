"""The lines of a file: a record each, with where it lies on Kafka, so that a repeat can be told from news."""

from __future__ import annotations

import gzip
from datetime import datetime
from pathlib import Path

import msgspec

from streams.sinks.batch import Place, Record
from streams.sinks.reading import known

_REPAIR_BYTES = 1 << 20


class Line(msgspec.Struct, frozen=True):
    """One line."""

    topic: str
    """Without prefix."""
    partition: int
    offset: int
    topic_id: str
    """A topic that is created anew has another one, and counts its offsets from 0 again."""
    received: datetime
    """Kafka timestamp."""
    record: msgspec.Raw
    """As it was published."""


_decode = msgspec.json.Decoder(Line).decode


def line(record: Record) -> bytes:
    """A record as a line; ValueError, in words, where it is no alert and no verdict."""
    known(record.value)
    value = record.value
    if b"\n" in value or b"\r" in value:
        value = msgspec.json.format(value, indent=-1)
    value.decode()
    place = record.place
    fields = Line(place.topic, place.partition, record.offset, place.incarnation, record.received, msgspec.Raw(value))
    return msgspec.json.encode(fields) + b"\n"


def ends(path: Path) -> dict[Place, int]:
    """The offset after the last line of each partition in a file, which may be compressed."""
    found: dict[Place, int] = {}
    with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as lines:
        for text in lines:
            each = _decode(text)
            found[Place(each.topic, each.partition, each.topic_id)] = each.offset + 1
    return found


def repair(path: Path) -> int:
    """Cut off what a crash left of a last line that never became whole; how many bytes that were."""
    with path.open("r+b") as file:
        size = end = file.seek(0, 2)
        while end:
            begin = max(0, end - _REPAIR_BYTES)
            file.seek(begin)
            newline = file.read(end - begin).rfind(b"\n")
            if newline >= 0:
                end = begin + newline + 1
                break
            end = begin
        file.truncate(end)
        return size - end
