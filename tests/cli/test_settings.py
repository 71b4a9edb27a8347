"""What is in force can be seen, except secrets; what is wrong is said field by field."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from streams.settings import Settings


def test_every_setting_is_printed_with_its_sentence(counterflow):
    printed = json.loads(counterflow("settings", "--json").out)
    assert list(printed) == list(Settings.model_fields)
    assert all(each["description"].endswith(".") for each in printed.values())


def test_the_environment_wins_over_the_file(counterflow, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    file = tmp_path / "settings.yaml"
    file.write_text("application: from-file\nhistory_days: 500\n")
    monkeypatch.setenv("COUNTERFLOW_SETTINGS_FILE", str(file))
    monkeypatch.setenv("COUNTERFLOW_APPLICATION", "from-environment")
    printed = json.loads(counterflow("settings", "--json").out)
    assert printed["application"]["value"] == "from-environment"
    assert printed["history_days"]["value"] == 500


def test_secrets_are_masked(counterflow, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("COUNTERFLOW_SASL_PASSWORD", "hunter2")
    for result in (counterflow("settings"), counterflow("settings", "--json")):
        assert "hunter2" not in result.out
        assert "*****" in result.out


def test_each_refused_setting_is_named_with_status_2(counterflow, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("COUNTERFLOW_HISTORY_DAYS", "few")
    monkeypatch.setenv("COUNTERFLOW_STORE", "paper")
    result = counterflow("settings")
    assert result.status == 2
    assert "setting history_days: " in result.err
    assert "setting store: " in result.err
    assert "Traceback" not in result.err


def test_settings_that_contradict_each_other_are_refused(counterflow, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("COUNTERFLOW_STEP_MAX_RECORDS", "10")
    result = counterflow("settings")
    assert result.status == 2
    assert "step_max_records must be at least batch_max_records" in result.err


@pytest.mark.parametrize("content", [None, "a: [", "no_such_setting: 1"])
def test_a_settings_file_that_cannot_be_used_is_refused(
    counterflow, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, content: str | None
):
    file = tmp_path / "settings.yaml"
    if content is not None:
        file.write_text(content)
    monkeypatch.setenv("COUNTERFLOW_SETTINGS_FILE", str(file))
    result = counterflow("settings")
    assert result.status == 2
    assert result.err.startswith("counterflow: ")
    assert "Traceback" not in result.err
