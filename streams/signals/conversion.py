"""Money that changes its form on the way: into crypto-assets, cash, loans paid back, other countries.

All forwarding signals are one question: how much of what came in from a source left to a target afterwards, first in
first out, both within the window.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from streams.movement import NO_FLOW, UNKNOWN_BALANCE, ChannelCode, MovementFlag
from streams.signals.compiled import kernel
from streams.signals.family import Family, Signal
from streams.signals.sight import has_channel
from streams.tags import Tag

_FIAT, _CRYPTO, _CASH, _NOT_CASH, _ANY, _LOAN, _SALARY, _PUBLIC, _FOREIGN, _PERSON, _PAYDOWN, _SPENT = (
    1 << bit for bit in range(12)
)
"""Kinds of a movement, as sources and targets; a movement has several."""

_FORWARDED: tuple[tuple[str, int, int, int, str, str], ...] = (
    ("crypto_after_fiat_sum_48h", 2, _FIAT, _CRYPTO, "fiat money", "crypto-assets"),
    ("fiat_after_crypto_sum_48h", 2, _CRYPTO, _FIAT, "crypto-assets", "fiat money"),
    ("cash_after_inflow_sum_48h", 2, _NOT_CASH, _CASH, "other than cash", "cash"),
    ("foreign_after_inflow_sum_48h", 2, _ANY, _FOREIGN, "any form", "another country"),
    ("person_after_salary_sum_48h", 2, _SALARY, _PERSON, "wages", "persons"),
    ("crypto_after_cash_sum_7d", 7, _CASH, _CRYPTO, "cash", "crypto-assets"),
    ("foreign_after_cash_sum_7d", 7, _CASH, _FOREIGN, "cash", "another country"),
    ("cash_after_loan_sum_7d", 7, _LOAN, _SPENT, "loans", "cash, crypto-assets, prepaid or gift cards"),
    ("paydown_after_inflow_sum_7d", 7, _ANY, _PAYDOWN, "any form", "credit card debt"),
    ("cash_after_public_sum_10d", 10, _PUBLIC, _CASH, "public bodies", "cash"),
)
"""Signal, days of its window, source, target, and both in words."""

_SIGNALS = (
    *(
        Signal(
            name,
            "money",
            f"Value that came in as or from {source} and left as or to {target} within {name.rsplit('_', 1)[1]}.",
            name.rsplit("_", 1)[1],
        )
        for name, _, _, _, source, target in _FORWARDED
    ),
    Signal(
        "loan_repaid_share_30d",
        "share",
        "Loan repayments of 30d as a share of the loans drawn in them.",
        "30d",
        "no loan was drawn",
    ),
    Signal(
        "drained_share_24h",
        "share",
        "Outflow of 24h as a share of it and the balance left.",
        "24h",
        "no balance is sent, or there was no money",
    ),
    Signal("crypto_out_sum_24h", "money", "Value paid out as crypto-assets or to where they are sold in 24h.", "24h"),
    Signal(
        "crypto_prior_count",
        "count",
        "Movements of crypto-assets or with where they are sold in the kept history before the last 7d.",
    ),
    Signal("crypto_out_sum_30d", "money", "Value paid out as crypto-assets or to where they are sold in 30d.", "30d"),
)
_AT = len(_FORWARDED)
_WINDOWS = np.array([(2, 7, 10).index(days) for _, days, _, _, _, _ in _FORWARDED], dtype=np.int64)
"""Which of three windows: 2, 7 or 10 days."""
_SOURCES = np.array([source for _, _, source, _, _, _ in _FORWARDED], dtype=np.int64)
_TARGETS = np.array([target for _, _, _, target, _, _ in _FORWARDED], dtype=np.int64)
_CASH_CHANNEL, _CRYPTO_CHANNEL = int(ChannelCode.CASH), int(ChannelCode.CRYPTO)
_CRYPTO_TAGS = np.uint64(int(Tag.EXCHANGE | Tag.KIOSK))
_SPENT_TAGS = np.uint64(int(Tag.PREPAID | Tag.GIFT_CARD))
_LOAN_TAG, _REPAYMENT_TAG = np.uint64(int(Tag.LOAN)), np.uint64(int(Tag.REPAYMENT))
_SALARY_TAG, _PAYDOWN_TAG = np.uint64(int(Tag.SALARY)), np.uint64(int(Tag.CARD_PAYDOWN))
_PUBLIC_TAG, _PERSON_TAG = np.uint64(int(Tag.WITH_PUBLIC)), np.uint64(int(Tag.WITH_PERSON))
_FOREIGN_FLAG, _NO_FLOW = int(MovementFlag.FOREIGN), int(NO_FLOW)
_UNKNOWN_BALANCE = int(UNKNOWN_BALANCE)


@kernel
def _is_crypto(row: Any) -> bool:
    return bool(row.channel == _CRYPTO_CHANNEL or (row.tags & _CRYPTO_TAGS) != 0)


@kernel
def _kinds(row: Any) -> int:
    """What a movement is, as a source or a target."""
    kinds = _ANY | (_CRYPTO if _is_crypto(row) else _FIAT)
    kinds |= _CASH if row.channel == _CASH_CHANNEL else _NOT_CASH
    if row.flags & _FOREIGN_FLAG:
        kinds |= _FOREIGN
    tags = row.tags
    if tags != 0:
        if tags & _LOAN_TAG:
            kinds |= _LOAN
        if tags & _SALARY_TAG:
            kinds |= _SALARY
        if tags & _PUBLIC_TAG:
            kinds |= _PUBLIC
        if tags & _PERSON_TAG:
            kinds |= _PERSON
        if tags & _PAYDOWN_TAG:
            kinds |= _PAYDOWN
        if tags & _SPENT_TAGS:
            kinds |= _SPENT
    if kinds & (_CASH | _CRYPTO):
        kinds |= _SPENT
    return kinds


@kernel
def _forwarded(history: Any, start: int, last: int, source: int, target: int) -> float:
    """Minor units that left to a target after they had come in from a source, first in first out."""
    forwarded = 0
    at = start
    left = 0
    for i in range(start, last + 1):
        row = history[i]
        if row.outward == 0 or row.value <= 0 or row.flags & _NO_FLOW or not _kinds(row) & target:
            continue
        need = row.value
        while need > 0 and at < i:
            if left == 0:
                inflow = history[at]
                if inflow.outward or inflow.value <= 0 or inflow.flags & _NO_FLOW or not _kinds(inflow) & source:
                    at += 1
                    continue
                left = inflow.value
            taken = min(need, left)
            forwarded += taken
            need -= taken
            left -= taken
            if left == 0:
                at += 1
    return forwarded


@kernel
def _repaid_share(history: Any, last: int, sight: Any) -> float:
    if not sight.tags & _LOAN_TAG:
        return np.nan
    loans = 0
    repaid = 0
    for i in range(sight.month, last + 1):
        row = history[i]
        if row.value <= 0 or row.flags & _NO_FLOW:
            continue
        if row.outward:
            if row.tags & _REPAYMENT_TAG:
                repaid += row.value
        elif row.tags & _LOAN_TAG:
            loans += row.value
    return repaid / loans if loans > 0 else np.nan


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
    sight = scratch.sight[0]
    came = 0
    left = 0
    for i in range(sight.ten_days, last + 1):
        row = history[i]
        if row.value > 0 and not row.flags & _NO_FLOW:
            if row.outward:
                left |= _kinds(row)
            else:
                came |= _kinds(row)
    starts = (sight.two_days, sight.week, sight.ten_days)
    for k in range(_AT):
        if came & _SOURCES[k] and left & _TARGETS[k]:
            out[k] = _forwarded(history, starts[_WINDOWS[k]], last, _SOURCES[k], _TARGETS[k]) / unit
    out[_AT] = _repaid_share(history, last, sight)
    out_24h = 0
    crypto_24h = 0
    for i in range(sight.day, last + 1):
        row = history[i]
        if row.outward and row.value > 0 and not row.flags & _NO_FLOW:
            out_24h += row.value
            if _is_crypto(row):
                crypto_24h += row.value
    total = out_24h + movement.balance if movement.balance != _UNKNOWN_BALANCE else 0
    out[_AT + 1] = out_24h / total if total > 0 else np.nan
    out[_AT + 2] = crypto_24h / unit
    earlier = 0
    for i in range(first, sight.week):
        row = history[i]
        crypto = (row.channel == _CRYPTO_CHANNEL) | ((row.tags & _CRYPTO_TAGS) != 0)
        earlier += crypto & ((row.flags & _NO_FLOW) == 0)
    out[_AT + 3] = earlier
    crypto_30d = 0
    if has_channel(sight, _CRYPTO_CHANNEL) or sight.tags & _CRYPTO_TAGS:
        for i in range(sight.month, last + 1):
            row = history[i]
            if row.outward and row.value > 0 and _is_crypto(row) and not row.flags & _NO_FLOW:
                crypto_30d += row.value
    out[_AT + 4] = crypto_30d / unit


FAMILY = Family("conversion", _SIGNALS, _fill)
