"""A case: alerts of one subject that share evidence."""

from __future__ import annotations

from streams.desk.markup import Child, el
from streams.desk.queries import CaseRow, Line
from streams.desk.words import facts_list, lines_table, subject_link, utc


def case_parts(case: CaseRow, lines: list[Line], sent: set[str]) -> list[Child]:
    """A case: alerts of one subject that share evidence."""
    facts: list[tuple[str, Child]] = [
        ("Subject", subject_link(case.subject)),
        ("Alerts", f"{case.alerts:,}, of which {case.open_alerts:,} are open or escalated"),
        ("Highest risk", f"{case.risk:.2f}"),
        ("Detected", f"{utc(case.first_alert_at)} to {utc(case.last_alert_at)}"),
        ("First due (UTC)", utc(case.due_at)),
        ("Case", el("span", case.id, class_="mono")),
    ]
    return [el("h1", "Case"), facts_list(facts), el("h2", "Alerts"), lines_table("Alerts of the case", lines, sent)]
