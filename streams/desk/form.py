"""From what somebody filled in to the disposition of an alert."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import cast
from uuid import UUID, uuid5

import msgspec

from streams.alerts.episodes import NAMESPACE
from streams.dispositions.making import Wish, about_alert
from streams.errors import DispositionError
from streams.records import Alert, CloseReason, Disposition, Snooze, Verdict

VERDICTS = {
    "escalate": "Escalate: it is suspicious",
    "close": "Close, for the reason below",
    "duplicate": "Duplicate of another alert",
    "data_error": "Error in the data",
}
REASONS = {
    "false_positive": "False positive: honest behaviour",
    "known": "Known, and explained before",
    "insufficient": "A suspicion that does not suffice",
}
NOTE_MAX = 1024
_SECOND_PERSON = "(second person)"
"""Stands for whoever will approve, while the rest is checked."""


def disposition_of(alert: Alert, form: Mapping[str, str], who: str, now: datetime, days_max: int) -> Disposition:
    """The disposition, checked as a worker checks it, and without `approved_by`; for `days_max` see
    `streams.dispositions.reading.needs_two`.

    Its id is that of the form and of what it says, so that one that is sent twice decides once, and one that is sent
    again with another choice is another decision. Raises DispositionError, which says what to change.
    """
    wish = _wish(form, who, now)
    made = about_alert(alert, replace(wish, approved_by=_SECOND_PERSON), days_max)
    return msgspec.structs.replace(made, id=_id(made, form), approved_by=None)


def _wish(form: Mapping[str, str], who: str, now: datetime) -> Wish:
    verdict = form.get("verdict", "")
    if verdict not in VERDICTS:
        raise DispositionError("choose a verdict")
    reason = form.get("reason", "") if verdict == "close" else ""
    if verdict == "close" and reason not in REASONS:
        raise DispositionError("say why it is closed")
    allow = form.get("allow", "")
    has_snooze, snooze_until = _end(form, "snooze", now)
    has_allow, allow_until = _end(form, "allow", now)
    if has_allow and not allow:
        raise DispositionError("choose the counterparty that is allowed")
    if allow and not has_allow:
        raise DispositionError("say until when the counterparty is allowed, or that it has no date")
    return Wish(
        verdict=cast("Verdict", verdict),
        decided_by=who,
        decided_at=now,
        reason=cast("CloseReason | None", reason or None),
        note=form.get("note", "").replace("\r\n", "\n").strip(),
        snooze=Snooze(until=snooze_until) if has_snooze else None,
        allow=allow,
        allow_until=allow_until,
        every_typology=bool(allow) and "every_typology" in form,
        sampled="sampled" in form,
    )


def _end(form: Mapping[str, str], name: str, now: datetime) -> tuple[bool, datetime | None]:
    """Whether something is to hold, and until when; None for no date."""
    text, endless = form.get(f"{name}_until", "").strip(), f"{name}_endless" in form
    if text and endless:
        raise DispositionError("something holds until a day, or without a date, and not both")
    if not text:
        return endless, None
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise DispositionError(f"{text!r} is no date such as 2026-09-30") from error
    found = found if found.tzinfo is not None else found.replace(tzinfo=UTC)
    if found <= now:
        raise DispositionError(f"{text} is over")
    return True, found


def _id(made: Disposition, form: Mapping[str, str]) -> str:
    try:
        number = UUID(form.get("form", ""))
    except ValueError as error:
        raise DispositionError("the form is not whole; open the alert again") from error
    said = msgspec.json.encode((made.verdict, made.reason, made.note, made.snooze, made.allow, made.sampled)).decode()
    return str(uuid5(NAMESPACE, f"desk\n{made.alert}\n{made.decided_by}\n{number}\n{said}"))
