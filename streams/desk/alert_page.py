"""One alert: why, on what evidence, where money went around it, and what was decided so far."""

from __future__ import annotations

from streams.desk.alert_tables import decided_table, evidence_table, revisions_table, totals_part
from streams.desk.detail import ROWS_MAX, Detail
from streams.desk.drawings import flow
from streams.desk.markup import Child, Column, Markup, el, join, table
from streams.desk.words import alert_address, case_link, facts_list, subject_link, tag, transactions
from streams.filing.tables import TableOf, comparisons_table, unusual_table
from streams.filing.timeline import timeline
from streams.records import Alert
from streams.trace.wording import amount, moment


def alert_parts(found: Detail) -> list[Child]:
    """The content of the page, from its heading to where it comes from; the form goes where the caller puts it."""
    alert = found.alert
    return [
        el("h1", alert.title),
        el("p", tag(alert.severity), " ", tag(found.state), f" risk {alert.risk:.2f}", class_="counts"),
        _facts(found),
        _section("What happened", el("p", alert.narrative, class_="narrative"), *_reserves(alert)),
    ]


def alert_rest(found: Detail) -> list[Child]:
    """Everything below the form."""
    alert = found.alert
    drawn, left_out = flow(found)
    more = el("p", f"{left_out} payments are left out of the drawing.", class_="quiet") if drawn and left_out else None
    lines = el("div", Markup(timeline(found.rows)), class_="graph time-line") if found.rows else None
    legend = "Up, green: money in. Down, red: money out. Blue: between others. Length stands for value."
    return [
        _section("Decisions so far", decided_table(found.decided)),
        _section("Why it fired", _of(comparisons_table(alert.comparisons), "Comparisons"), _counterfactual(alert)),
        _section("What is unusual", _of(unusual_table(alert.unusual), "Unusual signals")) if alert.unusual else None,
        _section("Timeline", el("p", legend, class_="quiet"), lines) if found.rows else None,
        _section("Evidence", _extent(found), evidence_table(found), totals_part(found)),
        _section("Money around it", drawn, more) if drawn else None,
        _section("Before you decide", *advice) if any(advice := _advice(alert)) else None,
        _section("Revisions", revisions_table(found)),
        _section("Where it comes from", _origin(found)),
    ]


def _facts(found: Detail) -> Markup:
    alert = found.alert
    facts: list[tuple[str, Child]] = [
        ("Subject", subject_link(alert.subject.id, alert.subject.name)),
        ("Due (UTC)", moment(alert.due_at)),
        ("Happened", f"{moment(alert.opened_at)} to {moment(alert.detected_at)}"),
        ("First detected", moment(alert.first_detected_at)),
        ("Crimes", ", ".join(alert.crimes)),
        ("Stage", alert.stage),
        ("Evidence", f"{transactions(alert.evidence_count)}, {amount(alert.evidence_value)} {alert.base_currency}"),
        ("Case", case_link(alert.case)),
        ("Alert", el("span", f"{alert.id}, revision {alert.revision}", class_="mono")),
    ]
    if alert.previous:
        facts.append(("Earlier alert", el("a", alert.previous, href=alert_address(alert.previous), class_="mono")))
    if (held := alert.suppressed) is not None:
        until = f" until {moment(held.until)}" if held.until is not None else ""
        facts.append(("Held back", f"{held.by} by {held.decided_by}{until}. {held.note}"))
    if alert.resumed is not None:
        facts.append(("No longer held back", alert.resumed.by.replace("_", " ")))
    return facts_list(facts)


def _reserves(alert: Alert) -> list[Markup]:
    said = []
    if alert.history_truncated:
        said.append("The history that is kept of the subject may have cut evidence off.")
    if alert.late:
        said.append("It was raised by a transaction that arrived late.")
    if alert.challenger:
        said.append("It is of a model on trial.")
    return [el("p", each, class_="quiet") for each in said]


def _counterfactual(alert: Alert) -> Child:
    return el("p", "What would have kept it quiet: ", alert.counterfactual) if alert.counterfactual else None


def _extent(found: Detail) -> Child:
    listed, whole = len(found.rows), found.alert.evidence_count
    if listed >= ROWS_MAX:
        return el("p", f"The newest {ROWS_MAX:,} rows that any revision listed.", class_="quiet")
    if listed < whole:
        return el("p", f"{listed:,} of {whole:,} transactions were listed in a revision.", class_="quiet")
    return None


def _advice(alert: Alert) -> list[Child]:
    references = [el("li", ", ".join(f"{key}: {value}" for key, value in each.items())) for each in alert.references]
    return [
        join([el("h3", "Recommended"), el("p", alert.recommended_action)]) if alert.recommended_action else None,
        join([el("h3", "Runbook"), el("p", alert.runbook, class_="note")]) if alert.runbook else None,
        join(
            [
                el("h3", "Honest behaviour that looks the same"),
                el("ul", *(el("li", each) for each in alert.false_positives)),
            ]
        )
        if alert.false_positives
        else None,
        join([el("h3", "References"), el("ul", *references)]) if references else None,
    ]


def _origin(found: Detail) -> Markup:
    alert, origin = found.alert, found.alert.origin
    facts = (
        ("Topic", found.topic),
        ("Raised on", f"{origin.topic}, partition {origin.partition}, offset {origin.offset}, index {origin.index}"),
        ("Typology", f"{alert.typology}, digest {alert.typology_digest}"),
        ("Catalogue", f"digest {alert.catalogue_digest}"),
        ("Model", alert.model_version or "none"),
    )
    return el("dl", *(join([el("dt", name), el("dd", value, class_="mono")]) for name, value in facts))


def _of(found: TableOf | None, caption: str) -> Child:
    if found is None:
        return el("p", "No comparisons are given.", class_="quiet")
    columns = [Column(name, "number" if at in found.numbers else "") for at, name in enumerate(found.columns)]
    return table(caption, columns, found.rows)


def _section(title: str, *parts: Child) -> Markup:
    return el("section", el("h2", title), *parts)
