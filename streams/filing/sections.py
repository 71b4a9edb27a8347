"""The sections of a case file as texts and tables, which the page and the PDF lay out alike."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from streams.filing.case import Case, Missing, Profile
from streams.filing.narrative import listed_words, total_words
from streams.records import Alert, Comparison
from streams.trace.wording import amount, clean, cut_off, evidence_sentence, extent, moment, totals

WARNING = (
    "Confidential draft. Nothing has been sent to anybody. Do not let the subject or a third party know that a report"
    " is considered (FATF Recommendation 21: tipping off)."
)
_FORMS = {"fincen_sar": "FinCEN SAR (XML)", "goaml": "goAML report (XML)", "none": "none"}
_PLAIN = ("source", "document", "section", "date", "title")
_OPERATORS = {"==": "equals", "!=": "differs from"}


class TableOf(NamedTuple):
    """A table; `numbers` are the columns that stand to the right."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: frozenset[int] = frozenset()
    widths: tuple[float, ...] = ()
    """How wide the columns are to each other, where a table has a fixed width."""


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
    yield Section("Summary", tuple(_summary(case)), _alerts(case))
    for number, found in enumerate(case.alerts, 1):
        alert = found.alert
        counter = (f"What would have kept it quiet: {clean(alert.counterfactual)}",) if alert.counterfactual else ()
        said = (clean(alert.narrative), f"Window: {alert.window}.", *counter)
        yield Section(f"Alert {number}: {alert.title}", said, _comparisons(alert.comparisons))
    yield Section(
        "Timeline",
        ("Green stands for money in, red for money out, blue for payments between others.",),
        drawing="timeline",
    )
    said = tuple(each for each in (listed_words(case),) if each)
    yield Section("Evidence", said, _evidence(case))
    yield Section("Totals", ("Currencies are never added to each other.",), _totals(case))
    trace = case.trace
    followed = (*totals(trace), evidence_sentence(trace.evidence), trace.method, extent(trace), *cut_off(trace))
    if trace.nodes:
        yield Section("Flow of the money", tuple(followed), drawing="graph")
    yield Section("Subject", (), _profile(case.subject))
    if case.others:
        yield Section("Other parties of the evidence", (), _others(case.others))
    yield Section("References", (), _references(case))
    if case.key_terms:
        yield Section(
            "Key terms to consider", ("Where the case is of the kind that the document describes:",), _terms(case)
        )
    yield Section("What is missing for a filing", (_missing_words(case, missing),), _missing(missing))
    yield Section("Where this comes from", (), _origins(case))


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


def _alerts(case: Case) -> TableOf:
    rows = tuple(
        (
            str(number),
            alert.title,
            alert.severity,
            f"{alert.risk:.2f}",
            moment(alert.opened_at),
            moment(alert.detected_at),
            moment(alert.due_at),
            f"{alert.id}, revision {alert.revision}",
        )
        for number, alert in enumerate((found.alert for found in case.alerts), 1)
    )
    columns = ("", "alert", "severity", "risk", "opened (UTC)", "detected", "due", "id")
    return TableOf(columns, rows, frozenset({3}), (0.3, 3, 0.8, 0.5, 1.2, 1.2, 1.2, 3))


def _comparisons(comparisons: Sequence[Comparison]) -> TableOf | None:
    if not comparisons:
        return None
    rows = tuple(
        (
            clean(each.signal),
            _figure(each.value),
            _OPERATORS.get(each.operator, each.operator),
            _figure(each.bound),
            _figure(each.margin),
            each.unit,
            "yes" if each.decisive else "",
        )
        for each in comparisons
    )
    columns = ("signal", "value", "", "bound", "margin", "unit", "decisive")
    return TableOf(columns, rows, frozenset({1, 3, 4}), (4, 1.3, 0.9, 1.3, 1.3, 1.2, 0.9))


def _figure(value: float) -> str:
    """A signal's value, which is computed and not exact money."""
    return f"{value:,.4f}".rstrip("0").rstrip(".")


def _evidence(case: Case) -> TableOf:
    rows = tuple(
        (
            moment(row.time),
            row.direction,
            amount(row.amount),
            row.currency,
            row.channel,
            clean(" ".join(each for each in (row.counterparty_name, row.counterparty, row.country) if each)),
            clean(row.account),
            clean(row.remittance),
            clean(row.transaction),
            ", ".join(map(str, row.alerts)),
        )
        for row in case.rows
    )
    columns = ("time (UTC)", "", "amount", "", "channel", "other side", "account", "remittance", "transaction", "alert")
    return TableOf(columns, rows, frozenset({2}), (1.4, 0.7, 1.2, 0.5, 0.8, 2, 1.5, 2, 1.3, 0.6))


def _totals(case: Case) -> TableOf:
    rows = tuple((each.direction, str(each.count), amount(each.amount), each.currency) for each in case.totals)
    return TableOf(("", "transactions", "amount", ""), rows, frozenset({1, 2}))


def _profile(profile: Profile) -> TableOf:
    facts = {
        "id": profile.id,
        "names": ", ".join(profile.names),
        "kind": profile.kind,
        "country": profile.country,
        "born": str(profile.born or ""),
        "account or relationship opened": str(profile.opened or ""),
        "occupation": profile.occupation,
        "sector": profile.sector,
        "declared income": profile.declared_income,
        "politically exposed": _yes_or_no(profile.pep),
        "employee of the institution": _yes_or_no(profile.employee),
        "accounts": ", ".join(profile.accounts),
        "wallets": ", ".join(profile.wallets),
        "joint holders": ", ".join(profile.holders),
        "institutions": ", ".join(profile.agents),
        **{f"identifier: {kind}": value for kind, value in profile.identifiers},
    }
    rows = tuple((clean(name), clean(value) or "not known") for name, value in facts.items())
    return TableOf(("what", "as the payments say"), rows, widths=(1, 3))


def _yes_or_no(value: bool | None) -> str:
    return "" if value is None else "yes" if value else "no"


def _others(profiles: Sequence[Profile]) -> TableOf:
    rows = tuple(
        (
            clean(each.id),
            clean(", ".join(each.names)),
            each.kind,
            each.country,
            clean(", ".join((*each.accounts, *each.wallets))),
            clean(", ".join(each.agents)),
        )
        for each in profiles
    )
    return TableOf(
        ("id", "names", "kind", "country", "accounts", "institutions"), rows, widths=(2, 2.5, 1, 0.8, 2, 1.4)
    )


def _references(case: Case) -> TableOf:
    cited = {
        ", ".join(_cited(name, clean(value)) for name, value in reference.items()): None
        for found in case.alerts
        for reference in found.alert.references
    }
    return TableOf(("document",), tuple((each,) for each in cited))


def _cited(name: str, value: str) -> str:
    """A part of a reference; what is no plain word of a document is named, such as a technique of AMLTRIX."""
    return value if name in _PLAIN else f"{name.upper()} {value}"


def _terms(case: Case) -> TableOf:
    rows = tuple((each.term, each.issuer, each.document, each.title) for each in case.key_terms)
    return TableOf(("term", "issuer", "document", "about"), rows)


def _missing_words(case: Case, missing: Sequence[Missing]) -> str:
    if case.form == "none":
        return case.form_note
    mandatory = sum(each.mandatory for each in missing)
    other = len(missing) - mandatory
    return f"{mandatory} mandatory and {other} other elements of the form are missing or to be confirmed."


def _missing(missing: Sequence[Missing]) -> TableOf | None:
    if not missing:
        return None
    rows = tuple(
        (each.element, "yes" if each.mandatory else "", each.why, each.source, str(each.count)) for each in missing
    )
    columns = ("element", "mandatory", "what", "where it would come from", "times")
    return TableOf(columns, rows, frozenset({4}), (4, 0.9, 3, 2, 0.6))


def _origins(case: Case) -> TableOf:
    rows = [
        (
            "produced",
            f"{case.produced_at:%Y-%m-%d %H:%M:%S} UTC by {clean(case.produced_by)}, Counterflow {case.version}",
        ),
    ]
    for number, found in enumerate(case.alerts, 1):
        rows += _alert_origin(number, found.topic, found.alert)
    for each in case.places:
        rows.append((f"transaction {clean(each.transaction)}", f"partition {each.partition}, offset {each.offset}"))
    return TableOf(("what", "where"), tuple(rows), widths=(1.2, 4))


def _alert_origin(number: int, topic: str, alert: Alert) -> list[tuple[str, str]]:
    origin = alert.origin
    return [
        (f"alert {number}: topic, case", f"{topic}, case {alert.case}"),
        (
            f"alert {number}: raised on",
            f"{origin.topic}, partition {origin.partition}, offset {origin.offset}, index {origin.index}",
        ),
        (f"alert {number}: catalogue digest", alert.catalogue_digest),
        (f"alert {number}: typology digest", f"{alert.typology_digest} ({alert.typology})"),
        (f"alert {number}: model", alert.model_version or "none"),
    ]
