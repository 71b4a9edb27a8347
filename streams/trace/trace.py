"""From an alert's id to its trace."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction

from streams.errors import TraceError
from streams.intake.parties import hash64
from streams.records import Alert
from streams.reference import Reference
from streams.settings import Settings
from streams.trace.book import NO_UNIT, Book
from streams.trace.finding import find_alert
from streams.trace.follow import Bounds, Follower, Trail, least_of
from streams.trace.ledger import (
    read_book,
)
from streams.trace.opening import Place, open_words
from streams.trace.result import METHOD, Evidence, Total, Trace
from streams.trace.writer import Money, Trails, Writer, followed_rows


@dataclass(frozen=True, slots=True)
class Options:
    """How far to follow; see the command's options."""

    window: str = "14d"
    """As people write it; `window_us` in microseconds."""
    window_us: int = int(timedelta(days=14) / timedelta(microseconds=1))
    hops: int = 6
    min_share: str = "0.01"
    max_nodes: int = 50


async def trace(settings: Settings, wanted: str, options: Options) -> Trace:
    """The trace of an alert, by its id or a beginning of it.

    Raises TraceError where there is no such alert or a beginning is of several, BrokerError where no broker answers.
    """
    return await trace_alert(settings, *await find_alert(settings, wanted), options)


async def trace_alert(
    settings: Settings, topic: str, alert: Alert, options: Options, reference: Reference | None = None
) -> Trace:
    """The trace of an alert of a topic. Raises TraceError where movements are deleted meanwhile, and BrokerError."""
    currencies = (reference or Reference.load(settings.reference_dir, settings.watch_list)).currencies
    book, reader = await read_book(settings, currencies)
    rows, evidence = evidence_rows(book, alert)
    trails = follow(book, rows, hash64(alert.subject.id.encode()), options)
    places = {row: _place(book, row) for each in trails for row in followed_rows(each) | each.begin}
    opened = await open_words(settings, places.values())
    said = {row: opened[place] for row, place in places.items() if place in opened}
    if len(said) < len(places):
        raise TraceError(
            f"{len(places) - len(said)} movements were deleted from {settings.topic('movements')} while it was read:"
            " try again, or keep the topic longer"
        )
    money = Money(book, {code: each.decimals for code, each in currencies.items()}, alert.base_currency)
    writer = Writer(book, said, money, alert.subject.id)
    return Trace(
        alert=alert.id,
        revision=alert.revision,
        topic=topic,
        typology=alert.typology,
        title=alert.title,
        severity=alert.severity,
        subject=alert.subject.id,
        detected_at=alert.detected_at,
        method=METHOD,
        window=options.window,
        hops=options.hops,
        min_share=options.min_share,
        max_nodes=options.max_nodes,
        base_currency=alert.base_currency,
        totals=tuple(
            Total(
                money.currency(each.unit),
                money.text(each.forward.begun, each.unit),
                money.text(each.backward.begun, each.unit),
            )
            for each in trails
        ),
        evidence=evidence,
        nodes=tuple(writer.nodes(trails)),
        edges=tuple(writer.edges(trails)),
        cut=tuple(writer.cuts(trails)),
        movements_read=reader.movements,
        movements_unreadable=reader.unreadable,
    )


def evidence_rows(book: Book, alert: Alert) -> tuple[list[int], Evidence]:
    """The payments that an alert's evidence is, and how many of it are none."""
    rows: list[int] = []
    own = missing = without_value = 0
    transactions = {item.transaction: hash64(item.transaction.encode()) for item in alert.evidence}
    for transaction in transactions.values():
        row = book.row_of(transaction)
        if row is None:
            own += transaction in book.own
            missing += transaction not in book.own
        elif int(book.payments["unit"][row]) == NO_UNIT or book.value(row) <= 0:
            without_value += 1
        else:
            rows.append(row)
    listed = len(transactions)
    return rows, Evidence(max(alert.evidence_count, listed), listed, len(rows), own, missing, without_value)


def follow(book: Book, rows: Iterable[int], subject: int, options: Options) -> list[Trails]:
    """Follow payments both ways, each unit by itself, the base currency first."""
    by_unit: dict[int, list[int]] = defaultdict(list)
    for row in rows:
        by_unit[int(book.payments["unit"][row])].append(row)
    found, room = [], options.max_nodes
    for unit in sorted(by_unit):
        least = least_of(_money(book, by_unit[unit]), Fraction(options.min_share))
        follower = Follower(book, by_unit[unit], Bounds(options.window_us, options.hops, least))
        # Which nodes matter is known only when all were followed.
        shown = _most(follower.follow("forward"), follower.follow("backward"), subject, room)
        trails = Trails(
            unit, frozenset(by_unit[unit]), follower.follow("forward", shown), follower.follow("backward", shown)
        )
        room -= len(set(trails.forward.nodes) | set(trails.backward.nodes))
        found.append(trails)
    return found


def _money(book: Book, rows: Iterable[int]) -> int:
    """What `min_share` is a share of: the most that one party paid or received of the evidence."""
    sides: dict[tuple[str, int], int] = defaultdict(int)
    for row in rows:
        for side in ("debtor", "creditor"):
            sides[side, int(book.payments[side][row])] += book.value(row)
    return max(sides.values())


def _most(forward: Trail, backward: Trail, subject: int, room: int) -> frozenset[int]:
    """The nodes with the most of the money, the alert's subject first; ties by hash."""
    sizes: dict[int, int] = defaultdict(int)
    for trail in (forward, backward):
        for node, figures in trail.nodes.items():
            sizes[node] = max(sizes[node], figures.begun + figures.came)
    ranked = sorted(sizes, key=lambda node: (node != subject, -sizes[node], node))
    return frozenset(ranked[: max(0, room)])


def _place(book: Book, row: int) -> Place:
    return Place(int(book.payments["partition"][row]), int(book.payments["offset"][row]))
