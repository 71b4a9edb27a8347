"""The movement itself, beside what the subject did before."""

from __future__ import annotations

from typing import Any

import numpy as np

from streams.movement import ChannelCode, MovementFlag, PartyCode
from streams.signals.compiled import flag, kernel
from streams.signals.family import DAY_US, Family, Signal

_SIGNALS = (
    Signal("amount", "money", "Value of this movement.", unknown="there is no exchange rate"),
    Signal("is_in", "flag", "The subject receives."),
    Signal("is_out", "flag", "The subject pays."),
    Signal("is_cash", "flag", "This movement is cash."),
    Signal("is_crypto", "flag", "This movement is a crypto-asset transfer."),
    Signal("is_transfer", "flag", "This movement is a transfer."),
    Signal("is_late", "flag", "This movement arrived after one with a later event time."),
    Signal("own_transfer", "flag", "Both sides of this movement are the same subject."),
    Signal(
        "counterparty_is_new",
        "flag",
        "The kept history has no earlier movement with this counterparty.",
        unknown="there is no counterparty",
    ),
    Signal("is_person", "flag", "The subject is a natural person.", unknown="kind is not sent"),
    Signal(
        "is_organisation",
        "flag",
        "The subject is a business, a non-profit, a public body or a money service.",
        unknown="kind is not sent",
    ),
    Signal("history_truncated", "flag", "The bound on kept movements cut the last 30 days short."),
)

_CASH, _CRYPTO, _TRANSFER = int(ChannelCode.CASH), int(ChannelCode.CRYPTO), int(ChannelCode.TRANSFER)
_LATE, _OWN = int(MovementFlag.LATE), int(MovementFlag.OWN_TRANSFER)
_NONE, _PERSON = int(PartyCode.NONE), int(PartyCode.PERSON)


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
    out[0] = row.value / unit if row.value >= 0 else np.nan
    out[1] = 1.0 - row.outward
    out[2] = row.outward
    out[3] = row.channel == _CASH
    out[4] = row.channel == _CRYPTO
    out[5] = row.channel == _TRANSFER
    out[6] = (row.flags & _LATE) != 0
    out[7] = (row.flags & _OWN) != 0
    out[8] = np.nan
    if row.counterparty != 0:
        out[8] = flag(scratch.parties[scratch.rows[last - first].who].rows == 1)
    known = subject.kind != _NONE
    out[9] = flag(subject.kind == _PERSON) if known else np.nan
    out[10] = flag(subject.kind != _PERSON) if known else np.nan
    out[11] = flag(subject.truncated != 0 and row.time_us - history[first].time_us < 30 * DAY_US)


FAMILY = Family("current", _SIGNALS, _fill)
