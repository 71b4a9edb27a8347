"""What many families ask of the visible rows, found out once for each movement: where windows begin, what flowed in
them, which kinds of flow there are at all, and whose rows they are."""

from __future__ import annotations

from typing import Any

import numpy as np

from streams.movement import NO_FLOW
from streams.signals.compiled import kernel
from streams.signals.family import DAY_US, HOUR_US
from streams.signals.scratch import begin, find

_NO_FLOW = int(NO_FLOW)
_ONE = np.uint64(1)


@kernel
def _oldest(history: Any, first: int, newer: int, now: int, width_us: int) -> int:
    """The oldest row of a window, `newer` being one that lies in it."""
    while newer > first and now - history[newer - 1].time_us < width_us:
        newer -= 1
    return newer


@kernel
def _find_windows(history: Any, first: int, last: int, sight: Any) -> None:
    now = history[last].time_us
    sight.hour = _oldest(history, first, last, now, HOUR_US)
    sight.day = _oldest(history, first, sight.hour, now, DAY_US)
    sight.two_days = _oldest(history, first, sight.day, now, 2 * DAY_US)
    sight.week = _oldest(history, first, sight.two_days, now, 7 * DAY_US)
    sight.ten_days = _oldest(history, first, sight.week, now, 10 * DAY_US)
    sight.month = _oldest(history, first, sight.ten_days, now, 30 * DAY_US)
    sight.quarter = _oldest(history, first, sight.month, now, 90 * DAY_US)


@kernel
def _add_flows(history: Any, last: int, sight: Any, flows: Any) -> None:
    starts = (sight.hour, sight.day, sight.week, sight.month)
    count_in = count_out = 0
    value_in = value_out = 0.0
    flags = tags = channels = np.uint64(0)
    newer = last + 1
    for window in range(len(starts)):
        for i in range(starts[window], newer):
            row = history[i]
            if row.flags & _NO_FLOW:
                continue
            value = float(max(row.value, 0))
            count_in += 1 - row.outward
            count_out += row.outward
            value_in += value * (1 - row.outward)
            value_out += value * row.outward
            flags |= np.uint64(row.flags)
            tags |= row.tags
            channels |= _ONE << np.uint64(row.channel)
        newer = starts[window]
        flows[window, 0].count = count_in
        flows[window, 0].value = value_in
        flows[window, 1].count = count_out
        flows[window, 1].value = value_out
    sight.flags = flags
    sight.tags = tags
    sight.channels = channels


@kernel
def _begin_party(scratch: Any, who: int) -> None:
    party = scratch.parties[who]
    party.rows = party.seen = party.value = 0
    for k in range(2 * who, 2 * who + 2):
        pair = scratch.pairs[k]
        pair.newest = pair.oldest = -1
        pair.value = pair.week_count = pair.week_value = pair.corridors = 0
        pair.tags = 0


@kernel
def _number_counterparties(history: Any, first: int, last: int, scratch: Any) -> None:
    """Number counterparties from the newest row on, and enter what `counterparties` asks of each pair."""
    begin(scratch, last - first + 1)
    stamp = scratch.state[0]
    month = scratch.sight[0].month
    known = 0
    for i in range(last, first - 1, -1):
        key = history[i].counterparty
        if key == 0:
            scratch.rows[i - first].who = 0
            continue
        slot = scratch.table[find(scratch, key)]
        if slot.stamp != stamp:
            slot.stamp = stamp
            slot.key = key
            known += 1
            slot.number = known
            _begin_party(scratch, known)
        who = slot.number
        scratch.rows[i - first].who = who
        scratch.parties[who].rows += 1
        if history[i].flags & _NO_FLOW:
            continue
        pair = scratch.pairs[2 * who + history[i].outward]
        pair.oldest = i
        if pair.newest < 0:
            pair.newest = i
        if i >= month:
            pair.value += max(history[i].value, 0)
    scratch.sight[0].counterparties = known


@kernel
def look(history: Any, first: int, last: int, scratch: Any) -> None:
    """Fill `sight`, `flows`, `rows`, `parties` and `pairs` of `scratch` for the visible rows `first` to `last`."""
    sight = scratch.sight[0]
    _find_windows(history, first, last, sight)
    _add_flows(history, last, sight, scratch.flows)
    _number_counterparties(history, first, last, scratch)


@kernel
def channel_flow(history: Any, start: int, end: int, channel: int) -> tuple[tuple[int, float], tuple[int, float]]:
    """Count and value in minor units, in and out, of the flows on a channel; `end` is the row after the last."""
    count_in = count_out = 0
    value_in = value_out = 0.0
    for i in range(start, end):
        row = history[i]
        if row.channel != channel or row.flags & _NO_FLOW:
            continue
        value = float(max(row.value, 0))
        if row.outward:
            count_out += 1
            value_out += value
        else:
            count_in += 1
            value_in += value
    return (count_in, value_in), (count_out, value_out)


@kernel
def has_channel(sight: Any, channel: int) -> bool:
    """Whether any flow of 30 days is on this channel."""
    return bool((sight.channels >> np.uint64(channel)) & _ONE)
