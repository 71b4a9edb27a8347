"""The topic `dispositions` from the outside: publish one, read them all."""

from __future__ import annotations

from aiokafka.errors import KafkaError

from streams.dispositions.reading import encode, read
from streams.errors import BrokerError, Rejection
from streams.partitioner import partition_for
from streams.publisher import Outbox, Publisher
from streams.records import Disposition
from streams.scan import partitions_of, scan
from streams.settings import Settings

NAME = "dispositions"


async def publish(settings: Settings, found: Disposition) -> int:
    """Publish a disposition to the partition of its subject, acknowledged; which one. Raises BrokerError."""
    topic, key = settings.topic(NAME), found.subject.encode()
    publisher = Publisher(settings)
    outbox = Outbox()
    try:
        partition = partition_for(key, len(await partitions_of(settings, topic)))
        outbox.records[topic, partition].append((key, encode(found)))
        await publisher.start()
        await publisher.publish(outbox)
    except KafkaError as error:
        raise BrokerError(f"publishing to {topic} at {settings.broker} failed: {error}") from error
    finally:
        await publisher.stop()
    return partition


async def read_all(settings: Settings) -> list[Disposition]:
    """All dispositions that a worker takes, in the order of their Kafka timestamps; of one id the first. Raises
    BrokerError."""
    topic = settings.topic(NAME)
    found: dict[str, tuple[int, int, int, Disposition]] = {}
    async for partition, records in scan(settings, topic, await partitions_of(settings, topic)):
        for record in records:
            try:
                each = read(record.key, record.value, settings.suppression_max_days)
            except Rejection:
                continue  # a worker puts it onto `transactions.rejected`
            found.setdefault(each.id, (record.timestamp, partition, record.offset, each))
    return [each for *_, each in sorted(found.values(), key=lambda item: item[:3])]
