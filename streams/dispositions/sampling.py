"""A random sample of what nobody would have looked at: alerts that are held back, and subjects without an alert.

Verdicts about alerts alone confirm what was flagged. Drawn is by the hash of seed and id, so that the same topics and
the same seed give the same sample, whatever the order in which they are read, and a larger one holds the smaller one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from heapq import nsmallest

import msgspec
import numpy as np

from streams.alerts.evidence import utc
from streams.dispositions.topic import read_all
from streams.intake.parties import hash64
from streams.movement import NO_FLOW, decode_words, parse
from streams.ordering.watermark import WATERMARK_KEY
from streams.partitioner import partition_for
from streams.records import Alert
from streams.reference import Reference
from streams.scan import partitions_of, scan
from streams.settings import Settings

TRANSACTIONS_MAX = 200
"""Transactions listed of a subject, the newest."""


class Line(msgspec.Struct, frozen=True):
    """One movement of a sampled subject."""

    transaction: str
    time: str
    direction: str
    amount: str
    currency: str
    counterparty: str


class Activity(msgspec.Struct, kw_only=True):
    """What a subject did, as far as `movements` goes back."""

    subject: str
    movements: int = 0
    received: Decimal = Decimal(0)
    """In the base currency; without an exchange rate it adds nothing."""
    paid: Decimal = Decimal(0)
    counterparties: int = 0
    first: str = ""
    last: str = ""
    lines: list[Line] = []
    """The newest, oldest first."""


class Sample(msgspec.Struct, frozen=True):
    """What was drawn, out of how many."""

    seed: int
    alerts: list[Alert]
    held_back: int
    subjects: list[Activity]
    below: int


async def sample(settings: Settings, alerts: int, subjects: int, seed: int) -> Sample:
    """Draw so many alerts that are held back and subjects without an alert, those already reviewed apart. Raises
    BrokerError."""
    told = await read_all(settings)
    reviewed = {each.alert or each.subject for each in told if each.sampled}
    held, published = [await _newest(settings, name) for name in ("alerts.suppressed", "alerts")]
    raised = {alert.subject.id for alert in published.values()}
    raised.update(alert.subject.id for alert in held.values())
    held = {name: each for name, each in held.items() if not _is_newer(published.get(name), each)}
    below = await _subjects(settings) - raised
    chosen = draw(below - reviewed, subjects, seed)
    found = await activities(settings, chosen)
    drawn = draw(held.keys() - reviewed, alerts, seed)
    return Sample(seed, [held[name] for name in drawn], len(held), [found[each] for each in chosen], len(below))


def draw(names: Iterable[str], count: int, seed: int) -> list[str]:
    """So many of some names, each with the same chance."""
    return nsmallest(count, names, key=lambda name: (hash64(f"{seed}\n{name}".encode()), name))


async def activities(settings: Settings, subjects: Sequence[str]) -> dict[str, Activity]:
    """What some subjects did, by subject. Raises BrokerError."""
    topic = settings.topic("movements")
    count = len(await partitions_of(settings, topic))
    decimals = Reference.load(settings.reference_dir, settings.watch_list).currencies[settings.base_currency].decimals
    wanted = {each.encode(): each for each in subjects}
    values: dict[str, list[bytes]] = {each: [] for each in subjects}
    partitions = {partition_for(key, count) for key in wanted}
    if partitions:
        async for _, records in scan(settings, topic, partitions):
            for record in records:
                if record.key in wanted and record.value:
                    values[wanted[record.key]].append(record.value)
    return {each: activity_of(each, values[each], decimals) for each in subjects}


def activity_of(subject: str, values: Sequence[bytes], decimals: int) -> Activity:
    """What the movements of a subject come to; `decimals` are those of the base currency."""
    if not values:
        return Activity(subject=subject)
    movements, words = parse(values)
    # Intake may have sent one twice.
    places = movements[["input_partition", "input_offset", "input_index", "side"]]
    kept = np.sort(np.unique(places, return_index=True)[1])
    kept = kept[np.argsort(movements["time_us"][kept], kind="stable")]
    own = movements[kept]
    flows = own[(own["flags"] & np.uint32(NO_FLOW)) == 0]
    worth = np.maximum(flows["value"], 0)
    sums = [Decimal(int(worth[flows["outward"] == way].sum())).scaleb(-decimals) for way in (0, 1)]
    return Activity(
        subject=subject,
        movements=len(kept),
        received=sums[0],
        paid=sums[1],
        counterparties=len(set(own["counterparty"].tolist()) - {0}),
        first=utc(int(own["time_us"][0])).isoformat(),
        last=utc(int(own["time_us"][-1])).isoformat(),
        lines=[_line(movements[at], words[at]) for at in kept[-TRANSACTIONS_MAX:].tolist()],
    )


def _line(movement: np.void, text: bytes) -> Line:
    said = decode_words(text)
    return Line(
        transaction=said.transaction,
        time=utc(int(movement["time_us"])).isoformat(),
        direction="out" if movement["outward"] else "in",
        amount=said.amount,
        currency=said.currency,
        counterparty=said.counterparty or said.counterparty_name,
    )


def _is_newer(published: Alert | None, held: Alert) -> bool:
    """Whether an alert that was held back is published again."""
    return published is not None and published.revision >= held.revision


async def _subjects(settings: Settings) -> set[str]:
    topic = settings.topic("movements")
    found: set[bytes] = set()
    async for _, records in scan(settings, topic, await partitions_of(settings, topic)):
        found.update(record.key for record in records if record.key and record.key != WATERMARK_KEY)
    return {key.decode(errors="replace") for key in found}


async def _newest(settings: Settings, name: str) -> dict[str, Alert]:
    """The newest revision of each alert of a topic, by id."""
    decode = msgspec.json.Decoder(Alert).decode
    topic = settings.topic(name)
    found: dict[str, Alert] = {}
    async for _, records in scan(settings, topic, await partitions_of(settings, topic)):
        for record in records:
            if record.value is not None:
                alert = decode(record.value)
                if alert.id not in found or alert.revision >= found[alert.id].revision:
                    found[alert.id] = alert
    return found
