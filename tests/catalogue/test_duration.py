from __future__ import annotations

from datetime import timedelta

import pytest

from streams.catalogue.duration import parse_duration, spell_duration


@pytest.mark.parametrize(
    ("text", "duration", "words"),
    [
        ("10d", timedelta(days=10), "10 days"),
        ("1d", timedelta(days=1), "1 day"),
        ("48h", timedelta(hours=48), "48 hours"),
        ("90m", timedelta(minutes=90), "90 minutes"),
        ("1d 6h 1m", timedelta(days=1, hours=6, minutes=1), "1 day 6 hours 1 minute"),
    ],
)
def test_durations_are_read_and_spelled(text: str, duration: timedelta, words: str):
    assert parse_duration(text) == duration
    assert spell_duration(text) == words


@pytest.mark.parametrize("text", ["", "10", "d", "1.5d", "-1d", "10 d", "1w", "1d6h", "1d 1d 1d 1d", "999999d"])
def test_anything_else_is_refused(text: str):
    with pytest.raises(ValueError, match="is not a duration"):
        parse_duration(text)
