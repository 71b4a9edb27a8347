import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kafka.partitioner import DefaultPartitioner
from kafka.partitioner.default import murmur2 as kafka_murmur2

from streams.partitioner import murmur2, partition_for


class Cluster:
    """What kafka-python's partitioner asks a cluster for."""

    def __init__(self, partitions: int) -> None:
        self._partitions = set(range(partitions))

    def topics(self) -> set[str]:
        return {"movements"}

    def partitions_for_topic(self, _topic: str) -> set[int]:
        return self._partitions

    available_partitions_for_topic = partitions_for_topic


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_murmur2_is_that_of_kafka(key: bytes) -> None:
    assert murmur2(key) == kafka_murmur2(key) & 0xFFFFFFFF


@settings(deadline=None)
@given(st.text(max_size=40), st.integers(1, 1024))
def test_a_key_is_where_any_other_client_puts_it(key: str, partitions: int) -> None:
    raw = key.encode()
    expected = DefaultPartitioner().partition("movements", key, raw, None, None, Cluster(partitions))
    assert partition_for(raw, partitions) == expected


@pytest.mark.parametrize("length", range(13))
def test_every_length_of_tail_is_mixed_in(length: int) -> None:
    key = b"\xff\x80\x7f\x01\xfe\x00" * 3
    assert murmur2(key[:length]) == kafka_murmur2(key[:length]) & 0xFFFFFFFF


def test_partitions_are_evenly_used() -> None:
    counts = [0] * 8
    for number in range(8_000):
        counts[partition_for(b"customer:%d" % number, 8)] += 1
    assert min(counts) > 800
