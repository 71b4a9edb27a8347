"""Where and when payments are made."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from streams.movement import NO_FLOW, UNKNOWN_PLACE, ChannelCode, MovementFlag
from streams.signals.compiled import flag, kernel
from streams.signals.family import DIRECTIONS, HOUR_US, Family, Signal
from streams.signals.scratch import begin, is_new
from streams.tags import Tag

EARTH_RADIUS_KM = 6371.0088
"""Mean radius of the Earth (IUGG)."""
CELL_HUNDREDTHS = 50
"""Areas are cells of half a degree."""
FAR_KM = 200
"""From here on a place of deposit is far: no errand and no way to work leads there."""
_MINUTE_US = 60_000_000

_UNKNOWN = "the place is not sent"
_BY_DIRECTION = tuple(
    signal
    for direction in DIRECTIONS
    for signal in (
        Signal(
            f"cash_{direction}_places_business_day",
            "count",
            f"Branches and machines with cash {direction} on the business day of this movement.",
            "1 business day",
        ),
        Signal(
            f"cash_{direction}_count_business_day",
            "count",
            f"Cash movements {direction} on the business day of this movement.",
            "1 business day",
        ),
        Signal(f"cash_{direction}_places_10d", "count", f"Branches and machines with cash {direction} in 10d.", "10d"),
        Signal(f"cash_{direction}_places_30d", "count", f"Branches and machines with cash {direction} in 30d.", "30d"),
        Signal(
            f"border_cash_{direction}_sum_10d",
            "money",
            f"Cash {direction} in a listed border area within 10d.",
            "10d",
        ),
    )
)
_SIGNALS = (
    *_BY_DIRECTION,
    Signal(
        "deposit_distance_km_10d",
        "km",
        "Least distance from this movement's place to one of a cash deposit within 10d.",
        "10d",
        _UNKNOWN + ", or no deposit has one",
    ),
    Signal(
        "travel_km",
        "km",
        "Distance from the place of the movement before that was made in person.",
        unknown="this or no earlier movement was made in person at a known place",
    ),
    Signal(
        "travel_speed_kmh",
        "kmh",
        "Speed of that way, over at least a minute.",
        unknown="this or no earlier movement was made in person at a known place",
    ),
    Signal("in_border_area", "flag", "Made in a border area that authorities name for smuggling."),
    Signal("in_conflict_border_area", "flag", "Made near the border of a conflict zone."),
    Signal("conflict_border_cash_out_sum_30d", "money", "Cash taken near a conflict zone within 30d.", "30d"),
    Signal("conflict_border_count_30d", "count", "Movements made near a conflict zone within 30d.", "30d"),
    Signal(
        "device_is_new",
        "flag",
        "No kept movement of more than 48h ago was made with this device.",
        unknown="no device is sent, now or more than 48h ago",
    ),
    Signal("devices_30d", "count", "Distinct devices within 30d.", "30d"),
    Signal(
        "place_country_is_new",
        "flag",
        "No kept movement of more than 24h ago was made in this country.",
        unknown="no country of the place is sent, now or more than 24h ago",
    ),
    Signal(
        "night_share_30d", "share", "Share of movements between 22:00 and 06:00 in all of 30d.", "30d", "nothing moved"
    ),
    Signal("lodging_areas_30d", "count", "Cells of half a degree with payments for lodging within 30d.", "30d"),
    Signal("ride_areas_30d", "count", "Cells of half a degree with payments for rides within 30d.", "30d"),
    Signal(
        "far_deposit_places_10d",
        "count",
        f"Branches and machines at least {FAR_KM} km from this movement's place with cash in in 10d.",
        "10d",
    ),
)
_PER_DIRECTION = len(_BY_DIRECTION) // 2
_AT = len(_BY_DIRECTION)
_CASH = int(ChannelCode.CASH)
_BORDER, _CONFLICT_BORDER = int(MovementFlag.BORDER_AREA), int(MovementFlag.CONFLICT_BORDER_AREA)
_IN_PERSON = np.uint64(int(Tag.CARD_PRESENT | Tag.AT_BRANCH | Tag.AT_MACHINE))
_NIGHT, _LODGING, _RIDE = np.uint64(int(Tag.NIGHT)), np.uint64(int(Tag.LODGING)), np.uint64(int(Tag.RIDE))
_NO_FLOW = int(NO_FLOW)
_UNKNOWN_PLACE = int(UNKNOWN_PLACE)
_SHIFT = np.uint64(0x9E3779B97F4A7C15)
_BUSINESS_DAY, _TEN_DAYS, _THIRTY_DAYS, _DEVICE, _LODGINGS, _RIDES, _FAR = 1, 3, 5, 7, 8, 9, 10
"""Kinds of distinct counts; the first three take two numbers each, one for a direction."""
_KINDS = 7


@kernel
def _is_new(scratch: Any, key: Any, kind: int) -> bool:
    mixed: Any = np.uint64(key) ^ (_SHIFT * np.uint64(kind))
    return is_new(scratch, mixed)


@kernel
def distance_km(one: Any, other: Any) -> float:
    """Great-circle distance between the places of two rows; nan where one is unknown."""
    if _UNKNOWN_PLACE in (one.latitude, one.longitude, other.latitude, other.longitude):
        return np.nan
    north, also_north = math.radians(one.latitude / 100.0), math.radians(other.latitude / 100.0)
    east = math.radians((other.longitude - one.longitude) / 100.0)
    half = math.sin((also_north - north) / 2) ** 2
    half += math.cos(north) * math.cos(also_north) * math.sin(east / 2) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(half)))


@kernel
def _cell(row: Any) -> int:
    """A number of the half-degree cell of a row; 0 where its place is unknown."""
    if row.latitude == _UNKNOWN_PLACE or row.longitude == _UNKNOWN_PLACE:
        return 0
    return int((row.latitude + 9000) // CELL_HUNDREDTHS * 1000 + (row.longitude + 18000) // CELL_HUNDREDTHS + 1)


@kernel
def _travel(history: Any, first: int, last: int, out: Any) -> None:
    """Distance and speed from the movement made in person before this one."""
    out[0] = out[1] = np.nan
    this = history[last]
    if not this.tags & _IN_PERSON or this.latitude == _UNKNOWN_PLACE or this.longitude == _UNKNOWN_PLACE:
        return
    for i in range(last - 1, first - 1, -1):
        row = history[i]
        if row.tags & _IN_PERSON and row.latitude != _UNKNOWN_PLACE and row.longitude != _UNKNOWN_PLACE:
            out[0] = distance_km(row, this)
            out[1] = out[0] / (max(this.time_us - row.time_us, _MINUTE_US) / HOUR_US)
            return


@kernel
def _news(history: Any, first: int, last: int, sight: Any, out: Any) -> None:
    """Whether the device was unknown two days ago and the country of the place a day ago; positions as in `_fill`."""
    this = history[last]
    device = np.nan
    country = np.nan
    for i in range(sight.day - 1, first - 1, -1):
        row = history[i]
        if i < sight.two_days and this.device != 0 and row.device != 0 and device != 0.0:
            device = flag(row.device != this.device)
        if this.place_country != 0 and row.place_country != 0 and country != 0.0:
            country = flag(row.place_country != this.place_country)
        if (this.device == 0 or device == 0.0) and (this.place_country == 0 or country == 0.0):
            break
    out[_AT + 7] = device
    out[_AT + 9] = country


@kernel
def _count_cash(this: Any, row: Any, scratch: Any, lately: bool, out: Any) -> None:
    at = _PER_DIRECTION * row.outward
    if row.business_day == this.business_day:
        out[at + 1] += 1
        if row.branch != 0 and _is_new(scratch, row.branch, _BUSINESS_DAY + row.outward):
            out[at] += 1
    if row.branch != 0 and _is_new(scratch, row.branch, _THIRTY_DAYS + row.outward):
        out[at + 3] += 1
    if lately:
        if row.branch != 0 and _is_new(scratch, row.branch, _TEN_DAYS + row.outward):
            out[at + 2] += 1
        if row.flags & _BORDER:
            out[at + 4] += max(row.value, 0)
    if row.outward and row.flags & _CONFLICT_BORDER:
        out[_AT + 5] += max(row.value, 0)


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
    sight = scratch.sight[0]
    begin(scratch, _KINDS * (last + 1 - sight.month))
    nearest = np.nan
    seen = 0
    nights = 0
    for i in range(sight.month, last + 1):
        row = history[i]
        if row.flags & _NO_FLOW:
            continue
        seen += 1
        if row.flags & _CONFLICT_BORDER:
            out[_AT + 6] += 1
        if row.device != 0 and _is_new(scratch, row.device, _DEVICE):
            out[_AT + 8] += 1
        if row.tags & _NIGHT:
            nights += 1
        if row.tags & _LODGING and row.outward:
            cell = _cell(row)
            if cell != 0 and _is_new(scratch, cell, _LODGINGS):
                out[_AT + 11] += 1
        if row.tags & _RIDE and row.outward:
            cell = _cell(row)
            if cell != 0 and _is_new(scratch, cell, _RIDES):
                out[_AT + 12] += 1
        if row.channel == _CASH:
            lately = i >= sight.ten_days
            _count_cash(this, row, scratch, lately, out)
            if i != last and row.outward == 0 and lately:
                away = distance_km(row, this)
                if not away >= nearest:
                    nearest = away if not np.isnan(away) else nearest
                if away >= FAR_KM and row.branch != 0 and _is_new(scratch, row.branch, _FAR):
                    out[_AT + 13] += 1
    out[_AT] = nearest
    _travel(history, first, last, out[_AT + 1 : _AT + 3])
    out[_AT + 3] = flag((this.flags & _BORDER) != 0)
    out[_AT + 4] = flag((this.flags & _CONFLICT_BORDER) != 0)
    _news(history, first, last, sight, out)
    out[_AT + 10] = nights / seen if seen > 0 else np.nan
    out[4] /= unit
    out[_PER_DIRECTION + 4] /= unit
    out[_AT + 5] /= unit


FAMILY = Family("places", _SIGNALS, _fill)
