"""A sample is the same for the same seed, and fair; precision counts what it should."""

from __future__ import annotations

import random
from datetime import timedelta
from decimal import Decimal

from aiokafka.structs import ConsumerRecord
from hypothesis import given
from hypothesis import strategies as st

from streams.dispositions.precision import precisions
from streams.dispositions.sampling import activity_of, draw
from streams.intake.intake import Intake
from tests.dispositions.bench import REFERENCE, SETTINGS
from tests.dispositions.test_reading import made
from tests.integration.made import deposit, transfer


@given(st.sets(st.text(max_size=8), max_size=30), st.integers(0, 9), st.integers(0, 99), st.randoms())
def test_a_draw_depends_on_seed_and_names_alone_and_a_larger_one_holds_the_smaller(
    names: set[str], count: int, seed: int, mixed: random.Random
) -> None:
    shuffled = sorted(names, key=lambda _name: mixed.random())
    drawn = draw(shuffled, count, seed)
    assert drawn == draw(names, count, seed) == draw(names, count + 3, seed)[:count]
    assert set(drawn) <= names
    assert len(drawn) == min(count, len(names))


def test_every_name_is_drawn_about_as_often() -> None:
    names = [f"customer:C{number}" for number in range(20)]
    times = {name: sum(name in draw(names, 5, seed) for seed in range(400)) for name in names}
    assert 60 < min(times.values()) <= max(times.values()) < 140  # 100 expected, four standard deviations


def test_the_activity_of_a_subject_is_that_of_its_movements_once_each() -> None:
    records = [
        deposit("D1", "A", "100.00", timedelta(days=2)),
        transfer("T1", "30.00", timedelta(days=1)),
        transfer("T2", "20.00", timedelta(days=3)),
    ]
    taken = Intake(SETTINGS.model_copy(update={"base_currency": "USD"}), REFERENCE).take(
        [
            ConsumerRecord("transactions", 0, at, 1_750_000_000_000, 0, None, each, None, 0, 0, ())
            for at, each in enumerate(records)
        ]
    )
    values = [each.value for each in taken.movements if each.key == b"customer:A"]
    did = activity_of("customer:A", [*values, values[0]], decimals=2)
    assert (did.movements, did.counterparties) == (3, 1)
    assert (did.received, did.paid) == (Decimal("100.00"), Decimal("50.00"))
    assert [(each.transaction, each.direction) for each in did.lines] == [("T1", "out"), ("D1", "in"), ("T2", "out")]
    assert (did.first[:10], did.last[:10]) == ("2025-03-04", "2025-03-06")
    assert activity_of("customer:A", [], 2).movements == 0


def test_precision_is_of_what_was_escalated_or_a_false_positive_by_the_last_verdict() -> None:
    escalated = {"verdict": "escalate", "reason": None}
    found = [
        made(id="1", alert="a"),
        made(id="2", alert="a", **escalated),
        made(id="3", alert="b"),
        made(id="4", alert="c", reason="known"),
        made(id="5", alert="d", verdict="duplicate", reason=None),
        made(id="6", alert="e", typology="fan-out", verdict="data_error", reason=None),
        made(id="7", alert="f", sampled=True, **escalated),
        made(id="8", alert=None, typology="", sampled=True),
    ]
    one, other = precisions(found)
    assert (one.typology, one.escalated, one.false_positive, one.known, one.duplicate) == ("fan-in", 1, 1, 1, 1)
    assert one.precision == 0.5
    assert (other.typology, other.precision, other.data_error) == ("fan-out", None, 1)
    drawn_later = made(id="9", alert="b", sampled=True)
    assert precisions([*found, drawn_later]) == [one, other]
    [sampled] = precisions(found, sampled=True)
    assert (sampled.typology, sampled.precision) == ("fan-in", 1.0)
