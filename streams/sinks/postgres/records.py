"""What the store reads in a record: only what the tables need, so that newer and older records pass. The record itself
is kept too."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any

import msgspec

from streams.sinks.batch import Record
from streams.sinks.reading import worded

Time = Annotated[datetime, msgspec.Meta(tz=True)]


class Item(msgspec.Struct):
    """See `streams.records.EvidenceItem`."""

    transaction: str
    time: Time
    direction: str
    amount: Decimal
    currency: str
    channel: str = ""
    value: Decimal | None = None
    counterparty: str = ""
    counterparty_name: str = ""
    country: str = ""
    account: str = ""
    remittance: str = ""


class Payment(msgspec.Struct):
    """See `streams.records.Payment`."""

    transaction: str
    time: Time
    debtor: str
    creditor: str
    amount: Decimal
    currency: str
    value: Decimal | None = None
    followed: Decimal | None = None


class Path(msgspec.Struct):
    """See `streams.records.Path`."""

    payments: tuple[Payment, ...]
    alert: str = ""


class Subject(msgspec.Struct):
    """See `streams.records.AlertSubject`."""

    id: str
    kind: str = ""
    name: str = ""


class Alert(msgspec.Struct):
    """See `streams.records.Alert`."""

    id: str
    revision: int
    typology: str
    subject: Subject
    detected_at: Time
    first_detected_at: Time
    severity: str
    risk: float
    title: str = ""
    crimes: tuple[str, ...] = ()
    stage: str = ""
    weight: float = 0.0
    case: str = ""
    previous: str | None = None
    opened_at: Time | None = None
    due_at: Time | None = None
    evidence: tuple[Item, ...] = ()
    evidence_count: int = 0
    evidence_value: Decimal | None = None
    base_currency: str = ""
    narrative: str = ""
    catalogue_digest: str = ""
    model_version: str | None = None
    paths: tuple[Path, ...] = ()

    def amounts(self) -> Iterable[Decimal | None]:
        """Every amount in it."""
        yield self.evidence_value
        for item in self.evidence:
            yield from (item.amount, item.value)
        for path in self.paths:
            for payment in path.payments:
                yield from (payment.amount, payment.value, payment.followed)


_alert = msgspec.json.Decoder(Alert)
_verdict = msgspec.json.Decoder(dict[str, Any])


def read_alert(text: str) -> Alert:
    """An alert; ValueError, in words, for what is none."""
    alert = worded(_alert.decode, text)
    if not all(amount is None or amount.is_finite() for amount in alert.amounts()):
        raise ValueError("an amount is no number")  # PostgreSQL would take NaN
    return alert


def read_verdict(text: str) -> dict[str, Any]:
    """The fields of a verdict; ValueError for what is no JSON object."""
    return worded(_verdict.decode, text)


def as_text(record: Record) -> str:
    """The JSON of a record as PostgreSQL can hold it; ValueError where it is no UTF-8 or no JSON.

    PostgreSQL has no place for the character U+0000. Whoever writes one into a remittance text must not keep the alert
    out of the store by it, so U+FFFD stands in its place.
    """
    text = record.value.decode()
    if "\\u0000" not in text:
        return text
    return worded(_cleaned, text)


def _cleaned(text: str) -> str:
    return msgspec.json.encode(_without_nul(msgspec.json.decode(text))).decode()


def _without_nul(value: Any) -> Any:
    if isinstance(value, str):
        return value.replace("\0", "\ufffd")
    if isinstance(value, list):
        return [_without_nul(each) for each in value]
    if isinstance(value, dict):
        return {_without_nul(key): _without_nul(each) for key, each in value.items()}
    return value
