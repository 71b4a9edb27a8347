"""Follow the money of some payments, one way: to where it is now, or back to where it came from.

The payments that one begins with are followed whole: what one of them does not hold already of the others' money
begins there. Forwards, the part of a payment that is followed is spread over the payments that hold it
(`streams.trace.mixing`) and over what rests with the creditor; backwards, over the payments that the debtor had it from
and over what the debtor had by itself. Payments are taken in the order of events, or its reverse, so each is complete
when its turn comes, and money that goes in circles comes to an end with time.

Money is conserved: what begins is what rests, and what is cut off by a bound. All of it is in `Trail`.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import NamedTuple, get_args

from streams.trace.book import Book
from streams.trace.mixing import Mix, apportion, mix
from streams.trace.result import Bound, Way

PAIRS_MAX = 100_000
"""A subject with more pairs of a payment to it and one by it within a window is a hub: shares mean nothing there."""
PAIRS_TOTAL_MAX = 1_000_000
"""Of all subjects together, some 300 MB; whoever comes later is taken for a hub."""
EDGES_MAX = 2_000
"""Payments followed in one direction."""


class Bounds(NamedTuple):
    """How far to follow."""

    window_us: int
    hops: int
    """Payments after, or before, the ones to begin with."""
    least: int
    """Minor units of the unit; a payment with less of the money is not followed."""


@dataclass(slots=True)
class Figures:
    """One node's money in one direction, minor units: `begun + came = went + rests + stopped`.

    Forwards money comes from debtors and goes to creditors. Backwards it is the other way round: `came` is what the
    node gave towards the payments that one began with, `went` what it had from others for that, and `rests` what is
    its own.
    """

    begun: int = 0
    came: int = 0
    went: int = 0
    rests: int = 0
    stopped: int = 0
    """Not followed: the node is a hub or too many payments away."""


class Followed(NamedTuple):
    """A payment on the trail."""

    row: int
    value: int
    """Minor units that are followed."""
    hop: int
    """The fewest payments between this one and one of those to begin with; 0 for these themselves."""


@dataclass(slots=True)
class Cut:
    """What one bound cut off: how many payments, and how much money."""

    count: int = 0
    value: int = 0

    def add(self, value: int) -> None:
        """Count one payment."""
        self.count += 1
        self.value += value


def _cuts() -> dict[Bound, Cut]:
    return {bound: Cut() for bound in get_args(Bound)}


@dataclass(slots=True)
class Trail:
    """Where the money went, or came from."""

    begun: int = 0
    payments: list[Followed] = field(default_factory=list)
    nodes: dict[int, Figures] = field(default_factory=lambda: defaultdict(Figures))
    cuts: dict[Bound, Cut] = field(default_factory=_cuts)
    """By bound. What `hops` and `hubs` cut off is also `stopped` at a node."""


class _Walk:
    """One way along the payments: the trail so far, and the payments whose turn has not come."""

    def __init__(self, direction: Way, shown: frozenset[int] | None, begin: list[int]) -> None:
        self.sign, self.giver, self.taker = (
            (1, "debtor", "creditor") if direction == "forward" else (-1, "creditor", "debtor")
        )
        self.trail = Trail()
        self.amounts: dict[int, int] = defaultdict(int)
        self.hops = dict.fromkeys(begin, 0)
        self.queue = [self.sign * row for row in begin]
        heapq.heapify(self.queue)
        self._shown = shown

    def shows(self, node: int) -> bool:
        return self._shown is None or node in self._shown

    def begin(self, source: int, value: int, whole: int) -> int:
        """Follow a payment whole of which `value` is followed already."""
        self.trail.begun += whole - value
        if self.shows(source):
            self.trail.nodes[source].begun += whole - value
            self.trail.nodes[source].went += whole - value
        return whole

    def push(self, row: int, value: int, hop: int) -> None:
        self.amounts[row] += value
        if row not in self.hops:
            heapq.heappush(self.queue, self.sign * row)
        self.hops[row] = min(hop, self.hops.get(row, hop))


class Follower:
    """Follows payments of one unit; remembers how subjects mix."""

    def __init__(self, book: Book, rows: Iterable[int], bounds: Bounds) -> None:
        """`rows` are the payments to begin with, all of one unit."""
        self._book = book
        self._begin = sorted(set(rows))
        self._bounds = bounds
        self._mixes: dict[int, Mix | None] = {}
        self._pairs = 0
        times = book.payments["time_us"]
        reach = (bounds.hops + 1) * bounds.window_us
        self._from_us = int(times[self._begin[0]]) - reach
        self._to_us = int(times[self._begin[-1]]) + reach
        self._unit = int(book.payments["unit"][self._begin[0]])

    def follow(self, direction: Way, shown: frozenset[int] | None = None) -> Trail:
        """The trail in one direction; what goes to nodes that are not `shown` is cut off. None shows all."""
        walk = _Walk(direction, shown, self._begin)
        while walk.queue:
            row = walk.sign * heapq.heappop(walk.queue)
            value, hop = walk.amounts.pop(row, 0), walk.hops[row]
            payment = self._book.payments[row]
            source, target = int(payment[walk.giver]), int(payment[walk.taker])
            if hop == 0:
                value = walk.begin(source, value, self._book.value(row))
            cut = self._cut(walk, value, hop, target)
            if cut is not None:
                walk.trail.cuts[cut].add(value)
                continue
            walk.trail.nodes[target].came += value
            if walk.shows(source):
                walk.trail.payments.append(Followed(row, value, hop))
            else:
                walk.trail.cuts["nodes"].count += 1
            if payment[f"{walk.taker}_subject"]:
                self._spread(walk, row, value, target)
            else:
                walk.trail.nodes[target].rests += value
        return walk.trail

    def _cut(self, walk: _Walk, value: int, hop: int, target: int) -> Bound | None:
        """The bound that ends the trail before a payment; None for none."""
        if hop and value < self._bounds.least:
            return "share"
        if not walk.shows(target):
            return "nodes"
        return "payments" if len(walk.trail.payments) >= EDGES_MAX else None

    def _spread(self, walk: _Walk, row: int, value: int, target: int) -> None:
        """Let the money of a payment rest with whoever has it, and go on in the payments that hold it."""
        node, cuts = walk.trail.nodes[target], walk.trail.cuts
        mixed = self._mix(target)
        if mixed is None:
            node.stopped += value
            cuts["hubs"].add(value)
            return
        links = (mixed.passed if walk.sign > 0 else mixed.held).get(row, [])
        resting = self._book.value(row) - sum(amount for _, amount in links)
        *parts, rest = apportion(value, [*(amount for _, amount in links), resting])
        node.rests += rest
        hop = walk.hops[row] + 1
        for (other, _), part in zip(links, parts, strict=True):
            if part and hop > self._bounds.hops and walk.hops.get(other) != 0:
                node.stopped += part
                cuts["hops"].add(part)
            elif part:
                node.went += part
                walk.push(other, part, hop)

    def _mix(self, subject: int) -> Mix | None:
        """How a subject mixes; None for a hub."""
        if subject not in self._mixes:
            scope = subject, self._unit, self._from_us, self._to_us
            pairs = self._book.pairs(*scope, self._bounds.window_us)
            hub = pairs > min(PAIRS_MAX, PAIRS_TOTAL_MAX - self._pairs)
            self._pairs += 0 if hub else pairs
            self._mixes[subject] = None if hub else mix(self._book.steps(*scope), self._bounds.window_us)
        return self._mixes[subject]


def least_of(money: int, share: Fraction) -> int:
    """The smallest amount that is at least `share` of `money`, and no less than one minor unit."""
    return max(1, -(-money * share.numerator // share.denominator))
