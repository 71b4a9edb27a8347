"""What is published for a record that was rejected: the reason, where it was read, and what it was."""

from __future__ import annotations

from base64 import b64encode
from datetime import UTC, datetime
from hashlib import sha256
from typing import Protocol

import msgspec

from streams.errors import Rejection
from streams.records import DECODE_ERRORS, Rejected
from streams.settings import Settings

_SECONDS_MAX = 253_402_300_799
"""The last second that a datetime can hold; a producer may set any Kafka timestamp."""
_ID_MAX = 128

encode = msgspec.json.Encoder().encode
"""A Rejected as the JSON of `transactions.rejected`."""


class _Identified(msgspec.Struct):
    id: str


_decode_id = msgspec.json.Decoder(_Identified).decode


class RejectedRecord(Protocol):
    """What is published of a Kafka record; aiokafka's ConsumerRecord is one."""

    @property
    def topic(self) -> str:
        """Where it was read."""

    @property
    def partition(self) -> int:
        """Where it was read."""

    @property
    def offset(self) -> int:
        """Where it was read."""

    @property
    def timestamp(self) -> int:
        """Kafka timestamp, milliseconds since 1970-01-01 UTC."""

    @property
    def value(self) -> bytes | None:
        """The record's bytes; None for a tombstone."""


def rejected(
    record: RejectedRecord,
    rejection: Rejection,
    settings: Settings,
    *,
    transaction: str | None = None,
    subject: str | None = None,
) -> Rejected:
    """The published form of `rejection` for one input record.

    The first `rejected_original_max_bytes` of the record are kept; length and hash are of the whole. `transaction` is
    the id where the caller knows it; else it is taken from the record, if that is JSON with an `id`.
    """
    whole = record.value or b""
    kept_bytes = settings.rejected_original_max_bytes
    return Rejected(
        reason=rejection.reason.value,
        detail=rejection.detail,
        field=rejection.field,
        topic=record.topic,
        partition=record.partition,
        offset=record.offset,
        received=datetime.fromtimestamp(min(max(record.timestamp / 1000, 0), _SECONDS_MAX), UTC),
        length=len(whole),
        sha256=sha256(whole).hexdigest(),
        original=b64encode(whole[:kept_bytes]).decode(),
        original_truncated=len(whole) > kept_bytes,
        transaction=transaction if transaction is not None else _readable_id(whole),
        subject=subject,
    )


def _readable_id(value: bytes) -> str | None:
    try:
        return _decode_id(value).id[:_ID_MAX] or None
    except DECODE_ERRORS:
        return None
