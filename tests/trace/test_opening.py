"""Movements are looked up by their places, near to each other or far apart, on both brokers."""

from __future__ import annotations

import asyncio

from kafka import KafkaProducer

from streams import topics
from streams.connection import client_options
from streams.movement import Words, encode_words
from streams.settings import Settings
from streams.trace.opening import Place, open_words
from tests.test_movement import packed

RECORDS = 3000
FIXED = packed()


def _words(number: int) -> Words:
    return Words(f"T-{number}", "", "", "", "1.00", "EUR", "x" * 200, "USD", f"Customer {number}")


def test_the_words_at_each_place_are_opened_and_no_others(broker_settings: Settings):
    topics.create(broker_settings)
    producer = KafkaProducer(
        **client_options(broker_settings), enable_idempotence=not broker_settings.embedded_broker, linger_ms=50
    )
    for number in range(RECORDS):
        value, key = FIXED + encode_words(_words(number)), b"customer:%d" % number
        producer.send(broker_settings.topic("movements"), value, key, partition=number % 2)
    producer.close()
    offsets = [0, 1, 2, 190, 191, 400, 1100, RECORDS // 2 - 1]
    places = [Place(partition, offset) for partition in (0, 1) for offset in offsets]
    found = asyncio.run(open_words(broker_settings, reversed(places)))
    assert set(found) == set(places)
    for (partition, offset), opened in found.items():
        number = 2 * offset + partition
        assert opened.subject == f"customer:{number}"
        assert opened.words == _words(number)
    assert asyncio.run(open_words(broker_settings, [])) == {}
