"""What intake sent before, told from news."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.errors import StateError
from streams.subject.codec import CURSOR_KEY
from streams.subject.repeats import OFFSET_MAX, Repeats, order
from streams.subject.store import MemoryStore, version
from tests.signals.made import movements

Place = tuple[int, int, int, int]
"""Input partition, offset, index in the record, side."""


def fresh(repeats: Repeats, *places: Place) -> list[bool]:
    rows: list[dict[str, Any]] = [
        {"input_partition": partition, "input_offset": offset, "input_index": index, "side": side}
        for partition, offset, index, side in places
    ]
    found: list[bool] = repeats.fresh(movements(rows)).tolist()
    return found


@pytest.fixture
def store() -> MemoryStore:
    made = MemoryStore()
    made.open(0)
    return made


def test_the_first_movement_of_all_is_news(store: MemoryStore) -> None:
    assert fresh(Repeats(store, 0), (0, 0, 0, 0)) == [True]


def test_what_came_in_an_earlier_batch_is_a_repeat(store: MemoryStore) -> None:
    repeats = Repeats(store, 0)
    assert fresh(repeats, (0, 5, 0, 0), (0, 6, 0, 0)) == [True, True]
    assert fresh(repeats, (0, 5, 0, 0), (0, 6, 0, 0), (0, 7, 0, 0)) == [False, False, True]


def test_what_came_earlier_in_the_batch_is_a_repeat(store: MemoryStore) -> None:
    places: list[Place] = [(0, 5, 0, 0), (0, 6, 0, 0), (0, 5, 0, 0), (0, 6, 0, 0), (0, 7, 0, 0), (0, 7, 0, 0)]
    assert fresh(Repeats(store, 0), *places) == [True, True, False, False, True, False]


def test_input_partitions_are_told_apart(store: MemoryStore) -> None:
    repeats = Repeats(store, 0)
    assert fresh(repeats, (0, 9, 0, 0), (1, 3, 0, 0), (0, 9, 0, 0), (1, 4, 0, 0)) == [True, True, False, True]
    assert fresh(repeats, (1, 4, 0, 0), (2, 0, 0, 0), (0, 8, 0, 0)) == [False, True, False]


def test_the_transactions_of_a_record_and_the_sides_of_a_transaction_are_news_each(store: MemoryStore) -> None:
    places: list[Place] = [(0, 5, 0, 0), (0, 5, 0, 1), (0, 5, 1, 0), (0, 5, 65535, 255), (0, 6, 0, 0)]
    assert fresh(Repeats(store, 0), *places) == [True] * 5


def test_an_empty_batch_moves_nothing(store: MemoryStore) -> None:
    repeats = Repeats(store, 0)
    assert fresh(repeats) == []
    assert fresh(repeats, (0, 0, 0, 0)) == [True]


@given(
    places=st.lists(
        st.tuples(st.integers(0, 2), st.integers(0, 2**38), st.integers(0, 2**16 - 1), st.integers(0, 255)), min_size=2
    )
)
def test_the_order_is_that_of_offset_index_and_side(places: list[Place]) -> None:
    rows = [{"input_offset": offset, "input_index": index, "side": side} for _, offset, index, side in places]
    orders = order(movements(rows)).tolist()
    by_order = sorted(range(len(places)), key=orders.__getitem__)
    assert by_order == sorted(range(len(places)), key=lambda k: places[k][1:])
    assert len(set(orders)) == len({place[1:] for place in places})


def test_an_offset_that_does_not_fit_is_refused_and_not_taken_for_a_repeat(store: MemoryStore) -> None:
    repeats = Repeats(store, 0)
    assert fresh(repeats, (0, OFFSET_MAX, 65535, 255)) == [True]
    with pytest.raises(StateError, match="offset"):
        fresh(repeats, (0, OFFSET_MAX + 1, 0, 0))


@given(
    sent=st.lists(st.tuples(st.integers(0, 2), st.integers(1, 4)), min_size=1, max_size=20),
    crashes=st.lists(st.integers(0, 19), max_size=3),
    size=st.integers(1, 7),
)
def test_every_movement_is_news_once_however_often_intake_starts_again(
    sent: list[tuple[int, int]], crashes: list[int], size: int
) -> None:
    """Intake sends in order, and after a crash again from some earlier point."""
    places: list[Place] = []
    for offset, (partition, sides) in enumerate(sent):
        places.extend((partition, offset, 0, side) for side in range(sides))
    log: list[Place] = []
    for crash in crashes:
        log.extend(places[: len(places) * (crash + 1) // 20])
    log.extend(places)
    store = MemoryStore()
    store.open(0)
    news: list[Place] = []
    for start in range(0, len(log), size):
        repeats = Repeats(store, 0)
        batch = log[start : start + size]
        news.extend(place for place, new in zip(batch, fresh(repeats, *batch), strict=True) if new)
        store.put(0, [repeats.change(start)])
    assert news == list(dict.fromkeys(log))
    assert sorted(news) == sorted(places)


def test_the_cursor_is_read_from_the_store_as_it_was_written(store: MemoryStore) -> None:
    repeats = Repeats(store, 0)
    fresh(repeats, (0, 5, 0, 1), (7, 2**39 - 1, 3, 0))
    key, value = repeats.change(42)
    assert key == CURSOR_KEY
    assert value is not None
    assert version(value) == 42
    store.put(0, [(key, value)])
    assert fresh(Repeats(store, 0), (0, 5, 0, 1), (7, 2**39 - 1, 3, 0), (7, 2**39 - 1, 3, 1)) == [False, False, True]


def test_a_cursor_that_was_not_written_is_forgotten(store: MemoryStore) -> None:
    fresh(Repeats(store, 0), (0, 5, 0, 0))
    assert fresh(Repeats(store, 0), (0, 5, 0, 0)) == [True]
