"""What a subject's state keeps of the decisions about it: a record of its own beside head, chunks and flows."""

from __future__ import annotations

from datetime import datetime

import msgspec

from streams.errors import StateError
from streams.intake.parties import hash64
from streams.records import Disposition
from streams.subject.store import VERSION_BYTES, Change, Store, versioned

DECIDED_MARK = b"\0v"
"""What follows a subject's id in the key of this record."""
LAYOUT = 1
HASHES_MAX = 20_000
"""Transactions and counterparties known of a subject, so that the record stays far below what a broker takes."""
FOREVER_MS = 1 << 62
"""Until when something holds that has no date."""
NEVER_MS = -1
"""Until when something holds that was not decided."""


class Decision(msgspec.Struct, array_like=True):
    """A disposition as it is asked at every firing: times as milliseconds, ids as hashes, money in minor units."""

    id: str
    alert: str
    typology: str
    verdict: str
    reason: str
    note: str
    decided_by: str
    approved_by: str
    decided_us: int
    at_ms: int
    """Kafka timestamp of the record: what Kafka received before it is judged as if it did not exist."""
    offset: int
    snooze_until_ms: int
    allowed: int
    """Hash of the counterparty; 0 for none."""
    allow_until_ms: int
    allow_everywhere: bool
    allow_count: int
    allow_value: int
    crimes: list[str]
    transactions: list[int]
    counterparties: list[int]
    count: int
    value: int
    ended_by: str = ""
    """What news ended it; empty while it holds."""

    @property
    def hashes(self) -> int:
        """Hashes that it holds."""
        return len(self.transactions) + len(self.counterparties)

    @property
    def closes(self) -> bool:
        """Whether it ends the alert that it is about."""
        return self.verdict != "escalate" and bool(self.alert)


def decision_of(found: Disposition, at_ms: int, offset: int, decimals: int) -> Decision:
    """The decision of a checked disposition; `decimals` are those of the base currency."""
    known, allow, snooze = found.known, found.allow, found.snooze
    unit = 10**decimals
    return Decision(
        id=found.id,
        alert=found.alert or "",
        typology=found.typology,
        verdict=found.verdict,
        reason=found.reason or "",
        note=found.note,
        decided_by=found.decided_by,
        approved_by=found.approved_by or "",
        decided_us=round(found.decided_at.timestamp() * 1_000_000),
        at_ms=at_ms,
        offset=offset,
        snooze_until_ms=_ms(snooze.until) if snooze is not None else NEVER_MS,
        allowed=hash64(allow.counterparty.encode()) if allow is not None else 0,
        allow_until_ms=_ms(allow.until) if allow is not None else NEVER_MS,
        allow_everywhere=allow is not None and allow.every_typology,
        allow_count=allow.evidence_count if allow is not None else 0,
        allow_value=int(allow.evidence_value * unit) if allow is not None else 0,
        crimes=list(known.crimes) if known is not None else [],
        # Of a sampled subject they are labels, and decide nothing.
        transactions=[hash64(each.encode()) for each in known.transactions] if known and found.alert else [],
        counterparties=[hash64(each.encode()) for each in known.counterparties] if known else [],
        count=known.evidence_count if known is not None else 0,
        value=int(known.evidence_value * unit) if known is not None else 0,
    )


def _ms(until: datetime | None) -> int:
    return FOREVER_MS if until is None else round(until.timestamp() * 1000)


class Decided(msgspec.Struct, array_like=True):
    """All decisions about a subject, in the order of their Kafka timestamps."""

    layout: int = LAYOUT
    position: int = -1
    """Offset of the last record of `dispositions` that it reflects."""
    decisions: list[Decision] = []
    held: dict[str, str] = {}
    """Alerts of networks that are held back, by id: the disposition that does."""

    def take(self, decision: Decision, most: int) -> bool:
        """Remember a decision, at most so many; the oldest are forgotten. False where it is known."""
        if any(each.id == decision.id for each in self.decisions):
            return False
        ordered = sorted([*self.decisions, decision], key=lambda each: (each.at_ms, each.offset))
        self.decisions = ordered[-most:]
        while len(self.decisions) > 1 and sum(each.hashes for each in self.decisions) > HASHES_MAX:
            del self.decisions[0]
        return True

    def is_closed(self, alert: str, at_ms: int) -> bool:
        """Whether an alert was closed by the time at which Kafka received something, and not escalated again."""
        closed = False
        for each in self.decisions:
            if each.at_ms <= at_ms and each.alert == alert:
                closed = each.closes
        return closed


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Decided).decode


class _Laid(msgspec.Struct, array_like=True):
    """What every layout begins with."""

    layout: int


_decode_laid = msgspec.msgpack.Decoder(_Laid).decode


def decided_key(subject: bytes) -> bytes:
    """Key of the record in stores and the changelog."""
    return subject + DECIDED_MARK


def decided_change(subject: bytes, position: int, decided: Decided) -> Change:
    """The record that writes it; `position` is that of the subject's head, with which and with whose own it grows."""
    return decided_key(subject), versioned(max(position, 0) + max(decided.position, 0), _encode(decided))


def load_decided(subject: bytes, store: Store, partition: int) -> Decided | None:
    """What the store holds of a subject; None for nothing. Raises StateError where it is of another layout."""
    value = store.get(partition, decided_key(subject))
    if value is None:
        return None
    body = memoryview(value)[VERSION_BYTES:]
    layout = _decode_laid(body).layout
    if layout != LAYOUT:
        raise StateError(f"the decisions about {subject!r} have layout {layout}, this version reads {LAYOUT}")
    return _decode(body)
