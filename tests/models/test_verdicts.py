"""Which transactions verdicts make a crime, which none, and of which they say nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from models.verdicts import read_verdicts
from streams.dispositions.reading import encode
from streams.errors import ModelError
from streams.intake.parties import hash64
from streams.records import Known
from tests.dispositions.test_reading import made


def read(folder: Path, *several: dict[str, Any]) -> dict[str, bool]:
    """The labels of T1 to T9 that dispositions give, each of which is about an alert of its own."""
    file = folder / "decided.jsonl"
    lines = [
        encode(made(**{"id": f"d{number}", "alert": f"a{number}", **each})) + b"\n"
        for number, each in enumerate(several)
    ]
    file.write_bytes(b"\n".join(lines))
    found = read_verdicts(file)
    named = {hash64(name.encode()): name for name in (f"T{number}" for number in range(1, 10))}
    return {named[key]: label for key, label in found.items()}


def on(*numbers: int, **more: Any) -> dict[str, Any]:
    """Closed as honest, on these transactions."""
    return {"known": Known(transactions=tuple(f"T{number}" for number in numbers)), **more}


ESCALATED: dict[str, Any] = {"verdict": "escalate", "reason": None}


def test_escalated_is_a_crime_and_a_false_positive_is_none(tmp_path: Path) -> None:
    assert read(tmp_path, on(1, 2), on(3, **ESCALATED)) == {"T1": False, "T2": False, "T3": True}


@pytest.mark.parametrize(
    "silent",
    [
        {"verdict": "duplicate", "reason": None},
        {"verdict": "data_error", "reason": None},
        {"reason": "known"},
        {"reason": "insufficient"},
    ],
)
def test_other_verdicts_say_nothing(tmp_path: Path, silent: dict[str, Any]) -> None:
    assert read(tmp_path, on(1), on(2, **silent)) == {"T1": False}


def test_the_last_verdict_about_an_alert_counts(tmp_path: Path) -> None:
    assert read(tmp_path, on(1, alert="a"), on(1, alert="a", **ESCALATED)) == {"T1": True}
    assert read(tmp_path, on(1, alert="a", **ESCALATED), on(1, alert="a")) == {"T1": False}


def test_one_alert_does_not_clear_what_another_one_escalated(tmp_path: Path) -> None:
    assert read(tmp_path, on(1, **ESCALATED), on(1, 2)) == {"T1": True, "T2": False}


def test_a_sampled_subject_counts_too(tmp_path: Path) -> None:
    assert read(tmp_path, on(5, alert=None, typology="", sampled=True)) == {"T5": False}


def test_a_file_that_says_nothing_or_is_no_such_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="nothing to learn"):
        read(tmp_path, on(1, reason="known"))
    (tmp_path / "other.jsonl").write_text('{"id": 1}\n')
    with pytest.raises(ModelError, match="line 1: is no disposition"):
        read_verdicts(tmp_path / "other.jsonl")
    with pytest.raises(ModelError, match="cannot be read"):
        read_verdicts(tmp_path / "missing.jsonl")
