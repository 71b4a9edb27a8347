"""From a record of `dispositions` to a `Disposition` that makes sense, or a `Rejection` that says why not."""

from __future__ import annotations

import unicodedata
from datetime import timedelta
from decimal import Decimal

import msgspec

from streams.errors import Reason, Rejection
from streams.records import DECODE_ERRORS, Disposition

_decode = msgspec.json.Decoder(Disposition).decode
_VALUE_MAX = 10**13
"""In the base currency; minor units of it fit 64 bits."""
encode = msgspec.json.Encoder().encode
"""A disposition as it travels."""


def read(key: bytes | None, value: bytes | None, days_max: int) -> Disposition:
    """The disposition of a record, checked; for `days_max` see `needs_two`. Raises Rejection, and nothing else,
    whatever the bytes."""
    if not value:
        raise _refusal("", "an empty record decides nothing")
    try:
        found = _decode(value)
    except DECODE_ERRORS as error:
        raise _refusal("", str(error)) from error
    if key != found.subject.encode():
        raise _refusal("subject", f"the record's key is not {found.subject}, so it lies where others are judged")
    check(found, days_max)
    return found


def check(found: Disposition, days_max: int) -> None:
    """Raise Rejection where a disposition does not make sense, or lacks the second person."""
    if (found.reason is None) == (found.verdict == "close"):
        raise _refusal("reason", "`close` says why it is closed, and no other verdict does")
    if found.known is not None:
        _check_value("known.evidence_value", found.known.evidence_value)
    if found.alert is None:
        _check_sampled(found)
    elif found.known is None or not found.typology:
        raise _refusal("known", "what the alert said must be known, or nobody could tell what is news")
    if found.snooze is not None or found.allow is not None:
        _check_suppression(found, days_max)


def _check_sampled(found: Disposition) -> None:
    if not found.sampled:
        raise _refusal("alert", "only a subject that was sampled for review is decided on without an alert")
    if found.snooze is not None or found.allow is not None:
        raise _refusal("alert", "without an alert there is nothing to hold back")
    if found.verdict not in ("escalate", "close"):
        raise _refusal("verdict", "a sampled subject is escalated or closed")


def _check_suppression(found: Disposition, days_max: int) -> None:
    if found.verdict == "escalate":
        raise _refusal("verdict", "what is escalated must not be kept quiet")
    allow = found.allow
    if allow is not None:
        if found.known is None or allow.counterparty not in found.known.counterparties:
            raise _refusal("allow.counterparty", f"{allow.counterparty} is not in the alert's evidence")
        _check_value("allow.evidence_value", allow.evidence_value)
    if needs_two(found, days_max) and not _is_another(found.decided_by, found.approved_by):
        raise Rejection(
            Reason.DISPOSITION_NOT_APPROVED,
            f"what holds without a date, or for more than {days_max} days, takes a second person, other than the one"
            " who decides",
            "approved_by",
        )


def needs_two(found: Disposition, days_max: int) -> bool:
    """Whether a second person has to approve it: something is to hold without a date, or for more than so many days
    from when it was decided, which comes to the same."""
    longest = timedelta(days=days_max)
    return any(
        each is not None and (each.until is None or each.until - found.decided_at > longest)
        for each in (found.snooze, found.allow)
    )


def _check_value(field: str, value: Decimal) -> None:
    if not value.is_finite() or not 0 <= value < _VALUE_MAX:
        raise _refusal(field, f"a value is a number from 0 to {_VALUE_MAX}")


def person(name: str) -> str:
    """Who is meant by a name: those that differ in case, in spaces, or in how Unicode writes what looks the same, are
    one person."""
    seen = "".join(each for each in unicodedata.normalize("NFKC", name) if unicodedata.category(each) != "Cf")
    return " ".join(unicodedata.normalize("NFKC", seen.casefold()).split())


def _is_another(decided_by: str, approved_by: str | None) -> bool:
    other = person(approved_by or "")
    return bool(other) and person(decided_by) != other


def _refusal(field: str, detail: str) -> Rejection:
    return Rejection(Reason.INVALID_DISPOSITION, detail, field)
