from __future__ import annotations

import numpy as np
import pytest

from models.split import described, split
from streams.errors import ModelError


def test_the_parts_follow_each_other_and_hold_60_20_and_20_per_cent():
    times = np.random.default_rng(1).permutation(np.arange(1000) * 1_000_000)
    parts = split(times)
    assert [part.sum() for part in parts] == [600, 200, 200]
    assert (np.sum(parts, axis=0) == 1).all()
    assert times[parts[0]].max() < times[parts[1]].min()
    assert times[parts[1]].max() < times[parts[2]].min()
    assert [(each.name, each.rows) for each in described(times, parts)] == [
        ("fit", 600),
        ("calibrate", 200),
        ("holdout", 200),
    ]


def test_what_happens_at_the_same_time_stays_together():
    times = np.repeat(np.arange(10), 7)
    for part in split(times):
        assert all(part[times == time].all() or not part[times == time].any() for time in range(10))


@pytest.mark.parametrize("times", [[], [5], [5, 5, 5, 5, 5], [1, 2]])
def test_too_few_times_are_refused(times: list[int]):
    with pytest.raises(ModelError, match="too few"):
        split(np.array(times, dtype=np.int64))
