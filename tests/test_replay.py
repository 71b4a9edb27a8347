"""Files go out whole, in order, into one partition, and at the speed that was asked for."""

from __future__ import annotations

import gzip
import time
from pathlib import Path

import pytest

from streams import topics
from streams.broker import LocalBroker
from streams.errors import BrokerError, MappingError, SettingsError
from streams.replay import PlainFile, partition_of, publish
from streams.settings import Settings
from streams.tail import Tail


def published(settings: Settings) -> list[tuple[int, bytes]]:
    found: list[tuple[int, bytes]] = []
    with Tail(settings, ["transactions"]) as tail:
        while not tail.at_end():
            found += [(record.partition, record.value) for record in tail.poll(0.2)]
    return found


def test_records_keep_their_order_in_one_of_several_partitions(broker_settings: Settings):
    settings = broker_settings.model_copy(update={"transactions_partitions": 3})
    topics.create(settings)
    assert publish(settings, "a.csv", (b"%d" % number for number in range(5000))) == 5000
    found = published(settings)
    assert [int(value) for _, value in found] == list(range(5000))
    assert {partition for partition, _ in found} == {partition_of("a.csv", 3)}


def test_files_of_different_names_spread_over_the_partitions():
    assert {partition_of(f"{day}.csv", 4) for day in range(100)} == {0, 1, 2, 3}


def test_a_file_again_goes_to_the_same_partition():
    assert partition_of("a.csv", 7) == partition_of("a.csv", 7)


def test_a_rate_is_kept(broker_settings: Settings):
    topics.create(broker_settings)
    seen: list[int] = []
    began = time.monotonic()
    publish(broker_settings, "a", (b"x" for _ in range(100)), rate=200, on_sent=seen.append)
    assert time.monotonic() - began >= 99 / 200
    assert seen == sorted(seen)
    assert seen[-1] == 100
    assert len(seen) > 10


def test_no_records_are_no_error(broker_settings: Settings):
    topics.create(broker_settings)
    assert publish(broker_settings, "a", []) == 0


def test_a_missing_topic_is_named(broker_settings: Settings):
    with pytest.raises(SettingsError, match="transactions does not exist"):
        publish(broker_settings, "a", [b"x"])


@pytest.mark.kafka
def test_a_record_that_the_broker_refuses_is_an_error(apache_kafka: LocalBroker, prefix: str):
    settings = Settings(broker=apache_kafka.bootstrap, topic_prefix=prefix)
    topics.create(settings)
    with pytest.raises(BrokerError, match=r"publishing to .*transactions"):
        publish(settings, "a", [b"small", b"x" * (17 << 20)])


@pytest.mark.parametrize("name", ["a.jsonl", "a.ndjson"])
def test_lines_are_records_and_blank_lines_are_not(tmp_path: Path, name: str):
    (tmp_path / name).write_bytes(b'{"a": 1}\r\n\n  \n{"b": 2}')
    source = PlainFile(tmp_path / name)
    assert list(source) == [b'{"a": 1}', b'{"b": 2}']
    assert source.done == source.total


@pytest.mark.parametrize("name", ["a.xml", "a.json"])
def test_a_document_is_one_record(tmp_path: Path, name: str):
    (tmp_path / name).write_bytes(b"<a>\n  <b/>\n</a>\n")
    assert list(PlainFile(tmp_path / name)) == [b"<a>\n  <b/>\n</a>\n"]


def test_gzip_is_read_through_and_counted_as_it_lies_on_disk(tmp_path: Path):
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(b"1\n2\n"))
    source = PlainFile(tmp_path / "a.jsonl.gz")
    assert list(source) == [b"1", b"2"]
    assert source.done == source.total == (tmp_path / "a.jsonl.gz").stat().st_size


@pytest.mark.parametrize("content", [b"no gzip", gzip.compress(b"1\n" * 5000, mtime=0)[:-20]])
def test_a_damaged_gzip_is_an_error_that_names_it(tmp_path: Path, content: bytes):
    (tmp_path / "a.jsonl.gz").write_bytes(content)
    with pytest.raises(MappingError, match=r"a\.jsonl\.gz cannot be read"):
        list(PlainFile(tmp_path / "a.jsonl.gz"))


def test_a_file_that_is_not_there_is_an_error_that_names_it(tmp_path: Path):
    with pytest.raises(MappingError, match=r"none\.jsonl cannot be read"):
        PlainFile(tmp_path / "none.jsonl")
