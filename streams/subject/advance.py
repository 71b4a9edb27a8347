"""The compiled step of a batch: each movement takes its place in its subject's history and fills a row of the
matrix."""

from __future__ import annotations

from enum import IntEnum
from typing import Any

import numpy as np

from streams.movement import NO_FLOW, UNKNOWN_INCOME, ChannelCode, MovementFlag, PartyCode
from streams.movement import UNKNOWN_DAY as _UNKNOWN_OPENED
from streams.signals.compiled import kernel
from streams.signals.family import DAY_US
from streams.signals.matrix import fill_row
from streams.subject.layout import BEFORE_MAX


class Status(IntEnum):
    """What became of a movement."""

    APPLIED = 0
    LATE = 1
    """Applied at its place before movements that had arrived earlier."""
    DUPLICATE = 2
    """The subject holds this transaction with the same content."""
    CONFLICT = 3
    """The subject holds a transaction of this id with other content."""
    REPLAYED = 4
    """The subject's state already reflects this record of `movements`."""
    REPEATED = 5
    """Intake had sent this movement before; it never reaches the compiled step."""


_APPLIED, _LATE, _DUPLICATE, _CONFLICT, _REPLAYED, _ = (int(status) for status in Status)
_LATE_FLAG, _NO_FLOW = int(MovementFlag.LATE), int(NO_FLOW)
_HIGH_RISK = int(MovementFlag.HIGH_RISK)
_CASH = int(ChannelCode.CASH)
_NO_KIND = int(PartyCode.NONE)
_UNKNOWN_DAY = int(_UNKNOWN_OPENED)
_UNKNOWN_INCOME = int(UNKNOWN_INCOME)
_SINGLE = int(MovementFlag.SINGLE_REPORT)
_INT64_MAX = 2**63 - 1

COUNTED_FIELDS = ("total", "value", "count", "before")
"""Columns of `counted`: the cash that the law counts together with a movement, in minor units of the currency of the
threshold and of the base currency; the movements in it; and how many of them came before it reached the limit."""
_NOT_COUNTED = -1


@kernel
def _seen_before(history: Any, first: int, end: int, movement: Any) -> int:
    for i in range(end - 1, first - 1, -1):
        row = history[i]
        if row.transaction == movement.transaction and row.outward == movement.outward:
            return _DUPLICATE if row.content == movement.content else _CONFLICT
    return _APPLIED


@kernel
def _reflects(subject: Any, place: Any) -> bool:
    """Whether the subject's state reflects the movement of this place."""
    if place.trigger != subject.position:
        return bool(place.trigger < subject.position)
    if place.due_us != subject.position_us:
        return bool(place.due_us < subject.position_us)
    if place.transaction != subject.position_transaction:
        return bool(place.transaction < subject.position_transaction)
    return bool(place.tie <= subject.position_tie)


@kernel
def _place(history: Any, start: int, end: int, time_us: int) -> int:
    """Where a movement of this time belongs: after all of earlier or equal time."""
    place = end
    while place > start and history[place - 1].time_us > time_us:
        place -= 1
    return place


@kernel
def _insert(history: Any, place: int, end: int, movement: Any, sequence: int, flags: int) -> None:
    for i in range(end, place, -1):
        history[i] = history[i - 1]
    row = history[place]
    row.time_us = movement.time_us
    row.transaction = movement.transaction
    row.counterparty = movement.counterparty
    row.value = movement.value
    row.threshold_value = movement.threshold_value
    row.threshold_ratio = movement.threshold_ratio
    row.content = movement.content
    row.sequence = sequence
    row.business_day = movement.business_day
    row.flags = flags
    row.country = movement.country
    row.channel = movement.channel
    row.outward = movement.outward
    row.tags = movement.tags
    row.price_ratio = movement.price_ratio
    row.branch = movement.branch
    row.device = movement.device
    row.invoice = movement.invoice
    row.text = movement.text
    row.name = movement.name
    row.name_key = movement.name_key
    row.agent = movement.agent
    row.originator = movement.originator
    row.latitude = movement.latitude
    row.longitude = movement.longitude
    row.place_country = movement.place_country
    row.duty = movement.duty


@kernel
def _day_place(days: Any, start: int, length: int, day: int) -> int:
    """Index of the row of `day`, counted from `start`, or where it would be."""
    place = length
    while place > 0 and days[start + place - 1].day >= day:
        place -= 1
    return place


@kernel
def _new_day(days: Any, subject: Any, place: int, day: int) -> None:
    """Make a row of `day` at `place`, counted from the subject's first."""
    start = subject.days_start
    for i in range(start + subject.days_length, start + place, -1):
        days[i] = days[i - 1]
    row = days[start + place]
    row.day = day
    row.count_in = row.count_out = 0
    row.flags = 0
    row.tags = 0
    row.value_in = row.value_out = row.high_risk_value = 0
    row.cash_in_booked = row.cash_out_booked = 0
    row.cash_in_value = row.cash_out_value = 0
    row.cash_in_count = row.cash_out_count = 0
    row.cash_in_before = row.cash_out_before = 0
    row.duty = 0
    subject.days_length += 1


@kernel
def _day_row(days: Any, subject: Any, day: int) -> Any:
    """Arena index of the first row of `day`, made where there is none; marks it dirty."""
    start = subject.days_start
    place = _day_place(days, start, subject.days_length, day)
    if place == subject.days_length or days[start + place].day != day:
        _new_day(days, subject, place, day)
    subject.days_dirty = min(subject.days_dirty, subject.days_first + place)
    return start + place


@kernel
def _cash_row(days: Any, subject: Any, day: int, duty: int) -> Any:
    """Arena index of the row of `day` for the cash of a duty, made where there is none; marks it dirty."""
    start = subject.days_start
    place = _day_place(days, start, subject.days_length, day)
    while place < subject.days_length and days[start + place].day == day:
        row = days[start + place]
        if row.cash_in_count + row.cash_out_count == 0:
            row.duty = duty
        if row.duty == duty:
            break
        place += 1
    if place == subject.days_length or days[start + place].day != day:
        _new_day(days, subject, place, day)
        days[start + place].duty = duty
    subject.days_dirty = min(subject.days_dirty, subject.days_first + place)
    return start + place


@kernel
def _plus(total: int, amount: int) -> int:
    """Their sum, or the largest that 64 bits hold."""
    return total + amount if total <= _INT64_MAX - amount else _INT64_MAX


@kernel
def _add_to_days(days: Any, subject: Any, movement: Any) -> Any:
    """Add a movement to its day, and cash to the business day that it is booked on: the arena index of that, or -1."""
    if not movement.flags & _NO_FLOW:
        row = days[_day_row(days, subject, movement.time_us // DAY_US)]
        value = max(movement.value, 0)
        row.flags |= movement.flags
        row.tags |= movement.tags
        if movement.outward:
            row.count_out += 1
            row.value_out += value
        else:
            row.count_in += 1
            row.value_in += value
        if movement.flags & _HIGH_RISK:
            row.high_risk_value += value
    if movement.channel != _CASH:
        return -1
    at = _cash_row(days, subject, movement.business_day, movement.duty)
    booked = days[at]
    value = max(movement.value, 0)
    if movement.outward:
        if booked.cash_out_booked < movement.cash_report_reached:
            booked.cash_out_before = min(booked.cash_out_count, BEFORE_MAX)
        booked.cash_out_booked = _plus(booked.cash_out_booked, movement.threshold_value)
        booked.cash_out_value = _plus(booked.cash_out_value, value)
        booked.cash_out_count += 1
    else:
        if booked.cash_in_booked < movement.cash_report_reached:
            booked.cash_in_before = min(booked.cash_in_count, BEFORE_MAX)
        booked.cash_in_booked = _plus(booked.cash_in_booked, movement.threshold_value)
        booked.cash_in_value = _plus(booked.cash_in_value, value)
        booked.cash_in_count += 1
    return at


@kernel
def _count(days: Any, at: int, movement: Any, counted: Any) -> None:
    """Write what the law counts together with a cash movement, whose business day has row `at`; see
    COUNTED_FIELDS."""
    if movement.flags & _SINGLE:
        counted[0] = movement.threshold_value
        counted[1] = max(movement.value, 0)
        counted[2] = 1
        counted[3] = 0
        return
    booked = days[at]
    if movement.outward:
        counted[0] = booked.cash_out_booked
        counted[1] = booked.cash_out_value
        counted[2] = booked.cash_out_count
        counted[3] = booked.cash_out_before
    else:
        counted[0] = booked.cash_in_booked
        counted[1] = booked.cash_in_value
        counted[2] = booked.cash_in_count
        counted[3] = booked.cash_in_before


@kernel
def advance(
    movements: Any,
    places: Any,
    slots: Any,
    subjects: Any,
    history: Any,
    days: Any,
    history_bound: int,
    days_bound: int,
    unit: float,
    scratch: Any,
    matrix: Any,
    status: Any,
    place: Any,
    sequences: Any,
    kinds: Any,
    counted: Any,
) -> None:
    """Apply movements in order and fill one row of `matrix` for each.

    movements: MOVEMENT records; places: PLACE records; slots: their subjects' rows in `subjects`.
    history and days are the arenas' rows, where each subject has room for all that the batch may add. For each
    movement `status` receives a Status, `place` the index, from the start of the subject's run, at which it was put,
    and `sequences` the number of movements that the subject had before (both -1 where it was not put), `kinds` the
    subject's PartyCode then, `counted` COUNTED_FIELDS, exact whatever the bounds (-1 where it is not cash, or its day
    lies behind the days that it sees). Rows of movements that were not applied are nan, so nothing can fire on them.

    A movement sees the last `history_bound` rows in event-time order at the moment it is applied, and the last
    `days_bound` days, however many the runs still hold, so that what fires does not depend on where batches were cut.
    """
    for k in range(len(movements)):
        movement = movements[k]
        subject = subjects[slots[k]]
        place[k] = sequences[k] = -1
        counted[k, :] = _NOT_COUNTED
        kinds[k] = subject.kind
        if _reflects(subject, places[k]):
            status[k] = _REPLAYED
            matrix[k, :] = np.nan
            continue
        subject.position = places[k].trigger
        subject.position_us = places[k].due_us
        subject.position_transaction = places[k].transaction
        subject.position_tie = places[k].tie
        start = subject.history_start
        end = start + subject.history_length
        seen = _seen_before(history, max(start, end - history_bound), end, movement)
        if seen != _APPLIED:
            status[k] = seen
            matrix[k, :] = np.nan
            continue
        at = _place(history, start, end, movement.time_us)
        late = at < end
        _insert(history, at, end, movement, subject.sequence, movement.flags | (_LATE_FLAG if late else 0))
        subject.history_length += 1
        subject.history_dirty = min(subject.history_dirty, subject.history_first + at - start)
        if subject.sequence == 0:
            subject.first_seen_us = movement.time_us
        subject.sequence += 1
        subject.first_seen_us = min(subject.first_seen_us, movement.time_us)
        subject.last_time_us = max(subject.last_time_us, movement.time_us)
        if late:
            subject.late += 1
        if movement.opened_day != _UNKNOWN_DAY:
            subject.opened_day = movement.opened_day
        if movement.born_day != _UNKNOWN_DAY:
            subject.born_day = movement.born_day
        if movement.declared_income != _UNKNOWN_INCOME:
            subject.declared_income = movement.declared_income
        if movement.profile != 0:
            subject.profile = movement.profile
        if movement.kind != _NO_KIND:
            subject.kind = kinds[k] = movement.kind
        booked = _add_to_days(days, subject, movement)
        status[k] = _LATE if late else _APPLIED
        place[k] = at - start
        sequences[k] = history[at].sequence
        visible = max(start, end + 1 - history_bound)
        subject.truncated = visible > start or subject.history_first > 0
        days_end = subject.days_start + subject.days_length
        days_start = max(subject.days_start, days_end - days_bound)
        if booked >= days_start or (booked >= 0 and movement.flags & _SINGLE):
            _count(days, booked, movement, counted[k])
        fill_row(
            history,
            min(visible, at),
            at,
            movement,
            days[days_start:days_end],
            days_end - days_start,
            subject,
            unit,
            scratch,
            matrix[k],
        )
