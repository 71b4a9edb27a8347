"""The subject against its own past."""

from __future__ import annotations

from typing import Any

import numpy as np

from streams.movement import UNKNOWN_DAY, ChannelCode
from streams.signals.compiled import kernel
from streams.signals.family import DAY_US, DIRECTIONS, WINDOWS, Family, Signal
from streams.signals.sight import channel_flow, has_channel

HISTORY_DAYS_MIN = 21
"""A surge needs this much history: the week that is judged and two before it."""
WEEKS = 8
CASH_PRIOR_DAYS = 180
CASH_HISTORY_DAYS_MIN = 60
WEEKS_MIN = 4
SPREAD_FLOOR = 0.1
"""The standard deviation of weeks counts as at least this share of their mean: very regular subjects are not odd for a
cent."""

_SHORT = f"less than {HISTORY_DAYS_MIN} days of history"
_SIGNALS = (
    Signal("history_days", "days", "Days since the first movement seen."),
    Signal("account_age_days", "days", "Days since the account was opened.", unknown="opened is not sent"),
    Signal(
        "dormant_days_7d",
        "days",
        "Whole days of the longest silence that ended within 7d.",
        "7d",
        "no earlier movement is known",
        daily=True,
    ),
    Signal("active_days_30d", "count", "Days with a movement among the last 30.", "30d", daily=True),
    *(
        signal
        for direction in DIRECTIONS
        for signal in (
            Signal(
                f"{direction}_sum_surge_7d",
                "ratio",
                f"Value {direction} of 7d as a multiple of the mean of the 8 weeks before.",
                "63d",
                _SHORT + ", or nothing moved in those weeks",
                daily=True,
            ),
            Signal(
                f"{direction}_count_surge_7d",
                "ratio",
                f"Payments {direction} of 7d as a multiple of the mean of the 8 weeks before.",
                "63d",
                _SHORT + ", or nothing moved in those weeks",
                daily=True,
            ),
            Signal(
                f"{direction}_sum_weekly_mean_56d",
                "money",
                f"Mean value {direction} of a week over the 8 weeks before the last 7d.",
                "63d",
                _SHORT,
                daily=True,
            ),
            Signal(
                f"{direction}_sum_z_7d",
                "z",
                f"Standard deviations by which the value {direction} of 7d is above the mean of the weeks before.",
                "63d",
                f"less than {WEEKS_MIN} weeks before the last 7d, or nothing moved in them",
                daily=True,
            ),
        )
    ),
)
_CASH_AT = len(_SIGNALS)
_SIGNALS += (
    Signal("cash_in_sum_30d", "money", "Cash paid in within 30d.", "30d"),
    Signal("cash_out_sum_30d", "money", "Cash taken out within 30d.", "30d"),
    Signal(
        "cash_in_surge_30d",
        "ratio",
        f"Cash booked in within 30 days as a multiple of the mean 30 of up to {CASH_PRIOR_DAYS} days before.",
        "210d",
        f"less than {CASH_HISTORY_DAYS_MIN} days of history, or no cash before",
        daily=True,
    ),
)
_CASH = int(ChannelCode.CASH)
_THIS_WEEK = list(WINDOWS).index("7d")
_UNKNOWN_DAY = int(UNKNOWN_DAY)


@kernel
def _dormant_days(days: Any, days_end: int, today: int) -> float:
    """Longest gap between active days, the later of which lies in the last seven; nan with no earlier active day."""
    longest = np.nan
    later = today
    for k in range(days_end - 1, -1, -1):
        day = days[k]
        if day.day > today or day.count_in + day.count_out == 0:
            continue
        if day.day < later:
            gap = later - day.day - 1
            if not longest >= gap:
                longest = gap
        later = day.day
        if day.day <= today - 7:
            break
    return longest


@kernel
def _fill_cash(history: Any, last: int, days: Any, days_end: int, seen_days: float, sight: Any, out: Any) -> None:
    """Minor units of cash in and out of 30 days, and the surge of cash booked in."""
    out[0] = out[1] = 0.0
    row = history[last]
    if has_channel(sight, _CASH):
        cash = channel_flow(history, sight.month, last + 1, _CASH)
        out[0] = cash[0][1]
        out[1] = cash[1][1]
    out[2] = np.nan
    if seen_days < CASH_HISTORY_DAYS_MIN:
        return
    now = 0
    before = 0
    for k in range(days_end - 1, -1, -1):
        ago = row.business_day - days[k].day
        if ago >= 30 + CASH_PRIOR_DAYS:
            break
        if ago >= 30:
            before += days[k].cash_in_booked
        elif ago >= 0:
            now += days[k].cash_in_booked
    if before > 0:
        out[2] = now / (before * 30.0 / min(seen_days - 30.0, float(CASH_PRIOR_DAYS)))


@kernel
def _fill(
    history: Any,
    first: int,
    last: int,
    movement: Any,
    days: Any,
    days_end: int,
    subject: Any,
    unit: float,
    scratch: Any,
    out: Any,
) -> None:
    row = history[last]
    today = row.time_us // DAY_US
    history_days = (row.time_us - subject.first_seen_us) / DAY_US
    out[0] = history_days
    out[1] = today - subject.opened_day if subject.opened_day != _UNKNOWN_DAY else np.nan
    out[2] = _dormant_days(days, days_end, today)

    # Weeks are counted back from the day seven days ago; day k of the past belongs to week (k - 7) // 7.
    week_value = scratch.work[: 2 * WEEKS].reshape((2, WEEKS))
    week_count = scratch.work[2 * WEEKS : 4 * WEEKS].reshape((2, WEEKS))
    week_value[:] = 0.0
    week_count[:] = 0.0
    active = 0
    for k in range(days_end - 1, -1, -1):
        day = days[k]
        ago = today - day.day
        if ago >= 7 + 7 * WEEKS:
            break
        if ago < 0 or day.count_in + day.count_out == 0:
            continue
        if ago < 30:
            active += 1
        if ago >= 7:
            week = (ago - 7) // 7
            week_value[0, week] += day.value_in
            week_value[1, week] += day.value_out
            week_count[0, week] += day.count_in
            week_count[1, week] += day.count_out
    out[3] = active

    _fill_cash(history, last, days, days_end, history_days, scratch.sight[0], out[_CASH_AT:])
    out[_CASH_AT] /= unit
    out[_CASH_AT + 1] /= unit

    this_week = scratch.flows[_THIS_WEEK]
    before_days = min(history_days - 7.0, 7.0 * WEEKS)
    whole_weeks = min(int((history_days - 7.0) // 7), WEEKS)
    for direction in range(2):
        at = 4 + 4 * direction
        out[at : at + 4] = np.nan
        if history_days < HISTORY_DAYS_MIN:
            continue
        mean_value = np.sum(week_value[direction]) * 7.0 / before_days
        mean_count = np.sum(week_count[direction]) * 7.0 / before_days
        out[at + 2] = mean_value / unit
        if mean_value > 0:
            out[at] = this_week[direction].value / mean_value
        if mean_count > 0:
            out[at + 1] = this_week[direction].count / mean_count
        if whole_weeks >= WEEKS_MIN:
            weeks = week_value[direction, :whole_weeks]
            mean = np.mean(weeks)
            if mean > 0:
                out[at + 3] = (this_week[direction].value - mean) / max(np.std(weeks), SPREAD_FLOOR * mean)


FAMILY = Family("baseline", _SIGNALS, _fill)
