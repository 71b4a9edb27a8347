"""From an alert's id to its trace."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from typing import NamedTuple

from streams.alerts.evidence import utc
from streams.errors import TraceError
from streams.intake.parties import hash64
from streams.money import decimal_text
from streams.records import Alert
from streams.reference import Reference
from streams.settings import Settings
from streams.trace.book import BASE, NO_UNIT, Book
from streams.trace.follow import Bounds, Figures, Follower, Trail, least_of
from streams.trace.ledger import (
    CASH_IN,
    CASH_OUT,
    UNKNOWN_CREDITOR,
    UNKNOWN_DEBTOR,
    Opened,
    Place,
    find_alert,
    open_words,
    read_book,
)
from streams.trace.result import METHOD, Backward, CutOff, Edge, Evidence, Forward, Kind, Node, Total, Trace

_NOBODY: Mapping[int, tuple[str, Kind, str]] = {
    CASH_IN: ("cash paid in", "cash", ""),
    CASH_OUT: ("cash paid out", "cash", ""),
    UNKNOWN_DEBTOR: ("unknown debtor", "unknown", ""),
    UNKNOWN_CREDITOR: ("unknown creditor", "unknown", ""),
}


@dataclass(frozen=True, slots=True)
class Options:
    """How far to follow; see the command's options."""

    window: str = "14d"
    """As people write it; `window_us` in microseconds."""
    window_us: int = int(timedelta(days=14) / timedelta(microseconds=1))
    hops: int = 6
    min_share: str = "0.01"
    max_nodes: int = 50


class Trails(NamedTuple):
    """What was followed of one unit."""

    unit: int
    begin: frozenset[int]
    forward: Trail
    backward: Trail


async def trace(settings: Settings, wanted: str, options: Options) -> Trace:
    """The trace of an alert, by its id or a beginning of it.

    Raises TraceError where there is no such alert or a beginning is of several, BrokerError where no broker answers.
    """
    topic, alert = await find_alert(settings, wanted)
    currencies = Reference.load(settings.reference_dir, settings.watch_list).currencies
    book, reader = await read_book(settings, currencies)
    rows, evidence = evidence_rows(book, alert)
    trails = follow(book, rows, hash64(alert.subject.id.encode()), options)
    places = {row: _place(book, row) for each in trails for row in _rows(each) | each.begin}
    opened = await open_words(settings, places.values())
    said = {row: opened[place] for row, place in places.items() if place in opened}
    if len(said) < len(places):
        raise TraceError(
            f"{len(places) - len(said)} movements were deleted from {settings.topic('movements')} while it was read:"
            " try again, or keep the topic longer"
        )
    money = _Money(book, {code: each.decimals for code, each in currencies.items()}, alert.base_currency)
    writer = _Writer(book, said, money, alert.subject.id)
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


def _rows(trails: Trails) -> set[int]:
    return {each.row for trail in (trails.forward, trails.backward) for each in trail.payments}


def _place(book: Book, row: int) -> Place:
    return Place(int(book.payments["partition"][row]), int(book.payments["offset"][row]))


class _Money:
    """Amounts of a unit as text."""

    def __init__(self, book: Book, decimals: Mapping[str, int], base: str) -> None:
        self._currencies = [base, *book.currencies]
        self._decimals = decimals

    def currency(self, unit: int) -> str:
        return self._currencies[unit - BASE]

    def text(self, value: int, unit: int) -> str:
        return decimal_text(value, self._decimals[self.currency(unit)])


class _Writer:
    """Puts numbers and words together."""

    def __init__(self, book: Book, said: Mapping[int, Opened], money: _Money, subject: str) -> None:
        self._book = book
        self._said = said
        self._money = money
        self._subject = subject
        self._parties: dict[int, tuple[str, Kind, str]] = {hash64(subject.encode()): (subject, "subject", "")}
        for row in sorted(said):
            for side in ("debtor", "creditor"):
                self._learn(row, side)

    def _learn(self, row: int, side: str) -> None:
        """Who a side of a payment is: id, kind and name; the newest name stays."""
        payment, (subject, words) = self._book.payments[row], self._said[row]
        key = int(payment[side])
        if bool(payment["outward"]) == (side == "debtor"):
            identity, name = subject, words.name
        else:
            identity, name = words.counterparty, words.counterparty_name
        known = self._parties.get(key)
        if payment[f"{side}_subject"]:
            self._parties[key] = identity, "subject", name or (known[2] if known else "")
        else:
            self._parties[key] = _NOBODY.get(key) or (f"party {key:016x}", "party", name)

    def nodes(self, trails: Iterable[Trails]) -> Iterable[Node]:
        """Every node that a payment shown leads to or from."""
        for each in trails:
            here = [
                int(self._book.payments[side][row]) for row in sorted(_rows(each)) for side in ("debtor", "creditor")
            ]
            for key in dict.fromkeys([*here, *each.forward.nodes, *each.backward.nodes]):
                if key in self._parties:
                    yield self._node(key, each)

    def _node(self, key: int, trails: Trails) -> Node:
        identity, kind, name = self._parties[key]
        forward, backward = (self._figures(trail.nodes.get(key, Figures()), trails.unit) for trail in trails[2:])
        currency = self._money.currency(trails.unit)
        return Node(identity, kind, name, identity == self._subject, currency, Forward(*forward), Backward(*backward))

    def _figures(self, figures: Figures, unit: int) -> list[str]:
        amounts = figures.begun, figures.came, figures.went, figures.rests, figures.stopped
        return [self._money.text(amount, unit) for amount in amounts]

    def edges(self, trails: Iterable[Trails]) -> list[Edge]:
        """Every payment that is followed, in the order of events; evidence once, whichever way."""
        found: list[tuple[int, int, Edge]] = []
        for each in trails:
            for number, (way, trail) in enumerate((("forward", each.forward), ("backward", each.backward))):
                for row, value, hop in trail.payments:
                    is_evidence = row in each.begin
                    if is_evidence and number and any(row == other.row for other in each.forward.payments):
                        continue
                    direction = "evidence" if is_evidence else way
                    found.append((row, number, self._edge(row, value, hop, direction, each.unit)))
        return [edge for *_, edge in sorted(found, key=lambda item: item[:2])]

    def _edge(self, row: int, value: int, hop: int, direction: str, unit: int) -> Edge:
        payment, words = self._book.payments[row], self._said[row].words
        return Edge(
            words.transaction,
            utc(int(payment["time_us"])),
            self._parties[int(payment["debtor"])][0],
            self._parties[int(payment["creditor"])][0],
            words.amount,
            words.currency,
            self._money.text(value, unit),
            self._money.currency(unit),
            hop,
            direction,  # type: ignore[arg-type]
        )

    def cuts(self, trails: Iterable[Trails]) -> Iterable[CutOff]:
        """What each bound cut off, where it cut off anything."""
        for each in trails:
            for way, trail in (("forward", each.forward), ("backward", each.backward)):
                for bound, cut in trail.cuts.items():
                    if cut.count:
                        value, currency = self._money.text(cut.value, each.unit), self._money.currency(each.unit)
                        yield CutOff(bound, way, cut.count, value, currency)  # type: ignore[arg-type]
