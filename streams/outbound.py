"""Between what a step computed and what goes over Kafka: the shapes on either side, and nothing else."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import msgspec
from aiokafka.structs import ConsumerRecord

from streams.dispositions.desk import Refusal, Told
from streams.errors import Reason, Rejection
from streams.evaluation import Arrivals, Conflict, Outcome
from streams.intake.intake import Taken
from streams.intake.rejected import encode as encode_rejected
from streams.intake.rejected import rejected
from streams.ordering.order import Released
from streams.ordering.tokens import Decisions, Tokens
from streams.partitioner import partition_for
from streams.publisher import Outbox, Place, Record
from streams.records import Alert, Rejected
from streams.settings import Settings
from streams.transport import Batch

_encode = msgspec.json.Encoder().encode


def records(batches: Iterable[Batch]) -> list[ConsumerRecord]:
    """The records of batches, in order."""
    return [record for batch in batches for record in batch.records]


def arrivals(released: Iterable[Released | Tokens]) -> list[Arrivals]:
    """What the order of events releases, and what came by `flows` and `dispositions`, for the judgement."""
    return [_arrivals(part) for part in released]


def _arrivals(part: Released | Tokens) -> Arrivals:
    if isinstance(part, Decisions):
        told = [Told(record.key, record.value, record.offset, record.timestamp) for record in part.records]
        return Arrivals(part.partition, (), (), (), (), decisions=told)
    return _tokens(part) if isinstance(part, Tokens) else _movements(part)


def _movements(part: Released) -> Arrivals:
    return Arrivals(
        part.partition,
        [record.key for record in part.records],
        [record.value for record in part.records],
        [record.offset for record in part.records],
        part.triggers,
        part.progress,
        part.repeated,
    )


def _tokens(part: Tokens) -> Arrivals:
    tokens = [(record.key, record.value, record.offset) for record in part.records]
    return Arrivals(part.partition, (), (), (), (), tokens=tokens)


def movements(settings: Settings, taken: Taken) -> Outbox:
    """Movements to their subjects' partitions, rejects to theirs."""
    outbox = Outbox()
    by_partition: dict[int, list[Record]] = defaultdict(list)
    for movement in taken.movements:
        by_partition[movement.partition].append((movement.key, movement.value))
    topic = settings.topic("movements")
    outbox.records.update({(topic, partition): found for partition, found in by_partition.items()})
    add_rejected(settings, outbox, taken.rejected)
    return outbox


def alerts(settings: Settings, outcome: Outcome) -> Outbox:
    """Alerts by the partition of their subject, tokens by that of their receiver, and the conflicts that somebody must
    look at."""
    outbox = Outbox()
    for sent in outcome.sent:
        outbox.records[settings.topic("flows"), sent.partition].append((sent.key, sent.value))
    for raised in outcome.raised:
        outbox.records[settings.topic(raised.topic), raised.partition].append((raised.key, encode_alert(raised.alert)))
    add_rejected(settings, outbox, [conflict_rejected(settings, conflict) for conflict in outcome.conflicts])
    add_rejected(settings, outbox, [refusal_rejected(settings, refusal) for refusal in outcome.refused])
    return outbox


def changes(settings: Settings, outcome: Outcome) -> Outbox:
    """The states that changed, to the changelog; each subject's records together."""
    outbox = Outbox()
    for partition, group in outcome.changes:
        outbox.groups[settings.changelog, partition].append(group)
    return outbox


def ends_by_partition(ends: Mapping[Place, int]) -> dict[int, int]:
    """Offsets after what was written to the changelog, by its partition."""
    return {partition: end for (_, partition), end in ends.items()}


def encode_alert(alert: Alert) -> bytes:
    """An alert as it is published."""
    return _encode(alert)


def add_rejected(settings: Settings, outbox: Outbox, found: Sequence[Rejected]) -> None:
    """Rejects, keyed by where they were read."""
    topic = settings.topic("transactions.rejected")
    for reject in found:
        key = f"{reject.topic}/{reject.partition}/{reject.offset}".encode()
        outbox.records[topic, partition_for(key, settings.subjects_partitions)].append((key, encode_rejected(reject)))


def conflict_rejected(settings: Settings, conflict: Conflict) -> Rejected:
    """The reject of a transaction id that came again with other content."""
    detail = (
        f"transaction {conflict.transaction} was applied to {conflict.subject} before with other content;"
        " somebody may be hiding a payment"
    )
    return rejected(
        _record(
            settings.topic("movements"),
            conflict.partition,
            conflict.position,
            conflict.received_ms,
            conflict.subject.encode(),
            conflict.value,
        ),
        Rejection(Reason.CONFLICTING_DUPLICATE, detail, "id"),
        settings,
        transaction=conflict.transaction,
        subject=conflict.subject,
    )


def refusal_rejected(settings: Settings, refusal: Refusal) -> Rejected:
    """The reject of a disposition that cannot be used."""
    told = refusal.told
    topic = settings.topic("dispositions")
    record = _record(topic, refusal.partition, told.offset, told.at_ms, told.key, told.value)
    subject = told.key.decode(errors="replace") if told.key else None
    return rejected(record, refusal.rejection, settings, subject=subject)


def _record(
    topic: str, partition: int, offset: int, timestamp: int, key: bytes | None, value: bytes | None
) -> ConsumerRecord:
    return ConsumerRecord(
        topic, partition, offset, timestamp, 0, key, value, None, len(key or b""), len(value or b""), []
    )
