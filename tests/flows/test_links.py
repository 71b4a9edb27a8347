"""Which payment passes on which, against the same said slowly."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from streams.flows.links import LINK, Rules, batch_links, new_room, onward_links, payment_links
from streams.movement import ChannelCode, MovementFlag
from streams.signals.balance import CANDIDATES_MAX, COMMISSION_TO
from streams.signals.family import DAY_US, HOUR_US
from tests.signals.made import NOON_US, apply, movements, subjects

HISTORY = 64
RULES = Rules(HISTORY, 14 * DAY_US, 48 * HOUR_US, 30 * DAY_US, 0.1, 3, 4)

_rows = st.lists(
    st.builds(
        lambda gap, outward, value, counterparty, channel, flags: {
            "gap": gap,
            "outward": outward,
            "value": value,
            "counterparty": counterparty,
            "channel": channel,
            "flags": flags,
        },
        st.sampled_from((1, 1, 5, 24, 48, 14 * 24, 20 * 24)),
        st.integers(0, 1),
        st.sampled_from((-1, 0, 1, 7, 100, 333, 1000, 1000, 10_000)),
        st.sampled_from((0, 1, 2, 3, 4, 5, 6)),
        st.sampled_from((ChannelCode.TRANSFER, ChannelCode.TRANSFER, ChannelCode.CASH, ChannelCode.CARD)),
        st.sampled_from((0, 0, 0, 0, int(MovementFlag.OWN_TRANSFER), int(MovementFlag.ON_BEHALF))),
    ),
    min_size=1,
    max_size=30,
)

Row = dict[str, Any]
Link = tuple[int, int, int, int, int]
"""Row of the payment out and of that in, how much is taken, receivers, habit."""


def _timed(rows: list[Row]) -> list[Row]:
    time_us, found = NOON_US, []
    for row in rows:
        time_us += row["gap"] * HOUR_US
        found.append({"time_us": time_us, **{name: value for name, value in row.items() if name != "gap"}})
    return found


def _counts(row: Row) -> bool:
    return not row["flags"] & (MovementFlag.OWN_TRANSFER | MovementFlag.ON_BEHALF)


def _is_habit(rows: list[Row], at: int, rules: Rules) -> bool:
    return any(
        (row["counterparty"], row["outward"]) == (rows[at]["counterparty"], rows[at]["outward"])
        for row in rows[:at]
        if rows[at]["time_us"] - row["time_us"] >= rules.known_us
    )


def _parties(rows: list[Row], outward: int) -> int:
    return len({row["counterparty"] for row in rows if _counts(row) and row["outward"] == outward} - {0})


def _alike(rows: list[Row], paid: int, left: dict[int, int]) -> list[int]:
    """The payments in of which nothing is passed on yet, and which are as much as a payment out and a commission."""
    most = rows[paid]["value"] / (1 - COMMISSION_TO)
    return [
        each
        for each in [each for each in left if left[each]][-CANDIDATES_MAX:]
        if left[each] == rows[each]["value"]
        and rows[paid]["value"] <= left[each] <= most
        and rows[each]["counterparty"] != rows[paid]["counterparty"]
    ]


def _slow(rows: list[Row], at: int, rules: Rules) -> list[Link]:
    """Every payment takes the one that it is alike, else from the newest pool first, from each of its payments a like
    part."""
    paid = rows[at]
    if paid["channel"] in {ChannelCode.CASH, ChannelCode.CARD} or not paid["counterparty"]:
        return []
    first = next(number for number, row in enumerate(rows) if paid["time_us"] - row["time_us"] < rules.rest_us)
    left: dict[int, int] = {}
    taken: dict[int, int] = {}
    for number in range(first, at + 1):
        row = rows[number]
        if not _counts(row) or row["value"] <= 0:
            if number == at:
                return []
            continue
        if not row["outward"]:
            left[number] = row["value"]
            continue
        taken, need = {}, row["value"]
        alike = _alike(rows, number, left)
        if len(alike) == 1 and row["channel"] not in {ChannelCode.CASH, ChannelCode.CARD}:
            left[alike[0]] -= need
            taken, need = {alike[0]: need}, 0
        while need and any(left.values()):
            newest = max(each for each in left if left[each])
            pool = [
                each for each in left if left[each] and rows[newest]["time_us"] - rows[each]["time_us"] < rules.pool_us
            ]
            total = sum(left[each] for each in pool)
            part = min(need, total)
            need -= part
            for each in sorted(pool, reverse=True):
                share = part if each == min(pool) else part * left[each] // total
                total -= left[each]
                part -= share
                left[each] -= share
                taken[each] = taken.get(each, 0) + share
    found = [
        (received, minor)
        for received, minor in sorted(taken.items(), reverse=True)
        if minor >= rules.share * paid["value"]
        and minor >= rules.share * rows[received]["value"]
        and minor > 0
        and rows[received]["counterparty"] != paid["counterparty"]
    ][: rules.links]
    window = rows[first : at + 1]
    if _parties(window, 0) >= rules.hub and _parties(window, 1) >= rules.hub:
        return []
    habit = _is_habit(rows, at, rules)
    return [
        (at, received, minor, _parties(window, 1), int(habit or _is_habit(rows, received, rules)))
        for received, minor in found
    ]


def _list(links: Any, start: int) -> list[Link]:
    return [(paid - start, received - start, *rest) for _, paid, received, *rest in links.tolist()]


def _all_ways(rows: list[Row], rules: Rules) -> list[list[Link]]:
    """Links of the whole history, in three ways."""
    to = subjects(HISTORY)
    made = movements(rows)
    applied = apply(to, made)
    head = to.heads[applied.slots[0]]
    start, length, history = int(head["history_start"]), int(head["history_length"]), to.history.rows
    room, out = new_room(HISTORY, rules.links), np.zeros(4096, dtype=LINK)
    batch, at = [], 0
    few = np.zeros(2 * rules.links, dtype=LINK)
    while at < len(made):
        count, at = batch_links(
            made, applied.slots, applied.status, applied.sequences, to.heads, history, at, rules, room, few
        )
        batch += _list(few[:count], start)
    onward = [
        link
        for source in range(length)
        if not rows[source]["outward"]
        for link in _list(out[: onward_links(history, start, length, start + source, rules, room, out)], start)
    ]
    single = [
        link
        for each in range(length)
        if rows[each]["outward"]
        for link in _list(out[: payment_links(history, start, start + each, rules, room, out)], start)
    ]
    return [batch, sorted(onward, key=lambda link: (link[0], -link[1])), single]


@given(_rows, st.sampled_from((3, 6, 100)), st.sampled_from((1, 4)))
@settings(max_examples=60, deadline=None)
def test_links_are_those_of_the_slow_twin_whoever_asks_for_them(gaps: list[Row], hub: int, links: int) -> None:
    rows, rules = _timed(gaps), RULES._replace(hub=hub, links=links)
    expected = [link for at, row in enumerate(rows) if row["outward"] for link in _slow(rows, at, rules)]
    for found in _all_ways(rows, rules):
        assert found == expected


@given(_rows)
@settings(max_examples=40, deadline=None)
def test_no_cent_is_passed_on_twice(gaps: list[Row]) -> None:
    # All within the time that money may rest: what is older is forgotten, and what was paid of it too.
    rows = _timed([{**row, "gap": min(row["gap"], 10)} for row in gaps])
    taken: dict[int, int] = {}
    spent: dict[int, int] = {}
    rules = RULES._replace(share=0.0, hub=1000, links=64)
    for paid, received, minor, *_ in _all_ways(rows, rules)[0]:
        taken[received] = taken.get(received, 0) + minor
        spent[paid] = spent.get(paid, 0) + minor
    assert all(minor <= rows[row]["value"] for row, minor in (*taken.items(), *spent.items()))


def test_what_is_kept_beyond_the_bound_of_the_history_makes_no_habit() -> None:
    rows = [{"time_us": NOON_US, "outward": 1, "counterparty": 9, "value": 500}]
    rows += [
        {"time_us": NOON_US + (40 * 24 + hour) * HOUR_US, "outward": hour == 20, "counterparty": 9 if hour == 20 else 8}
        for hour in range(21)
    ]
    found = []
    for history in (21, 64):
        to = subjects(history)
        applied = apply(to, movements(rows))
        head = to.heads[applied.slots[0]]
        start, length = int(head["history_start"]), int(head["history_length"])
        room, out = new_room(history, 4), np.zeros(64, dtype=LINK)
        rules = RULES._replace(visible=history, hub=1000, share=0.0)
        count = payment_links(to.history.rows, start, start + length - 1, rules, room, out)
        found.append({int(each) for each in out["habit"][:count]})
    assert found == [{0}, {1}]
