"""How alerts, subjects and times are written on the pages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from urllib.parse import quote

from streams.desk.markup import Child, Column, Markup, el, join, table
from streams.desk.queries import Line
from streams.records import Disposition
from streams.trace.wording import amount, moment

LINE_COLUMNS = (
    Column("due (UTC)", "time"),
    Column("severity"),
    Column("risk", "number"),
    Column("alert"),
    Column("subject"),
    Column("evidence", "number"),
    Column("state"),
)


def alert_address(identity: str) -> str:
    """Where an alert's page is."""
    return f"/alert/{quote(identity, safe='')}"


def subject_link(identity: str, name: str = "") -> Markup:
    """A subject, with its name below."""
    link = el("a", identity, href=f"/subject/{quote(identity, safe='')}")
    return join([link, el("span", name, class_="quiet") if name else None], " ")


def case_link(identity: str) -> Markup:
    """A case."""
    return el("a", identity, href=f"/case/{quote(identity, safe='')}")


def tag(word: str) -> Markup:
    """A severity or a state."""
    return el("span", word, class_=f"tag {word}")


def utc(time: datetime | None) -> str:
    """A time to the minute."""
    return moment(time) if time is not None else ""


def facts_list(facts: Sequence[tuple[str, Child]]) -> Markup:
    """Names and what they are; what is empty is left out."""
    return el("dl", *(join([el("dt", name), el("dd", value)]) for name, value in facts if value))


def transactions(count: int) -> str:
    """So many transactions."""
    return f"{count:,} transaction{'' if count == 1 else 's'}"


def lines_table(caption: str, lines: list[Line], sent: set[str]) -> Markup:
    """Alerts as rows; `sent` are those whose verdict the store has not got yet."""
    return table(caption, LINE_COLUMNS, [_row(each, each.id in sent) for each in lines], "No alerts.")


def _row(line: Line, is_sent: bool) -> list[Markup | str]:
    due = f"{line.due_at:%Y-%m-%d %H:%M}"
    worth = f"{amount(line.evidence_value)} {line.currency}" if line.evidence_value else ""
    state = [tag(line.state), el("span", "verdict sent", class_="tag sent") if is_sent else None]
    return [
        join([due, el("span", "overdue", class_="tag overdue") if line.overdue else None], " "),
        tag(line.severity),
        f"{line.risk:.2f}",
        join([el("a", line.title, href=alert_address(line.id)), el("span", ", ".join(line.crimes), class_="quiet")]),
        subject_link(line.subject, line.subject_name),
        join([worth, el("span", transactions(line.evidence_count), class_="quiet")]),
        join(state, " "),
    ]


def holds(found: Disposition) -> str:
    """What a disposition holds back, and until when; empty for nothing."""
    said = []
    if found.snooze is not None:
        said.append(f"{found.typology} on the subject {_until(found.snooze.until)}")
    if found.allow is not None:
        what = "every typology" if found.allow.every_typology else found.typology
        said.append(f"{what} with {found.allow.counterparty} alone {_until(found.allow.until)}")
    return f"Held back: {'; '.join(said)}, or until news." if said else ""


def verdict_words(verdict: str | None, reason: str | None) -> str:
    """A verdict with its reason."""
    return f"{verdict or 'unknown'}{f': {reason}' if reason else ''}".replace("_", " ")


def _until(until: datetime | None) -> str:
    return f"until {moment(until)} UTC" if until is not None else "without a date"
