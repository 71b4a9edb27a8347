"""Puts the numbers of a trail and the words of its movements together: nodes, edges, and what was cut off."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal, NamedTuple

from streams.alerts.evidence import utc
from streams.intake.parties import hash64
from streams.money import decimal_text
from streams.trace.book import BASE, Book
from streams.trace.follow import Figures, Trail
from streams.trace.ledger import CASH_IN, CASH_OUT, UNKNOWN_CREDITOR, UNKNOWN_DEBTOR
from streams.trace.opening import Opened
from streams.trace.result import Backward, CutOff, Edge, Forward, Kind, Node, Way

_NOBODY: Mapping[int, tuple[str, Kind, str]] = {
    CASH_IN: ("cash paid in", "cash", ""),
    CASH_OUT: ("cash paid out", "cash", ""),
    UNKNOWN_DEBTOR: ("unknown debtor", "unknown", ""),
    UNKNOWN_CREDITOR: ("unknown creditor", "unknown", ""),
}


class Trails(NamedTuple):
    """What was followed of one unit."""

    unit: int
    begin: frozenset[int]
    forward: Trail
    backward: Trail

    @property
    def ways(self) -> tuple[tuple[Way, Trail], tuple[Way, Trail]]:
        """Both trails by their names."""
        return ("forward", self.forward), ("backward", self.backward)


def followed_rows(trails: Trails) -> set[int]:
    """The payments that are shown."""
    return {each.row for _, trail in trails.ways for each in trail.payments}


class Money:
    """Amounts of a unit as text."""

    def __init__(self, book: Book, decimals: Mapping[str, int], base: str) -> None:
        self._currencies = [base, *book.currencies]
        self._decimals = decimals

    def currency(self, unit: int) -> str:
        """The currency that a unit is of."""
        return self._currencies[unit - BASE]

    def text(self, value: int, unit: int) -> str:
        """Minor units of a unit as a plain decimal."""
        return decimal_text(value, self._decimals[self.currency(unit)])


class Writer:
    """Puts numbers and words together."""

    def __init__(self, book: Book, said: Mapping[int, Opened], money: Money, subject: str) -> None:
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
                int(self._book.payments[side][row])
                for row in sorted(followed_rows(each))
                for side in ("debtor", "creditor")
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
            for number, (way, trail) in enumerate(each.ways):
                for row, value, hop in trail.payments:
                    is_evidence = row in each.begin
                    if is_evidence and number and any(row == other.row for other in each.forward.payments):
                        continue
                    edge = self._edge(row, value, hop, "evidence" if is_evidence else way, each.unit)
                    found.append((row, number, edge))
        return [edge for *_, edge in sorted(found, key=lambda item: item[:2])]

    def _edge(self, row: int, value: int, hop: int, direction: Way | Literal["evidence"], unit: int) -> Edge:
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
            direction,
        )

    def cuts(self, trails: Iterable[Trails]) -> Iterable[CutOff]:
        """What each bound cut off, where it cut off anything."""
        for each in trails:
            for way, trail in each.ways:
                for bound, cut in trail.cuts.items():
                    if cut.count:
                        value, currency = self._money.text(cut.value, each.unit), self._money.currency(each.unit)
                        yield CutOff(bound, way, cut.count, value, currency)
