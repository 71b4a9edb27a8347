"""From an alert and what somebody decides about it to the disposition that is published. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import uuid5

from streams.alerts.episodes import NAMESPACE, on_trial
from streams.dispositions.reading import encode, read
from streams.errors import DispositionError, Rejection
from streams.records import Alert, Allow, CloseReason, Disposition, EvidenceItem, Known, Snooze, Verdict


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody decides."""

    verdict: Verdict
    decided_by: str
    decided_at: datetime
    reason: CloseReason | None = None
    note: str = ""
    approved_by: str | None = None
    snooze: Snooze | None = None
    allow: str = ""
    """Counterparty, by its subject id, or by what alone of the evidence ends so, such as an account."""
    allow_until: datetime | None = None
    every_typology: bool = False
    sampled: bool = False


def about_alert(alert: Alert, wish: Wish, days_max: int) -> Disposition:
    """The disposition of an alert; for `days_max` see `streams.dispositions.reading.needs_two`. Raises DispositionError
    where it would be refused.

    What is decided of a model on trial says nothing of the typology itself, and holds nothing back.
    """
    if alert.challenger and (wish.snooze is not None or wish.allow):
        raise DispositionError("the alerts of a model on trial go to the shadow; there is nothing to snooze or allow")
    return checked(
        Disposition(
            id=_id(alert.id, wish),
            alert=alert.id,
            subject=alert.subject.id,
            typology=on_trial(alert.typology) if alert.challenger else alert.typology,
            verdict=wish.verdict,
            reason=wish.reason,
            note=wish.note,
            decided_by=wish.decided_by,
            decided_at=wish.decided_at,
            approved_by=wish.approved_by,
            snooze=wish.snooze,
            allow=_allow(alert, wish) if wish.allow else None,
            sampled=wish.sampled,
            known=known_of(alert),
        ),
        days_max,
    )


def about_subject(subject: str, transactions: Sequence[str], wish: Wish, days_max: int) -> Disposition:
    """The disposition of a subject that was sampled for review, with the transactions that were looked at. Raises
    DispositionError where it would be refused."""
    if wish.snooze is not None or wish.allow:
        raise DispositionError("of a subject without an alert there is nothing to snooze or allow")
    return checked(
        Disposition(
            id=_id(subject, wish),
            subject=subject,
            verdict=wish.verdict,
            reason=wish.reason,
            note=wish.note,
            decided_by=wish.decided_by,
            decided_at=wish.decided_at,
            approved_by=wish.approved_by,
            sampled=True,
            known=Known(transactions=tuple(transactions), evidence_count=len(transactions)),
        ),
        days_max,
    )


def known_of(alert: Alert) -> Known:
    """What an alert says, as far as news is told by it."""
    crimes = dict.fromkeys((*alert.crimes, *(crime for path in alert.paths for crime in path.crimes)))
    return Known(
        revision=alert.revision,
        crimes=tuple(crimes),
        transactions=tuple(dict.fromkeys(item.transaction for item in alert.evidence)),
        counterparties=tuple(dict.fromkeys(item.counterparty for item in alert.evidence if item.counterparty)),
        evidence_count=alert.evidence_count,
        evidence_value=Decimal(alert.evidence_value),
    )


def _allow(alert: Alert, wish: Wish) -> Allow:
    present = list(dict.fromkeys(item.counterparty for item in alert.evidence if item.counterparty))
    fitting = [each for each in present if wish.allow in (each, each.partition(":")[2])]
    if len(fitting) != 1:
        listed = ", ".join(present) or "nobody"
        raise DispositionError(f"{wish.allow} is not one of the counterparties in the alert's evidence: {listed}")
    own = [item for item in alert.evidence if item.counterparty == fitting[0]]
    return Allow(
        counterparty=fitting[0],
        until=wish.allow_until,
        every_typology=wish.every_typology,
        evidence_count=len(own),
        evidence_value=_sum(own),
    )


def _sum(evidence: Iterable[EvidenceItem]) -> Decimal:
    return sum((Decimal(item.value) for item in evidence if item.value is not None), Decimal(0))


def checked(found: Disposition, days_max: int) -> Disposition:
    """It, where a worker would take it; raises DispositionError where not."""
    try:
        read(found.subject.encode(), encode(found), days_max)
    except Rejection as rejection:
        raise DispositionError(rejection.detail) from rejection
    return found


def _id(about: str, wish: Wish) -> str:
    """The same for the same decision by the same person at the same time."""
    return str(
        uuid5(NAMESPACE, f"disposition\n{about}\n{wish.verdict}\n{wish.decided_by}\n{wish.decided_at.isoformat()}")
    )
