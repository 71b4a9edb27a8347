"""How an alert looks in a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from streams.dispositions.precision import Precision
    from streams.records import Disposition

_STYLES = {"low": "cyan", "medium": "yellow", "high": "red", "critical": "bold white on red"}


def alert_text(alert: Mapping[str, Any]) -> Text:
    """Title, subject and narrative of a published alert, in three lines or so."""
    severity = str(alert["severity"])
    revision = f" · revision {alert['revision']}" if alert["status"] == "revised" else ""
    text = Text()
    text.append(f" {severity} ", _STYLES.get(severity, "bold"))
    text.append(f" {alert['title']}", "bold")
    text.append(
        f"\n  {alert['subject']['id']} · {alert['typology']} · {_moment(alert['detected_at'])}{revision}", "dim"
    )
    text.append(f"\n  {alert['narrative'].strip()}")
    if alert.get("counterfactual"):
        text.append(f"\n  {alert['counterfactual']}", "italic")
    if held := alert.get("suppressed"):
        note = f": {held['note']}" if held.get("note") else ""
        until = f" until {_moment(held['until'])}" if held.get("until") else ""
        text.append(f"\n  Held back{until}: {held['by']} by {held['decided_by']}{note}", "magenta")
    if resumed := alert.get("resumed"):
        text.append(f"\n  No longer held back: {resumed['by']}", "magenta")
    return text


def disposition_text(found: Disposition) -> Text:
    """Verdict, subject and what is held back until when, a line each."""
    text = Text(f" {found.verdict}", "bold")
    text.append(f" {found.reason.replace('_', ' ')}" if found.reason else "")
    text.append(f" · {found.typology or 'no alert'} · {found.subject}" + (" · sampled" if found.sampled else ""))
    about = f"alert {found.alert}" if found.alert else "a subject drawn for review"
    text.append(f"\n  {about}, disposition {found.id}", "dim")
    approved = f", approved by {found.approved_by}" if found.approved_by else ""
    text.append(f"\n  {_minute(found.decided_at)} by {found.decided_by}{approved}")
    if found.note:
        text.append(f"\n  {found.note}", "italic")
    if found.snooze is not None:
        text.append(f"\n  {found.typology} on {found.subject} is held back {_until(found.snooze.until)}, or until news")
    if found.allow is not None:
        where = "every typology" if found.allow.every_typology else found.typology
        text.append(
            f"\n  {where} with {found.allow.counterparty} alone is held back {_until(found.allow.until)}, or until news"
        )
    return text


def precision_table(found: Iterable[Precision], sampled: Iterable[Precision]) -> Table:
    """A row for each typology; those of what was sampled behind."""
    table = Table(box=None, pad_edge=False)
    table.add_column("typology", no_wrap=True)
    for name in ("precision", "escalated", "false positive", "known", "insufficient", "duplicate", "data error"):
        table.add_column(name, justify="right")
    for each, about in [*((each, "") for each in found), *((each, " (sampled)") for each in sampled)]:
        share = f"{each.precision:.2f}" if each.precision is not None else "-"
        counts = (each.escalated, each.false_positive, each.known, each.insufficient, each.duplicate, each.data_error)
        table.add_row(each.typology + about, share, *map(str, counts))
    return table


def _until(until: datetime | None) -> str:
    return f"until {_minute(until)}" if until is not None else "without a date"


def _minute(time: datetime) -> str:
    return f"{time:%Y-%m-%d %H:%M} {time.tzname()}"


def _moment(time: str) -> str:
    """An RFC 3339 time to the minute, in its own zone."""
    return time[:16].replace("T", " ")
