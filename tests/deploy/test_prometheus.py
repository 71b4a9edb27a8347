"""Alarms: complete, explained, tested, and about metrics that there are."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from tests.deploy.rules import ALARMS, FOLDER, PAGES, RECORDED, RULES, TESTS, known, queries, run

_METRIC = re.compile(r"\b(?:counterflow_\w+|process_\w+|prometheus_\w+|up)\b(?!\s*\()")
_NOT_OURS = {
    "up",
    "process_start_time_seconds",
    "process_cpu_seconds_total",
    "process_resident_memory_bytes",
    "prometheus_rule_evaluation_failures_total",
    "prometheus_notifications_alertmanagers_discovered",
    "prometheus_notifications_dropped_total",
    "prometheus_notifications_errors_total",
}


def _unknown(expression: str) -> set[str]:
    bare = re.sub(r'"[^"]*"', '""', expression)
    names = set(_METRIC.findall(bare)) - known() - _NOT_OURS
    recorded = set(re.findall(r"\bcounterflow:[\w:]+", bare)) - RECORDED.keys()
    return names | recorded


def _uses(text: str) -> set[str]:
    return set(re.findall(r"counterflow:threshold:\w+", text))


def test_promtool_accepts_the_configuration_and_its_rules():
    run("promtool", "check", "config", FOLDER / "prometheus.yml")
    run("promtool", "check", "rules", *RULES)


def test_amtool_accepts_the_routes_and_receivers():
    run("amtool", "check-config", FOLDER / "alertmanager.yml")


@pytest.mark.parametrize(
    ("labels", "receiver"),
    [
        (("severity=critical", "team=operations"), "on-duty"),
        (("severity=critical", "team=detection"), "on-duty"),
        (("severity=warning", "team=detection"), "detection"),
        (("severity=warning", "team=operations"), "operations"),
    ],
)
def test_who_hears_of_an_alarm_follows_from_severity_and_team(labels: tuple[str, ...], receiver: str):
    said = run("amtool", "config", "routes", "test", f"--config.file={FOLDER / 'alertmanager.yml'}", *labels)
    assert said.strip() == receiver


@pytest.mark.parametrize("path", TESTS, ids=lambda path: path.stem)
def test_alarms_fire_and_keep_quiet_as_their_unit_tests_say(path: Path):
    run("promtool", "test", "rules", path)


def test_every_alarm_has_a_unit_test_that_fires_it_and_one_that_keeps_it_quiet():
    fired: set[str] = set()
    quiet: set[str] = set()
    for path in TESTS:
        for case in yaml.safe_load(path.read_text())["tests"]:
            for asked in case["alert_rule_test"]:
                (fired if asked["exp_alerts"] else quiet).add(asked["alertname"])
    assert fired == ALARMS.keys()
    assert quiet == ALARMS.keys()


def test_every_alarm_has_a_page_and_every_page_an_alarm():
    assert {path.stem for path in PAGES} == ALARMS.keys()


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_a_page_says_what_it_means_what_to_look_at_what_to_do_and_when_it_is_harmless(path: Path):
    headings = re.findall(r"^## (.*)$", path.read_text(), re.MULTILINE)
    assert path.read_text().startswith(f"# {path.stem}\n")
    assert headings == ["What it means", "What to look at", "What to do", "When it is harmless"]
    assert queries(path)
    for query in queries(path):
        assert not _unknown(query), query


@pytest.mark.parametrize("name", ALARMS)
def test_an_alarm_says_how_soon_whose_and_what_with_values_and_where_to_read_on(name: str):
    alarm = ALARMS[name]
    assert alarm["labels"]["severity"] in ("critical", "warning")
    assert alarm["labels"]["team"] in ("operations", "detection")
    assert alarm["annotations"]["runbook_url"] == f"{{{{ $externalLabels.runbooks }}}}/{name}.md"
    assert "$value" in alarm["annotations"]["description"] or name in _WITHOUT_VALUE
    assert alarm["annotations"]["summary"].endswith(".")
    assert "for" in alarm


_WITHOUT_VALUE = {
    "CounterflowNoWorker",
    "CounterflowWorkerDown",
    "CounterflowSinkDown",
    "CounterflowDeskDown",
    "CounterflowDeskCannotRead",
}
"""Their value is 0, which says nothing."""


def test_a_rule_names_only_metrics_that_there_are():
    for rule in [*ALARMS.values(), *RECORDED.values()]:
        assert not _unknown(str(rule["expr"])), rule


def test_a_name_that_nobody_declares_would_be_seen():
    assert _unknown('rate(counterflow_no_such_total{topic="up"}[5m])') == {"counterflow_no_such_total"}
    assert _unknown("counterflow:no_such:sum > 0") == {"counterflow:no_such:sum"}


def test_every_threshold_is_compared_with_and_has_a_comment():
    thresholds = {name for name in RECORDED if name.startswith("counterflow:threshold:")}
    used = set().union(*(_uses(path.read_text()) for path in RULES if path.stem != "thresholds"))
    assert used == thresholds
    lines = (FOLDER / "rules" / "thresholds.yml").read_text().splitlines()
    assert lines.count("    rules:") == 1


@pytest.mark.parametrize("name", ALARMS)
def test_an_alarm_compares_with_thresholds_and_not_with_numbers(name: str):
    numbers = re.findall(r"(?:[<>]=?|==)\s*([\d.]+)", str(ALARMS[name]["expr"]))
    assert set(numbers) <= {"0", "1"}


def test_what_keeps_an_alarm_quiet_names_alarms_that_there_are():
    for rule in yaml.safe_load((FOLDER / "alertmanager.yml").read_text())["inhibit_rules"]:
        for matcher in [*rule["source_matchers"], *rule["target_matchers"]]:
            pattern = re.fullmatch(r'alertname=~?"(.*)"', matcher)
            assert pattern is not None
            before, _, inner = pattern.group(1).partition("(")
            for each in inner.rstrip(")").split("|") if inner else [""]:
                assert before + each in ALARMS


def test_no_secret_stands_in_the_files():
    for path in (FOLDER / "prometheus.yml", FOLDER / "alertmanager.yml"):
        assert not re.search(r"password:|credentials:|secret:|https?://[^/\s]*@", path.read_text())
