"""Movements made by hand or by hypothesis, and subjects that take them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from hypothesis import strategies as st

from streams.movement import (
    LAYOUT,
    MOVEMENT,
    UNKNOWN_BALANCE,
    UNKNOWN_DAY,
    UNKNOWN_INCOME,
    UNKNOWN_PLACE,
    ChannelCode,
    MovementFlag,
    Movements,
)
from streams.signals.family import DAY_US, HOUR_US
from streams.signals.registry import INDEX
from streams.subject.place import places
from streams.subject.store import MemoryStore, Store
from streams.subject.subjects import Applied, Bounds, Subjects
from streams.tags import Tag

UNIT = 100
"""Minor units of the base currency."""
NOON_US = 20_000 * DAY_US + 12 * HOUR_US
"""An event time in the middle of a day, in 2024."""
PARTITION = 3

_DEFAULTS: dict[str, Any] = {
    "time_us": NOON_US,
    "counterparty": 7,
    "value": 10_000,
    "threshold_value": 10_000,
    "threshold_ratio": float("nan"),
    "channel": int(ChannelCode.TRANSFER),
    "cash_report_limit": 1_000_000,
    "cash_report_reached": 1_000_001,
    "travel_rule_limit": 300_000,
    "threshold_decimals": 2,
    "balance": int(UNKNOWN_BALANCE),
    "opened_day": int(UNKNOWN_DAY),
    "born_day": int(UNKNOWN_DAY),
    "declared_income": int(UNKNOWN_INCOME),
    "price_ratio": float("nan"),
    "latitude": int(UNKNOWN_PLACE),
    "longitude": int(UNKNOWN_PLACE),
    "layout": LAYOUT,
}


def movements(rows: Sequence[Mapping[str, Any]]) -> Movements:
    """MOVEMENT records of these fields; each is a transaction of its own, a transfer of 100.00, where not said."""
    made = np.zeros(len(rows), dtype=MOVEMENT)
    for k, row in enumerate(rows):
        fields = {**_DEFAULTS, "transaction": 1_000 + k, "input_offset": k, **row}
        fields.setdefault("business_day", fields["time_us"] // DAY_US)
        for name, value in fields.items():
            made[name][k] = value
    return made


def subjects(history: int = 16, days: int = 400, cached: int = 1_000, store: Store | None = None) -> Subjects:
    """Subjects that hold partition PARTITION, over a store that is open."""
    if store is None:
        store = MemoryStore()
        store.open(PARTITION)
    made = Subjects(store, Bounds(history, days, cached), unit=float(UNIT))
    made.open(PARTITION)
    return made


def words_of(made: Movements) -> list[bytes]:
    """Words that tell movements apart."""
    return [b"%d/%d" % (row["transaction"], row["input_offset"]) for row in made]


def apply(
    to: Subjects, made: Movements, keys: Sequence[bytes] | None = None, positions: Sequence[int] | None = None
) -> Applied:
    """Apply movements as one batch; without more, all to one subject and at positions from 0."""
    keys = [b"customer:1"] * len(made) if keys is None else keys
    at = range(len(made)) if positions is None else positions
    return to.apply(made, words_of(made), places(made, at, at), to.locate(PARTITION, keys))


def last(name: str, *rows: Mapping[str, Any], history: int = 16) -> float:
    """The signal of this name at the last of these movements, all of one subject."""
    applied = apply(subjects(history), movements(rows))
    return float(applied.matrix[-1, INDEX[name]])


_SOME_TIMES = st.builds(
    lambda quarter_days, hours, off: NOON_US + quarter_days * 6 * HOUR_US + hours * HOUR_US + off,
    st.one_of(st.integers(0, 40), st.integers(0, 400)),
    st.sampled_from((0, 0, 0, 1)),
    st.sampled_from((0, 0, 0, -1, 1)),
)
"""Times that meet often, and often lie exactly a window apart or a microsecond beside."""
_SOME_VALUES = st.one_of(
    st.sampled_from((-1, 0, 1, 29_999, 30_000, 30_001, 85_000, 84_999, 98_999, 99_000, 99_500, 99_501, 100_000)),
    st.integers(0, 10**13),
)
_SOME_FLAGS = st.sampled_from(
    (
        0,
        0,
        0,
        int(MovementFlag.ROUND),
        int(MovementFlag.HIGH_RISK),
        int(MovementFlag.HIGH_RISK | MovementFlag.CONFLICT | MovementFlag.ROUND),
        int(MovementFlag.FOREIGN),
        int(MovementFlag.FOREIGN | MovementFlag.BORDERS_CONFLICT | MovementFlag.TRANSIT),
        int(MovementFlag.FOREIGN | MovementFlag.EXPLOITATION_SOURCE | MovementFlag.TIMBER_SOURCE),
        int(MovementFlag.TRAVEL_CONFLICT | MovementFlag.BORDER_AREA),
        int(MovementFlag.CONFLICT_BORDER_AREA | MovementFlag.WILDLIFE_DEMAND | MovementFlag.OFFSHORE),
        int(MovementFlag.OWN_TRANSFER),
        int(MovementFlag.ON_BEHALF),
        int(MovementFlag.ON_BEHALF | MovementFlag.HIGH_RISK | MovementFlag.ROUND),
        int(MovementFlag.SINGLE_REPORT),
    )
)
_SOME_TAGS = st.one_of(
    st.just(0),
    st.sampled_from([int(tag) for tag in Tag]),
    st.builds(lambda *tags: int(tags[0] | tags[1] | tags[2]), *[st.sampled_from(list(Tag))] * 3),
)
_SOME_RATIOS = st.sampled_from(
    (float("nan"), 0.49999, 0.5, 0.7, 0.79999, 0.8, 0.95, float(np.nextafter(np.float32(1), np.float32(0))), 1.0, 3.0)
)
_NEWS = st.fixed_dictionaries(
    {
        "time_us": _SOME_TIMES,
        "counterparty": st.integers(0, 4),
        "value": _SOME_VALUES,
        "threshold_value": st.sampled_from((0, 499_900, 500_000, 500_001, 999_999, 1_000_000)),
        "threshold_ratio": _SOME_RATIOS,
        "channel": st.sampled_from([int(code) for code in ChannelCode]),
        "outward": st.integers(0, 1),
        "flags": _SOME_FLAGS,
        "country": st.sampled_from((0, 0x4445, 0x4652)),
        "kind": st.sampled_from((0, 0, 1, 2, 5)),
        "opened_day": st.sampled_from((int(UNKNOWN_DAY), 19_000, 20_000)),
        "balance": st.sampled_from((int(UNKNOWN_BALANCE), -5_000, 0, 123_456)),
        "cash_report_limit": st.sampled_from((0, 1_000_000)),
        "travel_rule_limit": st.sampled_from((0, 300_000)),
        "threshold_decimals": st.sampled_from((0, 2)),
        "duty": st.sampled_from((0, 0, 0, 7, 9)),
        "days_until_booked": st.sampled_from((0, 0, 1, 2)),
        "tags": _SOME_TAGS,
        "price_ratio": st.sampled_from((float("nan"), float("nan"), 0.4, 0.5, 1.0, 2.0, 3.0)),
        "branch": st.integers(0, 3),
        "device": st.integers(0, 2),
        "invoice": st.integers(0, 2),
        "text": st.integers(0, 1),
        "name": st.integers(0, 2),
        "name_key": st.integers(0, 2),
        "agent": st.integers(0, 3),
        "originator": st.integers(0, 3),
        "latitude": st.sampled_from((int(UNKNOWN_PLACE), 0, 4071, -9000, 9000)),
        "longitude": st.sampled_from((int(UNKNOWN_PLACE), 0, -7400, 17990, -17990)),
        "place_country": st.sampled_from((0, 0x5553, 0x4742)),
        "instrument_limit": st.sampled_from((0, 1_000_000)),
        "declared_income": st.sampled_from((int(UNKNOWN_INCOME), 0, 3_600_000)),
        "born_day": st.sampled_from((int(UNKNOWN_DAY), -5_000, 15_000)),
        "profile": st.sampled_from((0, 0, 3, 24, 40, 96, 160, 256, 1023)),
    }
)


@st.composite
def streams(draw: st.DrawFn, most: int = 30) -> list[dict[str, Any]]:
    """A stream of movements: out of order, with repetitions, some of other content."""
    rows: list[dict[str, Any]] = []
    for k, news in enumerate(draw(st.lists(_NEWS, min_size=1, max_size=most))):
        again = draw(st.integers(0, 9)) == 0
        row = dict(rows[draw(st.integers(0, k - 1))]) if again and k else {**news, "transaction": k, "content": 1}
        if again and draw(st.booleans()):
            row["content"] = 2
        row.pop("business_day", None)
        row["business_day"] = row["time_us"] // DAY_US + row.setdefault("days_until_booked", 0)
        rows.append(row)
    for k, row in enumerate(rows):
        row.pop("days_until_booked")
        row["input_offset"] = k
    return rows


def long_stream(seed: int, length: int, span_days: int) -> list[dict[str, Any]]:
    """A long stream of one subject: mostly in order, busy with a few counterparties, money going through."""
    random = np.random.default_rng(seed)
    starts = NOON_US + np.sort(random.integers(0, span_days * 24, length)) * HOUR_US
    rows: list[dict[str, Any]] = []
    for k in range(length):
        late = int(random.integers(0, 9 * 24)) * HOUR_US if random.random() < 0.15 else 0
        value = int(random.choice([-1, 20_000, 95_000, 100_000, int(random.integers(1, 2_000_000))]))
        channel = int(random.choice([ChannelCode.CASH, ChannelCode.TRANSFER, ChannelCode.CRYPTO]))
        time_us = int(starts[k]) - late
        rows.append(
            {
                "transaction": k,
                "input_offset": k,
                "content": 1,
                "time_us": time_us,
                "business_day": time_us // DAY_US + int(random.integers(0, 2)),
                "counterparty": int(random.integers(0, 30)),
                "value": value,
                "threshold_value": max(value, 0),
                "threshold_ratio": max(value, 0) / (1_000_000 if channel == ChannelCode.CASH else 300_000),
                "channel": channel,
                "outward": int(random.random() < 0.4),
                "flags": int(
                    random.choice([0, 0, 0, MovementFlag.ROUND, MovementFlag.HIGH_RISK, MovementFlag.OWN_TRANSFER])
                ),
                "duty": int(random.choice([5, 5, 5, 6])),
                "country": int(random.choice([0, 0x4445, 0x4652])),
                "kind": int(random.choice([0, 1])),
                "tags": int(random.choice([0, *map(int, Tag)])) | int(random.choice([0, 0, *map(int, Tag)])),
                "price_ratio": float(random.choice([np.nan, 0.4, 1.0, 2.5])),
                "branch": int(random.integers(0, 5)),
                "device": int(random.integers(0, 3)),
                "invoice": int(random.integers(0, 20)),
                "text": int(random.integers(0, 3)),
                "name": int(random.integers(0, 10)),
                "name_key": k % 3,
                "agent": int(random.integers(0, 5)),
                "originator": int(random.integers(0, 8)),
                "latitude": int(random.choice([UNKNOWN_PLACE, 4071, 3405])),
                "longitude": int(random.choice([UNKNOWN_PLACE, -7400, -11824])),
                "place_country": int(random.choice([0, 0x5553, 0x4742])),
                "profile": int(random.choice([0, 3, 96])),
                "balance": int(random.integers(0, 10**6)),
            }
        )
    return rows
