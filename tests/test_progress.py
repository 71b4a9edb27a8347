"""The standing of a group is what it committed against what the topic holds."""

from __future__ import annotations

from kafka import KafkaConsumer, KafkaProducer, OffsetAndMetadata, TopicPartition

from streams import topics
from streams.connection import client_options
from streams.progress import Standing, standing
from streams.settings import Settings


def publish(settings: Settings, count: int) -> None:
    producer = KafkaProducer(**client_options(settings), enable_idempotence=not settings.embedded_broker, linger_ms=50)
    for number in range(count):
        producer.send(settings.topic("movements"), b"%d" % number, partition=number % 2)
    producer.close()


def commit(settings: Settings, offsets: dict[int, int]) -> None:
    consumer = KafkaConsumer(**client_options(settings), group_id=settings.application, enable_auto_commit=False)
    places = {TopicPartition(settings.topic("movements"), number): offset for number, offset in offsets.items()}
    consumer.assign(list(places))
    consumer.commit({place: OffsetAndMetadata(offset, "", -1) for place, offset in places.items()})
    consumer.close()


def test_an_untouched_topic_has_everything_ahead(broker_settings: Settings):
    topics.create(broker_settings)
    assert standing(broker_settings, "movements") == Standing(0, 0)
    publish(broker_settings, 100)
    found = standing(broker_settings, "movements")
    assert found == Standing(0, 100)
    assert not found.finished


def test_what_is_committed_is_done(broker_settings: Settings):
    topics.create(broker_settings)
    publish(broker_settings, 100)
    commit(broker_settings, {0: 50, 1: 20})
    assert standing(broker_settings, "movements") == Standing(70, 100)
    commit(broker_settings, {0: 50, 1: 50})
    assert standing(broker_settings, "movements").finished


def test_records_that_come_later_count_at_once(broker_settings: Settings):
    topics.create(broker_settings)
    publish(broker_settings, 10)
    commit(broker_settings, {0: 5, 1: 5})
    assert standing(broker_settings, "movements").finished
    publish(broker_settings, 2)
    assert standing(broker_settings, "movements") == Standing(10, 12)
