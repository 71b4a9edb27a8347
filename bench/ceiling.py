"""The ceiling, as a script: aiokafka reads COUNT records of TOPIC, msgspec decodes them, and that is all."""

from __future__ import annotations

import asyncio
import json
import sys
import time

import msgspec
from aiokafka import AIOKafkaConsumer, TopicPartition

from streams.records import Transaction


async def main(broker: str, topic: str, count: int) -> None:
    """Read until `count` records were decoded."""
    consumer = AIOKafkaConsumer(
        bootstrap_servers=broker, group_id=None, enable_auto_commit=False, max_partition_fetch_bytes=16 << 20
    )
    await consumer.start()
    place = TopicPartition(topic, 0)
    consumer.assign([place])
    consumer.seek(place, 0)
    decode = msgspec.json.Decoder(Transaction).decode
    seen, began, cpu_began = 0, time.monotonic(), time.process_time()
    while seen < count:
        for records in (await consumer.getmany(timeout_ms=200)).values():
            for record in records:
                decode(record.value)
            seen += len(records)
    seconds, cpu = time.monotonic() - began, time.process_time() - cpu_began
    await consumer.stop()
    print(json.dumps({"records": seen, "seconds": seconds, "cpu_seconds": cpu}), flush=True)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3])))
