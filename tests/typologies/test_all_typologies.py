from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence

import numpy as np
import pytest

from streams.catalogue import (
    SHIPPED,
    Catalogue,
    Currencies,
    Typology,
    check,
    comparisons,
    counterfactual,
    expand,
)
from streams.catalogue.cases import Case, failures
from streams.catalogue.expression import AllOf, Condition
from streams.catalogue.language import parse
from streams.catalogue.program import holds
from streams.catalogue.rehearsal import Rehearsal
from streams.catalogue.solver import witness
from streams.flows.sights import Sight
from streams.movement import Movements
from streams.offline import Offline
from streams.records import Change, Transaction
from streams.reference import Reference
from streams.reference.watch_list import Entry
from streams.scoring.shipped import with_shipped_model
from streams.settings import Settings
from streams.signals.registry import SIGNALS
from streams.subject.subjects import Applied, Subjects
from tests.typologies.test_needs import REST_ON_OTHERS

CATALOGUE = Catalogue.load([SHIPPED], None, SIGNALS)
UNITS = CATALOGUE.vocabulary.units
CURRENCIES = Currencies("EUR", "USD")
PROMISED = {
    "account-takeover-drain",
    "antiquities-and-art",
    "arms-trafficking",
    "benford-deviation",
    "business-email-compromise",
    "cash-structuring",
    "cash-withdrawal-structuring",
    "channel-shift",
    "check-kiting",
    "child-exploitation-payments",
    "corruption-official",
    "counterfeit-goods",
    "counterfeit-medicines",
    "crypto-kiosk-and-mixer",
    "crypto-layering",
    "dormant-reactivation",
    "duplicate-payments",
    "early-life-surge",
    "fan-in",
    "fan-out",
    "ftf-outbound",
    "ftf-returnee",
    "gather-scatter",
    "high-risk-corridor",
    "human-smuggling",
    "human-trafficking",
    "illegal-logging",
    "impossible-travel",
    "large-cash-intensity",
    "loan-back",
    "micro-structuring",
    "minor-or-dependant-deposits",
    "mirrored-with-commission",
    "monetary-instrument-structuring",
    "mule-account",
    "multi-branch-deposits",
    "narcotics-funnel",
    "narcotics-precursors",
    "nested-correspondent",
    "new-payee-large",
    "off-scope-salary",
    "oil-and-minerals-smuggling",
    "pass-through",
    "pep-unusual",
    "procurement-kickback",
    "ransomware-payment",
    "reporting-threshold",
    "round-amounts",
    "sanctions-evasion",
    "sanctions-match",
    "scam-victim",
    "similar-amounts",
    "tax-and-payroll-fraud",
    "tf-npo-diversion",
    "tf-online-fundraising",
    "tf-remittance-fanout",
    "tf-self-funding",
    "tf-small-donations",
    "trade-misinvoicing",
    "transfer-structuring",
    "underground-bank-mirror",
    "volume-surge",
    "wildlife-trafficking",
    "wmd-front-company",
    "wmd-it-worker",
}

EITHER_IS_ENOUGH = {"reporting-threshold", "sanctions-match"}
"""Two of their alternatives can hold at once (cash in and out, the customer and its payment); then neither decides."""

each_typology = pytest.mark.parametrize("typology", CATALOGUE.typologies, ids=lambda typology: typology.id)


def staged(case: Case, name: str) -> tuple[list[Transaction], list[Entry]]:
    """What a case brings on: its transactions, and its watch list."""
    return expand(case, name), [each.entry() for each in case.watch]


@pytest.fixture(scope="module")
def reference() -> Reference:
    return Reference.load()


@pytest.fixture(scope="module")
def rehearsal(reference: Reference) -> Rehearsal:
    return Rehearsal(CATALOGUE, Settings(), reference)


def fired_rows(typology: Typology) -> Iterator[np.ndarray]:
    """Rows on which the typology fires, found by search, for several states of the signals that it does not need."""
    for elsewhere in (0.0, math.nan):
        found = witness(typology.condition, UNITS)
        assert found is not None
        row = np.full(len(SIGNALS), elsewhere)
        for name, value in found.items():
            row[CATALOGUE.vocabulary.index[name]] = value
        yield row


def applied(change: Change) -> Condition:
    """A change as a condition."""
    return parse(f"{change.signal} {change.operator} {change.bound!r}", UNITS, {}, "counterfactual")


def test_every_promised_typology_is_shipped():
    assert {typology.id for typology in CATALOGUE.typologies} >= PROMISED


def test_the_catalogue_has_no_findings():
    assert check(CATALOGUE, Settings().history_days) == []


@each_typology
def test_its_cases_hold_on_the_real_pipeline(typology: Typology, rehearsal: Rehearsal):
    assert failures(typology.id, typology.cases, rehearsal.found) == []


@each_typology
def test_the_line_is_tried_from_both_sides(typology: Typology):
    lines = [expected for name, _, expected in typology.cases.each() if name.startswith("at_the_line")]
    assert set(lines) == {True, False}


def fired_in(typology: Typology, reference: Reference, case: Case, name: str) -> np.ndarray:
    """Rows of a case on which the typology fires."""
    alone = Catalogue.of([typology], typology.vocabulary)
    judging = CATALOGUE if typology.id in REST_ON_OTHERS else alone
    seen: list[np.ndarray] = []

    def observe(_: Movements, applied: Applied, __: Subjects) -> None:
        seen.append(applied.matrix.copy())

    def look(_: str, __: Sight, row: np.ndarray) -> None:
        seen.append(row[np.newaxis])

    transactions, watch = staged(case, name)
    offline = Offline(judging, Settings(), reference, watch, observe, look, scorer=with_shipped_model())
    assert list(offline.judge(transactions))
    rows = np.concatenate(seen)
    fired: np.ndarray = rows[alone.evaluate(rows)[0]]
    return fired


def case_rows(typology: Typology, reference: Reference) -> Iterator[np.ndarray]:
    """Rows on which the typology fires in its cases."""
    for name, case, expected in typology.cases.each():
        if expected:
            yield from fired_in(typology, reference, case, name)


def holds_once_changed(typology: Typology, row: np.ndarray, changes: Sequence[Change]) -> bool:
    """Whether a typology would fire on a row after an alternative of its counterfactual."""
    condition = AllOf(tuple(applied(change) for change in changes))
    current = {signal.name: value for signal, value in zip(SIGNALS, row.tolist(), strict=True)}
    changed_names = {name for change in changes for name in re.findall(r"\w+", change.signal) if name in UNITS}
    kept = {name: value for name, value in current.items() if name not in changed_names}
    changed = witness(condition, UNITS, kept)
    assert changed is not None, changes
    return holds(typology.condition, {**current, **changed}.__getitem__)


@each_typology
def test_its_counterfactual_applied_keeps_it_quiet(typology: Typology, reference: Reference):
    rows = list(case_rows(typology, reference))
    assert rows
    for row in (*fired_rows(typology), *rows):
        told = counterfactual(typology, row, CURRENCIES)
        assert told.alternatives
        assert told.text.startswith("It would not have fired ")
        for changes in told.alternatives:
            assert not holds_once_changed(typology, row, changes), changes


SIGNS_DECIDE = [
    "antiquities-and-art",
    "arms-trafficking",
    "oil-and-minerals-smuggling",
    "trade-misinvoicing",
    "wildlife-trafficking",
    "wmd-front-company",
]


@pytest.mark.parametrize("name", SIGNS_DECIDE)
def test_of_a_single_payment_the_signs_that_decided_are_told_beside_its_amount(name: str, reference: Reference):
    typology = CATALOGUE[name]
    for row in case_rows(typology, reference):
        told = counterfactual(typology, row, CURRENCIES)
        assert {change.signal for changes in told.alternatives for change in changes} != {"amount"}


@each_typology
def test_its_comparisons_hold_and_one_of_them_decides(typology: Typology):
    for row in fired_rows(typology):
        told = comparisons(typology, row)
        assert told
        assert all(each.margin >= 0 for each in told)


@each_typology
def test_its_cases_are_explained_in_words_without_gaps(typology: Typology, rehearsal: Rehearsal):
    for name, case, expected in typology.cases.each():
        if not expected:
            continue
        alerts = [alert for alert in rehearsal.alerts(*staged(case, name)) if alert.typology == typology.id]
        assert alerts
        for alert in alerts:
            assert alert.evidence
            assert alert.counterfactual
            assert any(each.decisive for each in alert.comparisons) or typology.id in EITHER_IS_ENOUGH
            assert not any(mark in alert.narrative for mark in "{}_")


@each_typology
def test_nothing_known_fires_nothing(typology: Typology):
    nothing = np.full(len(SIGNALS), math.nan)
    assert not holds(typology.condition, lambda name: float(nothing[CATALOGUE.vocabulary.index[name]]))


@each_typology
def test_names_in_cases_are_generic(typology: Typology):
    def names(case: Case) -> Iterator[str | None]:
        yield case.subject.name
        for movement in case.movements:
            named = (movement.sender, movement.receiver, movement.each_from, movement.each_to, movement.by)
            for several in named:
                for party in several if isinstance(several, tuple) else (several,):
                    if party is not None and not isinstance(party, str):
                        yield party.name

    said = [name for _, case, _ in typology.cases.each() for name in names(case) if name is not None]
    assert all(re.fullmatch(r"[^\W\d]+ \d+( (GmbH|GMBH|AG|Ltd))?", name) for name in said)


def test_a_household_on_a_salary_raises_nothing_of_any_typology(rehearsal: Rehearsal):
    quiet = [
        (typology.id, name, case)
        for typology in CATALOGUE.typologies
        for name, case, expected in typology.cases.each()
        if name.startswith("quiet") and "salary" in case.because and not expected
    ]
    assert quiet
    for which, name, case in quiet:
        alerts = rehearsal.alerts(*staged(case, f"{which}-{name}"))
        assert [alert.typology for alert in alerts if alert.subject.id.endswith(case.subject.customer or "?")] == []


def test_signals_that_the_catalogue_reads_are_all_known():
    assert {name for typology in CATALOGUE.typologies for name in typology.signals} <= set(UNITS)


def test_rows_of_a_batch_are_judged_alike_alone_and_together():
    random = np.random.default_rng(7)
    matrix = np.abs(random.normal(0, 2000, (300, len(SIGNALS))))
    matrix[random.random(matrix.shape) < 0.2] = math.nan
    for row, typology in zip(range(len(CATALOGUE.typologies)), CATALOGUE.typologies, strict=True):
        matrix[row] = next(fired_rows(typology))
    together = CATALOGUE.evaluate(matrix)
    alone = np.array([CATALOGUE.evaluate(matrix[i : i + 1])[:, 0] for i in range(len(matrix))]).T
    assert (together == alone).all()
    assert together.any(axis=1).all()
