"""The command as a whole: help that is quick and worth reading, errors that are one message."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest
from typer.main import get_command

from streams.cli import app

HEAVY = {"faust", "numba", "numpy", "polars", "pydantic", "kafka", "aiokafka", "msgspec"}


def test_help_loads_nothing_heavy():
    source = "import sys, streams.cli; print(*{name.partition('.')[0] for name in sys.modules})"
    loaded = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, check=True).stdout
    assert not HEAVY & set(loaded.split())


def test_every_command_and_option_says_what_it_is_for():
    whole: Any = get_command(app)
    for name, command in whole.commands.items():
        assert command.help, name
        for inner in getattr(command, "commands", {}).values():
            assert inner.help, inner.name
        assert [option.name for option in command.params if getattr(option, "help", "") is None] == []


def test_the_version_is_printed(counterflow):
    assert counterflow("--version").out.startswith("counterflow ")


def test_an_unknown_command_is_a_usage_error(counterflow):
    assert counterflow("no-such-command").status == 2


@pytest.mark.parametrize("command", [["topics", "create"], ["topics", "describe"], ["alerts"]])
def test_a_silent_broker_is_one_line_and_status_1(counterflow, monkeypatch: pytest.MonkeyPatch, command: list[str]):
    monkeypatch.setattr("streams.topics._ANSWER_SECONDS", 0.2)
    monkeypatch.setenv("COUNTERFLOW_BROKER", "127.0.0.1:1")
    result = counterflow(*command)
    assert result.status == 1
    assert result.err.startswith("counterflow: no broker answers at 127.0.0.1:1")
    assert len(result.err.splitlines()) == 1
