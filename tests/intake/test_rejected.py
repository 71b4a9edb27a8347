import json
from base64 import b64decode
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

import pytest

from streams.errors import Reason, Rejection
from streams.intake.rejected import encode, rejected
from streams.records import Rejected
from streams.settings import Settings

SETTINGS = Settings(rejected_original_max_bytes=10)
REJECTION = Rejection(Reason.WRONG_TYPE, "not a text", "debtor.account")


@dataclass(frozen=True)
class Record:
    value: bytes | None
    timestamp: int = 1_768_473_000_123
    topic: str = "transactions"
    partition: int = 3
    offset: int = 42


def test_a_rejection_says_why_where_and_what() -> None:
    published = rejected(Record(b'{"id":5}'), REJECTION, SETTINGS)
    assert published == Rejected(
        reason="wrong_type",
        detail="not a text",
        field="debtor.account",
        topic="transactions",
        partition=3,
        offset=42,
        received=datetime(2026, 1, 15, 10, 30, 0, 123000, tzinfo=UTC),
        length=8,
        sha256=sha256(b'{"id":5}').hexdigest(),
        original="eyJpZCI6NX0=",
    )


def test_a_long_original_is_cut_but_measured_and_hashed_whole() -> None:
    value = bytes(range(256)) * 10
    published = rejected(Record(value), REJECTION, SETTINGS)
    assert b64decode(published.original) == value[:10]
    assert published.original_truncated
    assert published.length == 2560
    assert published.sha256 == sha256(value).hexdigest()


def test_an_original_of_just_the_limit_is_whole() -> None:
    assert not rejected(Record(b"x" * 10), REJECTION, SETTINGS).original_truncated


def test_a_tombstone_has_an_empty_original() -> None:
    published = rejected(Record(None), REJECTION, SETTINGS)
    assert (published.original, published.length, published.original_truncated) == ("", 0, False)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (b'{"amount":[],"id":"t1"}', "t1"),
        (b'{"id":5}', None),
        (b'{"id":""}', None),
        (b'{"id":"t1"', None),
        (b'{"id":"\xff"}', None),
        (b'{"id":"t1","x":' + b"[" * 10_000 + b"]" * 10_000 + b"}", None),
        (b"<a/>", None),
        (None, None),
    ],
)
def test_the_transaction_is_named_where_its_id_can_be_read(value: bytes | None, expected: str | None) -> None:
    assert rejected(Record(value), REJECTION, SETTINGS).transaction == expected


def test_what_the_caller_knows_comes_first() -> None:
    published = rejected(Record(b'{"id":"t1"}'), REJECTION, SETTINGS, transaction="t2", subject="customer:C1")
    assert (published.transaction, published.subject) == ("t2", "customer:C1")


@pytest.mark.parametrize("timestamp", [-1, 2**62])
def test_an_absurd_kafka_timestamp_does_no_harm(timestamp: int) -> None:
    assert rejected(Record(b"x", timestamp), REJECTION, SETTINGS).received.tzinfo is UTC


def test_it_is_published_as_json() -> None:
    published = json.loads(encode(rejected(Record(b"x"), REJECTION, SETTINGS)))
    assert published["received"] == "2026-01-15T10:30:00.123000Z"
    assert published["reason"] == "wrong_type"
    assert "transaction" not in published
