"""Whether a condition turns on what somebody did, or only on who or where somebody is.

Nobody may be reported for being old, foreign, poor, a charity or a politician, nor for one ordinary payment while being
so. Every way in which a typology can fire must therefore hold a comparison that an ordinary payment cannot meet,
whatever is known of the people and places around it. That is computed with intervals: signals of behaviour range over
what one ordinary payment makes of them, all others over everything that they may be.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import Enum

from streams.catalogue.expression import AllOf, AnyOf, Arithmetic, Call, Compare, Condition, Name, Number, Value
from streams.catalogue.vocabulary import COUNTRY_CLASSES, PLACE_CLASSES
from streams.signals.flows import NETWORK
from streams.signals.model import OF_MODEL, PEERS
from streams.tags import TAG_NAMES

Interval = tuple[float, float]


class Kind(Enum):
    """What a signal speaks of."""

    WHO_OR_WHERE = "who or where"
    """A class of people, parties, countries or places, a count and a sum over one included."""
    CIRCUMSTANCE = "circumstance"
    """Direction, channel, purpose, the usual: what every payment has, and no reason alone."""
    THRESHOLD = "threshold"
    BEHAVIOUR = "behaviour"
    LISTED = "listed"
    """On a sanctions list: the one property of a party that may decide alone, because the law says so."""


PLACES = (*COUNTRY_CLASSES, *PLACE_CLASSES, "high_risk", "conflict", "border", "conflict_border")
"""Classes of countries and places; whatever signal begins with one is about where."""
PROFILE = frozenset(
    {
        "is_person", "is_organisation", "is_business", "is_npo", "is_public", "is_money_service", "is_pep",
        "is_pep_related", "is_employee", "is_official", "lacks_income", "age_years", "declared_income_month",
        "income_ratio_30d", "luxury_income_ratio_30d", "country_is_new", "place_country_is_new", "in_border_area",
        "in_conflict_border_area", "public_share", "person_after_salary_sum_48h", "cash_after_public_sum_10d",
    }
)  # fmt: skip
"""What else says who somebody is or where, or is measured by it."""

RARE = frozenset(
    {
        "dual_use", "arms", "wildlife", "cultural", "precursor", "returned", "third_party", "consignee_other",
        "no_shipment", "mixer", "unlicensed", "off_sector",
    }
)  # fmt: skip
"""Tags of what ordinary payments have not: goods in which nobody may trade without a permit, and irregularities."""
ORDINARY = frozenset(
    {
        "timber", "pharma", "fuel", "minerals", "luxury", "branded", "lodging", "ride", "advertising", "travel",
        "gambling", "gift_card", "exchange", "kiosk", "crowdfunding", "freelance", "freight", "incident_response",
        "consulting", "salary", "tax_refund", "refund", "loan", "repayment", "donation", "permit", "urgent",
        "card_paydown", "instrument", "prepaid", "securities", "goods", "cheque", "night", "at_branch",
        "at_machine", "online", "card_present",
    }
)  # fmt: skip
"""Tags of what anybody may pay for, and how; several such payments are behaviour, a single one is not."""
CIRCUMSTANCES = frozenset(
    {
        "is_in", "is_out", "is_cash", "is_crypto", "is_transfer", "is_late", "own_transfer", "history_truncated",
        "counterparty_is_new", "device_is_new", "history_days", "account_age_days", "hold_hours_7d",
        "commission_mean_7d", "commission_spread_7d", "commission_mean_30d", "commission_spread_30d",
        "balance_share_7d", "in_top_share_30d", "out_top_share_30d", "cash_share_30d", "round_share_30d",
        "night_share_30d", "in_sum_weekly_mean_56d", "out_sum_weekly_mean_56d", "payee_prior_mean",
    }
)  # fmt: skip

_WHERE = re.compile(rf"(small_|new_)?({'|'.join(PLACES)})_\w+|counterparty_is_(?!new$)\w+")
_WITH = re.compile(r"(is_)?with_\w+")
_LISTED = re.compile(r"(subject_)?is_sanctioned|sanctioned_\w+")
_TAGGED = re.compile(rf"({'|'.join(TAG_NAMES)})_(in|out)_(count|sum|counterparties)_\w+")
_DONE = re.compile(
    r"amount"
    r"|(in|out)_(small_)?(count|sum)_\d+\w"
    r"|(in|out)_(new_)?counterparties(_sum)?_\d+\w"
    r"|(in|out)_(count|sum)_(surge|z)_\d+\w|cash_in_surge_30d"
    r"|(cash|crypto)_(in|out)_(count|sum)_\d+\w"
    r"|(cash|transfer)_(in|out)_near_threshold_(count|sum)_\d+\w|instrument_near_(count|sum)_7d"
    r"|cash_(in|out)_(business_day_sum|counted_(sum|count)|reportable|(places|count)_business_day|places_\d+\w)"
    r"|(round_count|similar_count|similar(_new)?_counterparties|similar_sum|duplicate_count)_\d+\w"
    r"|(forwarded_sum|passthrough_ratio|mirrored_pairs)_\d+\w|drained_share_24h|loan_repaid_share_30d"
    r"|dormant_days_7d|active_days_30d|channel_shift_7d|benford_(chi2|count_90d)"
    r"|deposit_distance_km_10d|far_deposit_places_10d|travel_km|travel_speed_kmh|devices_30d|(lodging|ride)_areas_30d"
    r"|payee_account_changed|payee_prior_count|new_payee_ratio|invoice_(prior_count|counterparties)"
    r"|rerouted_count_90d|edited_name_count_90d|kickback_repeats_90d|resale_ratio_90d|price_ratio|price_odd_(count|sum)_30d"
    r"|(originators|agents)(_in|_out)?_30d|reciprocal_(counterparties|sum)_7d|crypto_prior_count"
    r"|(crypto|fiat|cash|paydown)_after_(fiat|crypto|inflow|cash|loan)_sum_\d+\w"
)

ORDINARY_VALUE = 1000.0
"""A payment below this is ordinary: from 1,000 on the FATF (Recommendation 16) wants the parties to a transfer
verified. Limits of the law are taken to be no lower."""
_BELOW = ORDINARY_VALUE - 0.01
_ORDINARY_BY_UNIT: Mapping[str, Interval] = {
    "count": (0, 1),
    "money": (0, _BELOW),
    "threshold_money": (0, _BELOW),
    "share": (0, 0.49),
    "ratio": (0, 1),
    "days": (0, 30),
    "hours": (0, 168),
    "flag": (0, 0),
    "z": (0, 2),
    "years": (0, 120),
    "km": (0, 50),
    "kmh": (0, 130),
}
"""What one ordinary payment can make of a signal of behaviour."""
_ORDINARY_BY_NAME: Mapping[str, Interval] = {
    "price_ratio": (0.5, 2),
    # A tail is the share of ordinary behaviour that is as odd: of a hundred ordinary payments one is below.
    "anomaly_tail": (0.01, 1),
    **{f"peer_{name}": (0.01, 1) for name in PEERS},
}
_LIMIT = 1e15
"""Stands for any number; finite, so that products with zero stay known."""
_ANYTHING: Interval = (0, _LIMIT)


def kind_of(name: str) -> Kind | None:
    """What a signal speaks of; None where nobody has said, and it then carries no typology."""
    if _LISTED.fullmatch(name):
        return Kind.LISTED
    if name in PROFILE or _WHERE.fullmatch(name) or _WITH.fullmatch(name):
        return Kind.WHO_OR_WHERE
    if name.startswith("threshold_"):
        return Kind.THRESHOLD
    tag = name.removeprefix("is_")
    if name in CIRCUMSTANCES or (name != tag and tag in ORDINARY):
        return Kind.CIRCUMSTANCE
    if name in NETWORK | OF_MODEL or _DONE.fullmatch(name) or _TAGGED.fullmatch(name) or (name != tag and tag in RARE):
        return Kind.BEHAVIOUR
    return None


def is_protected(name: str) -> bool:
    """Whether a signal says who the subject or its counterparty is, or where, and not what was done."""
    return kind_of(name) in (Kind.WHO_OR_WHERE, None)


def turns_on_behaviour(condition: Condition, units: Mapping[str, str]) -> bool:
    """Whether every way to make the condition true needs a comparison that no ordinary payment meets."""
    match condition:
        case Compare():
            return not _ordinary(condition, units)
        case AllOf(parts):
            return any(turns_on_behaviour(part, units) for part in parts)
        case AnyOf(parts):
            return all(turns_on_behaviour(part, units) for part in parts)


def _ordinary(leaf: Compare, units: Mapping[str, str]) -> bool:
    """Whether an ordinary payment can meet a comparison, by anybody anywhere."""
    (least, most), (low, high) = _range(leaf.left, units), _range(leaf.right, units)
    match leaf.operator:
        case ">=":
            return most >= low
        case ">":
            return most > low
        case "<=":
            return least <= high
        case "<":
            return least < high
        case "==":
            return least <= high and low <= most
        case "!=":
            return not least == most == low == high


def _range(value: Value, units: Mapping[str, str]) -> Interval:
    match value:
        case Number(number):
            return number, number
        case Name(name):
            return _range_of(name, units[name])
        case Arithmetic(sign, left, right):
            return _combined(sign, _range(left, units), _range(right, units))
        case Call("abs", (argument,)):
            low, high = _range(argument, units)
            return (0 if low <= 0 <= high else min(abs(low), abs(high))), max(abs(low), abs(high))
        case Call("default", (argument, instead)):
            return _hull(_range(argument, units), _range(instead, units))
        case Call(function, arguments):
            choose = min if function == "min" else max
            ranges = [_range(argument, units) for argument in arguments]
            return choose(low for low, _ in ranges), choose(high for _, high in ranges)


def _range_of(name: str, unit: str) -> Interval:
    match kind_of(name):
        case Kind.BEHAVIOUR:
            return _ORDINARY_BY_NAME.get(name, _ORDINARY_BY_UNIT[unit])
        case Kind.LISTED:
            return 0, 0
        case Kind.THRESHOLD:
            return ORDINARY_VALUE, _LIMIT
        case _:
            return (0, 1) if unit in ("flag", "share") else (-_LIMIT, _LIMIT) if unit == "z" else _ANYTHING


def _combined(sign: str, left: Interval, right: Interval) -> Interval:
    if sign == "+":
        return left[0] + right[0], left[1] + right[1]
    if sign == "-":
        return left[0] - right[1], left[1] - right[0]
    if sign == "/" and right[0] <= 0 <= right[1]:
        return -_LIMIT if min(left[0], right[0]) < 0 else 0, _LIMIT
    ends = [a * b if sign == "*" else a / b for a in left for b in right]
    return min(ends), max(ends)


def _hull(left: Interval, right: Interval) -> Interval:
    return min(left[0], right[0]), max(left[1], right[1])
