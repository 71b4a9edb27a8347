"""The verdict counts what was found, and tells what reaches an analyst from what is only being tried out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from rich.console import Console

from models.synthetic import Injection
from streams.demo.verdict import Published, Verdict, duration

START = datetime(2026, 1, 15, tzinfo=UTC)


def injection(typology: str, subject: str) -> Injection:
    return Injection(
        typology=typology,
        level="plain",
        subject=subject,
        subjects=(f"customer:{subject}",),
        transactions=(f"T-{subject}",),
        started=START,
        ended=START,
        participants=(f"customer:{subject}",),
    )


def published(topic: str, typology: str, subject: str, hours: int = 0) -> Published:
    alert = {
        "id": f"{typology}/{subject}",
        "status": "new",
        "typology": typology,
        "subject": {"id": f"customer:{subject}"},
        "detected_at": (START + timedelta(hours=hours)).isoformat(),
        "evidence": [{"transaction": f"T-{subject}"}],
    }
    return Published(topic, alert)


INJECTIONS = [injection("fan-in", "C1"), injection("fan-in", "C2"), injection("round-amounts", "C3")]
FOUND = [
    published("alerts", "fan-in", "C1", hours=2),
    published("alerts", "fan-in", "C2", hours=4),
    published("alerts.shadow", "round-amounts", "C3"),
]


def test_the_summary_has_the_promised_form():
    others = [published("alerts", "fan-in", "C9"), published("alerts.shadow", "round-amounts", "C8")]
    verdict = Verdict.of(INJECTIONS, FOUND + others, 1000, 12.34)
    assert verdict.summary() == {
        "transactions": 1000,
        "seconds": 12.3,
        "typologies": {
            "fan-in": {"injected": 2, "detected": 2, "median_delay_seconds": 10800.0},
            "round-amounts": {"injected": 1, "detected": 1, "median_delay_seconds": 0.0},
        },
        "unexpected_alerts": 1,
    }


def test_a_typology_in_shadow_counts_as_detected():
    assert Verdict.of(INJECTIONS, FOUND, 1000, 1.0).complete


def test_a_typology_that_was_never_detected_spoils_the_verdict():
    assert not Verdict.of(INJECTIONS, FOUND[:-1], 1000, 1.0).complete
    assert Verdict.of(INJECTIONS, FOUND[1:], 1000, 1.0).complete


@pytest.mark.parametrize("missing", range(len(FOUND)))
def test_one_missed_injection_is_named(missing: int):
    verdict = Verdict.of(INJECTIONS, FOUND[:missing] + FOUND[missing + 1 :], 1000, 1.0)
    assert f"missed: {INJECTIONS[missing].typology} on {INJECTIONS[missing].subject}" in verdict.closing()


def test_the_table_has_a_row_for_each_typology():
    screen = StringIO()
    Console(file=screen, width=100).print(Verdict.of(INJECTIONS, FOUND, 1000, 1.0).table())
    rows = [line.split() for line in screen.getvalue().splitlines()[1:]]
    assert rows == [
        ["fan-in", "2", "2", "0", "d", "03:00:00", "0"],
        ["round-amounts", "1", "1", "0", "d", "00:00:00", "0"],
    ]


@pytest.mark.parametrize(
    ("seconds", "words"), [(0, "0 d 00:00:00"), (3661.4, "0 d 01:01:01"), (90_000, "1 d 01:00:00")]
)
def test_a_duration_is_days_and_a_time(seconds: float, words: str):
    assert duration(seconds) == words


def test_an_alert_on_an_honest_twin_disturbs_like_any_other_and_detects_nothing():
    verdict = Verdict.of(INJECTIONS, [*FOUND[1:], published("alerts", "fan-in", "C7")], 1000, 1.0)
    assert verdict.everything["typologies"]["fan-in"]["detected"] == 1
    assert verdict.summary()["unexpected_alerts"] == 1
    assert {"typology": "fan-in", "subject": "C1"} in verdict.everything["missed"]
