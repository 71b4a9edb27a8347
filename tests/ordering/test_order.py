"""Movements are released in event-time order, at places that do not depend on how they were delivered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import pytest
from aiokafka.structs import ConsumerRecord
from hypothesis import given, settings
from hypothesis import strategies as st

from streams.movement import fixed_parts
from streams.ordering.order import EventOrder, Released
from streams.ordering.progress import Progress
from streams.ordering.watermark import WATERMARK_KEY, Watermark, encode_watermark
from streams.subject.place import places
from streams.transport import Batch
from tests.signals.made import movements

AMPLE = 1 << 30
RECEIVED_MS = 1 << 40


class Log:
    """One partition of `movements` as it is written."""

    def __init__(self) -> None:
        self.records: list[ConsumerRecord] = []
        self._sent: dict[int, int] = {}

    def _write(self, key: bytes, value: bytes) -> None:
        offset = len(self.records)
        self.records.append(ConsumerRecord("movements", 0, offset, 0, 0, key, value, None, 0, 0, ()))

    def move(self, time_us: int, source: int = 0, again: int | None = None, **fields: Any) -> None:
        """A movement of an event time from an input partition; `again` says which of its movements is repeated."""
        place = self._sent.get(source, 0) if again is None else again
        if again is None:
            self._sent[source] = place + 1
        row = {"time_us": time_us, "transaction": 1000 + place, "input_partition": source, "input_offset": place}
        self._write(b"s", movements([{**row, "received_ms": RECEIVED_MS, **fields}]).tobytes())

    def say(self, newest: dict[int, int], idle: Sequence[int] = (), inputs: int = 1, disorder_us: int = 0) -> None:
        self._write(WATERMARK_KEY, encode_watermark(Watermark(inputs, disorder_us, newest, list(idle))))


def cut(records: Sequence[ConsumerRecord], sizes: Sequence[int]) -> Iterable[Batch]:
    start = number = 0
    while start < len(records):
        size = sizes[number % len(sizes)]
        yield Batch(records[start : start + size])
        start, number = start + size, number + 1


def handed_out(order: EventOrder, limit: int = 1000) -> list[Released]:
    return [part for parts in order.released(limit) for part in parts]


def offsets(parts: Iterable[Released]) -> list[int]:
    return [record.offset for part in parts for record in part.records]


def taken(log: Log, sizes: Sequence[int] = (1000,), budget: int = AMPLE, start: Progress | None = None) -> EventOrder:
    order = EventOrder("movements", 0, start or Progress(), budget)
    for batch in cut(log.records, sizes):
        order.take(batch)
    return order


def released(log: Log, sizes: Sequence[int] = (1000,)) -> list[int]:
    return offsets(handed_out(taken(log, sizes)))


def test_nothing_is_released_before_a_watermark_passes_it() -> None:
    log = Log()
    log.move(10)
    log.move(20)
    assert released(log) == []
    log.say({0: 20})
    assert released(log) == [0]
    log.say({0: 21})
    assert released(log) == [0, 1]


def test_what_is_out_of_order_within_the_allowance_is_put_in_order() -> None:
    log = Log()
    for time_us in (30, 10, 20, 40):
        log.move(time_us)
    log.say({0: 40}, disorder_us=5)
    assert released(log) == [1, 2, 0]


def test_input_partitions_wait_for_each_other() -> None:
    log = Log()
    log.move(10, source=0)
    log.move(30, source=0)
    log.say({0: 30}, inputs=2)
    assert released(log) == []
    log.move(20, source=1)
    log.say({1: 40}, inputs=2)
    assert released(log) == [0, 3]


def test_an_idle_partition_holds_nobody_up_and_holds_up_again_when_it_wakes() -> None:
    log = Log()
    log.move(10, source=0)
    log.say({0: 50}, idle=[1], inputs=2)
    assert released(log) == [0]
    log.move(60, source=1)
    log.move(55, source=0)
    log.say({0: 70}, inputs=2)
    # 1 has moved, so it is no longer idle, though nobody has said so; it has not said how far it is either.
    assert released(log) == [0]
    log.say({1: 70}, inputs=2)
    assert released(log) == [0, 3, 2]


def test_when_all_rest_everything_is_released() -> None:
    log = Log()
    log.move(20)
    log.move(10)
    log.say({0: 20}, idle=[0], disorder_us=100)
    assert released(log) == [1, 0]


def test_one_transaction_is_ordered_by_content_and_side_and_its_repetitions_stay_in_place() -> None:
    log = Log()
    for fields in (
        {"transaction": 9, "content": 2},
        {"transaction": 9, "content": 1, "side": 1},
        {"transaction": 8},
        {"transaction": 9, "content": 1},
        {"transaction": 9, "content": 1},
    ):
        log.move(10, **fields)
    log.say({0: 11})
    assert released(log) == [2, 3, 4, 1, 0]


def test_a_transaction_dated_ahead_is_due_when_kafka_received_it() -> None:
    log = Log()
    log.move(10**9, received_ms=20 // 1000)
    log.move(5_000, received_ms=10**9)
    log.say({0: 6_000})
    assert released(log) == [0, 1]


def test_what_comes_after_its_time_is_released_at_once_and_at_its_own_place() -> None:
    log = Log()
    log.move(10)
    log.say({0: 30})
    log.move(20)
    parts = handed_out(taken(log))
    assert offsets(parts) == [0, 2]
    assert [trigger for part in parts for trigger in part.triggers] == [1, 2]


def test_what_intake_sent_before_is_left_out_and_counted() -> None:
    log = Log()
    log.move(10)
    log.move(20)
    log.move(10, again=0)
    log.move(20, again=1)
    log.say({0: 30})
    parts = handed_out(taken(log))
    assert offsets(parts) == [0, 1]
    assert sum(part.repeated for part in parts) == 2


def test_a_record_that_is_no_movement_is_handed_on_at_once() -> None:
    log = Log()
    log.move(10)
    log._write(b"s", log.records[0].value[:-1])
    log.move(10, again=0, layout=200)
    assert released(log) == [1, 2]


def test_a_watermark_that_cannot_be_read_is_ignored() -> None:
    log = Log()
    log.move(10)
    log._write(WATERMARK_KEY, b"\xc1")
    log.say({0: 11})
    assert released(log) == [0]


def test_a_batch_is_done_when_nothing_of_it_and_of_those_before_is_held() -> None:
    log = Log()
    log.move(10)
    log.move(90)
    log.move(20)
    log.say({0: 90})
    order = taken(log, [2, 2])
    [movement_part, progress_part] = handed_out(order)
    assert len(movement_part) == 2
    assert progress_part.progress is not None
    assert progress_part.progress.offset == 0
    log.say({0: 91})
    order.take(Batch(log.records[4:]))
    parts = handed_out(order)
    assert parts[-1].progress is not None
    assert parts[-1].progress.offset == 5


def test_progress_alone_is_handed_out_where_a_batch_held_nothing_new() -> None:
    log = Log()
    log.say({0: 90})
    [part] = handed_out(taken(log))
    assert len(part) == 0
    assert part.progress is not None
    assert part.progress.offset == 1


def test_no_more_than_the_limit_is_handed_out_at_a_time() -> None:
    log = Log()
    for time_us in range(10):
        log.move(time_us)
    log.say({0: 10})
    parts = list(taken(log).released(4))
    assert [len(part[0]) for part in parts] == [4, 4, 2]
    assert [part[1].progress.offset for part in parts if part[1].progress is not None] == [0, 0, 11]


def test_over_the_budget_the_oldest_half_goes_before_its_time_and_is_counted() -> None:
    log = Log()
    for time_us in (50, 10, 40, 20, 30, 60):
        log.move(time_us)
    order = taken(log, budget=1)
    assert offsets(handed_out(order)) == [1, 3, 4]
    assert (order.forced, order.held) == (3, 3)
    # What comes now before that frontier is late.
    log.move(25)
    order.take(Batch(log.records[6:]))
    assert offsets(handed_out(order))[0] == 6


def test_halves_keep_what_released_each() -> None:
    log = Log()
    for time_us in (10, 30, 20):
        log.move(time_us)
    log.say({0: 99})
    [whole, _] = handed_out(taken(log))
    first, second = whole.halves()
    assert offsets([first, second]) == [0, 2, 1]
    assert [*first.triggers, *second.triggers] == [3, 3, 3]


def test_a_batch_delivered_twice_in_a_row_is_taken_once() -> None:
    log = Log()
    log.move(10)
    log.move(20)
    log.say({0: 30})
    order = EventOrder("movements", 0, Progress(), AMPLE)
    order.take(Batch(log.records[:1]))
    for _ in range(2):
        order.take(Batch(log.records[1:2]))
    order.take(Batch(log.records[2:]))
    assert offsets(handed_out(order)) == [0, 1]


@st.composite
def logs(draw: st.DrawFn) -> Log:
    """What intake may write: movements in and out of order, some sent again, watermarks of two inputs, some late."""
    log = Log()
    sent = {0: 0, 1: 0}
    newest = {0: 0, 1: 0}
    for _ in range(draw(st.integers(0, 30))):
        source = draw(st.integers(0, 1))
        what = draw(st.sampled_from(("move", "move", "move", "again", "say", "rest")))
        if what == "move":
            time_us = draw(st.integers(0, 60))
            log.move(time_us, source, side=draw(st.integers(0, 1)))
            newest[source] = max(newest[source], time_us)
            sent[source] += 1
        elif what == "again" and sent[source]:
            log.move(draw(st.integers(0, 60)), source, again=draw(st.integers(0, sent[source] - 1)))
        elif what == "say":
            log.say({source: newest[source]}, inputs=2, disorder_us=draw(st.sampled_from((0, 3))))
        elif what == "rest":
            log.say({source: newest[source]}, idle=[source], inputs=2)
    return log


def all_places(parts: Iterable[Released]) -> list[tuple[Any, ...]]:
    found: list[tuple[Any, ...]] = []
    for part in parts:
        if len(part):
            fixed = fixed_parts([record.value for record in part.records])
            made = places(fixed, part.triggers, [record.offset for record in part.records])
            found.extend(made.tolist())
    return found


@settings(max_examples=150, deadline=None)
@given(log=logs(), sizes=st.lists(st.integers(1, 7), min_size=1, max_size=4), limit=st.integers(1, 9))
def test_places_do_not_depend_on_cuts_and_grow(log: Log, sizes: list[int], limit: int) -> None:
    whole = all_places(handed_out(taken(log)))
    order = EventOrder("movements", 0, Progress(), AMPLE)
    parts: list[Released] = []
    for batch in cut(log.records, sizes):
        order.take(batch)
        parts.extend(handed_out(order, limit))
    assert all_places(parts) == whole
    assert whole == sorted(set(whole))


@settings(max_examples=150, deadline=None)
@given(
    log=logs(),
    sizes=st.lists(st.integers(1, 7), min_size=1, max_size=4),
    again=st.lists(st.integers(1, 7), min_size=1, max_size=4),
    limit=st.integers(1, 5),
    data=st.data(),
)
def test_a_crash_anywhere_releases_the_rest_at_the_same_places(
    log: Log, sizes: list[int], again: list[int], limit: int, data: st.DataObject
) -> None:
    """Some parts are applied and written; another worker goes on from the last progress that was written, or before."""
    log.say({0: 99, 1: 99}, idle=[0, 1], inputs=2)
    whole = all_places(handed_out(taken(log)))
    order = EventOrder("movements", 0, Progress(), AMPLE)
    written: list[Released] = []
    crash = data.draw(st.integers(0, 12))
    for batch in cut(log.records, sizes):
        order.take(batch)
        written.extend(handed_out(order, limit))
    written = written[:crash]
    done = [part.progress for part in written if part.progress is not None]
    progress = done[-1] if done else Progress()
    committed = data.draw(st.integers(0, progress.offset))

    after = EventOrder("movements", 0, progress, AMPLE)
    parts: list[Released] = []
    for batch in cut(log.records[committed:], again):
        after.take(batch)
        parts.extend(handed_out(after, limit))
    applied, rest = set(all_places(written)), all_places(parts)
    last = max(applied, default=(-1,))
    # Nothing is lost: what was applied and what comes again are everything. Nothing new looks applied.
    assert sorted(applied | set(rest)) == whole
    assert all(place > last for place in set(rest) - applied)


@pytest.mark.parametrize("inputs", [1, 2, 5])
def test_order_does_not_depend_on_how_many_inputs_there_are(inputs: int) -> None:
    log = Log()
    times = [(7 * k) % 50 for k in range(50)]
    for k, time_us in enumerate(times):
        log.move(time_us, source=k % inputs, transaction=time_us)
    log.say(dict.fromkeys(range(inputs), 99), inputs=inputs)
    assert [times[offset] for offset in released(log)] == sorted(times)
