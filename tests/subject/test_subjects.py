"""What subjects keep does not depend on how their movements were delivered."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from streams.errors import StateError
from streams.movement import MovementFlag, Movements
from streams.signals.registry import INDEX
from streams.subject.advance import Status
from streams.subject.codec import State, chunk_key, decode, head_key
from streams.subject.episode import Episode
from streams.subject.layout import CHUNK_ROWS, SUBJECT_DTYPE, SubjectRow
from streams.subject.store import VERSION_BYTES, MemoryStore
from streams.subject.subjects import Applied, Subjects
from tests.signals.made import NOON_US, PARTITION, apply, long_stream, movements, streams, subjects, words_of
from tests.signals.slow import Slow

DAY_US = 86_400_000_000


@dataclass
class Run:
    """What a run over a whole stream gave."""

    matrix: npt.NDArray[np.float64]
    status: list[int]
    store: MemoryStore

    def contents(self) -> dict[bytes, bytes]:
        """What the store holds, without versions: a closed chunk carries that of the batch that closed it."""
        return {key: value[VERSION_BYTES:] for key, value in self.store.items(PARTITION)}


def run(
    stream: Movements,
    keys: Sequence[bytes],
    sizes: Sequence[int],
    history: int = 16,
    cached: int = 1_000,
    days: int = 400,
) -> Run:
    """Apply a stream in batches of these sizes, over and over; each is written to the store."""
    store = MemoryStore()
    store.open(PARTITION)
    held = subjects(history, days, cached, store)
    rows, status = [], []
    start = batch = 0
    while start < len(stream):
        end = min(start + sizes[batch % len(sizes)], len(stream))
        applied = apply(held, stream[start:end], keys[start:end], range(start, end))
        write(held, applied)
        held.evict()
        rows.append(applied.matrix)
        status.extend(applied.status.tolist())
        start, batch = end, batch + 1
    return Run(np.concatenate(rows), status, store)


def write(held: Subjects, applied: Applied) -> None:
    for partition, changes in held.changes(applied.slots):
        held.store.put(partition, changes)


def spread(length: int, count: int, seed: int = 0) -> list[bytes]:
    random = np.random.default_rng(seed)
    return [b"customer:%d" % number for number in random.integers(0, count, length)]


def kept(store: MemoryStore, key: bytes) -> State:
    state = decode(key, store, PARTITION)
    assert state is not None
    return state


def in_order(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(rows, key=lambda row: int(row["time_us"]))


def same(one: Run, other: Run) -> None:
    assert one.status == other.status
    np.testing.assert_array_equal(one.matrix, other.matrix)
    assert one.contents() == other.contents()


@settings(max_examples=60, deadline=None)
@given(rows=streams(), seed=st.integers(0, 99), sizes=st.lists(st.integers(1, 9), min_size=1, max_size=5))
def test_nothing_depends_on_where_batches_were_cut(rows: list[dict[str, Any]], seed: int, sizes: list[int]) -> None:
    stream, keys = movements(rows), spread(len(rows), 3, seed)
    same(run(stream, keys, sizes, history=40), run(stream, keys, [len(rows)], history=40))


@settings(max_examples=60, deadline=None)
@given(rows=streams(), sizes=st.lists(st.integers(1, 9), min_size=1, max_size=5), bound=st.integers(4, 12))
def test_nothing_depends_on_cuts_while_history_is_trimmed(
    rows: list[dict[str, Any]], sizes: list[int], bound: int
) -> None:
    stream, keys = movements(in_order(rows)), [b"customer:1"] * len(rows)
    same(run(stream, keys, sizes, history=bound), run(stream, keys, [len(rows)], history=bound))


@settings(max_examples=60, deadline=None)
@given(rows=streams(), sizes=st.lists(st.integers(1, 9), min_size=1, max_size=5), bound=st.integers(4, 12))
def test_what_fires_does_not_depend_on_cuts_when_movements_come_later_than_the_bound(
    rows: list[dict[str, Any]], sizes: list[int], bound: int
) -> None:
    stream, keys = movements(rows), [b"customer:1"] * len(rows)
    cut, whole = run(stream, keys, sizes, history=bound), run(stream, keys, [len(rows)], history=bound)
    assert cut.status == whole.status
    np.testing.assert_array_equal(cut.matrix, whole.matrix)
    seen_next = [kept(outcome.store, keys[0]).history[-bound:].tobytes() for outcome in (cut, whole)]
    assert seen_next[0] == seen_next[1]


@settings(max_examples=60, deadline=None)
@given(rows=streams(), sizes=st.lists(st.integers(1, 9), min_size=1, max_size=5), bound=st.integers(1, 9))
def test_what_fires_does_not_depend_on_cuts_while_days_are_trimmed(
    rows: list[dict[str, Any]], sizes: list[int], bound: int
) -> None:
    stream, keys = movements(rows), [b"customer:1"] * len(rows)
    cut, whole = (run(stream, keys, each, history=40, days=bound) for each in (sizes, [len(rows)]))
    assert cut.status == whole.status
    np.testing.assert_array_equal(cut.matrix, whole.matrix)
    seen_next = [kept(outcome.store, keys[0]).days[-bound:].tobytes() for outcome in (cut, whole)]
    assert seen_next[0] == seen_next[1]


def test_what_fires_on_a_long_stream_does_not_depend_on_cuts_while_days_are_trimmed() -> None:
    stream, keys = movements(long_stream(7, 300, 250)), [b"customer:1"] * 300
    cut, whole = (run(stream, keys, [size], history=64, days=12) for size in (1, 300))
    assert cut.status == whole.status
    np.testing.assert_array_equal(cut.matrix, whole.matrix)


def test_days_beyond_the_bound_are_not_read_though_the_batch_still_holds_them() -> None:
    """Daily payments with a risky country for 300 days, of which the bound keeps a hundred."""
    risky = int(MovementFlag.HIGH_RISK)
    stream = movements([{"time_us": NOON_US + k * DAY_US, "flags": risky} for k in range(300)])
    keys = [b"customer:1"] * 300
    cut, whole = (run(stream, keys, [size], history=64, days=100).matrix for size in (1, 300))
    at = INDEX["high_risk_prior_month_mean"]
    assert cut[:, at].tolist() == whole[:, at].tolist()


@pytest.mark.parametrize("size", [1, 7, 1000])
def test_batches_of_any_size_give_the_same_of_a_long_stream(size: int) -> None:
    stream, keys = movements(long_stream(5, 900, 40)), spread(900, 5)
    same(run(stream, keys, [size], history=256), run(stream, keys, [97, 1, 250], history=256))


@settings(max_examples=40, deadline=None)
@given(rows=streams(), seed=st.integers(0, 99), cached=st.integers(1, 3))
def test_subjects_that_were_dropped_from_memory_are_read_again_as_they_were(
    rows: list[dict[str, Any]], seed: int, cached: int
) -> None:
    stream, keys = movements(rows), spread(len(rows), 6, seed)
    same(run(stream, keys, [2], history=8, cached=cached), run(stream, keys, [2], history=8))


@settings(max_examples=40, deadline=None)
@given(rows=streams(), seed=st.integers(0, 99), data=st.data())
def test_a_crash_after_some_subjects_were_written_changes_nothing(
    rows: list[dict[str, Any]], seed: int, data: st.DataObject
) -> None:
    stream, keys = movements(rows), spread(len(rows), 3, seed)
    start = data.draw(st.integers(0, len(rows) - 1))
    end = data.draw(st.integers(start + 1, len(rows)))
    written = data.draw(st.sets(st.sampled_from(sorted(set(keys)))))

    store = MemoryStore()
    store.open(PARTITION)
    before = subjects(40, store=store)
    if start:
        write(before, apply(before, stream[:start], keys[:start]))
    applied = apply(before, stream[start:end], keys[start:end], range(start, end))
    for partition, changes in before.changes(applied.slots):
        if changes[-1][0].rstrip(b"\0") in written:
            store.put(partition, changes)

    after = subjects(40, store=store)
    replayed = apply(after, stream[start:end], keys[start:end], range(start, end))
    for key, status in zip(keys[start:end], replayed.status.tolist(), strict=True):
        assert (status == Status.REPLAYED) == (key in written)
    write(after, replayed)
    if end < len(rows):
        write(after, apply(after, stream[end:], keys[end:], range(end, len(rows))))
    undisturbed = run(stream, keys, [len(rows)], history=40)
    assert Run(np.empty(0), [], store).contents() == undisturbed.contents()


@settings(max_examples=40, deadline=None)
@given(rows=streams(), seed=st.integers(0, 99))
def test_a_batch_that_was_given_up_can_be_applied_again(rows: list[dict[str, Any]], seed: int) -> None:
    stream, keys = movements(rows), spread(len(rows), 3, seed)
    middle = len(rows) // 2
    held = subjects(8)
    if middle:
        write(held, apply(held, stream[:middle], keys[:middle]))
    first = apply(held, stream[middle:], keys[middle:], range(middle, len(rows)))
    assert list(held.changes(first.slots))
    held.forget(PARTITION, keys[middle:])
    again = apply(held, stream[middle:], keys[middle:], range(middle, len(rows)))
    np.testing.assert_array_equal(first.status, again.status)
    np.testing.assert_array_equal(first.matrix, again.matrix)
    np.testing.assert_array_equal(first.sequences, again.sequences)


@settings(max_examples=60, deadline=None)
@given(rows=streams(), bound=st.sampled_from((4, 16)), sizes=st.lists(st.integers(1, 9), min_size=1, max_size=4))
def test_a_written_subject_is_read_as_it_is_held(rows: list[dict[str, Any]], bound: int, sizes: list[int]) -> None:
    stream, key = movements(rows), b"customer:1"
    held = subjects(bound)
    episode = Episode("fan-in", "alert", "case", 1, 2, 3, 0.5, 1, 2, 1, [2**64 - 1, 7], "before", "20000/0")
    start = batch = 0
    while start < len(rows):
        end = min(start + sizes[batch % len(sizes)], len(rows))
        applied = apply(held, stream[start:end], positions=range(start, end))
        slot = int(applied.slots[0])
        held.episodes[slot] = [episode]
        write(held, applied)
        start, batch = end, batch + 1
        head = SubjectRow._make(held.heads[slot].tolist())
        state = decode(key, held.store, PARTITION)
        assert state is not None
        assert state.position == head.position == end - 1
        assert state.words == held.words[slot]
        assert state.head.episodes == [episode]
        for field in ("sequence", "first_seen_us", "last_time_us", "late", "opened_day", "kind"):
            assert getattr(state.head, field) == getattr(head, field)
        run_of_history = slice(head.history_start, head.history_start + head.history_length)
        assert state.history.tobytes() == held.history.rows[run_of_history].tobytes()
        run_of_days = slice(head.days_start, head.days_start + head.days_length)
        assert state.days.tobytes() == held.days.rows[run_of_days].tobytes()


@settings(max_examples=60, deadline=None)
@given(rows=streams(), bound=st.sampled_from((4, 16, 40)))
def test_history_is_in_order_and_words_stay_with_their_movements(rows: list[dict[str, Any]], bound: int) -> None:
    stream = movements(rows)
    outcome = run(stream, [b"customer:1"] * len(rows), [5], history=bound)
    state = kept(outcome.store, b"customer:1")
    order = list(zip(state.history["time_us"].tolist(), state.history["sequence"].tolist(), strict=True))
    assert order == sorted(order)
    came = [k for k, status in enumerate(outcome.status) if status in (Status.APPLIED, Status.LATE)]
    words = words_of(stream)
    assert state.words == [words[came[int(row["sequence"])]] for row in state.history]
    for row in state.history:
        sent = stream[came[int(row["sequence"])]]
        for field in ("time_us", "transaction", "value", "threshold_value", "business_day", "country", "channel"):
            assert row[field] == sent[field]
    assert bound <= len(state.history) < bound + CHUNK_ROWS or len(came) == len(state.history) < bound


@settings(max_examples=60, deadline=None)
@given(rows=streams(), bound=st.sampled_from((4, 16)))
def test_evidence_may_come_from_exactly_what_the_signals_saw(rows: list[dict[str, Any]], bound: int) -> None:
    stream = movements(rows)
    held, slow = subjects(bound), Slow(bound, 100)
    applied = apply(held, stream)
    for k, slot in enumerate(applied.slots.tolist()):
        _, moment = slow.take(stream[k])
        if moment is None:
            assert applied.sequences[k] == -1
            continue
        seen = held.history.rows[held.visible(slot, int(applied.sequences[k]), int(stream[k]["time_us"]))]
        assert seen["sequence"].tolist() == [other.sequence for other in moment.visible]
        assert (
            held.row(slot, int(applied.sequences[k]))
            == held.visible(slot, int(applied.sequences[k]), int(stream[k]["time_us"]))[-1]
        )


@pytest.mark.parametrize("count", [1, CHUNK_ROWS - 1, CHUNK_ROWS, CHUNK_ROWS + 1, 2 * CHUNK_ROWS, 5 * CHUNK_ROWS - 1])
def test_a_subject_is_read_back_at_every_edge_of_a_chunk(count: int) -> None:
    stream = movements([{"time_us": NOON_US + k * DAY_US} for k in range(count)])
    outcome = run(stream, [b"customer:1"] * count, [1], history=64)
    state = kept(outcome.store, b"customer:1")
    assert len(state.history) == len(state.days) == len(state.words) == count
    assert state.history["time_us"].tolist() == stream["time_us"].tolist()
    assert state.days["count_in"].tolist() == [1] * count
    chunks = [key for key, _ in outcome.store.items(PARTITION) if key != head_key(b"customer:1")]
    assert len(chunks) == 2 * (count // CHUNK_ROWS)


def test_a_touch_writes_the_head_and_no_closed_chunk() -> None:
    held = subjects(64)
    write(held, apply(held, movements([{"time_us": NOON_US + k} for k in range(3 * CHUNK_ROWS)])))
    applied = apply(held, movements([{"time_us": NOON_US + DAY_US, "transaction": 1}]), positions=[99])
    [(partition, changes)] = held.changes(applied.slots)
    assert partition == PARTITION
    assert [key for key, _ in changes] == [head_key(b"customer:1")]


def test_a_late_movement_rewrites_only_what_lies_behind_it() -> None:
    held = subjects(64)
    stream = movements([{"time_us": NOON_US + k * DAY_US} for k in range(4 * CHUNK_ROWS)])
    write(held, apply(held, stream))
    late = movements([{"time_us": NOON_US + (2 * CHUNK_ROWS + 1) * DAY_US, "transaction": 1}])
    [(_, changes)] = held.changes(apply(held, late, positions=[99]).slots)
    history = {key for key, _ in changes if key.startswith(b"customer:1\0h")}
    days = {key for key, _ in changes if key.startswith(b"customer:1\0d")}
    assert history == days_to_history(days) == {chunk_key(b"customer:1", b"h", number) for number in (2, 3)}


def days_to_history(keys: set[bytes]) -> set[bytes]:
    return {key.replace(b"\0d", b"\0h") for key in keys}


def test_the_bound_drops_whole_chunks_from_the_store() -> None:
    outcome = run(movements([{"time_us": NOON_US + k} for k in range(100)]), [b"customer:1"] * 100, [3], history=16)
    state = kept(outcome.store, b"customer:1")
    assert 16 <= len(state.history) < 16 + CHUNK_ROWS
    assert state.history["sequence"].tolist() == list(range(100 - len(state.history), 100))
    assert state.head.history_first == 100 - len(state.history)
    numbers = {key for key, _ in outcome.store.items(PARTITION) if b"\0h" in key}
    first, end = state.head.history_first // CHUNK_ROWS, 100 // CHUNK_ROWS
    assert numbers == {chunk_key(b"customer:1", b"h", number) for number in range(first, end)}


def test_days_are_bounded_too() -> None:
    stream = movements([{"time_us": NOON_US + k * DAY_US} for k in range(300)])
    store = MemoryStore()
    store.open(PARTITION)
    held = subjects(16, days=100, store=store)
    write(held, apply(held, stream))
    state = kept(store, b"customer:1")
    assert 100 <= len(state.days) < 100 + CHUNK_ROWS
    assert state.days["day"][-1] == stream["time_us"][-1] // DAY_US


def test_days_add_up_what_history_no_longer_holds() -> None:
    stream = movements([{"time_us": NOON_US, "value": 3, "outward": k % 2} for k in range(100)])
    state = kept(run(stream, [b"customer:1"] * 100, [9], history=16).store, b"customer:1")
    assert len(state.days) == 1
    assert state.days[["count_in", "count_out", "value_in", "value_out"]].tolist() == [(50, 50, 150, 150)]


def test_a_transaction_that_comes_again_is_a_duplicate_or_a_conflict() -> None:
    stream = movements(
        [
            {"transaction": 1, "content": 5},
            {"transaction": 1, "content": 5},
            {"transaction": 1, "content": 6},
            {"transaction": 1, "content": 7, "outward": 1},
            {"transaction": 2, "content": 5},
        ]
    )
    applied = apply(subjects(), stream)
    names = [Status(status).name for status in applied.status]
    assert names == ["APPLIED", "DUPLICATE", "CONFLICT", "APPLIED", "APPLIED"]
    assert applied.sequences.tolist() == [0, -1, -1, 1, 2]
    assert np.isnan(applied.matrix[1:3]).all()
    assert applied.matrix[:, INDEX["in_count_24h"]].tolist()[3:] == [1, 2]


@pytest.mark.parametrize(("again", "status"), [(4, Status.DUPLICATE), (3, Status.APPLIED)])
@pytest.mark.parametrize("size", [1, 21])
def test_a_repetition_is_told_within_the_bound_wherever_batches_were_cut(again: int, status: Status, size: int) -> None:
    rows = [{"time_us": NOON_US + k, "transaction": k} for k in range(20)]
    stream = movements([*rows, {"time_us": NOON_US + 20, "transaction": again}])
    assert run(stream, [b"customer:1"] * 21, [size], history=16).status[-1] == status


def test_the_same_transaction_of_two_subjects_is_no_duplicate() -> None:
    stream = movements([{"transaction": 1}, {"transaction": 1}])
    assert apply(subjects(), stream, [b"customer:1", b"customer:2"]).status.tolist() == [Status.APPLIED] * 2


def test_a_movement_at_or_below_the_position_of_its_subject_is_replayed() -> None:
    held = subjects()
    write(held, apply(held, movements([{"transaction": 1}]), positions=[10]))
    again = apply(held, movements([{"transaction": k} for k in (2, 1, 4)]), positions=[9, 10, 11])
    assert [Status(status).name for status in again.status] == ["REPLAYED", "REPLAYED", "APPLIED"]
    assert np.isnan(again.matrix[:2]).all()


def test_a_skipped_movement_moves_the_position_all_the_same() -> None:
    held = subjects()
    stream = movements([{"transaction": 1}, {"transaction": 1}])
    write(held, apply(held, stream, positions=[0, 5]))
    again = apply(held, movements([{"transaction": 2}, {"transaction": 1}]), positions=[4, 5])
    assert again.status.tolist() == [Status.REPLAYED] * 2


def test_a_closed_partition_is_read_from_the_store_when_it_is_opened_again() -> None:
    held = subjects()
    write(held, apply(held, movements([{}, {}])))
    assert len(held) == 1
    held.close(PARTITION)
    assert len(held) == 0
    held.open(PARTITION)
    applied = apply(held, movements([{"transaction": 9}]), positions=[2])
    assert applied.matrix[0, INDEX["in_count_24h"]] == 3


def test_partitions_hold_subjects_of_the_same_name_apart() -> None:
    held = subjects()
    held.store.open(PARTITION + 1)
    held.open(PARTITION + 1)
    here, there = held.locate(PARTITION, [b"customer:1"]), held.locate(PARTITION + 1, [b"customer:1"])
    assert here[0] != there[0]
    assert [held.partition_of(int(slot)) for slot in (*here, *there)] == [PARTITION, PARTITION + 1]


def test_eviction_keeps_the_bound_and_drops_the_longest_untouched() -> None:
    held = subjects(cached=10)
    for k in range(12):
        write(held, apply(held, movements([{}]), [b"customer:%d" % k], [k]))
    assert held.evict() == 3
    assert held.evict() == 0
    held_keys = {key for key in held.keys if key}
    assert held_keys == {b"customer:%d" % k for k in range(3, 12)}


def test_more_subjects_than_the_first_arrays_hold() -> None:
    held = subjects()
    keys = [b"customer:%d" % k for k in range(3_000)]
    applied = apply(held, movements([{}] * len(keys)), keys)
    write(held, applied)
    assert len(held) == 3_000
    assert applied.matrix[:, INDEX["in_count_24h"]].tolist() == [1] * 3_000
    again = apply(held, movements([{"transaction": 1}] * len(keys)), keys, range(len(keys), 2 * len(keys)))
    assert again.matrix[:, INDEX["in_count_24h"]].tolist() == [2] * 3_000


@pytest.mark.parametrize("lost", [chunk_key(b"customer:1", b"h", 1), chunk_key(b"customer:1", b"d", 0)])
def test_a_subject_with_a_lost_chunk_is_not_begun_anew(lost: bytes) -> None:
    stream = movements([{"time_us": NOON_US + k * DAY_US} for k in range(3 * CHUNK_ROWS)])
    store = run(stream, [b"customer:1"] * len(stream), [9], history=64).store
    store.put(PARTITION, [(lost, None)])
    held = subjects(64, store=store)
    for _ in range(2):
        with pytest.raises(StateError, match="missing"):
            held.locate(PARTITION, [b"customer:1"])
    assert len(held) == 0


def test_a_head_reads_as_a_record_of_its_array() -> None:
    assert SUBJECT_DTYPE.names == SubjectRow._fields


def test_the_slots_of_a_batch_are_where_its_subjects_are() -> None:
    keys = spread(50, 7)
    held = subjects()
    slots = held.locate(PARTITION, keys)
    names = defaultdict(set)
    for key, slot in zip(keys, slots.tolist(), strict=True):
        names[slot].add(key)
        assert held.keys[slot] == key
    assert all(len(group) == 1 for group in names.values())
