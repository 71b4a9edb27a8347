"""A change is proved, written, listed and taken back from the command line."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

WHO = ("--author", "Analyst 4", "--reason", "A trial.")


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file of changes, which is not there yet."""
    path = tmp_path / "tuning.yaml"
    monkeypatch.setenv("COUNTERFLOW_CATALOGUE_OVERRIDES", str(path))
    return path


@pytest.fixture
def change(counterflow, file: Path):
    """Runs `catalogue set` or `revert` and gives what was changed."""

    def run(*arguments: object) -> dict[str, Any]:
        result = counterflow("catalogue", *arguments, *WHO, "--json")
        assert result.status == 0, result.err
        changed: dict[str, Any] = json.loads(result.out)
        return changed

    return run


def params(counterflow, *arguments: object) -> dict[str, float]:
    shown = json.loads(counterflow("catalogue", "show", "fan-in", "--json", *arguments).out)
    found: dict[str, float] = shown["params"]
    return found


def test_the_first_change_makes_the_file_and_is_in_force_at_once(counterflow, file: Path):
    result = counterflow("catalogue", "set", "fan-in", "day_senders=8", "new_share=0.7", *WHO)
    assert result.status == 0, result.err
    assert "fan-in: day_senders 6 -> 8\nfan-in: new_share 0.6 -> 0.7\n" in result.out
    assert (params(counterflow)["day_senders"], params(counterflow)["new_share"]) == (8, 0.7)
    digest = json.loads(counterflow("catalogue", "show", "--json").out)["catalogue_digest"]
    assert f"catalogue {digest} from then on" in result.out


def test_the_history_says_who_changed_what_when_and_why(counterflow, change):
    first = change("set", "fan-in", "day_senders=8", "--approver", "Officer 2")
    second = change("set", "fan-out", "--status", "shadow")
    third = change("revert", first["id"])
    listed = json.loads(counterflow("catalogue", "history", "--json").out)
    assert listed == [first, second, third]
    assert first["edits"] == [{"typology": "fan-in", "param": "day_senders", "old": 6, "new": 8}]
    assert second["edits"] == [{"typology": "fan-out", "param": None, "old": "stable", "new": "shadow"}]
    assert third["edits"] == [{"typology": "fan-in", "param": "day_senders", "old": 8, "new": 6}]
    assert [each["reverts"] for each in listed] == [None, None, first["id"]]
    assert [each["approver"] for each in listed] == ["Officer 2", None, None]
    assert {(each["author"], each["reason"]) for each in listed} == {("Analyst 4", "A trial.")}
    assert all(datetime.fromisoformat(each["effective"]) <= datetime.now(UTC) for each in listed)


def test_the_table_shows_the_same(counterflow, change, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("COLUMNS", "200")
    first = change("set", "fan-in", "day_senders=8")
    second = change("revert", first["id"])
    lines = counterflow("catalogue", "history").out.splitlines()
    for line, entry, words in (
        (lines[1], first, "day_senders 6 -> 8"),
        (lines[2], second, f"Reverts {first['id']}. A trial."),
    ):
        for each in (entry["id"], entry["effective"], entry["digest"][:12], "fan-in", "Analyst 4", words):
            assert each in line


def test_a_past_digest_leads_to_the_parameters_that_made_it(counterflow, change):
    first = change("set", "fan-in", "day_senders=8")
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    second = change("set", "fan-in", "day_senders=9", "--effective", tomorrow.isoformat())
    assert params(counterflow)["day_senders"] == 8
    assert params(counterflow, "--digest", first["digest"])["day_senders"] == 8
    assert params(counterflow, "--digest", second["digest"][:12])["day_senders"] == 9
    assert params(counterflow, "--at", "2020-01-01T00:00:00Z")["day_senders"] == 6
    assert params(counterflow, "--at", tomorrow.isoformat())["day_senders"] == 9
    shown = json.loads(counterflow("catalogue", "show", "--json", "--digest", first["digest"]).out)
    assert shown["catalogue_digest"] == first["digest"]
    assert shown["in_force"] == [{"since": first["effective"], "until": second["effective"]}]
    assert shown["typologies"]["fan-in"]["params"]["day_senders"] == 8
    assert counterflow("catalogue", "show", "--digest", "0" * 64).status == 1


def test_a_change_to_come_is_called_off_by_its_revert(counterflow, change):
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    first = change("set", "fan-in", "day_senders=9", "--effective", tomorrow)
    back = change("revert", first["id"])
    assert back["effective"] == first["effective"]
    assert params(counterflow, "--at", tomorrow)["day_senders"] == 6


@pytest.mark.parametrize(
    ("arguments", "status", "problem"),
    [
        (("set", "fan-inn", "day_senders=8"), 1, "unknown typology fan-inn; did you mean fan-in?"),
        (("set", "fan-in", "day_sender=8"), 1, "unknown parameter day_sender; did you mean day_senders?"),
        (("set", "fan-in", "day_senders=6"), 1, "nothing to change: day_senders is 6"),
        (("set", "fan-in"), 1, "it changes neither params nor status"),
        (("set", "fan-in", "--status", "loud"), 1, "Invalid enum value 'loud'"),
        (("set", "fan-in", "new_share=nan"), 1, "parameter new_share is not a finite number"),
        (("set", "mule-account", "min_forwarded=5"), 1, "mule-account.yaml: no values were found under which it fires"),
        (("set", "fan-in", "day_senders"), 2, "PARAM=NUMBER"),
        (("set", "fan-in", "day_senders=many"), 2, "PARAM=NUMBER"),
        (("set", "fan-in", "day_senders=8", "--effective", "soon"), 2, "RFC 3339"),
        (("set", "fan-in", "day_senders=8", "--effective", "2090-01-01T00:00:00"), 2, "has no zone"),
        (("set", "fan-in", "day_senders=8", "--effective", "2020-01-01T00:00:00Z"), 2, "in the past"),
        (("revert", "c0"), 1, "it reverts c0, which is no change before it"),
    ],
)
def test_a_change_that_is_not_right_is_refused_and_the_file_stays(
    counterflow, change, file: Path, arguments: tuple[str, ...], status: int, problem: str
):
    change("set", "fan-out", "--status", "shadow")
    before = file.read_bytes()
    result = counterflow("catalogue", *arguments, *WHO)
    assert result.status == status
    assert problem in " ".join(result.err.replace("│", " ").split())
    assert file.read_bytes() == before


def test_an_approver_other_than_the_author_is_asked_for_where_the_deployment_says_so(
    counterflow, change, file: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("COUNTERFLOW_TUNING_NEEDS_APPROVER", "true")
    for more in ((), ("--approver", "Analyst 4")):
        result = counterflow("catalogue", "set", "fan-in", "day_senders=8", *WHO, *more)
        assert result.status == 1
        assert "it must be approved by somebody other than its author" in result.err
        assert not file.exists()
    assert change("set", "fan-in", "day_senders=8", "--approver", "Officer 2")["approver"] == "Officer 2"


def test_without_a_file_there_is_nowhere_to_write_and_nothing_to_list(counterflow):
    result = counterflow("catalogue", "set", "fan-in", "day_senders=8", *WHO)
    assert result.status == 2
    assert "COUNTERFLOW_CATALOGUE_OVERRIDES must name the file" in result.err
    assert counterflow("catalogue", "history").out == "no changes\n"
    assert json.loads(counterflow("catalogue", "history", "--json").out) == []


def test_author_and_reason_must_be_given(counterflow, file: Path):
    assert counterflow("catalogue", "set", "fan-in", "day_senders=8", "--author", "Analyst 4").status == 2
    assert counterflow("catalogue", "set", "fan-in", "day_senders=8", "--reason", "A trial.").status == 2
    assert not file.exists()
