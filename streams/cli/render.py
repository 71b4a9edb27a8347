"""How an alert looks in a terminal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.text import Text

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
    return text


def _moment(time: str) -> str:
    """An RFC 3339 time to the minute, in its own zone."""
    return time[:16].replace("T", " ")
