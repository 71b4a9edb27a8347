"""Topics are created once, as needed, and partition counts that would lose states are refused."""

from __future__ import annotations

import pytest
from kafka import KafkaConsumer, KafkaProducer, TopicPartition
from kafka.admin import ConfigResource, ConfigResourceType

from streams import topics
from streams.connection import client_options
from streams.errors import BrokerError, SettingsError
from streams.settings import Settings


def changed(settings: Settings, **fields: object) -> Settings:
    return settings.model_copy(update=fields)


def test_missing_topics_are_created_once(broker_settings: Settings):
    names = {topic.name for topic in topics.needed(broker_settings)}
    assert set(topics.create(broker_settings)) == names
    assert topics.create(broker_settings) == []


def test_created_topics_have_the_partitions_that_the_settings_say(broker_settings: Settings):
    settings = changed(broker_settings, subjects_partitions=3, transactions_partitions=2)
    topics.create(settings)
    found = {item.topic.name: item.partitions for item in topics.describe(settings)}
    assert found.pop(settings.topic("transactions")) == 2
    assert set(found.values()) == {3}
    topics.check(settings)


def test_a_missing_topic_is_named_with_what_to_do(broker_settings: Settings):
    with pytest.raises(SettingsError, match=r"movements does not exist; run `counterflow topics create`"):
        topics.check(broker_settings)


def test_describing_creates_nothing(broker_settings: Settings):
    topics.describe(broker_settings)
    assert {item.partitions for item in topics.describe(broker_settings)} == {0}


@pytest.mark.parametrize("short", ["movements", "flows", "dispositions", "changelog"])
def test_movements_flows_and_changelog_with_different_partitions_are_refused(broker_settings: Settings, short: str):
    name = broker_settings.changelog if short == "changelog" else broker_settings.topic(short)
    with topics.admin(broker_settings) as client:
        client.create_topics({name: {"num_partitions": 2, "replication_factor": 1}})
    topics.create(broker_settings)
    with pytest.raises(SettingsError, match=f"{name} has 2 partitions and the setting subjects_partitions says 4"):
        topics.check(broker_settings)


def test_more_alert_partitions_than_needed_are_fine(broker_settings: Settings):
    with topics.admin(broker_settings) as client:
        client.create_topics({broker_settings.topic("alerts"): {"num_partitions": 6, "replication_factor": 1}})
    topics.create(broker_settings)
    topics.check(broker_settings)
    assert topics.partitions(broker_settings, ["alerts"]) == {broker_settings.topic("alerts"): 6}


def test_fewer_alert_partitions_than_subjects_have_are_refused(broker_settings: Settings):
    with topics.admin(broker_settings) as client:
        client.create_topics({broker_settings.topic("alerts"): {"num_partitions": 2, "replication_factor": 1}})
    topics.create(broker_settings)
    with pytest.raises(SettingsError, match="alerts has 2 partitions and needs 4"):
        topics.check(broker_settings)


@pytest.mark.kafka
def test_the_changelog_is_compacted_no_earlier_than_after_a_day(apache_kafka, prefix: str):
    settings = Settings(broker=apache_kafka.bootstrap, topic_prefix=prefix)
    topics.create(settings)
    with topics.admin(settings) as client:
        resource = ConfigResource(ConfigResourceType.TOPIC, settings.changelog)
        config = str(client.describe_configs([resource]))
    assert "compact" in config
    assert "86400000" in config


@pytest.mark.kafka
def test_records_of_filings_are_compacted_within_days_and_looks_are_kept_for_years(apache_kafka, prefix: str):
    settings = Settings(broker=apache_kafka.bootstrap, topic_prefix=prefix, filing_compaction_days=3)
    assert len(topics.create(settings, topics.restricted(settings))) == 2
    with topics.admin(settings) as client:
        filings, access = (
            str(client.describe_configs([ConfigResource(ConfigResourceType.TOPIC, topic.name)]))
            for topic in topics.restricted(settings)
        )
    assert "compact" in filings
    assert str(3 * 86_400_000) in filings
    assert str(3653 * 86_400_000) in access


def test_a_record_of_five_megabytes_fits_into_transactions(broker_settings: Settings):
    topics.create(broker_settings)
    topic, value = broker_settings.topic("transactions"), b"x" * (5 << 20)
    options = client_options(broker_settings)
    producer = KafkaProducer(**options, enable_idempotence=False, max_request_size=8 << 20)
    producer.send(topic, value).get(timeout=30)
    producer.close()
    consumer = KafkaConsumer(**options, auto_offset_reset="earliest", consumer_timeout_ms=20_000)
    consumer.assign([TopicPartition(topic, 0)])
    received = next(consumer).value
    consumer.close()
    assert received == value


def test_a_silent_address_is_one_readable_error(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(topics, "_ANSWER_SECONDS", 0.3)
    with pytest.raises(BrokerError, match=r"no broker answers at 127\.0\.0\.1:1"):
        topics.describe(Settings(broker="127.0.0.1:1"))


def test_replicated_topics_need_two_of_three_replicas_to_accept_a_record():
    replicated = topics.needed(Settings(replication_factor=3))
    assert {topic.config["min.insync.replicas"] for topic in replicated} == {"2"}
