"""Countries of counterparties."""

from __future__ import annotations

from typing import Any

import numpy as np

from streams.movement import NO_FLOW, MovementFlag
from streams.signals.compiled import flag, kernel
from streams.signals.family import DAY_US, DIRECTIONS, WINDOWS, Family, Signal

PRIOR_DAYS = 360
"""How far back, before the last 30 days, high-risk value counts as usual for the subject."""

_NO_COUNTRY = "the counterparty's country is not sent"
_SIGNALS = (
    Signal(
        "counterparty_is_high_risk",
        "flag",
        "The counterparty's country is on a FATF or embargo list on the day.",
        unknown=_NO_COUNTRY,
    ),
    Signal(
        "counterparty_is_conflict",
        "flag",
        "The counterparty's country is a conflict zone.",
        unknown=_NO_COUNTRY,
    ),
    *(
        signal
        for direction in DIRECTIONS
        for signal in (
            Signal(
                f"high_risk_{direction}_count_30d",
                "count",
                f"Payments {direction} with high-risk countries within 30d.",
                "30d",
            ),
            Signal(
                f"high_risk_{direction}_sum_30d",
                "money",
                f"Value {direction} with high-risk countries within 30d.",
                "30d",
            ),
        )
    ),
    Signal("high_risk_share_30d", "share", "Share of high-risk countries in the value of 30d.", "30d", "nothing moved"),
    Signal(
        "high_risk_prior_month_mean",
        "money",
        f"Mean value per 30 days with high-risk countries over up to {PRIOR_DAYS} days before the last 30; 0 for none.",
        "390d",
        daily=True,
    ),
    Signal(
        "country_is_new",
        "flag",
        "The kept history has no earlier movement with the counterparty's country.",
        unknown=_NO_COUNTRY,
    ),
)
_HIGH_RISK, _CONFLICT = int(MovementFlag.HIGH_RISK), int(MovementFlag.CONFLICT)
_NO_FLOW = int(NO_FLOW)
_MONTH = list(WINDOWS).index("30d")


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
    out[:] = 0.0
    row = history[last]
    known = row.country != 0
    out[0] = flag((row.flags & _HIGH_RISK) != 0) if known else np.nan
    out[1] = flag((row.flags & _CONFLICT) != 0) if known else np.nan
    sight = scratch.sight[0]
    if sight.flags & np.uint64(_HIGH_RISK):
        for i in range(sight.month, last + 1):
            other = history[i]
            if other.flags & _HIGH_RISK and not other.flags & _NO_FLOW:
                out[2 + 2 * other.outward] += 1
                out[3 + 2 * other.outward] += max(other.value, 0)
    month = scratch.flows[_MONTH]
    total = month[0].value + month[1].value
    out[6] = (out[3] + out[5]) / total if total > 0 else np.nan
    out[3] /= unit
    out[5] /= unit

    today = row.time_us // DAY_US
    prior = 0.0
    for k in range(days_end - 1, -1, -1):
        ago = today - days[k].day
        if ago >= 30 + PRIOR_DAYS:
            break
        if ago >= 30:
            prior += days[k].high_risk_value
    span = min(max((row.time_us - subject.first_seen_us) / DAY_US - 30.0, 30.0), float(PRIOR_DAYS))
    out[7] = prior / unit * 30.0 / span

    out[8] = np.nan
    if known:
        out[8] = 1.0
        for i in range(last - 1, first - 1, -1):
            if history[i].country == row.country:
                out[8] = 0.0
                break


FAMILY = Family("geography", _SIGNALS, _fill)
