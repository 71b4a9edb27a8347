"""Alerts and verdicts as they are published, made up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from streams.records import Alert, AlertSubject, EvidenceItem, Origin, Path, Payment
from streams.sinks.batch import Batch, Place, Record

DAY = datetime(2026, 3, 2, 12, tzinfo=UTC)


def item(number: int, **fields: Any) -> EvidenceItem:
    """A cash deposit of `100.10 EUR` and so on."""
    usual: dict[str, Any] = {
        "transaction": f"T{number}",
        "time": DAY + timedelta(hours=number),
        "direction": "in",
        "amount": f"{100 + number}.10",
        "currency": "EUR",
        "channel": "cash",
        "value": f"{100 + number}.10",
        "account": "A1",
    }
    return EvidenceItem(**{**usual, **fields})


def payment(transaction: str, debtor: str, creditor: str, amount: str = "50.00") -> Payment:
    """One payment of a path."""
    return Payment(transaction, DAY, debtor, creditor, amount, "USD", amount, amount)


def alert(number: int, revision: int = 0, subject: str = "customer:1", **fields: Any) -> Alert:
    """The alert `alert-<number>` on a subject."""
    usual: dict[str, Any] = {
        "id": f"alert-{number}",
        "revision": revision,
        "status": "revised" if revision else "new",
        "typology": "cash-structuring",
        "title": "Several cash deposits below the reporting threshold",
        "crimes": ("money-laundering", "tax-crime"),
        "stage": "placement",
        "subject": AlertSubject(subject, "person", f"Customer {subject.rpartition(':')[2]}"),
        "case": f"case-{subject}",
        "previous": None,
        "opened_at": DAY,
        "detected_at": DAY + timedelta(hours=revision),
        "first_detected_at": DAY,
        "due_at": DAY + timedelta(days=30),
        "weight": 0.7,
        "risk": 0.7,
        "severity": "high",
        "narrative": f"{number} deposits, {revision}",
        "counterfactual": "",
        "alternatives": (),
        "comparisons": (),
        "window": "10d",
        "evidence": tuple(item(each) for each in range(revision + 1)),
        "evidence_count": revision + 1,
        "evidence_value": f"{revision + 1}00.10",
        "history_truncated": False,
        "base_currency": "EUR",
        "recommended_action": "",
        "runbook": "",
        "false_positives": (),
        "references": (),
        "late": False,
        "origin": Origin("transactions", 0, number, 0),
        "catalogue_digest": "c",
        "typology_digest": "t",
    }
    return Alert(**{**usual, **fields})


def network(number: int, paths: Sequence[Sequence[Payment]], **fields: Any) -> Alert:
    """An alert of a network, whose evidence is between others."""
    between = (item(0, direction="between", channel="transfer"),)
    return alert(number, paths=tuple(Path(tuple(each)) for each in paths), **{"evidence": between, **fields})


def verdict(identity: str, of_alert: str | None = "alert-1", verdict: str = "close", **fields: Any) -> dict[str, Any]:
    """A disposition that workers take."""
    usual: dict[str, Any] = {
        "id": identity,
        "alert": of_alert,
        "subject": "customer:1",
        "typology": "cash-structuring",
        "verdict": verdict,
        "decided_by": "analyst-1",
        "decided_at": "2026-03-05T10:00:00Z",
        "known": {},
        **({"reason": "known"} if verdict == "close" else {}),
        **({} if of_alert is not None else {"sampled": True}),
        "schema": 1,
    }
    return {**usual, **fields}


def record(content: Any, offset: int, topic: str = "alerts", partition: int = 0) -> Record:
    """A record of a topic; `content` may be bytes already."""
    value = content if isinstance(content, bytes) else msgspec.json.encode(content)
    subject = content.get("subject") if isinstance(content, dict) else getattr(content, "subject", None)
    key = subject.encode() if isinstance(subject, str) else b""
    return Record(Place(topic, partition, "topic-id"), offset, 1_772_000_000_000 + offset, value, key)


def batch(records: Iterable[Record]) -> Batch:
    """A batch of just these."""
    held = list(records)
    return Batch(held, {each.place: each.offset + 1 for each in held})


def alerts(*contents: Any, topic: str = "alerts", first: int = 0) -> Batch:
    """A batch of records of one topic."""
    return batch(record(each, first + number, topic) for number, each in enumerate(contents))


class Grave:
    """Takes what is buried."""

    def __init__(self) -> None:
        self.buried: list[tuple[int, str, str]] = []

    def __call__(self, record: Record, reason: str, detail: str) -> None:
        self.buried.append((record.offset, reason, detail))


def nobody(record: Record, reason: str, detail: str) -> None:
    """Fails when anything is buried."""
    raise AssertionError(f"{reason}: {detail}: {record.value!r}")
