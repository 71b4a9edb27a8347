"""What msgspec says about a record that does not fit Transaction, as a Rejection with reason and field."""

from __future__ import annotations

import re

import msgspec

from streams.errors import Reason, Rejection

_PATH = re.compile(r" - at (?:`key` in )?`\$\.?(?P<path>[^`]*)`$")
_MISSING = re.compile(r"^Object missing required field `(?P<name>[^`]*)`")


def refusal(error: msgspec.ValidationError) -> Rejection:
    """MISSING_FIELD, WRONG_TYPE, TIME_WITHOUT_ZONE or INVALID_VALUE, with the dotted path such as `debtor.account`."""
    message = str(error)
    at = _PATH.search(message)
    path = at["path"] if at else ""
    sentence = message[: at.start()] if at else message
    if missing := _MISSING.match(sentence):
        return Rejection(Reason.MISSING_FIELD, sentence, f"{path}.{missing['name']}" if path else missing["name"])
    if "timezone component" in sentence:
        return Rejection(Reason.TIME_WITHOUT_ZONE, "a time needs its zone, as in 2026-01-15T10:30:00+01:00", path)
    if ", got `" in sentence:
        return Rejection(Reason.WRONG_TYPE, sentence, path)
    return Rejection(Reason.INVALID_VALUE, sentence, path)


def not_utf8(error: UnicodeDecodeError) -> Rejection:
    """NOT_UTF8, saying which byte."""
    return Rejection(Reason.NOT_UTF8, f"byte {error.start} is not UTF-8 ({error.reason})")
