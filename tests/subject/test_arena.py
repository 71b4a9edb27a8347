"""Runs of an arena never share rows."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.subject.arena import SMALLEST_RUN, Arena

ROW = np.dtype([("owner", "<i8"), ("at", "<i8")])


@pytest.mark.parametrize(("rows", "capacity"), [(1, SMALLEST_RUN), (8, 8), (9, 16), (16, 16), (17, 32), (5_000, 8_192)])
def test_a_run_holds_a_power_of_two_of_rows(rows: int, capacity: int) -> None:
    arena = Arena(ROW, rows=16)
    assert arena.allocate(rows)[1] == capacity
    assert len(arena.rows) >= capacity


def test_a_released_run_is_used_again() -> None:
    arena = Arena(ROW)
    start, capacity = arena.allocate(10)
    arena.release(start, capacity)
    assert arena.allocate(12) == (start, capacity)
    assert arena.allocate(12)[0] != start


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 60)), max_size=40))
def test_what_is_written_in_a_run_stays_while_others_grow_and_go(steps: list[tuple[int, int]]) -> None:
    """Each owner holds its run at some length; zero gives it back."""
    arena = Arena(ROW, rows=16)
    held: dict[int, tuple[int, int, int]] = {}
    for owner, length in steps:
        start, capacity, before = held.pop(owner, (0, 0, 0))
        if length == 0:
            arena.release(start, capacity)
            continue
        if length > capacity:
            start, capacity = arena.grow(start, capacity, before, length)
        for at in range(min(before, length), length):
            arena.rows[start + at] = (owner, at)
        held[owner] = (start, capacity, length)
        for other, (place, _, rows) in held.items():
            assert arena.rows["owner"][place : place + rows].tolist() == [other] * rows
            assert arena.rows["at"][place : place + rows].tolist() == list(range(rows))


def test_the_bytes_of_an_arena_are_its_rows() -> None:
    arena = Arena(ROW, rows=4)
    arena.rows[1] = (7, 9)
    assert bytes(arena.bytes()[16:32]) == arena.rows[1:2].tobytes()
    assert len(arena.bytes()) == 4 * ROW.itemsize
