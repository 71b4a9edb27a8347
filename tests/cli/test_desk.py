"""Users of the desk from the command line."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from streams.desk import accounts
from streams.desk.accounts import Accounts


@pytest.fixture(autouse=True)
def _own_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("COUNTERFLOW_DESK_DIR", str(tmp_path))
    monkeypatch.setattr(accounts, "_COST", 1 << 4)


def test_users_are_added_listed_and_removed(counterflow, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setattr("sys.stdin", io.StringIO("a long enough password\n"))
    assert counterflow("desk", "user", "add", "Approver 1", "--role", "approver").status == 0
    assert counterflow("desk", "user", "add", "Viewer 1", "--role", "viewer", "--no-password").status == 0
    assert "viewer    Viewer 1 (at the proxy)" in counterflow("desk", "user", "list").out
    listed = json.loads(counterflow("desk", "user", "list", "--json").out)
    assert listed[0] == {"name": "Approver 1", "role": "approver", "password": True}
    assert Accounts(tmp_path / "users.json").verified("Approver 1", "a long enough password") is not None
    assert counterflow("desk", "user", "remove", "Approver 1").status == 0
    assert counterflow("desk", "user", "remove", "Approver 1").status == 2
    assert [each.name for each in Accounts(tmp_path / "users.json").all()] == ["Viewer 1"]


@pytest.mark.parametrize("role", ["viewer", "analyst", "approver"])
def test_another_password_leaves_the_role_as_it_is(
    counterflow, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, role: str
):
    monkeypatch.setattr("sys.stdin", io.StringIO("a long enough password\nanother password 12\nanother password 12\n"))
    assert counterflow("desk", "user", "add", "User 1", "--role", role).status == 0
    assert f"as {role}" in counterflow("desk", "user", "add", "User 1").out
    changed = Accounts(tmp_path / "users.json").verified("User 1", "another password 12")
    assert changed is not None
    assert changed.role == role
    assert "as viewer" in counterflow("desk", "user", "add", "User 1", "--role", "viewer").out
    assert counterflow("desk", "user", "add", "User 2", "--no-password").out == "User 2 may sign in as analyst.\n"


@pytest.mark.parametrize(
    ("name", "password", "said"),
    [("Analyst 1", "short", "15 to 1024"), ("<b>", "a long enough password", "no name"), ("", "a" * 20, "no name")],
)
def test_a_user_that_cannot_be_is_refused(
    counterflow, monkeypatch: pytest.MonkeyPatch, name: str, password: str, said: str
):
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{password}\n"))
    result = counterflow("desk", "user", "add", name)
    assert result.status == 2
    assert said in result.err


def test_a_desk_without_a_store_says_which_setting(counterflow):
    result = counterflow("desk")
    assert (result.status, "COUNTERFLOW_POSTGRES_DSN" in result.err) == (2, True)
