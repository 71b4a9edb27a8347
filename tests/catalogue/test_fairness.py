from __future__ import annotations

import pytest

from streams.catalogue.fairness import (
    CIRCUMSTANCES,
    ORDINARY,
    PROFILE,
    RARE,
    Kind,
    is_protected,
    kind_of,
    turns_on_behaviour,
)
from streams.catalogue.language import parse
from streams.catalogue.vocabulary import COUNTRY_CLASSES, PLACE_CLASSES
from streams.signals.registry import SIGNALS
from streams.tags import TAG_NAMES

UNITS = {signal.name: signal.unit for signal in SIGNALS}


def behaves(when: str) -> bool:
    return turns_on_behaviour(parse(when, UNITS, {}, "when"), UNITS)


def test_of_every_signal_it_is_said_what_it_speaks_of():
    assert [signal.name for signal in SIGNALS if kind_of(signal.name) is None] == []


def test_every_name_that_is_listed_is_a_signal_or_a_tag():
    assert set(UNITS) >= PROFILE | CIRCUMSTANCES
    assert {f"is_{tag}" for tag in RARE | ORDINARY} <= set(UNITS)
    assert not RARE & ORDINARY


def test_every_tag_is_rare_ordinary_or_of_a_party():
    parties = {tag for tag in TAG_NAMES if tag.startswith("with_")} | {"sanctioned"}
    assert set(TAG_NAMES) == RARE | ORDINARY | parties


@pytest.mark.parametrize("place", [*COUNTRY_CLASSES, *PLACE_CLASSES])
def test_whatever_is_counted_by_a_class_of_places_is_about_where(place: str):
    derived = [name for name in UNITS if name.removeprefix("small_").startswith(f"{place}_")]
    assert {kind_of(name) for name in derived} <= {Kind.WHO_OR_WHERE}


def test_a_signal_that_nobody_classified_carries_no_typology():
    assert kind_of("shoe_size") is None
    assert is_protected("shoe_size")
    assert not turns_on_behaviour(parse("shoe_size > 45", {"shoe_size": "count"}, {}, "when"), {"shoe_size": "count"})


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("in_sum_7d >= 1000", True),
        ("in_sum_7d > 999", False),
        ("in_sum_30d - salary_in_sum_30d >= 1000", True),
        ("in_sum_30d >= 3 * in_sum_weekly_mean_56d", False),
        ("in_sum_30d + high_risk_in_sum_30d >= 5000", False),
        ("cash_in_near_threshold_sum_10d > threshold.cash_report", True),
        ("is_off_sector + default(counterparty_is_offshore, 0) >= 1", False),
        ("is_off_sector + default(counterparty_is_offshore, 0) >= 2", True),
        ("default(out_count_surge_7d, 9) >= 4", False),
        ("max(out_sum_7d, offshore_out_sum_30d) >= 5000", False),
        ("min(out_sum_7d, offshore_out_sum_30d) >= 5000", True),
        ("abs(in_sum_7d - out_sum_7d) >= 1000", True),
        ("abs(in_sum_7d - out_sum_7d) <= 10", False),
        ("in_count_7d / out_count_7d > 5", False),
        ("in_sum_7d / 10 >= 500", True),
        ("in_count_7d != 7", False),
        ("in_count_7d == 7", True),
        ("price_ratio >= 3", True),
        ("in_sum_z_7d < 0 - 5", True),
        ("counterparty_is_high_risk", False),
        ("in_count_7d > 3 and is_pep == 1 or is_npo == 1", False),
        ("in_count_7d > 3 and (is_pep == 1 or is_npo == 1)", True),
    ],
)
def test_a_condition_behaves_where_no_ordinary_payment_meets_it(when: str, expected: bool):
    assert behaves(when) is expected
