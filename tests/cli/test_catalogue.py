"""The catalogue from the command line."""

from __future__ import annotations

import json
from pathlib import Path

from streams.catalogue import SHIPPED


def test_every_shipped_typology_is_listed(counterflow):
    listed = json.loads(counterflow("catalogue", "list", "--json").out)
    assert {each["id"] for each in listed} == {path.stem for path in SHIPPED.glob("*.yaml")}
    plain = counterflow("catalogue", "list").out
    assert all(each["id"] in plain for each in listed)


def test_a_typology_is_shown_with_the_parameters_in_force(counterflow, monkeypatch, tmp_path: Path):
    stated = json.loads(counterflow("catalogue", "show", "fan-in", "--json").out)
    name, value = next(iter(stated["params"].items()))
    change = {"effective": "2026-01-01T00:00:00Z", "author": "A", "reason": "R", "typology": "fan-in"}
    tuning = tmp_path / "tuning.yaml"
    tuning.write_text(json.dumps([{**change, "params": {name: value + 1}}]))
    monkeypatch.setenv("COUNTERFLOW_CATALOGUE_OVERRIDES", str(tuning))
    assert json.loads(counterflow("catalogue", "show", "fan-in", "--json").out)["params"][name] == value + 1
    assert stated["when"].split()[0] in counterflow("catalogue", "show", "fan-in").out


def test_an_unknown_typology_is_an_error_with_the_near_name(counterflow):
    result = counterflow("catalogue", "show", "fan-inn")
    assert result.status == 1
    assert "fan-in" in result.err


def test_the_shipped_catalogue_is_proved(counterflow):
    result = counterflow("catalogue", "check", "--no-scenarios", "--json")
    report = json.loads(result.out)
    assert (result.status, report["findings"]) == (0, [])
    assert report["typologies"] == len(list(SHIPPED.glob("*.yaml")))


def test_a_finding_is_printed_with_what_to_do_and_status_1(counterflow, monkeypatch, tmp_path: Path):
    own = (SHIPPED / "fan-in.yaml").read_text().replace("id: fan-in", "id: own")
    (tmp_path / "own.yaml").write_text(own)
    monkeypatch.setenv("COUNTERFLOW_CATALOGUE_DIRS", json.dumps([str(tmp_path)]))
    result = counterflow("catalogue", "check", "--no-scenarios")
    assert result.status == 1
    assert "own.yaml: its condition is that of fan-in.yaml: merge the two" in result.out


def test_cases_are_proved_with_the_parameters_of_their_files_though_a_deployment_has_others(
    counterflow, monkeypatch, tmp_path: Path
):
    change = {"effective": "2026-01-01T00:00:00Z", "author": "A", "reason": "R", "typology": "fan-in"}
    tuning = tmp_path / "tuning.yaml"
    tuning.write_text(json.dumps([{**change, "params": {"day_senders": 60, "week_senders": 80}}]))
    monkeypatch.setenv("COUNTERFLOW_CATALOGUE_OVERRIDES", str(tuning))
    report = json.loads(counterflow("catalogue", "check", "--no-scenarios", "--json").out)
    assert report["findings"] == []
    in_force = json.loads(counterflow("catalogue", "show", "--json").out)
    assert in_force["typologies"]["fan-in"]["params"]["day_senders"] == 60
    assert report["digest"] == in_force["catalogue_digest"]


def test_coverage_is_written_as_markdown_and_as_json_with_what_a_stream_lacks(counterflow):
    examples = Path(__file__).parents[2] / "examples" / "transactions.jsonl"
    report = json.loads(counterflow("catalogue", "coverage", str(examples), "--json").out)
    found = {each["typology"]: each for each in report["typologies"]}
    assert set(found) == {path.stem for path in SHIPPED.glob("*.yaml")}
    assert all(each["sources"] or each["amltrix"] for each in found.values())
    assert (found["fan-in"]["active"], found["off-scope-salary"]["active"]) == (True, False)
    assert found["sanctions-match"]["missing"] == ["watch_list"]
    text = counterflow("catalogue", "coverage", str(examples)).out
    assert text.startswith("# Coverage\n")
    assert all(f"| {name} |" in text for name in found)
    assert "inactive" not in counterflow("catalogue", "coverage").out
