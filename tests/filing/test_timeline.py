"""The timeline keeps inside its frame, and no label covers another."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from streams.filing.evidence import rows
from streams.filing.timeline import AXIS, HEIGHT, WIDTH, lay_out, timeline
from tests.filing.made import alert, item

EVIDENCE = st.lists(
    st.builds(
        lambda number, amount, direction, valued: item(
            number, str(amount), direction=direction, channel="transfer", value=str(amount) if valued else None
        ),
        st.integers(0, 400),
        st.integers(1, 10**9),
        st.sampled_from(["in", "out", "between"]),
        st.booleans(),
    ),
    min_size=1,
    max_size=60,
    unique_by=lambda each: (each.transaction, each.direction),
)


@settings(max_examples=50)
@given(EVIDENCE)
def test_everything_is_inside_and_no_label_covers_another(evidence):
    found = rows([alert(evidence=tuple(evidence))])
    stems, ticks = lay_out(found)
    assert len(stems) == len(found)
    for stem in stems:
        assert 0 < stem.x < WIDTH
        assert 12 < stem.y < HEIGHT - 12
        assert (stem.y < AXIS) == (stem.kind != "out")
    for up in (True, False):
        labelled = [stem.x for stem in stems if stem.labelled and (stem.y < AXIS) == up]
        assert all(after - before >= 96 for before, after in pairwise(labelled))
    assert all(0 < tick.x < WIDTH for tick in ticks)


def test_a_larger_value_stands_higher_and_one_without_a_value_is_hollow():
    found = rows([alert(evidence=(item(1, "10"), item(2, "1000"), item(3, "5", value=None)))])
    stems, _ = lay_out(found)
    assert stems[1].y < stems[0].y
    assert [stem.known for stem in stems] == [True, True, False]
    assert 'class="dot unknown"' in timeline(found)


@pytest.mark.parametrize("count", [0, 1])
def test_nothing_and_a_single_transaction_are_drawn(count: int):
    drawn = timeline(rows([alert(evidence=tuple(item(number, "1") for number in range(count)))]))
    assert drawn.count("<circle") == count
