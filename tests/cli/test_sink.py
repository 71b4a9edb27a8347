"""`counterflow sink` says what is missing before it starts anything."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("postgres",), "COUNTERFLOW_POSTGRES_DSN"),
        (("postgres", "--migrate"), "COUNTERFLOW_POSTGRES_DSN"),
        (("webhook",), "COUNTERFLOW_WEBHOOK_URL"),
        (("webhook", "--url", "http://example.com/"), "https"),
        (("webhook", "--url", "https://example.com/"), "webhook_secret"),
    ],
)
def test_what_is_not_set_is_named(counterflow, arguments, says):
    result = counterflow("sink", *arguments)
    assert result.status == 2
    assert says in result.err
