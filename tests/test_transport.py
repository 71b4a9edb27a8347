"""Batches at the edge, and commits that never pass what is not done."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import faust
import pytest
from aiokafka.structs import ConsumerRecord
from faust.types import TP
from faust.types.tuples import Message
from hypothesis import given
from hypothesis import strategies as st

from streams.settings import Settings
from streams.transport import Batch, BatchConsumer, BatchTransport, Deliveries, cut

BATCHED, PLAIN = "movements", "other"
HERE, ELSEWHERE, UNBATCHED = TP(BATCHED, 0), TP(BATCHED, 1), TP(PLAIN, 0)


def record(offset: int, size: int = 1, key_size: int = 0, topic: str = BATCHED, partition: int = 0) -> ConsumerRecord:
    return ConsumerRecord(
        topic=topic,
        partition=partition,
        offset=offset,
        timestamp=1_700_000_000_000 + offset,
        timestamp_type=0,
        key=None if key_size < 0 else b"k" * key_size,
        value=None if size < 0 else b"v" * size,
        checksum=None,
        serialized_key_size=key_size,
        serialized_value_size=size,
        headers=(),
    )


def offsets(batch: Batch) -> list[int]:
    return [held.offset for held in batch.records]


def batches(ends: Sequence[int]) -> list[Batch]:
    """Batches that end at these offsets."""
    return [Batch([record(end)]) for end in ends]


# What a fetch returned, cut into batches.


def test_nothing_is_cut_into_nothing() -> None:
    assert list(cut([], 10, 100)) == []


def test_a_batch_stands_for_the_last_of_its_records() -> None:
    [batch] = cut([record(4), record(5), record(9)], 10, 100)
    assert (batch.topic, batch.partition, batch.offset, batch.timestamp) == (BATCHED, 0, 9, 1_700_000_000_009)
    assert len(batch) == 3
    assert batch.value is batch


@pytest.mark.parametrize(
    ("sizes", "max_records", "max_bytes", "expected"),
    [
        ([1] * 6, 3, 100, [[0, 1, 2], [3, 4, 5]]),
        ([1] * 7, 3, 100, [[0, 1, 2], [3, 4, 5], [6]]),
        ([1] * 3, 1, 100, [[0], [1], [2]]),
        ([5, 5, 5], 10, 10, [[0, 1], [2]]),
        ([5, 6], 10, 10, [[0], [1]]),
        ([50, 1, 1], 10, 10, [[0], [1, 2]]),
        ([1, 50, 1], 10, 10, [[0], [1], [2]]),
        ([-1, -1, 10], 10, 10, [[0, 1, 2]]),
    ],
)
def test_a_batch_keeps_both_limits_and_a_record_above_them_has_one_to_itself(
    sizes: list[int], max_records: int, max_bytes: int, expected: list[list[int]]
) -> None:
    records = [record(k, size) for k, size in enumerate(sizes)]
    assert [offsets(batch) for batch in cut(records, max_records, max_bytes)] == expected


def test_keys_count_towards_the_bytes_of_a_batch() -> None:
    records = [record(0, 5, 3), record(1, 5, 3)]
    assert len(list(cut(records, 10, 16))) == 1
    assert len(list(cut(records, 10, 15))) == 2


@given(
    sizes=st.lists(st.tuples(st.integers(-1, 12), st.integers(-1, 4)), max_size=40),
    max_records=st.integers(1, 9),
    max_bytes=st.integers(1, 30),
)
def test_cutting_loses_nothing_and_cuts_no_earlier_than_it_must(
    sizes: list[tuple[int, int]], max_records: int, max_bytes: int
) -> None:
    records = [record(7 * k, size, key_size) for k, (size, key_size) in enumerate(sizes)]
    found = list(cut(records, max_records, max_bytes))
    assert [held for batch in found for held in batch.records] == records

    def length(held: Sequence[ConsumerRecord]) -> int:
        return sum(max(one.serialized_key_size, 0) + max(one.serialized_value_size, 0) for one in held)

    for batch in found:
        assert 1 <= len(batch) <= max_records
        assert length(batch.records) <= max_bytes or len(batch) == 1
    for batch, after in pairwise(found):
        assert len(batch) == max_records or length([*batch.records, after.records[0]]) > max_bytes


# The done prefix.


def test_nothing_is_committable_before_something_is_done() -> None:
    deliveries = Deliveries()
    assert deliveries.committable() is None
    deliveries.delivered(batches([5])[0])
    assert deliveries.committable() is None


def test_gaps_in_offsets_do_not_matter() -> None:
    deliveries = Deliveries()
    first, second, third = batches([4, 1_000, 1_007])
    for batch in (first, second, third):
        deliveries.delivered(batch)
    deliveries.done(second)
    assert deliveries.committable() is None
    deliveries.done(first)
    assert deliveries.committable() == 1_001
    deliveries.done(third)
    assert deliveries.committable() == 1_008
    assert len(deliveries) == 0


def test_a_batch_that_was_delivered_before_a_seek_does_not_count_for_its_successor() -> None:
    deliveries = Deliveries()
    before, again = batches([5, 5])
    deliveries.delivered(again)
    deliveries.done(before)
    assert before not in deliveries
    assert again in deliveries
    assert deliveries.committable() is None


def test_a_batch_is_done_once() -> None:
    deliveries = Deliveries()
    first, second = batches([1, 2])
    deliveries.delivered(first)
    deliveries.delivered(second)
    for _ in range(2):
        deliveries.done(second)
    for _ in range(2):
        deliveries.done(first)
    assert deliveries.committable() == 3
    deliveries.delivered(batches([3])[0])
    assert deliveries.committable() == 3


@given(
    gaps=st.lists(st.integers(1, 1_000), min_size=1, max_size=12),
    done=st.lists(st.integers(0, 11), max_size=40),
    data=st.data(),
)
def test_what_is_committable_never_passes_a_batch_under_way(
    gaps: list[int], done: list[int], data: st.DataObject
) -> None:
    ends = [sum(gaps[: k + 1]) for k in range(len(gaps))]
    made, deliveries = batches(ends), Deliveries()
    delivered = 0
    finished: set[int] = set()
    for number in done:
        for batch in made[delivered : delivered + data.draw(st.integers(0, 3))]:
            deliveries.delivered(batch)
            delivered += 1
        if number < delivered:
            finished.add(number)
        if number < len(made):
            deliveries.done(made[number])
        undone = next((k for k in range(delivered) if k not in finished), delivered)
        assert deliveries.committable() == (made[undone - 1].offset + 1 if undone else None)
        assert len(deliveries) == delivered - undone
        assert all((batch in deliveries) == (undone <= k < delivered) for k, batch in enumerate(made))


@given(gaps=st.lists(st.integers(1, 9), min_size=1, max_size=12), data=st.data())
def test_commits_reach_the_end_whatever_the_order_of_completion(gaps: list[int], data: st.DataObject) -> None:
    made, deliveries = batches([sum(gaps[: k + 1]) for k in range(len(gaps))]), Deliveries()
    for batch in made:
        deliveries.delivered(batch)
    for batch in data.draw(st.permutations(made)):
        deliveries.done(batch)
    assert deliveries.committable() == made[-1].offset + 1
    assert len(deliveries) == 0


# Faust's consumer.


class Thread:
    """The Kafka client's part of a consumer: what it fetched, and what was committed."""

    def __init__(self) -> None:
        self.fetched: dict[TP, list[ConsumerRecord]] = {}
        self.committed: list[dict[TP, int]] = []
        self.assigned = {HERE, ELSEWHERE, UNBATCHED}
        self.ends: dict[TP, int] = {}
        self.answered: dict[TP, float] = {}

    def is_at_end(self, tp: TP, since: float) -> bool:
        return self.answered.get(tp, 0.0) >= since

    async def getmany(self, _active: set[TP] | None, _timeout: float) -> dict[TP, list[ConsumerRecord]]:
        return self.fetched

    async def commit(self, offsets: dict[TP, int]) -> bool:
        self.committed.append(dict(offsets))
        return True

    async def seek_to_committed(self) -> dict[TP, int]:
        return {tp: offset for commit in self.committed for tp, offset in commit.items()}

    def assignment(self) -> set[TP]:
        return self.assigned

    def highwater(self, tp: TP) -> int | None:
        return self.ends.get(tp)


class Producer:
    """Faust flushes its producer before it commits; ours is another one."""

    async def flush(self) -> None:
        """Nothing is sent through it."""


async def nothing(*_args: Any, **_kwargs: Any) -> None:
    """A callback that nobody needs."""


@pytest.fixture
async def consumer(monkeypatch: pytest.MonkeyPatch) -> BatchConsumer:
    app = faust.App("test-transport", broker="kafka://127.0.0.1:9", store="memory://", autodiscover=False)
    monkeypatch.setattr(app, "producer", Producer())
    settings = Settings(batch_max_records=3)
    transport = BatchTransport(app.conf.broker_consumer, app, settings=settings, batched=frozenset({BATCHED}))
    made = BatchConsumer(transport, nothing, nothing, nothing, loop=transport.loop)
    made._thread.thread_loop.close()
    monkeypatch.setattr(made, "_thread", Thread())
    app.transport, app.consumer = transport, made
    return made


def thread(consumer: BatchConsumer) -> Thread:
    held = consumer._thread
    assert isinstance(held, Thread)
    return held


async def deliver(consumer: BatchConsumer, tp: TP, offsets: Sequence[int]) -> list[Any]:
    """Fetch records of these offsets: the events that reach an agent."""
    thread(consumer).fetched = {tp: [record(offset, topic=tp.topic, partition=tp.partition) for offset in offsets]}
    fetched = await consumer._getmany(None, 0.0)
    messages: list[Message] = [consumer._to_message(tp, one) for one in fetched[tp]]
    return [faust.Event(consumer.app, None, message.value, None, message) for message in messages]


async def test_only_the_topics_that_were_named_come_in_batches(consumer: BatchConsumer) -> None:
    assert [offsets(event.value) for event in await deliver(consumer, HERE, range(4))] == [[0, 1, 2], [3]]
    assert [event.value for event in await deliver(consumer, UNBATCHED, range(4))] == [b"v"] * 4


async def test_a_message_is_that_of_the_last_record_of_its_batch(consumer: BatchConsumer) -> None:
    [event] = await deliver(consumer, HERE, [4, 9])
    message = event.message
    assert (message.tp, message.offset, message.timestamp) == (HERE, 9, 1_700_000_000.009)


async def test_a_fetch_that_returns_nothing_delivers_nothing(consumer: BatchConsumer) -> None:
    thread(consumer).fetched = {}
    assert await consumer._getmany(None, 0.0) == {}


async def test_commits_stop_before_the_first_batch_that_is_not_done(consumer: BatchConsumer) -> None:
    first, second, third = await deliver(consumer, HERE, [0, 1, 2, 10, 11, 12, 50])
    assert consumer._new_offset(HERE) is None
    assert not await consumer.commit()
    consumer.done(third)
    assert not await consumer.commit()
    consumer.done(first)
    assert await consumer.commit()
    consumer.done(second)
    assert await consumer.commit()
    assert not await consumer.commit()
    assert thread(consumer).committed == [{HERE: 3}, {HERE: 51}]


async def test_partitions_are_committed_each_for_itself(consumer: BatchConsumer) -> None:
    [here], [elsewhere] = await deliver(consumer, HERE, [3]), await deliver(consumer, ELSEWHERE, [8])
    consumer.done(elsewhere)
    assert await consumer.commit()
    assert thread(consumer).committed == [{ELSEWHERE: 9}]
    consumer.done(here)
    assert await consumer.commit()
    assert thread(consumer).committed[-1] == {HERE: 4}


async def test_an_event_that_faust_acknowledges_by_itself_is_not_done(consumer: BatchConsumer) -> None:
    [event] = await deliver(consumer, HERE, [0])
    consumer.track_message(event.message)
    event.message.refcount = 1
    event.ack()
    assert not await consumer.commit()
    assert thread(consumer).committed == []


async def test_after_a_seek_an_old_batch_counts_for_nothing(consumer: BatchConsumer) -> None:
    [committed] = await deliver(consumer, HERE, [0])
    consumer.done(committed)
    assert await consumer.commit()
    [old] = await deliver(consumer, HERE, [1])
    await consumer.perform_seek()
    assert not consumer.current(old)
    consumer.done(old)
    assert consumer._new_offset(HERE) is None
    [again] = await deliver(consumer, HERE, [1])
    consumer.done(old)
    assert consumer.current(again)
    assert consumer._new_offset(HERE) is None
    consumer.done(again)
    assert await consumer.commit()
    assert thread(consumer).committed == [{HERE: 1}, {HERE: 2}]


async def test_revoking_waits_for_the_step_under_way_and_commits_it(consumer: BatchConsumer) -> None:
    [event], [kept] = await deliver(consumer, HERE, [0, 1]), await deliver(consumer, ELSEWHERE, [5])
    waited: list[set[TP]] = []

    async def before_revoke(revoked: set[TP]) -> None:
        waited.append(revoked)
        consumer.done(event)

    consumer._batching.before_revoke = before_revoke
    await consumer.on_partitions_revoked({HERE})
    assert waited == [{HERE}]
    assert thread(consumer).committed == [{HERE: 2}]
    assert not consumer.current(event)
    assert consumer.current(kept)
    consumer.done(event)
    assert consumer._new_offset(HERE) is None


async def test_a_batch_of_a_partition_that_was_revoked_and_came_back_is_not_current(consumer: BatchConsumer) -> None:
    [old] = await deliver(consumer, HERE, [0])
    await consumer.on_partitions_revoked({HERE})
    [again] = await deliver(consumer, HERE, [0])
    assert consumer.current(again)
    assert not consumer.current(old)
    consumer.done(old)
    assert not await consumer.commit()


async def test_lag_is_counted_from_what_is_done_or_committed(consumer: BatchConsumer) -> None:
    thread(consumer).ends = {HERE: 100, ELSEWHERE: 30, UNBATCHED: 7}
    assert consumer.reached() == {HERE: (0, 100), ELSEWHERE: (0, 30)}
    consumer._committed_offset[ELSEWHERE] = 30
    [event] = await deliver(consumer, HERE, [80])
    assert consumer.reached() == {HERE: (0, 100), ELSEWHERE: (30, 0)}
    consumer.done(event)
    assert consumer.reached() == {HERE: (81, 19), ELSEWHERE: (30, 0)}


async def test_what_ends_before_an_offset_is_done_with_everything_before_it(consumer: BatchConsumer) -> None:
    await deliver(consumer, HERE, range(9))
    await deliver(consumer, ELSEWHERE, [8])
    for before, committable in ((2, None), (3, 3), (8, 6), (9, 9)):
        consumer.done_before(HERE, before)
        assert consumer._new_offset(HERE) == committable
    assert consumer._new_offset(ELSEWHERE) is None
    consumer.done_before(TP(BATCHED, 7), 30)


async def test_a_tenure_lasts_until_a_partition_goes_back(consumer: BatchConsumer) -> None:
    await deliver(consumer, HERE, [0])
    tenure = consumer.tenure(HERE)
    await deliver(consumer, HERE, [1])
    consumer.done_before(HERE, 2)
    assert consumer.tenure(HERE) is tenure is not None
    await consumer.perform_seek()
    await deliver(consumer, HERE, [2])
    assert consumer.tenure(HERE) is not tenure


async def test_an_input_is_caught_up_when_all_is_done_by_the_word_of_a_later_fetch(consumer: BatchConsumer) -> None:
    assert not consumer.is_caught_up(HERE, 5.0)
    thread(consumer).answered[HERE] = 6.0
    assert consumer.is_caught_up(HERE, 5.0)
    assert not consumer.is_caught_up(HERE, 7.0)
    [event] = await deliver(consumer, HERE, [0])
    assert not consumer.is_caught_up(HERE, 5.0)
    consumer.done(event)
    assert consumer.is_caught_up(HERE, 5.0)
    thread(consumer).assigned = set()
    assert not consumer.is_caught_up(HERE, 5.0)


def test_a_batch_is_halved_without_loss() -> None:
    [whole] = cut([record(offset) for offset in range(5)], 10, 100)
    assert [offsets(half) for half in whole.halves()] == [[0, 1], [2, 3, 4]]


async def test_a_partition_without_a_known_end_has_no_lag(consumer: BatchConsumer) -> None:
    assert consumer.reached() == {}
