from __future__ import annotations

from pathlib import Path

import numpy as np

from models.figures.stream import Judged, judge
from tests.models.figures.conftest import PATTERNS, payments, write


def test_each_transaction_has_both_its_sides_and_its_label(judged: Judged):
    paid, _ = payments()
    assert (np.bincount(judged.rows.transactions.astype(np.int64)) == 2).all()
    assert len(judged.transactions) == len(paid)
    assert judged.labels.sum() == 2 * sum(pattern >= 0 for *_, pattern in paid)
    assert len(judged.patterns_within(judged.after(0.0))) == PATTERNS
    assert 0 < len(judged.patterns_within(judged.after(0.6))) < PATTERNS


def test_no_signal_and_no_rule_sees_a_label(judged: Judged, tmp_path: Path):
    paid, members = payments()
    other = judge(write(tmp_path / "run", [(*each[:4], at % 9 - 1) for at, each in enumerate(paid)], members))
    assert np.array_equal(other.rows.signals, judged.rows.signals, equal_nan=True)
    assert (other.rules == judged.rules).all()
    assert (other.labels != judged.labels).any()
