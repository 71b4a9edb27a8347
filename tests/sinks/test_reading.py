"""What no reader can hold is said to be unreadable, in words, and never stops a process."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from streams.sinks.batch import Record
from streams.sinks.files.lines import line
from streams.sinks.reading import known
from streams.sinks.webhook.message import several, single
from tests.sinks.made import alert, record


@pytest.mark.parametrize("name", ["subject", "else"])
def test_what_is_nested_too_deep_is_no_alert(name: str):
    deep = b'{"id":"a","%s":%s%s}' % (name.encode(), b"[" * 2_000, b"]" * 2_000)
    with pytest.raises(ValueError, match="recursion"):
        known(deep)
    with pytest.raises(ValueError, match="recursion"):
        line(record(deep, 0))


@pytest.mark.parametrize("said", [1_772_000_000_000_000, 1 << 62, -1, -(1 << 62)])
def test_any_timestamp_can_be_told(said: int):
    odd: Record = record(alert(1), 0)._replace(received_ms=said)
    assert odd.received == datetime(9999 if said > 0 else 1970, 1, 1, tzinfo=UTC)
    assert b'"received":"%s' % odd.received.isoformat()[:19].encode() in line(odd)
    for message in (single(odd, known(odd.value)), several([(odd, known(odd.value))])):
        assert b'"timestamp":"%s' % odd.received.isoformat().encode() in message.body


def test_a_usual_timestamp_keeps_its_milliseconds():
    assert record(alert(1), 7).received == datetime(2026, 2, 25, 6, 13, 20, 7_000, UTC)
