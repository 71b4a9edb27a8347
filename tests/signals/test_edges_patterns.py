"""Signals of repetition: what lies exactly on an edge, and what is unknown."""

import math
from collections.abc import Sequence
from typing import Any

import pytest

from streams.movement import ChannelCode, MovementFlag
from streams.signals.family import DAY_US
from streams.tags import Tag
from tests.signals.made import NOON_US, last

NOW, OUT = {"time_us": NOON_US}, {"outward": 1}
FLAGS_OF_NO_FLOW = (int(MovementFlag.OWN_TRANSFER), int(MovementFlag.ON_BEHALF))
PUBLIC = {"tags": int(Tag.WITH_PUBLIC), "value": 1_000_000, "counterparty": 1}
PERSON = {**OUT, "tags": int(Tag.WITH_PERSON), "value": 100_000, "counterparty": 2}
INVOICE, NAMED = {"invoice": 5}, {**OUT, "name": 3}


def ago(days: float, off_us: int = 0) -> dict[str, int]:
    return {"time_us": NOON_US - int(days * DAY_US) + off_us}


def inside_and_outside(name: str, days: float, earlier: dict[str, Any], *then: dict[str, Any]) -> tuple[float, float]:
    """The signal where `earlier` lies one microsecond inside of a window of so many days, and on its far end."""
    inside = last(name, {**earlier, **ago(days, 1)}, *then, history=400)
    return inside, last(name, {**earlier, **ago(days)}, *then, history=400)


@pytest.mark.parametrize(
    ("name", "days", "earlier", "this"),
    [
        ("duplicate_count_1h", 1 / 24, {}, {}),
        ("price_odd_count_30d", 30, {"price_ratio": 3.0}, {}),
        ("price_odd_sum_30d", 30, {"price_ratio": 3.0}, {}),
        ("similar_counterparties_7d", 7, {"counterparty": 8}, {}),
        ("similar_count_30d", 30, {}, {}),
        ("similar_sum_30d", 30, {}, {}),
        ("benford_count_90d", 90, {}, {}),
        ("originators_30d", 30, {"originator": 1}, {}),
        ("originators_out_30d", 30, {**OUT, "originator": 1}, {}),
        ("agents_in_30d", 30, {"agent": 1}, {}),
        ("agents_out_30d", 30, {**OUT, "agent": 1}, {}),
        ("reciprocal_counterparties_7d", 7, OUT, {}),
        ("reciprocal_sum_7d", 7, {}, OUT),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_window_is_open_at_its_far_end(name: str, days: float, earlier: dict[str, Any], this: dict[str, Any]) -> None:
    inside, outside = inside_and_outside(name, days, earlier, {**this, **NOW})
    assert inside > outside


OLD_NAME = {"counterparty": 8, "name": 3, "name_key": 5}
NEW_NAME = {"counterparty": 9, "name": 4, "name_key": 5}


@pytest.mark.parametrize(
    ("old", "new", "count"),
    [
        ({}, {}, 2),
        ({"name": 4}, {}, 0),
        ({"name_key": 6}, {}, 0),
        ({"outward": 1}, {}, 0),
        ({"value": 12_001}, {}, 0),
        ({"value": 12_000}, {}, 2),
        ({"counterparty": 9}, {}, 0),
        (ago(14, 1), {}, 0),
    ],
)
def test_an_edited_name_is_another_name_with_the_key_of_a_silent_party(
    old: dict[str, Any], new: dict[str, Any], count: int
) -> None:
    earlier = [{**OLD_NAME, **ago(days), **old} for days in (30, 14)]
    assert last("edited_name_count_90d", *earlier, {**NEW_NAME, **NOW, **new}) == count


def test_edited_names_are_counted_of_the_party_that_has_most_of_them() -> None:
    others = [{**OLD_NAME, **ago(40), "counterparty": k, "name": 2, "name_key": 0} for k in (1, 1, 1, 2)]
    earlier = [{**OLD_NAME, **ago(30), "counterparty": k} for k in (5, 6, 6)]
    assert last("rerouted_count_90d", *others, *earlier, {**NEW_NAME, **NOW}) == 3
    assert last("edited_name_count_90d", *others, *earlier, {**NEW_NAME, **NOW}) == 2
    assert math.isnan(last("edited_name_count_90d", *others, *earlier, {**NEW_NAME, **NOW, "name_key": 0}))


@pytest.mark.parametrize("flags", FLAGS_OF_NO_FLOW)
@pytest.mark.parametrize(
    ("name", "earlier", "this"),
    [
        ("duplicate_count_1h", {}, {}),
        ("payee_prior_count", {**NAMED, "counterparty": 1}, {**NAMED, "counterparty": 2}),
        ("invoice_prior_count", INVOICE, INVOICE),
        ("invoice_counterparties", {**INVOICE, "counterparty": 8}, INVOICE),
        ("price_odd_count_30d", {"price_ratio": 3.0}, {}),
        ("benford_count_90d", {}, {}),
        ("originators_30d", {"originator": 1}, {}),
        ("agents_out_30d", {**OUT, "agent": 1}, {}),
        ("reciprocal_counterparties_7d", {}, OUT),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_an_earlier_movement_that_is_no_flow_does_not_count(
    name: str, earlier: dict[str, Any], this: dict[str, Any], flags: int
) -> None:
    assert last(name, {**earlier, "flags": flags}, this) == last(name, {**earlier, "flags": 0}, this) - 1


@pytest.mark.parametrize("flags", FLAGS_OF_NO_FLOW)
@pytest.mark.parametrize(
    "name",
    [
        "duplicate_count_1h",
        "payee_account_changed",
        "payee_prior_count",
        "invoice_prior_count",
        "invoice_counterparties",
        "new_payee_ratio",
        "rerouted_count_90d",
        "edited_name_count_90d",
        "public_share",
        "kickback_repeats_90d",
    ],
)
def test_a_movement_that_is_no_flow_is_beside_no_payee(name: str, flags: int) -> None:
    before = [PUBLIC, *[{**PERSON, "counterparty": 1}] * 5]
    this = {**PERSON, **INVOICE, "name": 1, "name_key": 1}
    assert not math.isnan(last(name, *before, this))
    assert math.isnan(last(name, *before, {**this, "flags": flags}))


@pytest.mark.parametrize(
    ("ratio", "odd"), [(2.0, 1), (1.999, 0), (0.5, 1), (0.501, 0), (1.0, 0), (0.0, 1), (math.nan, 0)]
)
def test_a_price_is_odd_from_twice_and_from_half_the_reference(ratio: float, odd: int) -> None:
    goods = {"price_ratio": ratio}
    assert last("price_odd_count_30d", goods) == odd
    assert last("price_odd_sum_30d", {**goods, "value": -1}, goods) == odd * 100
    assert last("price_ratio", goods) == pytest.approx(ratio, nan_ok=True)


@pytest.mark.parametrize(("value", "similar"), [(9_900, 2), (9_899, 1), (10_100, 2), (10_101, 1), (-1, 1)])
def test_amounts_are_similar_up_to_one_hundredth(value: int, similar: int) -> None:
    rows: tuple[dict[str, Any], ...] = {"value": value, "counterparty": 1}, {}
    assert last("similar_count_30d", *rows) == last("similar_counterparties_7d", *rows) == similar
    assert last("similar_sum_30d", *rows) == 100 + (similar - 1) * value / 100


def test_similar_amounts_are_of_one_direction_and_of_known_value() -> None:
    assert last("similar_count_30d", OUT, {}) == 1
    assert last("similar_counterparties_7d", {"counterparty": 0}, {"counterparty": 1}, {"counterparty": 1}) == 1
    for name in ("similar_counterparties_7d", "similar_count_30d", "similar_sum_30d"):
        assert math.isnan(last(name, {}, {"value": -1}))


def test_a_counterparty_of_similar_amounts_is_new_where_no_such_flow_is_from_before_the_week() -> None:
    rows: list[dict[str, Any]] = [{"counterparty": 0}, {"counterparty": 1}, {"counterparty": 2}, {"counterparty": 2}]
    new = "similar_new_counterparties_7d"
    assert last(new, *rows) == 2
    assert last(new, {"counterparty": 1, "value": 7, **ago(7)}, *rows, history=400) == 1
    assert last(new, {"counterparty": 1, "value": 7, **ago(7, 1)}, *rows, history=400) == 2
    assert last(new, {"counterparty": 1, **OUT, **ago(7)}, *rows, history=400) == 2
    assert last(new, {"counterparty": 1, "flags": FLAGS_OF_NO_FLOW[0], **ago(7)}, *rows, history=400) == 2
    assert math.isnan(last(new, {}, {"value": -1}))


def test_the_amounts_that_are_similar_for_a_week_are_those_of_the_count() -> None:
    rows = [{"counterparty": who, "flags": flags} for who, flags in enumerate((0, *FLAGS_OF_NO_FLOW), start=1)]
    assert last("similar_count_7d", *rows) == last("similar_counterparties_7d", *rows) == 3


def values_of(*counts: int) -> list[dict[str, Any]]:
    """So many values of each first digit, of one to seven digits."""
    digits = [digit for digit, count in enumerate(counts, start=1) for _ in range(count)]
    return [{"value": digit * 10 ** (k % 7) + (10 ** (k % 7) - 1) * (k % 2)} for k, digit in enumerate(digits)]


def benford(rows: Sequence[dict[str, Any]]) -> float:
    return last("benford_chi2", *rows, history=400)


def test_first_digits_say_nothing_under_a_hundred_values() -> None:
    rows = values_of(30, 18, 12, 10, 8, 7, 6, 5, 4)
    flagged = {"value": 5, "flags": FLAGS_OF_NO_FLOW[0]}
    assert benford(rows) < 1
    assert math.isnan(benford([{"value": -1}, {"value": 0}, flagged, *rows[1:]]))
    assert math.isnan(benford([{**rows[0], **ago(90)}, *rows[1:]]))
    assert benford([{**rows[0], **ago(90, 1)}, *rows[1:]]) < 1


def test_first_digits_that_are_all_alike_are_far_from_benford() -> None:
    share = math.log10(1 + 1 / 4)
    assert benford(values_of(0, 0, 0, 100)) == pytest.approx(100 * (1 / share - 1))
    assert benford(values_of(11, 11, 11, 11, 11, 11, 11, 11, 12)) > 20.1


def on(channel: ChannelCode, count: int, days: float, **fields: Any) -> list[dict[str, Any]]:
    return [{"channel": int(channel), **ago(days), **fields}] * count


def shift(*rows: dict[str, Any]) -> float:
    return last("channel_shift_7d", *rows, history=400)


def test_the_mix_of_channels_shifts_by_the_share_that_changed_channel() -> None:
    before = [*on(ChannelCode.CASH, 10, 9), *on(ChannelCode.TRANSFER, 10, 8)]
    assert shift(*before, *on(ChannelCode.CRYPTO, 5, 0)) == 1
    assert shift(*before, *on(ChannelCode.CASH, 5, 0)) == 0.5
    assert shift(*before, *on(ChannelCode.CASH, 3, 1), *on(ChannelCode.TRANSFER, 3, 0)) == 0


def test_the_mix_of_channels_is_one_of_value_in_the_direction_of_the_movement() -> None:
    before = [*on(ChannelCode.CARD, 10, 9), *on(ChannelCode.TRANSFER, 10, 8, **OUT)]
    week = [*on(ChannelCode.CARD, 9, 1, value=1_000), *on(ChannelCode.CRYPTO, 1, 0, value=9_000)]
    assert shift(*before, *week) == 0.5
    assert shift(*before, *on(ChannelCode.CRYPTO, 9, 1, **OUT), *week) == 0.5
    assert shift(*before, *week, *on(ChannelCode.TRANSFER, 4, 0, **OUT)) == 0


def test_a_mix_of_channels_needs_four_movements_of_value_after_ten() -> None:
    cash, crypto = ChannelCode.CASH, ChannelCode.CRYPTO
    behind = [
        *on(crypto, 9, 8, flags=FLAGS_OF_NO_FLOW[0]),
        *on(crypto, 9, 8, value=0),
        *on(crypto, 9, 8, value=-1),
        *on(crypto, 9, 8, **OUT),
    ]
    assert math.isnan(shift(*on(cash, 9, 8), *behind, *on(crypto, 9, 0)))
    assert math.isnan(shift(*on(cash, 40, 8), *on(crypto, 3, 0, flags=FLAGS_OF_NO_FLOW[1]), *on(crypto, 3, 0)))
    assert shift(*on(cash, 10, 8), *behind, *on(crypto, 4, 0)) == 1
    edge = {"channel": int(crypto), **ago(7, 1)}
    assert shift(*on(cash, 10, 8), edge, *on(crypto, 3, 0)) == 1
    assert math.isnan(shift(*on(cash, 10, 8), {**edge, **ago(7)}, *on(crypto, 3, 0)))


def test_those_behind_the_other_sides_are_counted_once_in_each_direction() -> None:
    rows = [{"originator": who, "agent": who, "outward": way} for who in (0, 1, 1, 2) for way in (0, 1)]
    rows.append({"originator": 3, "agent": 2, "outward": 1})
    assert last("originators_30d", *rows) == last("agents_in_30d", *rows) == 2
    assert last("originators_out_30d", *rows) == 3
    assert last("agents_out_30d", *rows) == 2


def test_one_hash_as_agent_and_as_originator_counts_as_both() -> None:
    widest = 2**32 - 1
    row = {"originator": widest, "agent": widest}
    assert last("originators_30d", row, row) == last("agents_in_30d", row, row) == 1


def test_what_is_reciprocal_is_the_lesser_direction_of_each_counterparty() -> None:
    rows = [
        {"counterparty": 1, "value": 10_000},
        {"counterparty": 1, "value": 5_000, "outward": 1},
        {"counterparty": 1, "value": 2_000, "outward": 1},
        {"counterparty": 2, "value": 30_000, "outward": 1},
        {"counterparty": 66, "value": 30_000},
        {"counterparty": 3, "value": -1, "outward": 1},
        {"counterparty": 3, "value": 40_000},
        {"counterparty": 0, "value": 50_000},
        {"counterparty": 0, "value": 50_000, "outward": 1},
    ]
    assert last("reciprocal_counterparties_7d", *rows) == 2
    assert last("reciprocal_sum_7d", *rows) == 70
