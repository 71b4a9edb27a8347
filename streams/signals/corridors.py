"""Classes of countries that payments go to and come from."""

from __future__ import annotations

from typing import Any

import numpy as np

from streams.movement import NO_FLOW, ChannelCode, MovementFlag
from streams.signals.compiled import flag, kernel
from streams.signals.family import DAY_US, DIRECTIONS, Family, Signal
from streams.signals.scratch import begin, is_new
from streams.signals.volume import SMALL_UNITS

_CONFLICT_AREA = MovementFlag.CONFLICT | MovementFlag.BORDERS_CONFLICT
_CLASSES: dict[str, tuple[MovementFlag, str]] = {
    "foreign": (MovementFlag.FOREIGN, "another country"),
    "embargo": (MovementFlag.EMBARGO, "a country under an arms or trade embargo of the UN, the EU or the US"),
    "conflict_area": (_CONFLICT_AREA, "a conflict zone or a country on the way into one"),
    "transit": (MovementFlag.TRANSIT, "a country through which embargoed goods are diverted"),
    "wildlife_source": (MovementFlag.WILDLIFE_SOURCE, "a country from which protected wildlife is taken"),
    "wildlife_demand": (MovementFlag.WILDLIFE_DEMAND, "a country in which protected wildlife is sold"),
    "precursor_source": (MovementFlag.PRECURSOR_SOURCE, "a country from which drug precursors come"),
    "counterfeit_source": (MovementFlag.COUNTERFEIT_SOURCE, "a country from which counterfeits come"),
    "timber_source": (MovementFlag.TIMBER_SOURCE, "a country from which illegal timber comes"),
    "minerals_source": (MovementFlag.MINERALS_SOURCE, "a country from which conflict minerals come"),
    "offshore": (MovementFlag.OFFSHORE, "an offshore centre or free-zone country"),
    "exploitation_source": (
        MovementFlag.EXPLOITATION_SOURCE,
        "a country that reports name for paid online exploitation of children",
    ),
}
"""Each class with its flags and its name in words."""
_PER_CLASS = 5
_NO_COUNTRY = "the counterparty's country is not sent"
_DISTINCT = ("foreign_in", "foreign_out")
_DISTINCT_SENT = ("conflict_area_out", "exploitation_source_out")
"""Counted other than by card: whoever travels pays many shops."""


def _of_class(name: str, words: str) -> tuple[Signal, ...]:
    return (
        Signal(f"counterparty_is_{name}", "flag", f"The counterparty is in {words}.", unknown=_NO_COUNTRY),
        *(
            signal
            for direction in DIRECTIONS
            for signal in (
                Signal(
                    f"{name}_{direction}_count_30d", "count", f"Payments {direction} with {words} within 30d.", "30d"
                ),
                Signal(f"{name}_{direction}_sum_30d", "money", f"Value {direction} with {words} within 30d.", "30d"),
            )
        ),
    )


_SIGNALS = (
    *(signal for name, (_, words) in _CLASSES.items() for signal in _of_class(name, words)),
    *(
        Signal(
            f"{name}_counterparties_30d",
            "count",
            f"Distinct counterparties of payments {name.rsplit('_', 1)[1]} with {_CLASSES[name.rsplit('_', 1)[0]][1]}"
            " within 30d.",
            "30d",
        )
        for name in _DISTINCT
    ),
    *(
        Signal(
            f"{name}_counterparties_30d",
            "count",
            f"Distinct receivers in {_CLASSES[name.removesuffix('_out')][1]} within 30d, paid other than by card.",
            "30d",
        )
        for name in _DISTINCT_SENT
    ),
    Signal("foreign_out_countries_30d", "count", "Distinct other countries paid within 30d.", "30d"),
    Signal(
        "small_foreign_out_count_30d",
        "count",
        f"Payments to other countries below {SMALL_UNITS} units of the base currency within 30d, other than by card.",
        "30d",
    ),
    Signal(
        "small_foreign_out_counterparties_30d",
        "count",
        "Distinct receivers of small payments abroad in 30d, other than by card.",
        "30d",
    ),
    Signal(
        "small_conflict_area_out_counterparties_30d",
        "count",
        "Distinct receivers of small payments to conflict zones and countries on the way into one within 30d, other"
        " than by card.",
        "30d",
    ),
    Signal(
        "conflict_travel_out_count_30d",
        "count",
        "Payments for travel to a conflict zone or a country on the way into one within 30d.",
        "30d",
    ),
    Signal("conflict_travel_out_sum_30d", "money", "Value of those payments within 30d.", "30d"),
    Signal(
        "conflict_before_silence",
        "flag",
        "In the 30 days up to the start of the longest silence that ended within 7d there were payments with conflict"
        " areas, travel to one, or cash at its border.",
        "400d",
        "no earlier movement is known",
        daily=True,
    ),
    Signal(
        "new_foreign_out_counterparties_30d",
        "count",
        "Distinct receivers abroad within 30d, not by card and never paid before in the kept history.",
        "30d",
    ),
    Signal(
        "new_conflict_area_out_counterparties_30d",
        "count",
        "Distinct receivers in conflict zones and ways into one within 30d, not by card and never paid before.",
        "30d",
    ),
)
_AT = len(_CLASSES) * _PER_CLASS
_MASKS = np.array([int(flags) for flags, _ in _CLASSES.values()], dtype=np.uint32)
_ANY = np.uint32(np.bitwise_or.reduce(_MASKS) | int(MovementFlag.TRAVEL_CONFLICT))
_FOREIGN, _CONFLICT = int(MovementFlag.FOREIGN), int(_CONFLICT_AREA)
_EXPLOITATION, _TRAVEL = int(MovementFlag.EXPLOITATION_SOURCE), int(MovementFlag.TRAVEL_CONFLICT)
_CONFLICT_USE = int(_CONFLICT_AREA | MovementFlag.TRAVEL_CONFLICT | MovementFlag.CONFLICT_BORDER_AREA)
_NO_FLOW, _CARD = int(NO_FLOW), int(ChannelCode.CARD)
_FOREIGN_WHO, _CONFLICT_WHO, _EXPLOITATION_WHO, _SMALL_FOREIGN_WHO, _SMALL_CONFLICT_WHO, _SENT_WHO = (
    1 << k for k in range(6)
)
"""What a counterparty in one direction was counted under."""


@kernel
def _count_distinct(pair: Any, row: Any, small: bool, start: int, out: Any) -> None:
    """Count the counterparty of a row under what it was not seen under yet; the month begins in row `start`."""
    under = 0
    sent = row.channel != _CARD
    if row.flags & _FOREIGN:
        under |= _FOREIGN_WHO
        if sent:
            under |= _SENT_WHO | (_SMALL_FOREIGN_WHO if small else 0)
    if sent and row.flags & _CONFLICT:
        under |= _CONFLICT_WHO | (_SMALL_CONFLICT_WHO if small else 0)
    if sent and row.flags & _EXPLOITATION:
        under |= _EXPLOITATION_WHO
    fresh = under & ~pair.corridors
    pair.corridors |= under
    if row.outward == 0:
        out[_AT] += (fresh & _FOREIGN_WHO) != 0
        return
    out[_AT + 1] += (fresh & _FOREIGN_WHO) != 0
    out[_AT + 2] += (fresh & _CONFLICT_WHO) != 0
    out[_AT + 3] += (fresh & _EXPLOITATION_WHO) != 0
    out[_AT + 6] += (fresh & _SMALL_FOREIGN_WHO) != 0
    out[_AT + 7] += (fresh & _SMALL_CONFLICT_WHO) != 0
    if pair.oldest >= start:
        out[_AT + 11] += (fresh & _SENT_WHO) != 0
        out[_AT + 12] += (fresh & _CONFLICT_WHO) != 0


@kernel
def _count_flows(history: Any, first: int, last: int, small_below: float, scratch: Any, out: Any) -> None:
    start = scratch.sight[0].month
    begin(scratch, last + 1 - start)
    for i in range(start, last + 1):
        row = history[i]
        if not row.flags & _ANY or row.flags & _NO_FLOW:
            continue
        value = float(max(row.value, 0))
        for k in range(len(_MASKS)):
            if row.flags & _MASKS[k]:
                at = _PER_CLASS * k + 1 + 2 * row.outward
                out[at] += 1
                out[at + 1] += value
        small = 0 <= row.value < small_below
        who = scratch.rows[i - first].who
        if who != 0:
            _count_distinct(scratch.pairs[2 * who + row.outward], row, small, start, out)
        if row.outward == 0:
            continue
        if row.flags & _FOREIGN:
            if row.country != 0 and is_new(scratch, row.country):
                out[_AT + 4] += 1
            out[_AT + 5] += small and row.channel != _CARD
        if row.flags & _TRAVEL:
            out[_AT + 8] += 1
            out[_AT + 9] += value


@kernel
def _conflict_before_silence(days: Any, days_end: int, today: int) -> float:
    """See the declaration; the silence is the one that `dormant_days_7d` measures, the newest of equals."""
    longest = -1
    before = -1
    later = today
    for k in range(days_end - 1, -1, -1):
        day = days[k]
        if day.day > today or day.count_in + day.count_out == 0:
            continue
        if day.day < later and later - day.day - 1 > longest:
            longest = later - day.day - 1
            before = k
        later = day.day
        if day.day <= today - 7:
            break
    if before < 0:
        return np.nan
    start = days[before].day
    for k in range(before, -1, -1):
        if start - days[k].day >= 30:
            break
        if days[k].flags & _CONFLICT_USE:
            return 1.0
    return 0.0


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
    this = history[last]
    for k in range(len(_MASKS)):
        known = this.country != 0
        out[_PER_CLASS * k] = flag((this.flags & _MASKS[k]) != 0) if known else np.nan
    if scratch.sight[0].flags & np.uint64(_ANY):
        _count_flows(history, first, last, SMALL_UNITS * unit, scratch, out)
        for k in range(len(_MASKS)):
            out[_PER_CLASS * k + 2] /= unit
            out[_PER_CLASS * k + 4] /= unit
        out[_AT + 9] /= unit
    out[_AT + 10] = _conflict_before_silence(days, days_end, this.time_us // DAY_US)


FAMILY = Family("corridors", _SIGNALS, _fill)
