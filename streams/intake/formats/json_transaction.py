"""JSON in our own field names, as `streams.records.Transaction` declares them.

Unknown fields are ignored, so that a payment system may send more than we read. JSON numbers are taken exactly as they
are written (0.1 is one tenth), and so are strings. A key may appear once only: whoever can smuggle a second `amount` or
`creditor` into a record would otherwise choose which of the two is monitored.
"""

from __future__ import annotations

import json
from typing import Any

import msgspec

from streams.errors import Reason, Rejection
from streams.intake.formats import Format
from streams.intake.refusals import not_utf8, refusal
from streams.records import Transaction
from streams.settings import Settings

CONTENT_TYPES = frozenset({"application/json", "text/json"})

decode = msgspec.json.Decoder(Transaction).decode
"""One record as fast as it goes. Whatever this raises, one of `records.DECODE_ERRORS`, `read` explains."""

_BOM = b"\xef\xbb\xbf"
_check_syntax = msgspec.json.Decoder(msgspec.Raw).decode
_NOT_NUMBERS = frozenset({"NaN", "Infinity", "-Infinity"})


def looks_like(value: bytes) -> bool:
    """Whether the first character that is not blank opens an object or an array."""
    return value.removeprefix(_BOM).lstrip()[:1] in (b"{", b"[")


def read(value: bytes, settings: Settings) -> list[Transaction]:
    """The one transaction of a record.

    Raises Rejection: NOT_UTF8, NOT_JSON, TRUNCATED, TOO_DEEP, MISSING_FIELD, WRONG_TYPE, INVALID_VALUE,
    TIME_WITHOUT_ZONE, AMOUNT_NOT_FINITE.
    """
    value = value.removeprefix(_BOM)
    try:
        text = value.decode()
        _check_syntax(value)
        check_unique_keys(text)
        return [decode(value)]
    except UnicodeDecodeError as error:
        raise not_utf8(error) from None
    except RecursionError:
        raise Rejection(Reason.TOO_DEEP, "objects or arrays are nested deeper than can be read") from None
    except msgspec.ValidationError as error:
        raise refusal(error) from None
    except msgspec.DecodeError as error:
        raise _malformed(value, str(error)) from None


def check_unique_keys(text: str) -> None:
    """Raise Rejection, INVALID_VALUE, where an object of well-formed JSON has a key twice; at any depth."""
    json.loads(text, object_pairs_hook=_unique, parse_int=str, parse_float=str)


def _unique(pairs: list[tuple[str, Any]]) -> None:
    seen: set[str] = set()
    for key, _ in pairs:
        if key in seen:
            raise Rejection(Reason.INVALID_VALUE, f"the key {key[:64]!r} appears twice in one object", key[:64])
        seen.add(key)


def _malformed(value: bytes, message: str) -> Rejection:
    if message == "Input data was truncated":
        return Rejection(Reason.TRUNCATED, "the JSON ends too early")
    if _has_amount_that_is_no_number(value):
        return Rejection(Reason.AMOUNT_NOT_FINITE, "not an amount, and not JSON", "amount")
    return Rejection(Reason.NOT_JSON, message)


def _has_amount_that_is_no_number(value: bytes) -> bool:
    """Whether the amount is NaN or Infinity, which Python among others writes into what it calls JSON."""
    try:
        parsed = json.loads(value, parse_constant=str, parse_int=str, parse_float=str)
    except (ValueError, RecursionError):
        return False
    return isinstance(parsed, dict) and parsed.get("amount") in _NOT_NUMBERS


FORMAT = Format("json", CONTENT_TYPES, looks_like, read)
