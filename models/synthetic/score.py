"""How well alerts found what was injected: a pure computation over the town's truth and published alerts."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from statistics import median
from typing import Any, TypedDict

from models.synthetic.injection import Injection

DUTIES = frozenset({"reporting-threshold"})
"""Typologies that are reports owed by law: right on whomever they fall, so never unexpected."""


class TypologyScore(TypedDict):
    """What became of the injections of one typology."""

    injected: int
    detected: int
    median_delay_seconds: float | None
    """Event time from an injection's first transaction to its first alert; None where none was detected."""


class Score(TypedDict):
    """What the demo's `summary.json` says of detection, and some more."""

    transactions: int
    typologies: dict[str, TypologyScore]
    unexpected_alerts: int
    """Alerts on subjects that took part in no injection, duties apart."""
    unexpected_per_10000_transactions: float
    unexpected_by_typology: dict[str, int]
    reports_on_others: int
    """Reports owed by law on subjects that took part in no injection."""
    bystander_alerts: int
    """Alerts on subjects that took part in an injection without being among its offenders."""
    missed: list[dict[str, str]]
    """Typology and subject of each injection that no alert of its typology found."""


def score(
    injections: Sequence[Injection],
    alerts: Iterable[Mapping[str, Any]],
    transactions: int,
    shadow: Iterable[Mapping[str, Any]] = (),
) -> Score:
    """Compare alerts with injections.

    `alerts` is what was published to `alerts` and `reports.due`, `shadow` what was published to `alerts.shadow`: it
    detects, and bothers nobody. An alert needs `typology`, `subject` (with `id` such as `customer:C00017`),
    `detected_at` (RFC 3339, or a datetime with zone) and `evidence` (each with `transaction`); with `id`, the revisions
    of one alert count once. `transactions` is how many there were in all.

    An injection is detected when an alert of its typology on one of its subjects, or with one of them paying on its
    paths, lists one of its transactions.
    """
    alerts = list(alerts)
    delays = detections(injections, [*alerts, *shadow])
    typologies: dict[str, TypologyScore] = {}
    for typology in sorted({injection.typology for injection in injections}):
        found = [delays[index] for index, injection in enumerate(injections) if injection.typology == typology]
        known = [delay for delay in found if delay is not None]
        typologies[typology] = TypologyScore(
            injected=len(found), detected=len(known), median_delay_seconds=median(known) if known else None
        )
    others, bystanders = _elsewhere(injections, alerts)
    unexpected = Counter({typology: count for typology, count in others.items() if typology not in DUTIES})
    return Score(
        transactions=transactions,
        typologies=typologies,
        unexpected_alerts=unexpected.total(),
        unexpected_per_10000_transactions=unexpected.total() * 10_000 / transactions if transactions else 0.0,
        unexpected_by_typology=dict(sorted(unexpected.items())),
        reports_on_others=others.total() - unexpected.total(),
        bystander_alerts=bystanders,
        missed=[
            {"typology": injection.typology, "subject": injection.subject}
            for injection, delay in zip(injections, delays, strict=True)
            if delay is None
        ],
    )


def detections(injections: Sequence[Injection], alerts: Sequence[Mapping[str, Any]]) -> list[float | None]:
    """Seconds from each injection's start to the first alert that found it."""
    candidates: dict[tuple[str, str], list[Mapping[str, Any]]] = defaultdict(list)
    for alert in alerts:
        for subject in _named(alert):
            candidates[alert["typology"], subject].append(alert)
    delays: list[float | None] = []
    for injection in injections:
        own = frozenset(injection.transactions)
        times = [
            _time(alert["detected_at"])
            for subject in injection.subjects
            for alert in candidates[injection.typology, subject]
            if any(item["transaction"] in own for item in alert["evidence"])
        ]
        delays.append((min(times) - injection.started).total_seconds() if times else None)
    return delays


def _named(alert: Mapping[str, Any]) -> set[str]:
    """Whom an alert is about: its subject, and those who paid on the paths of a network."""
    payers = {payment["debtor"] for path in alert.get("paths", ()) for payment in path["payments"]}
    return {alert["subject"]["id"], *payers}


def _elsewhere(injections: Sequence[Injection], alerts: Sequence[Mapping[str, Any]]) -> tuple[Counter[str], int]:
    """Alerts by typology on subjects outside all injections, and the number on those who only took part."""
    offenders = {subject for injection in injections for subject in injection.subjects}
    participants = {subject for injection in injections for subject in injection.participants}
    others: Counter[str] = Counter()
    bystanders, seen = 0, set()
    for number, alert in enumerate(alerts):
        subject, identity = alert["subject"]["id"], alert.get("id", number)
        if subject in offenders or identity in seen:
            continue
        seen.add(identity)
        if subject in participants:
            bystanders += alert["typology"] not in DUTIES
        else:
            others[alert["typology"]] += 1
    return others, bystanders


def _time(value: str | datetime) -> datetime:
    return value if isinstance(value, datetime) else datetime.fromisoformat(value)
