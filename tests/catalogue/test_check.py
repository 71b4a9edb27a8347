from __future__ import annotations

from pathlib import Path

import pytest

from streams.catalogue import Catalogue, check
from streams.signals.registry import SIGNALS as REGISTRY
from tests.catalogue.examples import SIGNALS, write


def problems(directory: Path, when: str | None = None, **changes: str) -> list[str]:
    write(directory, **({"when": when} if when else {}), **changes)
    return [finding.what for finding in check(Catalogue.load([directory], None, SIGNALS))]


def test_a_good_typology_has_no_findings(tmp_path: Path):
    assert problems(tmp_path) == []


@pytest.mark.parametrize(
    "when",
    [
        "in_count_7d > 5 and in_count_7d < 3",
        "cash_share_30d > 1.2",
        "in_sum_7d < 0",
        "in_count_7d > 2 and in_count_7d < 3",
        "in_sum_7d > 2 * in_sum_7d",
        "is_in and not is_in and in_sum_7d > 5",
    ],
)
def test_a_typology_that_can_never_fire_is_found(tmp_path: Path, when: str):
    assert "no values were found under which it fires" in problems(tmp_path, when)


@pytest.mark.parametrize("when", ["in_sum_7d >= 0", "cash_share_30d <= 1", "in_count_7d > 3 or in_count_7d <= 3"])
def test_a_typology_that_always_fires_is_found(tmp_path: Path, when: str):
    assert "no values were found under which it stays quiet" in problems(tmp_path, when)


@pytest.mark.parametrize(
    "when",
    [
        "in_sum_7d > 123456 and out_sum_7d >= 0.97 * in_sum_7d and out_sum_7d <= 0.98 * in_sum_7d",
        "in_count_7d == 17 and cash_share_30d == 0.35",
        "in_sum_7d / in_count_7d > 4000 and in_count_7d >= 30",
        "default(surge_7d, 0) > 7 and min(in_sum_7d, out_sum_7d) > 9000",
    ],
)
def test_a_condition_that_is_narrow_but_possible_is_no_finding(tmp_path: Path, when: str):
    assert problems(tmp_path, when, window="window: 30d") == []


@pytest.mark.parametrize(
    "when",
    [
        "is_person",
        "is_person or in_sum_7d > 5000",
        "counterparty_is_high_risk and not is_person",
        "is_person and in_sum_7d >= 0",
        "in_sum_7d > 5000 and is_in or counterparty_is_high_risk and in_count_7d >= 0",
        "counterparty_is_high_risk and threshold.cash_report > 0",
    ],
)
def test_a_typology_that_turns_on_who_somebody_is_is_refused(tmp_path: Path, when: str):
    assert any(what.startswith("it can fire on") for what in problems(tmp_path, when))


@pytest.mark.parametrize(
    "when",
    [
        "age_years < 18 and is_in",
        "is_pep == 1 and is_out",
        "is_npo == 1 and out_count_7d >= 1",
        "counterparty_is_conflict_area == 1 and amount > 0",
        "conflict_area_out_count_30d >= 1",
        "exploitation_source_out_counterparties_30d >= 1",
        "conflict_travel_out_count_30d >= 1",
        "with_pep_out_count_30d >= 1",
        "is_donation == 1",
        "conflict_area_out_counterparties_30d >= 5",
        "lacks_income == 1 and in_sum_30d >= 3 * declared_income_month",
        "is_npo == 1 and (in_count_7d >= 5 or is_cash and amount >= 20)",
    ],
)
def test_no_ordinary_payment_fires_by_who_or_where_somebody_is(tmp_path: Path, when: str):
    write(tmp_path, when=when, narrative="narrative: Text", window="window: 30d")
    findings = check(Catalogue.load([tmp_path], None, REGISTRY))
    assert [finding.what.split(", by ")[0] for finding in findings] == ["it can fire on an ordinary payment"]


@pytest.mark.parametrize(
    "when",
    [
        "conflict_area_out_counterparties_30d >= 5 and out_new_counterparties_7d >= 3",
        "age_years < 18 and in_sum_30d >= 10000",
        "is_sanctioned == 1",
        "subject_is_sanctioned == 1 and out_count_24h >= 1",
        "is_arms == 1 and counterparty_is_embargo == 1",
    ],
)
def test_what_was_done_beside_it_may_fire_and_so_may_a_sanctions_list(tmp_path: Path, when: str):
    write(tmp_path, when=when, narrative="narrative: Text", window="window: 30d")
    assert check(Catalogue.load([tmp_path], None, REGISTRY)) == []


def test_a_report_that_the_law_asks_for_may_fire_on_one_payment(tmp_path: Path):
    when = "counterparty_is_foreign == 1 and amount > 900"
    write(tmp_path, when=when, narrative="narrative: Text", weight="weight: 0\ntopic: reports.due")
    assert check(Catalogue.load([tmp_path], None, REGISTRY)) == []


def test_who_somebody_is_may_narrow_what_was_done(tmp_path: Path):
    when = "(is_person or counterparty_is_high_risk) and in_sum_7d > 5000"
    assert problems(tmp_path, when) == []


@pytest.mark.parametrize("when", ["cash_sum_10d > in_sum_7d", "cash_sum_10d + in_sum_7d > 5"])
def test_amounts_of_two_currencies_are_not_compared(tmp_path: Path, when: str):
    assert any("mixes the base currency" in what for what in problems(tmp_path, when))


@pytest.mark.parametrize(
    ("key", "line", "problem"),
    [
        ("references", "", "it has no reference"),
        ("references", "references: [{source: FATF}]", "reference 1 names no source and document"),
        ("crimes", "crimes: []", "it names no crime"),
        ("false_positives", "", "it names no false positives"),
        ("runbook", "", "it has no runbook"),
        ("runbook", "runbook: Look at the account.", "its runbook names no time window"),
        ("window", "window: 91d", "its window of 91d is outside what the state keeps"),
    ],
)
def test_what_is_missing_or_out_of_bounds_is_found(tmp_path: Path, key: str, line: str, problem: str):
    assert problems(tmp_path, **{key: line}) == [problem]


def test_evidence_reaches_no_farther_than_single_movements_though_a_daily_signal_does(tmp_path: Path):
    when = "surge_7d > 3 and in_sum_7d > 5000"
    assert problems(tmp_path, when, window="window: 90d") == []
    assert problems(tmp_path, when, window="window: 300d") == ["its window of 300d is outside what the state keeps"]


def test_a_daily_signal_needs_as_many_days_as_it_reads(tmp_path: Path):
    write(tmp_path, when="surge_7d > 3 and in_sum_7d > 5000")
    catalogue = Catalogue.load([tmp_path], None, SIGNALS)
    assert check(catalogue, history_days=63) == []
    assert [finding.what for finding in check(catalogue, history_days=62)] == [
        "it reads surge_7d over 63d, and 62 days are kept"
    ]


@pytest.mark.parametrize(
    ("when", "cut"),
    [
        ("in_count_7d >= 3 and in_sum_30d >= 9000", "in_sum_30d"),
        ("in_count_7d >= 3 and (in_sum_7d > 5 or 9 < out_count_30d)", "out_count_30d"),
        ("in_count_7d >= 3 and cash_in_places_10d >= 2", "cash_in_places_10d"),
        ("in_count_7d >= 3 and in_sum_7d < 2 * in_sum_30d", "in_sum_30d"),
        ("in_count_7d >= 3 and in_sum_7d - salary_in_sum_30d >= 5000", ""),
        ("in_count_7d >= 3 and in_top_share_30d <= 0.5 and in_sum_surge_7d > 3", ""),
        ("in_count_7d >= 3 and in_sum_7d > 0.5 * in_sum_30d and salary_in_count_30d == 0", ""),
        ("in_count_7d >= 3 and cash_in_places_business_day >= 2", ""),
    ],
)
def test_evidence_is_gathered_as_far_back_as_the_condition_demands(tmp_path: Path, when: str, cut: str):
    write(tmp_path, when=when, narrative="narrative: Text")
    found = [finding.what for finding in check(Catalogue.load([tmp_path], None, REGISTRY))]
    assert found == ([f"its window of 7d cuts off evidence, for it fires on {cut}"] if cut else [])


def test_only_what_was_touched_is_looked_at_and_its_clashes_with_others(tmp_path: Path):
    text = "narrative: Text"
    write(tmp_path, "first", when="in_sum_7d > 5000", narrative=text)
    write(tmp_path, "second", when="in_sum_7d > 5000", narrative=text)
    write(tmp_path, "third", when="in_sum_7d > 5", narrative=text)
    catalogue = Catalogue.load([tmp_path], None, SIGNALS)
    found = {only: [finding.file for finding in check(catalogue, only={only})] for only in ("first", "second", "third")}
    assert found == {"first": ["second.yaml"], "second": ["second.yaml"], "third": ["third.yaml"]}
    assert check(catalogue, only=set()) == []


def test_two_typologies_of_one_condition_clash(tmp_path: Path):
    write(tmp_path, "first", when="is_in and in_sum_7d > 5000")
    write(tmp_path, "second", when="in_sum_7d > params.min_value and is_in", params="params: {min_value: 5000}")
    write(tmp_path / "", "third", when="is_in and in_sum_7d > 6000", narrative="narrative: Text")
    (tmp_path / "second.yaml").write_text(
        (tmp_path / "second.yaml").read_text().replace("{params.min_value:money}", "a sum")
    )
    findings = check(Catalogue.load([tmp_path], None, SIGNALS))
    assert [(finding.file, finding.what) for finding in findings] == [
        ("second.yaml", "its condition is that of first.yaml")
    ]


def test_cases_must_exist_and_be_clear(tmp_path: Path):
    path = write(tmp_path)
    text = path.read_text()
    path.write_text(text[: text.index("cases:")] + "cases: {}\n")
    catalogue = Catalogue.load([tmp_path], None, SIGNALS)
    assert [finding.what for finding in check(catalogue)] == [
        "it has no case `fires`",
        "it has no case `quiet`",
        "it has no case `at_the_line`",
    ]
    path.write_text(text.replace("    fires: true\n", ""))
    catalogue = Catalogue.load([tmp_path], None, SIGNALS)
    assert [finding.what for finding in check(catalogue)] == ["case at_the_line-1 is unclear"]
    path.write_text(text.replace("in: 400 EUR, repeat: 3", "channel: cash"))
    catalogue = Catalogue.load([tmp_path], None, SIGNALS)
    assert [finding.what for finding in check(catalogue)] == [
        "a case cannot be expanded: several-payments-fires-1: movement 1 needs either in or out"
    ]


def test_cases_that_do_not_hold_are_found_when_they_are_run(tmp_path: Path):
    write(tmp_path)
    catalogue = Catalogue.load([tmp_path], None, SIGNALS)
    always = check(
        catalogue, evaluate=lambda transactions, _: [("several-payments", "customer:C1", transactions[-1].id)]
    )
    assert [finding.what for finding in always] == ["case quiet-1 (one payment of 400) should stay quiet and did not"]
    never = check(
        catalogue, evaluate=lambda _, __: [("another", "customer:C1", ""), ("several-payments", "customer:C2", "")]
    )
    assert [finding.what.split(" (")[0] for finding in never] == ["case fires-1", "case at_the_line-1"]


def test_a_need_that_no_transaction_has_is_found(tmp_path: Path):
    assert problems(tmp_path, stage="stage: any\nneeds: [channel or watch_list]") == []
    assert problems(tmp_path, stage="stage: any\nneeds: [channel or chanel]") == [
        "it needs `chanel`, which no transaction has"
    ]
