"""What a partition of `movements` has said: repeats told from news, and how far its input has come."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.errors import StateError
from streams.ordering.progress import (
    OFFSET_MAX,
    PROGRESS_KEY,
    Progress,
    load_progress,
    order,
    progress_change,
)
from streams.ordering.watermark import Watermark
from streams.subject.store import MemoryStore, version
from tests.signals.made import movements

Place = tuple[int, int, int, int]
"""Input partition, offset, index in the record, side."""

PLACES = st.tuples(st.integers(0, 3), st.integers(0, 40), st.integers(0, 2), st.integers(0, 1))


def made(*places: Place) -> Any:
    rows: list[dict[str, Any]] = [
        {"input_partition": partition, "input_offset": offset, "input_index": index, "side": side}
        for partition, offset, index, side in places
    ]
    return movements(rows)


def fresh(progress: Progress, *places: Place) -> list[bool]:
    found: list[bool] = progress.fresh(made(*places)).tolist()
    return found


def store() -> MemoryStore:
    opened = MemoryStore()
    opened.open(0)
    return opened


def heard(*said: Watermark) -> Progress:
    progress = Progress()
    for each in said:
        progress.hear(each)
    return progress


def test_the_first_movement_of_all_is_news() -> None:
    assert fresh(Progress(), (0, 0, 0, 0)) == [True]


def test_what_came_in_an_earlier_batch_is_a_repeat() -> None:
    progress = Progress()
    assert fresh(progress, (0, 5, 0, 0), (0, 6, 0, 0)) == [True, True]
    assert fresh(progress, (0, 5, 0, 0), (0, 6, 0, 0), (0, 7, 0, 0)) == [False, False, True]


def test_what_came_earlier_in_the_batch_is_a_repeat() -> None:
    places: list[Place] = [(0, 5, 0, 0), (0, 6, 0, 0), (0, 5, 0, 0), (0, 6, 0, 0), (0, 7, 0, 0), (0, 7, 0, 0)]
    assert fresh(Progress(), *places) == [True, True, False, False, True, False]


def test_input_partitions_are_told_apart() -> None:
    progress = Progress()
    assert fresh(progress, (0, 9, 0, 0), (1, 3, 0, 0), (0, 9, 0, 0), (1, 4, 0, 0)) == [True, True, False, True]
    assert fresh(progress, (1, 4, 0, 0), (2, 0, 0, 0), (0, 8, 0, 0)) == [False, True, False]


def test_the_transactions_of_a_record_and_the_sides_of_a_transaction_are_news_each() -> None:
    places: list[Place] = [(0, 5, 0, 0), (0, 5, 0, 1), (0, 5, 1, 0), (0, 5, 65535, 255), (0, 6, 0, 0)]
    assert fresh(Progress(), *places) == [True] * 5


def test_nothing_is_news_of_nothing() -> None:
    progress = Progress()
    assert fresh(progress) == []
    assert fresh(progress, (0, 0, 0, 0)) == [True]


@given(st.lists(PLACES, min_size=2, max_size=30))
def test_order_grows_along_an_input_partition(places: list[Place]) -> None:
    orders = order(made(*places)).tolist()
    ranked = [place[1:] for place in places]
    for k in range(1, len(places)):
        assert (orders[k] > orders[k - 1]) == (ranked[k] > ranked[k - 1])


def test_an_offset_whose_order_would_overflow_is_refused() -> None:
    progress = Progress()
    assert fresh(progress, (0, OFFSET_MAX, 65535, 255)) == [True]
    with pytest.raises(StateError):
        fresh(progress, (0, OFFSET_MAX + 1, 0, 0))


@given(
    st.lists(st.tuples(st.integers(0, 2), st.integers(0, 5)), max_size=40),
    st.lists(st.integers(1, 7), min_size=1, max_size=5),
)
def test_cuts_do_not_matter(steps: list[tuple[int, int]], sizes: list[int]) -> None:
    """Input partitions that go on, or back and on again, cut into batches of any size."""
    places: list[Place] = [(number, offset, 0, 0) for number, offset in steps]
    whole = fresh(Progress(), *places)
    progress, found, start, batch = Progress(), [], 0, 0
    while start < len(places):
        end = start + sizes[batch % len(sizes)]
        found.extend(fresh(progress, *places[start:end]))
        start, batch = end, batch + 1
    assert found == whole


def test_progress_is_read_back_as_it_was_written() -> None:
    progress = heard(Watermark(2, 7, {0: 50, 1: 60}, [1]))
    fresh(progress, (0, 5, 0, 1), (7, OFFSET_MAX, 3, 0))
    progress.frontier_us, progress.offset = 43, 42
    key, value = progress_change(progress)
    assert key == PROGRESS_KEY
    assert value is not None
    assert version(value) == 42
    held = store()
    held.put(0, [(key, value)])
    assert load_progress(held, 0) == progress
    assert load_progress(store(), 0) == Progress()


def test_progress_of_another_layout_is_refused() -> None:
    held = store()
    held.put(0, [progress_change(Progress(layout=99))])
    with pytest.raises(StateError, match="layout 99"):
        load_progress(held, 0)


def test_a_copy_does_not_follow_its_original() -> None:
    progress = heard(Watermark(2, 7, {0: 50}, [1]))
    copied = progress.copied(9)
    progress.hear(Watermark(2, 7, {0: 80, 1: 90}, []))
    fresh(progress, (0, 1, 0, 0))
    assert (copied.offset, copied.newest, copied.idle, copied.orders) == (9, {0: 50}, {1}, {})


def test_nothing_is_bounded_before_every_input_was_heard_of() -> None:
    assert Progress().bound_us() == 0
    assert heard(Watermark(3, 0, {0: 50, 2: 60}, [])).bound_us() == 0
    assert heard(Watermark(3, 0, {0: 50, 2: 60}, [1])).bound_us() == 50
    assert heard(Watermark(0, 0, {0: 50}, [])).bound_us() == 0


def test_the_slowest_input_that_is_awake_decides_less_the_disorder() -> None:
    assert heard(Watermark(2, 10, {0: 50, 1: 60}, [])).bound_us() == 40
    assert heard(Watermark(2, 10, {0: 50, 1: 60}, [0])).bound_us() == 50


def test_when_all_rest_everything_read_is_there() -> None:
    assert heard(Watermark(2, 10, {0: 50, 1: 60}, [0, 1])).bound_us() == 61
    assert heard(Watermark(2, 10, {}, [0, 1])).bound_us() == 0


def test_nothing_goes_back() -> None:
    progress = heard(Watermark(1, 10, {0: 50}, []))
    progress.frontier_us = progress.bound_us()
    progress.hear(Watermark(1, 10, {0: 30}, []))
    assert (progress.newest, progress.bound_us()) == ({0: 50}, 40)
    progress.hear(Watermark(1, 30, {0: 50}, []))
    assert progress.bound_us() == 40


def test_who_speaks_again_is_awake() -> None:
    progress = heard(Watermark(2, 0, {0: 50}, [1]), Watermark(2, 0, {1: 20}, []))
    assert progress.idle == set()
    assert progress.bound_us() == 20
