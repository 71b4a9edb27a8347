"""`counterflow contracts` writes what others rely on, as this deployment has it."""

from __future__ import annotations

import json
from pathlib import Path

import yaml

from streams.schemas import RECORDS


def test_document_and_schemas_are_written_with_the_topics_of_the_settings(counterflow, tmp_path: Path, monkeypatch):
    monkeypatch.setenv("COUNTERFLOW_TOPIC_PREFIX", "bank-a.")
    monkeypatch.setenv("COUNTERFLOW_SUBJECTS_PARTITIONS", "7")
    out = tmp_path / "contracts"
    files = json.loads(counterflow("contracts", "--out", out, "--json").out)["files"]
    assert {Path(file).name for file in files} == {"asyncapi.yaml", *(f"{name}.schema.json" for name in RECORDS)}
    alerts = yaml.safe_load((out / "asyncapi.yaml").read_text())["channels"]["alerts"]
    assert (alerts["address"], alerts["bindings"]["kafka"]["partitions"]) == ("bank-a.alerts", 7)
    assert counterflow("contracts", "--out", out).out.splitlines() == files


def test_a_folder_that_cannot_be_made_is_one_readable_error(counterflow, tmp_path: Path):
    (tmp_path / "file").write_text("")
    result = counterflow("contracts", "--out", tmp_path / "file" / "below")
    assert result.status == 2
    assert "cannot be written" in result.err
