"""What of the queue somebody wants to see, as it stands in an address."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple
from urllib.parse import urlencode

STATES = ("open", "escalated", "closed", "shadow", "suppressed", "due")
AWAITED = ("open", "escalated", "due")
"""States in which something has to be done by a time; `due` is a report that the law demands."""
SEVERITIES = ("critical", "high", "medium", "low")
_LENGTH_MAX = 256


class After(NamedTuple):
    """The last alert of the page before."""

    due_at: datetime
    risk: float
    id: str


class Filter(NamedTuple):
    """Empty means any."""

    state: str = "open"
    typology: str = ""
    crime: str = ""
    severity: str = ""
    subject: str = ""
    """A part of its id or name."""
    after: After | None = None

    @property
    def address(self) -> str:
        """The address of the page with this filter."""
        said = {name: value for name, value in self._asdict().items() if value and name != "after"}
        if self.state == "open":
            said.pop("state")
        elif not self.state:
            said["state"] = "any"
        if self.after is not None:
            said["after"] = f"{self.after.due_at.isoformat()}~{self.after.risk!r}~{self.after.id}"
        return f"/?{urlencode(said)}" if said else "/"


def read_filter(query: Mapping[str, str]) -> Filter:
    """The filter of an address; what makes no sense is left out."""
    state = query.get("state", "open")
    return Filter(
        state=state if state in STATES else "" if state == "any" else "open",
        typology=query.get("typology", "")[:_LENGTH_MAX],
        crime=query.get("crime", "")[:_LENGTH_MAX],
        severity=severity if (severity := query.get("severity", "")) in SEVERITIES else "",
        subject=" ".join(query.get("subject", "").split())[:_LENGTH_MAX],
        after=_after(query.get("after", "")),
    )


def condition(wanted: Filter) -> tuple[str, dict[str, Any]]:
    """What follows WHERE, and its values; `after` is not part of it."""
    said: dict[str, tuple[str, Any]] = {
        "state": ("state = %(state)s", wanted.state),
        "typology": ("typology = %(typology)s", wanted.typology),
        "crime": ("crimes @> ARRAY[%(crime)s]", wanted.crime),
        "severity": ("severity = %(severity)s", wanted.severity),
        "subject": (
            "(strpos(lower(subject), %(subject)s) > 0 OR strpos(lower(subject_name), %(subject)s) > 0)",
            wanted.subject.lower(),
        ),
    }
    held = {name: each for name, each in said.items() if each[1]}
    return " AND ".join(each for each, _ in held.values()) or "true", {name: value for name, (_, value) in held.items()}


def _after(text: str) -> After | None:
    parts = text.split("~", 2)
    if len(parts) != len(After._fields):
        return None
    try:
        due_at, risk = datetime.fromisoformat(parts[0]), float(parts[1])
    except ValueError:
        return None
    return After(due_at, risk, parts[2]) if due_at.tzinfo is not None else None
