"""Payments made for tests: who paid whom how much, and when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import numpy as np

from streams.trace.book import PAYMENT, Book
from streams.trace.follow import Bounds, Follower, Trail
from streams.trace.result import METHOD, Backward, CutOff, Edge, Evidence, Forward, Node, Total, Trace

DAY_US = 86_400_000_000
WINDOW_US = 14 * DAY_US
START = datetime(2025, 3, 3, 9, tzinfo=UTC)


class Paid(NamedTuple):
    """A payment on a day; parties are letters, a small one is no subject."""

    day: float
    debtor: str
    creditor: str
    value: int
    unit: int = 0


def book(payments: Sequence[Paid]) -> Book:
    """Their book; the transaction of each is its place, from 1, which is also the order of those at one time."""
    rows = np.zeros(len(payments), PAYMENT)
    for number, (day, debtor, creditor, value, unit) in enumerate(payments):
        row = rows[number]
        row["time_us"], row["transaction"], row["value"], row["unit"] = day * DAY_US, number + 1, value, unit
        row["debtor"], row["creditor"] = ord(debtor), ord(creditor)
        row["debtor_subject"], row["creditor_subject"] = debtor.isupper(), creditor.isupper()
    return Book(rows, ("XAU", "XDR"))


def followed(
    payments: Sequence[Paid],
    evidence: Sequence[int],
    direction: Any,
    *,
    hops: int = 6,
    least: int = 1,
    window_us: int = WINDOW_US,
    shown: str | None = None,
) -> Trail:
    """The trail of the payments at these places."""
    follower = Follower(book(payments), evidence, Bounds(window_us, hops, least))
    return follower.follow(direction, None if shown is None else frozenset(map(ord, shown)))


def values(trail: Trail) -> dict[int, int]:
    """How much is followed in each payment."""
    return {each.row: each.value for each in trail.payments}


def rests(trail: Trail) -> dict[str, int]:
    """Who has how much."""
    return {chr(node): figures.rests for node, figures in trail.nodes.items() if figures.rests}


def node(identity: str, **fields: Any) -> Node:
    """A node without money, unless `fields` say otherwise."""
    none = Forward("0.00", "0.00", "0.00", "0.00", "0.00"), Backward("0.00", "0.00", "0.00", "0.00", "0.00")
    given: dict[str, Any] = {
        "id": identity,
        "kind": "subject",
        "name": "",
        "is_subject_of_alert": False,
        "currency": "USD",
        "forward": none[0],
        "backward": none[1],
    }
    return Node(**{**given, **fields})


def edge(number: int, debtor: str, creditor: str, **fields: Any) -> Edge:
    """A payment of 100 in the hour of its number."""
    given: dict[str, Any] = {
        "transaction": f"T-{number}",
        "time": START + timedelta(hours=number),
        "debtor": debtor,
        "creditor": creditor,
        "amount": "100.00",
        "currency": "USD",
        "followed": "100.00",
        "followed_currency": "USD",
        "hop": 1,
        "direction": "forward",
    }
    return Edge(**{**given, **fields})


def trace(nodes: Sequence[Node], edges: Sequence[Edge], **fields: Any) -> Trace:
    """A trace of these nodes and edges."""
    given: dict[str, Any] = {
        "alert": "0f0e0d0c-0000-5000-8000-000000000000",
        "revision": 2,
        "topic": "alerts",
        "typology": "pass-through",
        "title": "Money passed through",
        "severity": "high",
        "subject": "customer:A",
        "detected_at": START,
        "method": METHOD,
        "window": "14d",
        "hops": 6,
        "min_share": "0.01",
        "max_nodes": 50,
        "base_currency": "USD",
        "totals": (Total("USD", "1000.00", "1000.00"),),
        "evidence": Evidence(2, 2, 2, 0, 0, 0),
        "nodes": tuple(nodes),
        "edges": tuple(edges),
        "cut": (CutOff("share", "forward", 3, "4.20", "USD"),),
        "movements_read": 10,
        "movements_unreadable": 0,
    }
    return Trace(**{**given, **fields})
