"""What a payment holds of what came in before it: proportional, to the cent, within the window."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from streams.trace.book import Step
from streams.trace.mixing import apportion, mix

WINDOW_US = 10


def steps(*each: tuple[int, int]) -> list[Step]:
    """Time and value; what is paid is below zero."""
    return [Step(row, time, abs(value), value < 0) for row, (time, value) in enumerate(each)]


@given(st.integers(0, 10**30), st.lists(st.integers(0, 10**30), min_size=1, max_size=20).filter(any))
def test_parts_add_up_and_each_is_within_one_unit_of_its_share(amount: int, weights: list[int]):
    parts = apportion(amount, weights)
    assert sum(parts) == amount
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part * sum(weights) - amount * weight) < sum(weights)


def test_the_last_units_go_to_the_largest_remainders_and_the_first_of_equals():
    assert apportion(100, [1, 1, 1]) == [34, 33, 33]
    assert apportion(10, [15, 26, 59]) == [1, 3, 6]
    assert apportion(5, [0, 7]) == [0, 5]


def test_a_payment_takes_the_same_part_of_every_inflow():
    found = mix(steps((0, 1000), (1, 2000), (2, -480)), WINDOW_US)
    assert found.held[2] == [(0, 160), (1, 320)]
    assert found.passed[0] == [(2, 160)]


def test_what_was_passed_on_is_not_there_for_the_next_payment():
    found = mix(steps((0, 1000), (1, -400), (2, 600), (3, -600)), WINDOW_US)
    assert found.held[3] == [(0, 300), (2, 300)]
    assert found.passed[0] == [(1, 400), (3, 300)]


def test_a_payment_of_more_than_is_there_takes_all_of_it():
    assert mix(steps((0, 1000), (1, -2500)), WINDOW_US).held[1] == [(0, 1000)]


def test_an_inflow_a_whole_window_old_is_not_there():
    assert mix(steps((0, 1000), (10, -1000)), WINDOW_US).held == {}
    assert mix(steps((0, 1000), (9, -1000)), WINDOW_US).held[1] == [(0, 1000)]


def test_what_is_paid_before_anything_came_in_holds_nothing_of_it():
    assert mix(steps((0, -500), (1, 1000)), WINDOW_US).passed == {}


@given(
    st.lists(
        st.tuples(st.integers(0, 6), st.one_of(st.integers(1, 2000), st.integers(-2000, -1), st.just(10**25))),
        max_size=30,
    )
)
def test_no_inflow_gives_and_no_payment_holds_more_than_it_is(moves: Sequence[tuple[int, int]]):
    time, rows = 0, []
    for after, value in moves:
        time += after
        rows.append((time, value))
    history = steps(*rows)
    found = mix(history, WINDOW_US)
    for inflow, parts in found.passed.items():
        assert sum(part for _, part in parts) <= history[inflow].value
        assert all(0 <= history[row].time_us - history[inflow].time_us < WINDOW_US for row, _ in parts)
        assert all(row > inflow for row, _ in parts)
    for outflow, parts in found.held.items():
        assert sum(part for _, part in parts) <= history[outflow].value
    pairs = {(inflow, row, part) for inflow, parts in found.passed.items() for row, part in parts}
    assert pairs == {(inflow, row, part) for row, parts in found.held.items() for inflow, part in parts}
