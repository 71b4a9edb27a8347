"""Steps take what waits, wait out outages, and set aside only the record at fault."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from types import SimpleNamespace
from typing import Any, cast

import pytest
from aiokafka.errors import KafkaConnectionError, KafkaError
from aiokafka.structs import ConsumerRecord
from faust.types import TP, StreamT
from hypothesis import given, settings
from hypothesis import strategies as st

from streams import metrics
from streams.errors import RestoreError
from streams.settings import Settings
from streams.steps import Arrangement, Quarantine, Stepper, Work
from streams.transport import Batch, BatchConsumer

Handle = Callable[[Sequence[Batch]], Awaitable[None]]


def batch(first: int, count: int = 1) -> Batch:
    """A batch of consecutive records."""
    return Batch(
        [
            ConsumerRecord("movements", 0, offset, 0, 0, None, b"", None, 0, 0, ())
            for offset in range(first, first + count)
        ]
    )


def offsets(batches: Sequence[Batch]) -> list[int]:
    return [record.offset for one in batches for record in one.records]


class Stream:
    """A stream over a queue; it ends with None."""

    def __init__(self, *waiting: Batch) -> None:
        self.channel = SimpleNamespace(queue=asyncio.Queue[Any]())
        self.unacknowledged = False
        for one in waiting:
            self.put(one)

    def put(self, one: Batch | None) -> None:
        self.channel.queue.put_nowait(SimpleNamespace(value=one) if one is not None else None)

    def noack(self) -> "Stream":
        self.unacknowledged = True
        return self

    async def events(self) -> AsyncIterator[Any]:
        assert self.unacknowledged
        while (event := await self.channel.queue.get()) is not None:
            yield event


class Consumer:
    """Knows which batches are current, and what is done, in order."""

    def __init__(self) -> None:
        self.finished: list[int] = []
        self.lost: set[int] = set()

    def current(self, event: Any) -> bool:
        return not self.lost.intersection(offsets([event.value]))

    def done(self, event: Any) -> None:
        self.finished.extend(offsets([event.value]))

    def tenure(self, _place: TP) -> object:
        return tuple(self.lost)


class Bench:
    """A stepper with all that it talks to."""

    def __init__(self, **changed: Any) -> None:
        self.settings = Settings(retry_backoff_seconds=0.001, **changed)
        self.consumer = Consumer()
        self.stepper = Stepper("bench", self.settings, lambda: cast(BatchConsumer, self.consumer))
        self.calls: list[list[int]] = []
        self.quarantined: list[int] = []
        self.quarantine_failures: list[Exception] = []
        self.set_aside: Quarantine = self.quarantine

    async def quarantine(self, record: ConsumerRecord, _error: Exception) -> None:
        if self.quarantine_failures:
            raise self.quarantine_failures.pop()
        self.quarantined.append(record.offset)

    async def run(self, handle: Handle, *waiting: Batch, arrangement: Arrangement | None = None) -> None:
        """Run over what waits, and whatever the steps make of it, to the end."""

        async def counted(batches: Sequence[Batch]) -> None:
            self.calls.append(offsets(batches))
            await handle(batches)

        stream = Stream(*waiting)
        running = asyncio.create_task(
            self.stepper.run(cast(StreamT[Batch], stream), counted, self.set_aside, arrangement=arrangement)
        )
        await until(lambda: stream.channel.queue.empty())
        stream.put(None)
        await asyncio.wait_for(running, 10)


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not condition():
            await asyncio.sleep(0)


async def fine(_batches: Sequence[Batch]) -> None:
    """Handle everything without a fault."""


def retries(kind: str) -> float:
    return cast(float, metrics.STEP_RETRIES.labels("bench", kind)._value.get())


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Records the pauses instead of making them."""
    made: list[float] = []
    real = asyncio.sleep

    async def sleep(seconds: float) -> None:
        if seconds:
            made.append(seconds)
        await real(0)

    monkeypatch.setattr("streams.steps.asyncio.sleep", sleep)
    return made


async def test_a_step_takes_everything_that_waits() -> None:
    bench = Bench()
    await bench.run(fine, batch(0, 3), batch(3), batch(4, 2))
    assert bench.calls == [[0, 1, 2, 3, 4, 5]]
    assert bench.consumer.finished == [0, 1, 2, 3, 4, 5]


async def test_a_step_takes_no_further_batch_once_it_is_full() -> None:
    bench = Bench(step_max_records=4, batch_max_records=2)
    await bench.run(fine, *(batch(first, 2) for first in range(0, 10, 2)))
    assert bench.calls == [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9]]


async def test_what_arrives_during_a_step_is_the_next_step() -> None:
    bench = Bench()
    stream = Stream(batch(0), batch(1))
    taken: list[list[int]] = []

    async def handle(batches: Sequence[Batch]) -> None:
        taken.append(offsets(batches))
        if len(taken) == 1:
            for offset in (2, 3):
                stream.put(batch(offset))
        else:
            assert bench.consumer.finished == [0, 1]
            stream.put(None)

    await bench.stepper.run(cast(StreamT[Batch], stream), handle, bench.quarantine)
    assert taken == [[0, 1], [2, 3]]
    assert bench.consumer.finished == [0, 1, 2, 3]


async def test_nothing_is_done_before_it_is_handled() -> None:
    bench = Bench()

    async def handle(_batches: Sequence[Batch]) -> None:
        assert bench.consumer.finished == []
        await asyncio.sleep(0)
        assert bench.consumer.finished == []

    await bench.run(handle, batch(0), batch(1))
    assert bench.consumer.finished == [0, 1]


@pytest.mark.parametrize("outage", [KafkaConnectionError("away"), KafkaError(), ConnectionResetError()])
async def test_an_outage_is_waited_out_however_long_and_nothing_changes_places(
    outage: Exception, pauses: list[float]
) -> None:
    bench = Bench(step_attempts=2)
    before = retries("outage")

    async def handle(_batches: Sequence[Batch]) -> None:
        if len(bench.calls) <= 20:
            raise outage

    await bench.run(handle, batch(0, 2), batch(2))
    assert bench.calls == [[0, 1, 2]] * 21
    assert bench.consumer.finished == [0, 1, 2]
    assert bench.quarantined == []
    assert retries("outage") - before == 20
    assert pauses == [min(0.001 * 2**k, 30.0) for k in range(20)]


async def test_a_fault_that_passes_is_tried_again_as_it_was(pauses: list[float]) -> None:
    bench = Bench(step_attempts=3)

    async def handle(_batches: Sequence[Batch]) -> None:
        if len(bench.calls) < 3:
            raise ValueError("for a moment")

    await bench.run(handle, batch(0, 4))
    assert bench.calls == [[0, 1, 2, 3]] * 3
    assert bench.quarantined == []
    assert bench.consumer.finished == [0, 1, 2, 3]
    assert pauses == [0.001, 0.002]


@settings(max_examples=60, deadline=None)
@given(sizes=st.lists(st.integers(1, 7), min_size=1, max_size=6), data=st.data())
def test_only_the_records_at_fault_are_set_aside_and_all_others_are_handled_once_in_order(
    sizes: list[int], data: st.DataObject
) -> None:
    count = sum(sizes)
    poison = data.draw(st.sets(st.integers(0, count - 1), max_size=3))
    bench = Bench(step_attempts=1)
    handled: list[int] = []

    async def handle(batches: Sequence[Batch]) -> None:
        if poison.intersection(offsets(batches)):
            raise ValueError("poison")
        handled.extend(offsets(batches))

    waiting = [batch(sum(sizes[:k]), size) for k, size in enumerate(sizes)]
    asyncio.run(bench.run(handle, *waiting))
    assert bench.quarantined == sorted(poison)
    assert handled == [offset for offset in range(count) if offset not in poison]
    assert bench.consumer.finished == list(range(count))


async def test_a_single_poison_record_is_found_in_halves(pauses: list[float]) -> None:
    bench = Bench(step_attempts=2)

    async def handle(batches: Sequence[Batch]) -> None:
        if 5 in offsets(batches):
            raise ValueError("poison")

    await bench.run(handle, batch(0, 8))
    assert bench.quarantined == [5]
    fault_free = [call for call in bench.calls if 5 not in call]
    assert fault_free == [[0, 1, 2, 3], [4], [6, 7]]


async def test_a_record_is_set_aside_with_the_error_that_it_caused() -> None:
    bench = Bench(step_attempts=1)
    seen: list[str] = []

    async def quarantine(record: ConsumerRecord, error: Exception) -> None:
        seen.append(f"{record.offset} {error}")

    async def handle(batches: Sequence[Batch]) -> None:
        for offset in offsets(batches):
            if offset in (1, 3):
                raise ValueError(f"fault of {offset}")

    bench.set_aside = quarantine
    await bench.run(handle, batch(0, 4))
    assert seen == ["1 fault of 1", "3 fault of 3"]


async def test_an_outage_while_halving_is_waited_out_too(pauses: list[float]) -> None:
    bench = Bench(step_attempts=1)
    outages = [KafkaConnectionError()] * 3

    async def handle(batches: Sequence[Batch]) -> None:
        if 2 in offsets(batches):
            raise ValueError("poison")
        if outages:
            raise outages.pop()

    await bench.run(handle, batch(0, 2), batch(2, 2))
    assert bench.quarantined == [2]
    assert bench.consumer.finished == [0, 1, 2, 3]
    assert not outages


async def test_an_outage_while_a_record_is_set_aside_is_waited_out_too(pauses: list[float]) -> None:
    bench = Bench(step_attempts=1)
    bench.quarantine_failures = [KafkaConnectionError(), ConnectionResetError(), KafkaError()]

    async def handle(batches: Sequence[Batch]) -> None:
        if 1 in offsets(batches):
            raise ValueError("poison")

    await bench.run(handle, batch(0), batch(1), batch(2))
    assert bench.quarantined == [1]
    assert bench.consumer.finished == [0, 1, 2]
    assert pauses == [0.001, 0.002, 0.004]


async def test_batches_of_an_ended_assignment_are_neither_handled_nor_done() -> None:
    bench = Bench()
    bench.consumer.lost = {0, 2}
    await bench.run(fine, batch(0), batch(1), batch(2), batch(3))
    assert bench.calls == [[1, 3]]
    assert bench.consumer.finished == [1, 3]


async def test_a_step_of_lost_batches_alone_handles_nothing() -> None:
    bench = Bench()
    bench.consumer.lost = {0, 1}
    await bench.run(fine, batch(0), batch(1))
    assert bench.calls == []
    assert bench.consumer.finished == []


@pytest.mark.parametrize("fault", [KafkaConnectionError("away"), ValueError("poison")])
async def test_an_assignment_that_ends_during_retries_ends_them(fault: Exception, pauses: list[float]) -> None:
    bench = Bench(step_attempts=5)

    async def handle(_batches: Sequence[Batch]) -> None:
        if len(bench.calls) == 2:
            bench.consumer.lost = {1}
        raise fault

    await bench.run(handle, batch(0), batch(1))
    assert len(bench.calls) == 2
    assert bench.consumer.finished == []
    assert bench.quarantined == []


async def test_an_assignment_that_ends_while_halving_leaves_all_to_the_next_owner(pauses: list[float]) -> None:
    bench = Bench(step_attempts=1)

    async def handle(batches: Sequence[Batch]) -> None:
        if len(offsets(batches)) > 2:
            raise ValueError("poison somewhere")
        bench.consumer.lost = {0}

    await bench.run(handle, batch(0, 2), batch(2, 2))
    assert bench.calls == [[0, 1, 2, 3], [0, 1]]
    assert bench.consumer.finished == []
    assert bench.quarantined == []


async def test_an_assignment_that_ends_while_a_record_waits_to_be_set_aside_ends_that(pauses: list[float]) -> None:
    bench = Bench(step_attempts=1)

    async def handle(_batches: Sequence[Batch]) -> None:
        raise ValueError("poison")

    async def quarantine(_record: ConsumerRecord, _error: Exception) -> None:
        bench.consumer.lost = {0}
        raise KafkaConnectionError

    bench.set_aside = quarantine
    await bench.run(handle, batch(0))
    assert bench.consumer.finished == []


async def test_one_may_wait_until_the_step_under_way_has_ended() -> None:
    bench = Bench()
    go, stream = asyncio.Event(), Stream(batch(0))

    async def handle(_batches: Sequence[Batch]) -> None:
        await go.wait()

    assert await bench.stepper.wait_idle(5)
    running = asyncio.create_task(bench.stepper.run(cast(StreamT[Batch], stream), handle, bench.quarantine))
    await until(stream.channel.queue.empty)
    await asyncio.sleep(0)
    assert not await bench.stepper.wait_idle(0.01)
    go.set()
    assert await bench.stepper.wait_idle(5)
    assert bench.consumer.finished == [0]
    stream.put(None)
    await running


async def test_a_cancelled_step_is_not_done_and_leaves_the_stepper_idle() -> None:
    bench = Bench()
    stream = Stream(batch(0))

    async def handle(_batches: Sequence[Batch]) -> None:
        await asyncio.Event().wait()

    running = asyncio.create_task(bench.stepper.run(cast(StreamT[Batch], stream), handle, bench.quarantine))
    await until(stream.channel.queue.empty)
    await asyncio.sleep(0)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert bench.consumer.finished == []
    assert await bench.stepper.wait_idle(5)


async def test_what_is_done_between_steps_waits_for_all_attempts_at_the_one_under_way(pauses: list[float]) -> None:
    bench = Bench(step_max_records=2000)
    seen: list[str] = []
    bench.stepper.between_steps(lambda: seen.append("at once"))
    assert seen == ["at once"]

    async def handle(batches: Sequence[Batch]) -> None:
        first = len(seen) == 1
        seen.append(f"step {offsets(batches)}")
        if first:
            bench.stepper.between_steps(lambda: seen.append("swap"))
            bench.stepper.between_steps(lambda: seen.append("another"))
            raise KafkaConnectionError

    await bench.run(handle, batch(0, 2000), batch(2000))
    assert [each if "[" not in each else each[:8] for each in seen] == [
        "at once",
        "step [0,",
        "step [0,",
        "swap",
        "another",
        "step [20",
    ]


# What an arrangement makes of delivered batches.


class Pairs:
    """An arrangement that hands out the records of all batches so far two by two, and keeps one that is left over."""

    def __init__(self) -> None:
        self.kept: list[ConsumerRecord] = []
        self.settled: list[list[int]] = []
        self.failures: list[Exception] = []
        self.asked = 0

    async def arrange(self, batches: Sequence[Batch]) -> list[Sequence[Work]]:
        self.asked += 1
        if self.failures:
            raise self.failures.pop()
        self.kept.extend(record for each in batches for record in each.records)
        whole = len(self.kept) // 2 * 2
        taken, self.kept = self.kept[:whole], self.kept[whole:]
        return [[Batch(taken[at : at + 2])] for at in range(0, whole, 2)]

    def settle(self, work: Sequence[Batch]) -> None:
        self.settled.append(offsets(work))


async def test_what_is_arranged_is_handled_and_settled_part_by_part() -> None:
    bench, pairs = Bench(), Pairs()
    await bench.run(fine, batch(0, 3), batch(3, 2), arrangement=pairs)
    assert bench.calls == [[0, 1], [2, 3]]
    assert pairs.settled == [[0, 1], [2, 3]]
    # Whether a batch is done is for the arrangement to say.
    assert bench.consumer.finished == []
    await bench.run(fine, batch(5), arrangement=pairs)
    assert bench.calls[-1] == [4, 5]


async def test_an_arrangement_that_meets_an_outage_is_asked_again(pauses: list[float]) -> None:
    bench, pairs = Bench(), Pairs()
    pairs.failures = [RestoreError("not yet"), RestoreError("not yet")]
    await bench.run(fine, batch(0, 2), arrangement=pairs)
    assert pairs.asked == 3
    assert pairs.settled == [[0, 1]]


async def test_the_record_at_fault_is_found_in_what_was_arranged(pauses: list[float]) -> None:
    bench, pairs = Bench(step_attempts=1), Pairs()

    async def handle(batches: Sequence[Batch]) -> None:
        if 2 in offsets(batches):
            raise ValueError("poison")

    await bench.run(handle, batch(0, 4), arrangement=pairs)
    assert bench.quarantined == [2]
    assert pairs.settled == [[0, 1], [2, 3]]


async def test_what_is_settled_does_not_end_the_rest_of_a_step_but_the_end_of_an_assignment_does() -> None:
    bench, pairs = Bench(), Pairs()

    async def handle(batches: Sequence[Batch]) -> None:
        if 2 in offsets(batches):
            bench.consumer.lost = {9}
            raise KafkaConnectionError("away")

    await bench.run(handle, batch(0, 6), arrangement=pairs)
    assert bench.calls == [[0, 1], [2, 3]]
    assert pairs.settled == [[0, 1]]


async def test_work_without_records_is_tried_until_it_succeeds(pauses: list[float]) -> None:
    bench = Bench(step_attempts=1)

    class Nothing(Pairs):
        async def arrange(self, batches: Sequence[Batch]) -> list[Sequence[Work]]:
            return [[]]

    async def handle(_batches: Sequence[Batch]) -> None:
        if len(bench.calls) < 4:
            raise ValueError("for a while")

    await bench.run(handle, batch(0), arrangement=Nothing())
    assert len(bench.calls) == 4
    assert bench.quarantined == []
