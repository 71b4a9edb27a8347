"""A transaction is found by its id in whatever format it was sent; of repeats, the first is the one that was judged."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

from kafka import KafkaProducer

from streams import topics
from streams.connection import client_options
from streams.filing.sent import transactions_of
from streams.settings import Settings

XML = Path(__file__).parents[2] / "examples" / "iso20022" / "pacs008.xml"


def payment(identity: str, amount: str) -> bytes:
    fields = {"time": "2025-03-03T09:00:00Z", "amount": amount, "currency": "EUR", "debtor": {"customer": "C"}}
    return json.dumps({"id": identity, **fields}).encode()


def test_transactions_are_found_in_every_format_and_the_first_of_repeats_counts(embedded_broker, prefix: str):
    settings = Settings(broker=embedded_broker.bootstrap, embedded_broker=True, topic_prefix=prefix)
    topics.create(settings)
    values = [
        b"neither JSON nor XML, but it says \xc3\x9c-1",
        payment("Ü-1", "1.00"),
        payment("other", "3.00"),
        payment("Ü-1", "2.00"),
        XML.read_bytes(),
    ]
    producer = KafkaProducer(**client_options(settings), enable_idempotence=False, linger_ms=20)
    for value in values:
        producer.send(settings.topic("transactions"), value, partition=0)
    producer.close()
    found, places = asyncio.run(transactions_of(settings, ["Ü-1"]))
    assert {identity: str(each.amount) for identity, each in found.items()} == {"Ü-1": "1.00"}
    assert [(each.transaction, each.partition, each.offset) for each in places] == [("Ü-1", 0, 1)]
    [iso] = asyncio.run(transactions_of(settings, everything(XML)))[0].values()
    assert str(iso.amount) == "1000.00"


def everything(path: Path) -> list[str]:
    """Every word of an XML file: its transaction's id is among them."""
    words = path.read_text(encoding="utf-8").replace("<", "\n<").replace(">", ">\n").split("\n")
    return [word.strip() for word in words if word.strip() and not word.startswith("<")]
