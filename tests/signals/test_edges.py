"""What lies exactly on an edge, and what is unknown."""

import math
from typing import Any

import pytest

from streams.movement import UNKNOWN_BALANCE, ChannelCode, MovementFlag, PartyCode
from streams.signals.family import DAY_US, HOUR_US
from streams.signals.registry import INDEX, SIGNALS
from tests.signals.made import NOON_US, UNIT, apply, last, movements, subjects

CASH, CRYPTO = {"channel": int(ChannelCode.CASH)}, {"channel": int(ChannelCode.CRYPTO)}
OUT = {"outward": 1}
NOW = {"time_us": NOON_US}
OWN, BEHALF = {"flags": int(MovementFlag.OWN_TRANSFER)}, {"flags": int(MovementFlag.ON_BEHALF)}
RISKY = {"flags": int(MovementFlag.HIGH_RISK), "country": 0x4952}
WIDTHS = {"1h": HOUR_US, "24h": DAY_US, "48h": 2 * DAY_US, "7d": 7 * DAY_US, "10d": 10 * DAY_US, "30d": 30 * DAY_US}


def ago(width_us: int) -> dict[str, int]:
    return {"time_us": NOON_US - width_us}


_IN_WINDOWS: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    *((f"in_count_{window}", {}, {}) for window in ("1h", "24h", "7d", "30d")),
    *((f"out_sum_{window}", OUT, OUT) for window in ("1h", "24h", "7d", "30d")),
    ("cash_in_count_7d", CASH, CASH),
    ("cash_out_sum_7d", {**CASH, **OUT}, {**CASH, **OUT}),
    ("crypto_in_sum_7d", CRYPTO, CRYPTO),
    ("in_small_count_7d", {}, {}),
    ("out_small_sum_30d", OUT, OUT),
    *((f"in_counterparties_{window}", {"counterparty": 1}, {"counterparty": 2}) for window in ("24h", "7d", "30d")),
    *(
        (f"out_new_counterparties_{window}", {**OUT, "counterparty": 1}, {**OUT, "counterparty": 2})
        for window in ("24h", "7d")
    ),
    ("cash_in_near_threshold_count_10d", {**CASH, "threshold_ratio": 0.9}, {**CASH, "threshold_ratio": 0.9}),
    ("transfer_out_near_threshold_sum_7d", {**OUT, "threshold_ratio": 0.9}, {**OUT, "threshold_ratio": 0.9}),
    ("round_count_30d", {"flags": int(MovementFlag.ROUND)}, {"flags": int(MovementFlag.ROUND)}),
    ("similar_count_7d", {}, {}),
    ("forwarded_sum_48h", {}, OUT),
    ("forwarded_sum_7d", {}, OUT),
    ("high_risk_in_count_30d", RISKY, RISKY),
    ("high_risk_out_sum_30d", {**RISKY, **OUT}, {**RISKY, **OUT}),
]


@pytest.mark.parametrize(("name", "earlier", "this"), _IN_WINDOWS, ids=[name for name, _, _ in _IN_WINDOWS])
def test_a_window_is_open_at_its_far_end(name: str, earlier: dict[str, Any], this: dict[str, Any]) -> None:
    width = WIDTHS[next(signal.window for signal in SIGNALS if signal.name == name)]
    inside = last(name, {**earlier, **ago(width - 1)}, {**this, **NOW})
    outside = last(name, {**earlier, **ago(width)}, {**this, **NOW})
    beyond = last(name, {**earlier, **ago(width + 1)}, {**this, **NOW})
    assert inside > outside == beyond


def test_a_window_holds_movements_of_the_same_time_that_came_before() -> None:
    assert last("in_count_1h", NOW, NOW, NOW) == 3


def test_a_movement_does_not_see_what_lies_after_it() -> None:
    assert last("in_count_30d", {"time_us": NOON_US + 1}, NOW) == 1
    assert last("is_late", {"time_us": NOON_US + 1}, NOW) == 1
    assert last("is_late", NOW, NOW) == 0


@pytest.mark.parametrize(
    ("ratio", "cash_is_near", "transfer_is_near"),
    [(0.49999, 0, 0), (0.5, 1, 0), (0.79, 1, 0), (0.8, 1, 1), (0.99999994, 1, 1), (1.0, 0, 0), (float("nan"), 0, 0)],
)
def test_near_a_threshold_is_from_its_share_to_just_below(
    ratio: float, cash_is_near: int, transfer_is_near: int
) -> None:
    assert last("cash_in_near_threshold_count_10d", {**CASH, "threshold_ratio": ratio}) == cash_is_near
    assert last("transfer_in_near_threshold_count_7d", {"threshold_ratio": ratio}) == transfer_is_near


def test_cash_is_not_near_the_travel_rule_nor_a_transfer_near_the_cash_limit() -> None:
    assert last("transfer_in_near_threshold_count_7d", {**CASH, "threshold_ratio": 0.9}) == 0
    assert last("cash_in_near_threshold_count_10d", {"threshold_ratio": 0.9}) == 0


@pytest.mark.parametrize(("reached", "reportable"), [(999_999, 1), (1_000_000, 1), (1_000_001, 0)])
def test_a_sum_is_reportable_from_the_smallest_sum_that_the_law_names(reached: int, reportable: int) -> None:
    cash = {**CASH, "threshold_value": 500_000, "cash_report_reached": reached}
    assert last("cash_in_reportable", cash, cash) == reportable
    assert last("cash_out_reportable", cash, cash) == 0


def test_cash_adds_up_by_business_day_whoever_moved_it_and_directions_stay_apart() -> None:
    day = NOON_US // DAY_US
    cash = {**CASH, "threshold_value": 400_000}
    stream = [
        {**cash, "business_day": day + 1},
        {**cash, "business_day": day + 1, **BEHALF},
        {**cash, "business_day": day + 1, **OUT},
        {**cash, "business_day": day},
        {**cash, "business_day": day + 1, **ago(DAY_US)},
    ]
    assert last("cash_in_business_day_sum", *stream) == 12_000
    assert last("cash_out_business_day_sum", *stream) == 4_000


def test_cash_of_another_duty_counts_apart() -> None:
    cash = {**CASH, "threshold_value": 400_000}
    stream = [{**cash, "duty": duty} for duty in (3, 4, 3, 5, 3)]
    assert last("cash_in_business_day_sum", *stream) == 12_000
    assert last("cash_in_counted_count", *stream) == 3
    assert last("cash_in_reportable", *stream) == 1
    assert last("cash_in_reportable", *stream[:4]) == 0


def test_cash_that_counts_alone_is_its_own_sum() -> None:
    cash = {**CASH, "threshold_value": 600_000, "flags": int(MovementFlag.SINGLE_REPORT)}
    assert last("cash_in_business_day_sum", cash, cash) == 12_000
    assert last("cash_in_counted_sum", cash, cash) == 6_000
    assert last("cash_in_counted_count", cash, cash) == 1
    assert last("cash_in_reportable", cash, cash) == 0


def test_a_transfer_is_not_reportable_on_a_day_whose_cash_is() -> None:
    stream = [{**CASH, "threshold_value": 2_000_000}, {}]
    assert last("cash_in_business_day_sum", *stream) == 20_000
    assert last("cash_in_reportable", *stream) == 0


@pytest.mark.parametrize(
    ("paid", "pairs"), [(99_501, 0), (99_500, 1), (92_000, 1), (85_000, 1), (84_999, 0), (100_000, 0), (100_001, 0)]
)
def test_a_commission_is_from_half_a_percent_to_fifteen_both_included(paid: int, pairs: int) -> None:
    assert last("mirrored_pairs_7d", {**ago(HOUR_US), **_worth(100_000)}, {**NOW, **OUT, **_worth(paid)}) == pairs


def test_commissions_are_compared_in_the_currency_of_the_duties() -> None:
    received, paid = {**ago(HOUR_US), **_worth(100_000)}, {**NOW, **OUT, **_worth(97_000)}
    assert last("commission_mean_7d", received, {**paid, "value": 93_000}) == pytest.approx(0.03)
    assert last("commission_mean_7d", received, {**paid, "value": 93_000, "duty": 99}) == pytest.approx(0.07)
    assert last("commission_mean_7d", received, {**paid, "value": 93_000, "threshold_value": 0}) == pytest.approx(0.07)


def test_a_pair_is_the_one_whose_commission_is_like_those_before() -> None:
    first = [{**ago(9 * HOUR_US), **_worth(100_000)}, {**ago(8 * HOUR_US), **OUT, **_worth(96_000)}]
    received = [{**ago(3 * HOUR_US), **_worth(60_000)}, {**ago(2 * HOUR_US), **_worth(58_000)}]
    assert last("commission_spread_7d", *first, *received, {**NOW, **OUT, **_worth(57_600)}) == pytest.approx(0.0)


def _worth(value: int) -> dict[str, int]:
    return {"value": value, "threshold_value": value}


def test_each_inflow_is_mirrored_once_and_only_for_two_days() -> None:
    received, paid = _worth(100_000), {**_worth(90_000), **OUT}
    assert last("mirrored_pairs_7d", {**received, **ago(HOUR_US)}, {**paid, **ago(1)}, {**paid, **NOW}) == 1
    assert last("mirrored_pairs_7d", {**received, **ago(2 * DAY_US)}, {**paid, **NOW}) == 0
    assert last("mirrored_pairs_7d", {**received, **ago(2 * DAY_US - 1)}, {**paid, **NOW}) == 1
    assert last("mirrored_pairs_30d", {**received, **ago(4 * DAY_US - 1)}, {**paid, **NOW}) == 1
    assert last("mirrored_pairs_30d", {**received, **ago(4 * DAY_US)}, {**paid, **NOW}) == 0
    assert last("commission_mean_7d", {**received, **ago(1)}, {**paid, **NOW}) == pytest.approx(0.1)
    assert last("commission_spread_7d", {**received, **ago(1)}, {**paid, **NOW}) == 0


def test_money_is_forwarded_first_in_first_out_and_never_before_it_came() -> None:
    received = [{"value": 60_000, **ago(10 * HOUR_US)}, {"value": 60_000, **ago(2 * HOUR_US)}]
    paid = {"value": 90_000, **NOW, **OUT}
    assert last("forwarded_sum_48h", *received, paid) == 900
    assert last("passthrough_ratio_48h", *received, paid) == 0.75
    assert last("hold_hours_7d", *received, paid) == pytest.approx((600 * 10 + 300 * 2) / 900)
    assert last("forwarded_sum_48h", {**paid, **ago(1)}, {"value": 60_000, **NOW}) == 0
    assert last("passthrough_ratio_48h", {**paid, **ago(1)}, {"value": 60_000, **NOW}) == 0


@pytest.mark.parametrize("apart", [OWN, BEHALF], ids=["own transfer", "on behalf"])
@pytest.mark.parametrize(
    "name",
    [
        "in_count_24h",
        "in_sum_30d",
        "cash_in_sum_7d",
        "in_small_count_7d",
        "in_counterparties_7d",
        "in_new_counterparties_7d",
        "cash_in_near_threshold_count_10d",
        "high_risk_in_count_30d",
        "active_days_30d",
    ],
)
def test_what_is_outside_all_flows_is_counted_in_none(name: str, apart: dict[str, int]) -> None:
    row = {**CASH, "threshold_ratio": 0.9, "country": 0x4952}
    counted = {**row, "flags": int(MovementFlag.HIGH_RISK)}
    outside = {**row, "flags": int(MovementFlag.HIGH_RISK) | apart["flags"]}
    assert last(name, {**counted, "value": 100}) > 0
    assert last(name, {**outside, "value": 100}) == 0


def test_only_units_of_the_base_currency_below_three_hundred_are_small() -> None:
    assert last("in_small_count_7d", {"value": 300 * UNIT - 1}) == 1
    assert last("in_small_count_7d", {"value": 300 * UNIT}) == 0
    assert last("in_small_count_7d", {"value": 0}) == 1
    assert last("in_small_count_7d", {"value": -1}) == 0


@pytest.mark.parametrize(("other", "similar"), [(9_899, 1), (9_900, 2), (10_100, 2), (10_101, 1)])
def test_amounts_are_similar_up_to_one_percent(other: int, similar: int) -> None:
    assert last("similar_count_7d", {"value": other}, {"value": 10_000}) == similar
    assert last("similar_count_7d", {"value": other, **OUT}, {"value": 10_000}) == 1


def test_days_are_counted_in_whole_days_of_the_calendar() -> None:
    midnight = 20_000 * DAY_US
    assert last("dormant_days_7d", {"time_us": midnight - 1}, {"time_us": midnight}) == 0
    assert last("dormant_days_7d", {"time_us": midnight - 1}, {"time_us": midnight + 90 * DAY_US}) == 90
    assert last("active_days_30d", {"time_us": midnight - 29 * DAY_US}, {"time_us": midnight}) == 2
    assert last("active_days_30d", {"time_us": midnight - 29 * DAY_US - 1}, {"time_us": midnight}) == 1


def test_a_silence_is_known_for_seven_days_after_it_ended() -> None:
    woken = [ago(100 * DAY_US), NOW]
    assert last("dormant_days_7d", *woken, {"time_us": NOON_US + 6 * DAY_US}) == 99
    assert last("dormant_days_7d", *woken, {"time_us": NOON_US + 7 * DAY_US}) == 6


def test_a_surge_needs_three_weeks_of_history() -> None:
    week = [ago(21 * DAY_US), ago(10 * DAY_US)]
    assert last("in_count_surge_7d", *week, NOW) == pytest.approx(1 / (2 * 7 / 14))
    assert math.isnan(last("in_count_surge_7d", {"time_us": NOON_US - 21 * DAY_US + 1}, ago(10 * DAY_US), NOW))


def test_a_z_score_needs_four_whole_weeks_before_the_last_seven_days() -> None:
    first = 35 * DAY_US
    weekly = [ago(days * DAY_US) for days in (28, 21, 14, 7)]
    assert last("in_sum_z_7d", ago(first), *weekly, NOW) == pytest.approx((1 - 1) / 0.1)
    assert last("in_sum_z_7d", ago(first), *weekly, {**NOW, "value": 20_000}) == pytest.approx((2 - 1) / 0.1)
    assert math.isnan(last("in_sum_z_7d", ago(first - 1), *weekly, NOW))


def test_usual_high_risk_value_is_that_of_the_days_before_the_last_thirty() -> None:
    value = {**RISKY, "value": 90_000}
    name = "high_risk_prior_month_mean"
    assert last(name, {**value, **ago(29 * DAY_US)}, NOW) == 0
    assert last(name, {**value, **ago(30 * DAY_US)}, NOW) == 900
    assert last(name, {**value, **ago(90 * DAY_US)}, NOW) == 450
    assert last(name, {**value, **ago(389 * DAY_US)}, NOW) == pytest.approx(900 * 30 / 359)
    assert last(name, {**value, **ago(390 * DAY_US)}, NOW) == 0


def test_a_subject_is_truncated_when_the_bound_cut_the_last_thirty_days() -> None:
    def full(width_us: int) -> list[dict[str, int]]:
        return [ago(width_us - k) for k in range(16)]

    assert last("history_truncated", *full(29 * DAY_US)) == 0
    assert last("history_truncated", *full(29 * DAY_US), NOW) == 1
    assert last("history_truncated", *full(30 * DAY_US), NOW) == 1
    assert last("history_truncated", *full(30 * DAY_US + 1), NOW) == 0


def test_a_movement_older_than_all_that_is_kept_sees_itself_alone() -> None:
    late = [*(ago(k) for k in range(20, 0, -1)), ago(DAY_US)]
    assert last("in_count_30d", *late) == 1
    assert last("is_late", *late) == 1
    assert last("history_truncated", *late) == 1


@pytest.mark.parametrize(
    ("name", "row"),
    [
        ("amount", {"value": -1}),
        ("counterparty_is_new", {"counterparty": 0}),
        ("is_person", {"kind": int(PartyCode.NONE)}),
        ("is_organisation", {"kind": int(PartyCode.NONE)}),
        ("cash_share_30d", {"value": 0}),
        ("cash_share_30d", {"value": -1}),
        ("in_top_share_30d", {"counterparty": 0}),
        ("out_top_share_30d", {}),
        ("threshold_cash_report", {"cash_report_limit": 0}),
        ("threshold_travel_rule", {"travel_rule_limit": 0}),
        ("cash_in_near_threshold_count_10d", {**CASH, "threshold_ratio": 0.9, "cash_report_limit": 0}),
        ("cash_out_near_threshold_sum_10d", {"cash_report_limit": 0}),
        ("transfer_in_near_threshold_count_7d", {"threshold_ratio": 0.9, "travel_rule_limit": 0}),
        ("transfer_out_near_threshold_sum_7d", {"travel_rule_limit": 0}),
        ("cash_in_business_day_sum", {**CASH, "cash_report_limit": 0}),
        ("cash_in_reportable", {**CASH, "cash_report_limit": 0}),
        ("similar_count_7d", {"value": -1}),
        ("passthrough_ratio_48h", OUT),
        ("passthrough_ratio_7d", OUT),
        ("hold_hours_7d", {}),
        ("commission_mean_7d", {}),
        ("commission_spread_7d", {}),
        ("balance_share_7d", {"balance": int(UNKNOWN_BALANCE)}),
        ("balance_share_7d", {**OUT, "balance": 5}),
        ("account_age_days", {}),
        ("dormant_days_7d", {}),
        ("in_sum_surge_7d", {}),
        ("out_count_surge_7d", {}),
        ("in_sum_weekly_mean_56d", {}),
        ("out_sum_z_7d", {}),
        ("counterparty_is_high_risk", {"country": 0}),
        ("counterparty_is_conflict", {"country": 0}),
        ("country_is_new", {"country": 0}),
        ("high_risk_share_30d", {"value": -1}),
    ],
)
def test_a_signal_is_nan_where_its_declaration_says_unknown(name: str, row: dict[str, Any]) -> None:
    assert next(signal.unknown for signal in SIGNALS if signal.name == name)
    assert math.isnan(last(name, row))


def test_a_signal_without_such_a_clause_is_never_nan() -> None:
    bare = {"value": -1, "counterparty": 0, "cash_report_limit": 0, "travel_rule_limit": 0}
    for row in (bare, {**bare, **OUT}, {**bare, **OWN}, {**bare, **CASH, **BEHALF}):
        matrix = apply(subjects(), movements([row])).matrix
        unclear = [
            signal.name for signal in SIGNALS if not signal.unknown and math.isnan(matrix[0, INDEX[signal.name]])
        ]
        assert not unclear


def test_what_a_party_is_stays_known_after_it_was_sent_once() -> None:
    person = {"kind": int(PartyCode.PERSON), "opened_day": 19_990}
    assert last("is_person", person, {}) == 1
    assert last("is_organisation", person, {}) == 0
    assert last("account_age_days", person, {}) == 10
    assert last("is_organisation", person, {"kind": int(PartyCode.NPO)}) == 1
