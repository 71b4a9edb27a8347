"""Which payment out passes on which payment in: what a subject pays goes against what it received last.

Last in, first out, within the time that money may rest; what came within two days counts as one pool, of which every
payment takes a like part. Launderers pass on what has just come, and mix what comes together; first in, first out would
take their payment for last month's salary. But where one payment in is just as much, less a commission, it is that one
that goes on, whatever else lies there. No cent is passed on twice.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from streams.movement import NO_FLOW, ChannelCode
from streams.signals.balance import CANDIDATES_MAX, COMMISSION_TO
from streams.signals.compiled import kernel
from streams.signals.scratch import Scratch, begin, is_new, new_scratch
from streams.subject.advance import Status

LINK = np.dtype(
    [
        ("at", "<i8"),  # which movement of the batch; -1 where links are asked for of a history alone
        ("paid", "<i8"),  # arena row of the payment out
        ("received", "<i8"),  # arena row of the payment in whose money it passes on
        ("taken", "<i8"),  # how much of it, minor units of the base currency
        ("receivers", "<i8"),  # distinct receivers paid up to then
        ("habit", "<i8"),  # whether the one was paid, or the other one received, between the same two long before
    ]
)
Links = npt.NDArray[Any]

DROPPED = ("share", "hub", "fanout")
"""Why a link is left out: too small a part of either payment; a subject through which everybody's money runs, so that
nothing can be told apart; more links than one payment may have."""
_SHARE, _HUB, _FANOUT = range(len(DROPPED))
_NO_FLOW = int(NO_FLOW)
_CASH, _CARD = int(ChannelCode.CASH), int(ChannelCode.CARD)
_LATE = int(Status.LATE)
"""The last of the statuses of movements that took a place in the history."""


class Room(NamedTuple):
    """Working memory of the kernels."""

    rows: npt.NDArray[np.int64]
    left: npt.NDArray[np.int64]
    """What is left of each payment in that is not passed on yet, newest last."""
    scratch: Scratch
    found: Links
    dropped: npt.NDArray[np.int64]
    """Counts along DROPPED."""


class Rules(NamedTuple):
    """What counts as passing on, see `Settings`."""

    visible: int
    rest_us: int
    pool_us: int
    known_us: int
    share: float
    hub: int
    links: int


def new_room(history_movements: int, links: int) -> Room:
    """Room for subjects of so many kept movements, and payments of so many links."""
    return Room(
        np.zeros(history_movements + 1, dtype=np.int64),
        np.zeros(history_movements + 1, dtype=np.int64),
        new_scratch(history_movements),
        np.zeros(links, dtype=LINK),
        np.zeros(len(DROPPED), dtype=np.int64),
    )


@kernel
def _passes_on(row: Any) -> bool:
    """Whether a payment can bring money to somebody who passes it on: shops and cash machines do not."""
    return bool(
        row.outward and row.value > 0 and row.channel != _CASH and row.channel != _CARD and not row.flags & _NO_FLOW
    )


@kernel
def _counterparties(history: Any, first: int, at: int, outward: int, scratch: Any) -> int:
    begin(scratch, at + 1 - first)
    count = 0
    for i in range(first, at + 1):
        row = history[i]
        if row.outward == outward and row.counterparty != 0 and not row.flags & _NO_FLOW:
            count += is_new(scratch, row.counterparty)
    return count


@kernel
def _is_hub(history: Any, first: int, last: int, receivers: int, rules: Any, room: Any) -> bool:
    """Whether so many pay the subject in these rows, and are paid by it: the latter are counted already."""
    return bool(receivers >= rules.hub and _counterparties(history, first, last, 0, room.scratch) >= rules.hub)


@kernel
def is_habit(history: Any, start: int, at: int, known_us: int) -> bool:
    """Whether the subject had a payment of this direction with the same counterparty longer ago than `known_us`."""
    this = history[at]
    for i in range(start, at):
        row = history[i]
        if this.time_us - row.time_us < known_us:
            return False
        if row.counterparty == this.counterparty and row.outward == this.outward:
            return True
    return False


@kernel
def _pool(history: Any, waiting: int, pool_us: int, room: Any) -> tuple[int, int]:
    """Where the newest pool of what waits begins, and what is left in it."""
    newest = history[room.rows[waiting - 1]].time_us
    first = waiting
    total = 0
    while first > 0 and newest - history[room.rows[first - 1]].time_us < pool_us:
        first -= 1
        total += room.left[first]
    return first, total


@kernel
def _alike(history: Any, row: Any, waiting: int, room: Any) -> int:
    """Which of what waits is as much as a payment out and a commission, and whole; -1 where none is, or several are."""
    found = -1
    most = row.value / (1 - COMMISSION_TO)
    for j in range(waiting - 1, max(waiting - CANDIDATES_MAX, 0) - 1, -1):
        received = history[room.rows[j]]
        if not row.value <= received.value <= most or room.left[j] < received.value:
            continue
        if received.counterparty != row.counterparty:
            if found >= 0:
                return -1
            found = j
    return found


@kernel
def _is_worth(paid: Any, received: Any, taken: int, rules: Any) -> bool:
    """Whether so much of one payment in another one is worth following."""
    return bool(taken >= rules.share * paid.value and taken >= rules.share * received.value)


@kernel
def _put(room: Any, count: int, number: int, paid: int, received: int, taken: int) -> int:
    """Write a link behind `count` others; how many there are then."""
    link = room.found[count]
    link.at = number
    link.paid = paid
    link.received = received
    link.taken = taken
    return count + 1


@kernel
def _links_of(history: Any, start: int, at: int, number: int, rules: Any, room: Any) -> int:
    """Write the links of the payment in row `at` into `room.found`; how many. `start` is the subject's first row."""
    paid = history[at]
    if not _passes_on(paid) or paid.counterparty == 0:
        return 0
    oldest = first = max(start, at + 1 - rules.visible)
    while first < at and paid.time_us - history[first].time_us >= rules.rest_us:
        first += 1
    waiting = count = 0
    small = 0
    for i in range(first, at + 1):
        row = history[i]
        if row.value <= 0 or row.flags & _NO_FLOW:
            continue
        if not row.outward:
            room.rows[waiting] = i
            room.left[waiting] = row.value
            waiting += 1
            continue
        need = row.value
        like = _alike(history, row, waiting, room) if _passes_on(row) else -1
        if like >= 0:
            room.left[like] -= need
            if i == at:
                count = _put(room, count, number, at, room.rows[like], need)
            need = 0
            if room.left[like] == 0:
                waiting -= 1
                for j in range(like, waiting):
                    room.rows[j] = room.rows[j + 1]
                    room.left[j] = room.left[j + 1]
        while need > 0 and waiting > 0:
            from_here, total = _pool(history, waiting, rules.pool_us, room)
            part = min(need, total)
            need -= part
            for j in range(waiting - 1, from_here - 1, -1):
                # Of the rest of the part the rest of the pool: so all parts add up.
                taken = part if j == from_here else int(float(part) * room.left[j] / total)
                taken = min(taken, room.left[j])
                total -= room.left[j]
                part -= taken
                room.left[j] -= taken
                if i < at or taken == 0:
                    continue
                received = history[room.rows[j]]
                if received.counterparty == paid.counterparty:
                    continue
                if not _is_worth(paid, received, taken, rules):
                    small += 1
                elif count == rules.links:
                    room.dropped[_FANOUT] += 1
                else:
                    count = _put(room, count, number, at, room.rows[j], taken)
            kept = from_here
            for j in range(from_here, waiting):
                if room.left[j] > 0:
                    room.rows[kept] = room.rows[j]
                    room.left[kept] = room.left[j]
                    kept += 1
            waiting = kept
    room.dropped[_SHARE] += small
    if count == 0:
        return 0
    receivers = _counterparties(history, first, at, 1, room.scratch)
    if _is_hub(history, first, at, receivers, rules, room):
        room.dropped[_HUB] += count
        return 0
    by_habit = is_habit(history, oldest, at, rules.known_us)
    for k in range(count):
        link = room.found[k]
        link.receivers = receivers
        link.habit = by_habit or is_habit(history, oldest, link.received, rules.known_us)
    return count


@kernel
def _row_of(history: Any, start: int, length: int, sequence: int) -> int:
    row: int = start + length - 1
    while row > start and history[row].sequence != sequence:
        row -= 1
    return row


@kernel
def batch_links(
    movements: Any,
    slots: Any,
    status: Any,
    sequences: Any,
    heads: Any,
    history: Any,
    begin_at: int,
    rules: Any,
    room: Any,
    out: Any,
) -> tuple[int, int]:
    """Links of the payments of a batch from `begin_at` on, into `out` as far as it has room.

    Returns the number of links and the movement at which to go on; the latter is the batch's length at its end.
    """
    count = 0
    for k in range(begin_at, len(movements)):
        if status[k] > _LATE or not movements[k].outward:
            continue
        if count + rules.links > len(out):
            return count, k
        head = heads[slots[k]]
        row = _row_of(history, head.history_start, head.history_length, sequences[k])
        found = _links_of(history, head.history_start, row, k, rules, room)
        for j in range(found):
            out[count] = room.found[j]
            count += 1
    return count, len(movements)


@kernel
def passed_on_from(history: Any, start: int, length: int, time_us: int, mark: Any, rest_us: int) -> int:
    """The arena row of a payment in, by its time and the hash of its transaction, where anything is paid within
    `rest_us` after it; else -1."""
    low, high = start, start + length
    while low < high:
        middle = (low + high) // 2
        if history[middle].time_us < time_us:
            low = middle + 1
        else:
            high = middle
    row = -1
    for at in range(low, start + length):
        this = history[at]
        if row < 0:
            if this.time_us > time_us:
                return -1
            if not this.outward and this.transaction == mark:
                row = at
        elif this.time_us - time_us >= rest_us:
            return -1
        elif this.outward:
            return row
    return -1


@kernel
def onward_links(
    history: Any, start: int, length: int, source: int, rules: Any, room: Any, out: Any, is_cut: bool = False
) -> int:
    """Links of all later payments that pass on what came in with row `source`, into `out`; how many.

    Where the history is cut at `start`, a payment soon after it does not see all that it saw when it was made. Then
    whoever is a hub in what is left was one.
    """
    count = 0
    ends = history[source].time_us + rules.rest_us
    is_hub = False
    if is_cut:
        last = start + min(length, rules.visible) - 1
        is_hub = _is_hub(history, start, last, _counterparties(history, start, last, 1, room.scratch), rules, room)
    for at in range(source + 1, start + length):
        if history[at].time_us >= ends:
            break
        if not history[at].outward:
            continue
        found = _links_of(history, start, at, -1, rules, room)
        for j in range(found):
            if room.found[j].received != source:
                continue
            if is_hub and at + 1 - rules.visible < start:
                room.dropped[_HUB] += 1
            elif count == len(out):
                room.dropped[_FANOUT] += 1
            else:
                out[count] = room.found[j]
                count += 1
    return count


@kernel
def payment_links(history: Any, start: int, at: int, rules: Any, room: Any, out: Any) -> int:
    """Links of the payment in row `at`, into `out`; how many."""
    count: int = min(_links_of(history, start, at, -1, rules, room), len(out))
    for j in range(count):
        out[j] = room.found[j]
    return count
