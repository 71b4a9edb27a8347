from __future__ import annotations

import numpy as np
import pytest

from models.sample import ROWS, Sample


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def offered(sample: Sample, value: float, rows: int) -> int:
    chosen = sample.choose(rows)
    sample.put(np.full((len(chosen), 2), value))
    return len(chosen)


def test_it_fills_at_once_and_takes_no_more_than_it_has_room_for(clock: Clock):
    sample = Sample(2, 100.0, clock)
    assert offered(sample, 1.0, 1000) == 1000
    assert offered(sample, 1.0, 10_000) == ROWS - 1000
    assert offered(sample, 2.0, 10_000) == 0
    assert sample.rows().shape == (ROWS, 2)


def test_it_forgets_with_its_time_constant_and_not_faster(clock: Clock):
    sample = Sample(2, 100.0, clock)
    offered(sample, 1.0, ROWS)
    for _ in range(100):
        clock.now += 1.0
        offered(sample, 2.0, 10_000)
    left = float((sample.rows()[:, 0] == 1.0).mean())
    assert left == pytest.approx(np.exp(-1), abs=0.03)


def test_a_burst_within_a_moment_takes_one_moments_room(clock: Clock):
    sample = Sample(2, 100.0, clock)
    offered(sample, 1.0, ROWS)
    clock.now += 1.0
    taken = sum(offered(sample, 2.0, 5000) for _ in range(50))
    assert taken == ROWS // 100
