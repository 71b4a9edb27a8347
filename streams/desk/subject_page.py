"""A subject: its risk, its alerts over time, its neighbours, and what was decided about it."""

from __future__ import annotations

from collections.abc import Sequence

from streams.desk.alert_tables import decided_table
from streams.desk.detail import Decided
from streams.desk.drawings import history
from streams.desk.markup import Child, Column, Markup, el, join, table
from streams.desk.queries import Line, Neighbour, SubjectRow
from streams.desk.words import facts_list, lines_table, subject_link, tag, utc
from streams.trace.wording import amount, moment


def subject_parts(
    subject: SubjectRow, lines: list[Line], neighbours: Sequence[Neighbour], decided: Sequence[Decided], sent: set[str]
) -> list[Child]:
    """A subject: risk, alerts over time, whom it paid and was paid by around them, what was decided."""
    facts: list[tuple[str, Child]] = [
        ("Kind", subject.kind),
        (
            "Risk",
            join([f"{subject.risk:.2f} ", tag(subject.severity or "low")]) if subject.risk is not None else "none",
        ),
        ("Alerts", f"{subject.alerts:,} in {subject.cases:,} cases, {subject.open_alerts:,} open or escalated"),
        ("In shadow", f"{subject.shadow_alerts:,}"),
        ("Detected", f"{utc(subject.first_alert_at)} to {utc(subject.last_alert_at)}"),
    ]
    legend = "Each mark is an alert, as high as the subject's risk was then. Red: open. Green: closed."
    return [
        el("h1", subject.id),
        el("p", subject.name, class_="quiet") if subject.name else None,
        facts_list(facts),
        el("h2", "Alerts over time"),
        el("p", legend, class_="quiet"),
        el("div", history(lines), class_="graph time-line"),
        lines_table("Alerts of the subject", lines, sent),
        el("h2", "Neighbours"),
        el(
            "p",
            "Who paid it and whom it paid, in the payments around its alerts; others are not listed.",
            class_="quiet",
        ),
        _neighbours(neighbours),
        el("h2", "Decisions"),
        decided_table(decided),
    ]


def _neighbours(neighbours: Sequence[Neighbour]) -> Markup:
    columns = (
        Column("who"),
        Column("direction"),
        Column("payments", "number"),
        Column("amount", "number"),
        Column("last (UTC)", "time"),
        Column("risk", "number"),
    )
    rows = [
        (
            subject_link(each.id, each.name) if each.risk is not None or each.name else each.id,
            {"in": "paid the subject", "out": "was paid"}.get(each.direction, each.direction),
            f"{each.payments:,}",
            f"{amount(each.amount)} {each.currency}",
            moment(each.last_at),
            f"{each.risk:.2f}" if each.risk is not None else "",
        )
        for each in neighbours
    ]
    return table("Neighbours", columns, rows, "None is known.")
