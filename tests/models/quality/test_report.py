"""What towns showed is added up with the right intervals, and written as it is."""

import pytest

from models.quality.measure import Found, Outcome
from models.quality.report import Share, loudness, rows, subject_months, table, wilson
from models.synthetic import LEVELS


def found(delay, level="plain", twin=False, typology="fan-in"):
    return Found(typology, level, twin, "C1", delay)


def outcome(each, unexpected=None, shadow=None, honest=1000, days=30):
    return Outcome(1, each, honest, days, 5000, unexpected or {}, shadow or {}, 0)


@pytest.mark.parametrize(
    ("count", "of", "low", "high"),
    [
        (10, 20, 0.2993, 0.7007),
        (0, 10, 0.0, 0.2775),
        (10, 10, 0.7225, 1.0),
        (1, 1, 0.2065, 1.0),
        (81, 263, 0.2553, 0.3662),
    ],
)
def test_wilsons_interval_has_the_values_of_the_textbooks(count, of, low, high):
    assert wilson(count, of) == pytest.approx((low, high), abs=5e-5)


def test_a_share_of_nothing_is_unknown():
    assert Share.counted([]) == Share(0, 0, None, None, None)


def test_a_share_counts_what_is_true():
    share = Share.counted([True, False, True, True])
    assert (share.count, share.of, share.share) == (3, 4, 0.75)
    assert share.low is not None
    assert share.high is not None
    assert share.low < 0.75 < share.high


def test_a_row_tells_levels_and_twins_apart_and_takes_the_median_of_the_detected():
    towns = [
        outcome([found(3600.0), found(None), found(7200.0), found(None, twin=True), found(60.0, twin=True)]),
        outcome([found(36000.0), found(None, "disguised"), found(10.0, typology="fan-out")]),
    ]
    row, other = rows(towns, frozenset({"fan-out"}))
    assert (row.typology, row.shadow, other.typology, other.shadow) == ("fan-in", False, "fan-out", True)
    assert [(row.recall[level].count, row.recall[level].of) for level in LEVELS] == [(3, 4), (0, 1), (0, 0)]
    assert (row.twins_alerted.count, row.twins_alerted.of) == (1, 2)
    assert [row.median_hours[level] for level in LEVELS] == [2.0, None, None]


def test_unexpected_alerts_are_counted_per_thousand_honest_subjects_and_month():
    towns = [
        outcome([found(1.0)], {"fan-in": 3}, {"fan-out": 4}, honest=500, days=60),
        outcome([found(1.0)], {"fan-in": 1, "fan-out": 2}, honest=3000, days=30),
    ]
    assert subject_months(towns) == 4000
    (row,) = rows(towns, frozenset())
    assert row.unexpected == 1.0
    loud = loudness(towns, 1.5)
    assert (loud.alerts, loud.subject_months, loud.per_1000_subjects_and_month) == (6, 4000, 1.5)
    assert loud.within_budget
    assert not loudness(towns, 1.49).within_budget


def test_the_table_has_a_line_for_each_typology_with_shares_and_intervals():
    _, _, line = table(rows([outcome([found(3600.0), found(None, twin=True)])], frozenset({"fan-in"})))
    assert line == "| fan-in (shadow) | 1.00 (0.21 to 1.00) |  |  | 0.00 (0.00 to 0.79) | 1.0 | 0.00 |"
