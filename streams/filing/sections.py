"""The sections of a case file as texts and tables, which the page and the PDF lay out alike."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from streams.filing.case import Case, Missing
from streams.filing.narrative import listed_words, total_words
from streams.filing.tables import (
    TableOf,
    alerts_table,
    comparisons_table,
    evidence_table,
    missing_table,
    origins_table,
    others_table,
    profile_table,
    references_table,
    terms_table,
    totals_table,
    unusual_table,
)
from streams.records import Alert
from streams.trace.wording import clean, cut_off, evidence_sentence, extent, moment, totals

WARNING = (
    "Confidential draft. Nothing has been sent to anybody. Do not let the subject or a third party know that a report"
    " is considered (FATF Recommendation 21: tipping off)."
)
_FORMS = {"fincen_sar": "FinCEN SAR (XML)", "goaml": "goAML report (XML)", "none": "none"}


class Section(NamedTuple):
    """A heading with what stands below it. `drawing` names one that comes at its end."""

    title: str
    paragraphs: tuple[str, ...] = ()
    table: TableOf | None = None
    drawing: str = ""


def heading(case: Case) -> str:
    """What the case file is about."""
    name = case.subject.names[-1] if case.subject.names else ""
    return clean(f"Case file: {' '.join(each for each in (name, f'({case.subject.id})') if each)}")


def sections(case: Case, missing: Sequence[Missing]) -> Iterator[Section]:
    """All sections in their order."""
    yield Section("Summary", tuple(_summary(case)), alerts_table(case))
    for number, found in enumerate(case.alerts, 1):
        alert = found.alert
        counter = (f"What would have kept it quiet: {clean(alert.counterfactual)}",) if alert.counterfactual else ()
        said = (clean(alert.narrative), f"Window: {alert.window}.", *counter, *_reserves(alert))
        yield Section(f"Alert {number}: {alert.title}", said, comparisons_table(alert.comparisons))
        if alert.unusual:
            said = (f"By model {alert.model_version}, among parties of the same kind in its training.",)
            yield Section(f"Alert {number}: what is unusual", said, unusual_table(alert.unusual))
    yield Section(
        "Timeline",
        ("Green stands for money in, red for money out, blue for payments between others.",),
        drawing="timeline",
    )
    said = tuple(each for each in (listed_words(case),) if each)
    yield Section("Evidence", said, evidence_table(case))
    yield Section("Totals", ("Currencies are never added to each other.",), totals_table(case))
    trace = case.trace
    followed = (*totals(trace), evidence_sentence(trace.evidence), trace.method, extent(trace), *cut_off(trace))
    if trace.nodes:
        yield Section("Flow of the money", tuple(followed), drawing="graph")
    yield Section("Subject", (), profile_table(case.subject))
    if case.others:
        yield Section("Other parties of the evidence", (), others_table(case.others))
    yield Section("References", (), references_table(case))
    if case.key_terms:
        yield Section(
            "Key terms to consider", ("Where the case is of the kind that the document describes:",), terms_table(case)
        )
    yield Section("What is missing for a filing", (_missing_words(case, missing),), missing_table(missing))
    yield Section("Where this comes from", (), origins_table(case))


def _summary(case: Case) -> Iterator[str]:
    subject = case.subject
    name = clean(subject.names[-1]) if subject.names else "name not known"
    yield f"Who: {name}, {clean(subject.id)}, {subject.kind or 'kind not known'}."
    accounts = ", ".join(map(clean, (*subject.accounts, *subject.wallets)))
    if accounts:
        yield f"Accounts: {accounts}."
    yield f"When: {moment(case.first)} to {moment(case.last)} UTC."
    yield f"How much: {'; '.join(map(total_words, case.totals)) or 'no transaction is listed'}."
    crimes = sorted({each for found in case.alerts for each in found.alert.crimes})
    if crimes:
        yield f"Possible crimes: {', '.join(crimes)}."
    for found in case.alerts:
        yield f"Why: {clean(found.alert.narrative)}"
    authority = f", {case.authority}" if case.authority else ""
    yield f"Jurisdiction: {case.jurisdiction}{authority}. Form: {_FORMS[case.form]}. {case.form_note}"


def _reserves(alert: Alert) -> Iterator[str]:
    """What a reader must know beside."""
    if alert.previous:
        yield f"There was an earlier alert of this typology on the subject: {alert.previous}."
    if alert.history_truncated:
        yield "The history that is kept of the subject may have cut evidence off."


def _missing_words(case: Case, missing: Sequence[Missing]) -> str:
    if case.form == "none":
        return case.form_note
    mandatory = sum(each.mandatory for each in missing)
    other = len(missing) - mandatory
    return f"{mandatory} mandatory and {other} other elements of the form are missing or to be confirmed."
