"""The movements that an alert rests on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from streams.catalogue.typology import Typology
from streams.catalogue.vocabulary import COUNTRY_CLASSES, PLACE_CLASSES
from streams.money import decimal_text
from streams.movement import ChannelCode, MovementFlag, decode_words
from streams.records import EvidenceItem
from streams.signals.likeness import PRICE_HIGH, PRICE_LOW
from streams.signals.threshold import NEAR_CASH, NEAR_TRAVEL
from streams.signals.volume import SMALL_UNITS
from streams.subject.subjects import Subjects
from streams.tags import TAG_NAMES

_ALWAYS = np.iinfo(np.int64).max
_CHANNEL_NAMES = ["", *(code.name.lower() for code in ChannelCode if code)]


@dataclass(frozen=True, slots=True)
class Evidence:
    """All evidence of one firing: arena rows, newest last, with count, total value and hashes."""

    rows: npt.NDArray[np.int64]
    value_minor: int
    hashes: list[int]


def gather_counted(
    subjects: Subjects, slot: int, row: int, typology: Typology, unit: float, value_minor: int
) -> Evidence:
    """The kept movements that `typology` selects among those that had arrived with the one in arena row `row`, whatever
    their time: those of a statutory report, whose cash is worth `value_minor` together, what is not kept included."""
    this = subjects.history.rows[row]
    # A very late one may lie behind the bound that the others are within.
    arrived = np.union1d(subjects.visible(slot, int(this["sequence"]), _ALWAYS), [row])
    columns = _columns(subjects.history.rows[arrived], arrived, this, row, unit)
    selected = arrived[typology.is_evidence(columns, len(arrived))]
    return Evidence(selected, value_minor, _hashes(subjects, selected))


def gather(subjects: Subjects, slot: int, row: int, typology: Typology, unit: float) -> Evidence:
    """The movements that `typology` selects, as the movement in arena row `row` saw them."""
    this = subjects.history.rows[row]
    visible = subjects.visible(slot, int(this["sequence"]), int(this["time_us"]))
    history = subjects.history.rows[visible]
    inside = history["time_us"] > this["time_us"] - typology.window_us
    visible, history = visible[inside], history[inside]
    selected = visible[typology.is_evidence(_columns(history, visible, this, row, unit), len(visible))]
    chosen = subjects.history.rows[selected]
    value = int(np.maximum(chosen["value"], 0).sum())
    return Evidence(selected, value, _hashes(subjects, selected))


def _hashes(subjects: Subjects, rows: npt.NDArray[np.int64]) -> list[int]:
    return [int(transaction) for transaction in subjects.history.rows["transaction"][rows]]


def items(subjects: Subjects, slot: int, evidence: Evidence, most: int, decimals: int) -> tuple[EvidenceItem, ...]:
    """The newest of the evidence in words; `decimals` are those of the base currency."""
    newest = evidence.rows[-most:]
    rows = subjects.history.rows[newest]
    return tuple(
        _item(row, decode_words(words), decimals)
        for row, words in zip(rows, subjects.rows_words(slot, newest), strict=True)
    )


def parties(subjects: Subjects, evidence: Evidence) -> Iterator[tuple[int, int]]:
    """Hash of the counterparty (0 for none) and minor units (0 where unknown) of all evidence."""
    rows = subjects.history.rows[evidence.rows]
    yield from zip(rows["counterparty"].tolist(), np.maximum(rows["value"], 0).tolist(), strict=True)


def _item(row: Any, words: Any, decimals: int) -> EvidenceItem:
    value, country = int(row["value"]), int(row["country"])
    return EvidenceItem(
        transaction=words.transaction,
        time=utc(int(row["time_us"])),
        direction="out" if row["outward"] else "in",
        amount=words.amount,
        currency=words.currency,
        channel=_CHANNEL_NAMES[int(row["channel"])],
        value=decimal_text(value, decimals) if value >= 0 else None,
        counterparty=words.counterparty,
        counterparty_name=words.counterparty_name,
        country=chr(country >> 8) + chr(country & 0xFF) if country else "",
        account=words.account,
        remittance=words.remittance,
        tags=_tag_names(int(row["tags"])),
    )


@lru_cache(maxsize=4096)
def _tag_names(tags: int) -> tuple[str, ...]:
    return tuple(name for name, tag in TAG_NAMES.items() if tags & tag)


def utc(time_us: int) -> datetime:
    """Event time as the alert writes it."""
    seconds, microseconds = divmod(time_us, 1_000_000)
    return datetime.fromtimestamp(seconds, UTC).replace(microsecond=microseconds)


def _columns(
    history: npt.NDArray[Any], indexes: npt.NDArray[np.int64], this: Any, row: int, unit: float
) -> dict[str, npt.NDArray[Any]]:
    """The evidence vocabulary over rows of history."""
    channel, flags, ratio = history["channel"], history["flags"], history["threshold_ratio"]
    outward, value = history["outward"] == 1, history["value"]
    is_cash = channel == ChannelCode.CASH
    tags = history["tags"]
    same_business_day = history["business_day"] == this["business_day"]
    is_alone = bool(int(this["flags"]) & MovementFlag.SINGLE_REPORT)
    return {
        **{name: (tags & np.uint64(tag)) != 0 for name, tag in TAG_NAMES.items()},
        "inward": ~outward,
        "outward": outward,
        **{code.name.lower(): channel == code for code in ChannelCode if code},
        "near_cash_threshold": is_cash & (ratio >= NEAR_CASH) & (ratio < 1),
        "near_travel_threshold": ~is_cash & (ratio >= NEAR_TRAVEL) & (ratio < 1),
        "small": (value >= 0) & (value < SMALL_UNITS * unit),
        "round": (flags & MovementFlag.ROUND) != 0,
        "high_risk": (flags & MovementFlag.HIGH_RISK) != 0,
        "conflict": (flags & MovementFlag.CONFLICT) != 0,
        "same_business_day": same_business_day,
        "counted_together": indexes == row
        if is_alone
        else is_cash & same_business_day & (history["duty"] == this["duty"]) & (history["outward"] == this["outward"]),
        "same_direction": history["outward"] == this["outward"],
        "own_transfer": (flags & MovementFlag.OWN_TRANSFER) != 0,
        "this": indexes == row,
        "same_counterparty": (history["counterparty"] == this["counterparty"]) & (this["counterparty"] != 0),
        "same_invoice": (history["invoice"] == this["invoice"]) & (this["invoice"] != 0),
        "same_place": (history["branch"] == this["branch"]) & (this["branch"] != 0),
        "price_odd": (history["price_ratio"] >= PRICE_HIGH) | (history["price_ratio"] <= PRICE_LOW),
        **{name: (flags & wanted) != 0 for name, wanted in {**COUNTRY_CLASSES, **PLACE_CLASSES}.items()},
        "value": np.where(value >= 0, value / unit, np.nan),
    }
