"""Records of `transactions` to transactions: finds the format of each and reads it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Protocol

from streams.errors import Reason, Rejection
from streams.intake.duplicate_keys import suspects
from streams.intake.formats import Format, by_content_type, formats, json_transaction
from streams.records import DECODE_ERRORS, Transaction
from streams.settings import Settings

Headers = Iterable[tuple[str, bytes | None]]
Read = Sequence[Transaction] | Rejection
"""What a record became: its transactions, in its order, or the reason why there are none."""

_OBJECT = ord("{")
_JSON_TYPE = "application/json"


class InputRecord(Protocol):
    """What is read of a Kafka record; aiokafka's ConsumerRecord is one."""

    @property
    def value(self) -> bytes | None:
        """The record's bytes; None for a tombstone."""

    @property
    def headers(self) -> Headers:
        """Names and contents; `content-type` is the one that is looked at."""


def read(value: bytes | None, content_type: str | None, settings: Settings) -> list[Transaction]:
    """The transactions of one record, in the order in which it holds them.

    The format is the one that `content_type` (the record's header, if any) names, else the one that the bytes look
    like, else JSON. A record that breaks anywhere is refused as a whole. Raises Rejection: EMPTY, TOO_LARGE,
    UNKNOWN_FORMAT, and what the format's `read` raises; nothing else, whatever the bytes.
    """
    if value is None or not value.strip():
        raise Rejection(Reason.EMPTY, "the record has no value")
    if len(value) > settings.record_max_bytes:
        detail = f"{len(value)} bytes, where {settings.record_max_bytes} are allowed"
        raise Rejection(Reason.TOO_LARGE, detail)
    return _format_of(value, content_type).read(value, settings)


def read_many(records: Sequence[InputRecord], settings: Settings) -> list[Read]:
    """What each record of a batch became: the same as `read` of each, but JSON, the usual case, far faster."""
    results: list[Read] = []
    decoded: list[bytes] = []
    places: list[int] = []
    decode, bytes_max = json_transaction.decode, settings.record_max_bytes
    for place, record in enumerate(records):
        value = record.value
        content_type = content_type_of(record.headers) if record.headers else None
        # Most records pass here; whatever does not is read again, slowly, to learn why.
        if value and len(value) <= bytes_max and _is_json(value, content_type):
            try:
                transaction = decode(value)
                if not value.isascii():
                    value.decode()  # ignored fields too
            except DECODE_ERRORS:
                pass
            else:
                decoded.append(value)
                places.append(place)
                results.append((transaction,))
                continue
        results.append(_read_or_rejection(value, content_type, settings))
    for suspect in suspects(decoded):
        results[places[suspect]] = _read_or_rejection(decoded[suspect], _JSON_TYPE, settings)
    return results


def content_type_of(headers: Headers) -> str | None:
    """The header `content-type` of a Kafka record, whatever its case; None where there is none."""
    for name, content in headers:
        if name.lower() == "content-type" and content:
            return content.decode("latin-1")
    return None


def _read_or_rejection(value: bytes | None, content_type: str | None, settings: Settings) -> Read:
    try:
        return read(value, content_type, settings)
    except Rejection as rejection:
        return rejection


def _is_json(value: bytes, content_type: str | None) -> bool:
    if content_type is None:
        return value[0] == _OBJECT
    return _media_type(content_type) in json_transaction.CONTENT_TYPES


def _format_of(value: bytes, content_type: str | None) -> Format:
    media_type = _media_type(content_type) if content_type else ""
    declared = by_content_type().get(media_type, ())
    for each in declared or formats():
        if each.looks_like(value):
            return each
    if declared:
        return declared[-1]
    if media_type:
        known = ", ".join(sorted(by_content_type()))
        raise Rejection(Reason.UNKNOWN_FORMAT, f"content type {media_type[:64]!r} is not known; known are {known}")
    return json_transaction.FORMAT


@lru_cache(maxsize=64)
def _media_type(content_type: str) -> str:
    return content_type.partition(";")[0].strip().lower()
