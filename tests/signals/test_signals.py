"""The compiled signals against their slow twins."""

import math
from collections import defaultdict
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from streams.movement import Movements
from streams.signals.registry import INDEX, SIGNALS
from streams.subject.advance import Status
from tests.signals import made, slow_content, slow_conversion, slow_patterns, slow_places
from tests.signals.slow import TWINS, Slow

EXACT_UNITS = {"count", "flag"}
WITH_TWINS = (slow_content, slow_conversion, slow_patterns, slow_places)
"""Modules that register further twins."""


def differences(
    movements: Movements, keys: list[bytes], matrix: np.ndarray[Any, Any], status: Any, bound: int
) -> list[str]:
    """Where compiled rows and statuses are not what the slow twins say."""
    slow: dict[bytes, Slow] = defaultdict(lambda: Slow(bound, made.UNIT))
    found = []
    for k, key in enumerate(keys):
        fate, moment = slow[key].take(movements[k])
        if Status(int(status[k])).name != fate:
            found.append(f"{k}: {Status(int(status[k])).name}, expected {fate}")
        if moment is None:
            if not np.isnan(matrix[k]).all():
                found.append(f"{k}: a movement that was not applied has signals")
            continue
        for signal in SIGNALS:
            expected, got = float(TWINS[signal.name](moment)), float(matrix[k, INDEX[signal.name]])
            tolerance = 0.0 if signal.unit in EXACT_UNITS else 1e-9
            same = math.isclose(got, expected, rel_tol=tolerance, abs_tol=100 * tolerance)
            if not same and not (math.isnan(got) and math.isnan(expected)):
                found.append(f"{k} {signal.name}: {got!r}, expected {expected!r}")
    return found


def test_every_signal_has_a_twin_and_no_twin_is_left_over() -> None:
    assert set(TWINS) == {signal.name for signal in SIGNALS}


@settings(max_examples=120, deadline=None)
@given(
    stream=made.streams(),
    subject_of=st.lists(st.integers(0, 2), min_size=30, max_size=30),
    subject_count=st.integers(1, 3),
    bound=st.sampled_from((4, 16, 40)),
    cuts=st.sets(st.integers(1, 29)),
)
def test_signals_are_what_their_declarations_say(
    stream: list[dict[str, Any]], subject_of: list[int], subject_count: int, bound: int, cuts: set[int]
) -> None:
    movements = made.movements(stream)
    keys = [b"customer:%d" % (subject_of[k] % subject_count) for k in range(len(stream))]
    subjects = made.subjects(bound)
    edges = [0, *sorted(cut for cut in cuts if cut < len(stream)), len(stream)]
    rows, statuses = [], []
    for start, end in pairwise(edges):
        applied = made.apply(subjects, movements[start:end], keys[start:end], range(start, end))
        list(subjects.changes(applied.slots))
        rows.append(applied.matrix)
        statuses.append(applied.status)
    assert not differences(movements, keys, np.concatenate(rows), np.concatenate(statuses), bound)


@pytest.mark.parametrize(
    ("seed", "length", "span_days", "bound"), [(1, 260, 20, 128), (2, 160, 120, 512), (3, 200, 3, 16)]
)
def test_signals_of_busy_subjects_are_what_their_declarations_say(
    seed: int, length: int, span_days: int, bound: int
) -> None:
    movements = made.movements(made.long_stream(seed, length, span_days))
    keys = [b"customer:1"] * length
    applied = made.apply(made.subjects(bound), movements, keys)
    assert not differences(movements, keys, applied.matrix, applied.status, bound)
