"""When a subject's tokens are looked at, and as what: rows of signals for the catalogue.

They are looked at from each payment that brought some, over the 30 days before it, once for each origin and once all
together. A payment that brings tokens counts once both it and they are there. So in the end every payment was looked at
with all tokens, whatever came first; conditions only grow, and nothing that fired on the way is untrue at the end.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from streams.flows.flowed import Arrived
from streams.flows.looks import GATHERINGS, PATHS, Shape, Tally, tally
from streams.flows.ring import Holder, Legs, Shared
from streams.flows.shapes import View, borders, users
from streams.flows.token import Token
from streams.movement import NO_FLOW, Movements
from streams.signals.family import DAY_US
from streams.signals.flows import BORDERS, SHARED
from streams.subject.advance import Status
from streams.subject.subjects import Applied, Subjects

WINDOW_US = 30 * DAY_US
_NO_FLOW = int(NO_FLOW)


class Cause(NamedTuple):
    """What made it time to look: a record of `flows` where `in_flows`, else a movement."""

    partition: int
    offset: int
    place: int
    """Which transaction of the record."""
    in_flows: bool


class Sight(NamedTuple):
    """One look at the tokens of a subject."""

    slot: int
    about: str
    """The origin of the paths, the identifier, or nothing where all are looked at together."""
    time_us: int
    """Event time of the payment from which it is looked at."""
    row: int
    """Arena row of that payment; -1 where it is of an identifier."""
    tokens: tuple[tuple[tuple[str, ...], tuple[Token, ...]], ...]
    """The tokens behind groups of signals, by the names of these."""
    holders: tuple[Holder, ...]
    signals: dict[str, float]
    """The signals of `streams.signals.flows` that are known."""
    cause: Cause

    @property
    def is_ring(self) -> bool:
        """Whether it is of the users of an identifier."""
        return self.row < 0


Worth = Callable[[tuple[Shape, ...], Tally], tuple[Shape, ...]]
"""Which of some shapes are worth a look where tokens come to so much, see `streams.alerts.networks`."""


class _Placed(NamedTuple):
    """A token, with the arena row of the payment that brought it."""

    row: int
    token: Token


class Sights:
    """Finds what there is to look at after a step."""

    def __init__(self, subjects: Subjects, unit: float, worth: Worth) -> None:
        self._subjects = subjects
        self._unit = unit
        self._worth = worth

    def of(self, arrived: Sequence[Arrived], movements: Movements, applied: Applied) -> Iterator[Sight]:
        """All sights that what arrived, and what the movements of a step made complete, gives cause for."""
        fresh: dict[int, dict[int, Cause]] = defaultdict(dict)
        for slot, record, partition, offset in arrived:
            cause = Cause(partition, offset, 0, in_flows=True)
            if isinstance(record, Shared):
                yield self._of_users(slot, record, cause)
            elif isinstance(record, Legs):
                yield self._of_legs(slot, record, cause)
            elif isinstance(record, Token):
                fresh[slot][record.last.mark] = cause
        for slot, mark, cause in self._completed(movements, applied):
            fresh[slot][mark] = cause
        for slot, marks in fresh.items():
            yield from self._of_tokens(slot, marks)

    def _completed(self, movements: Movements, applied: Applied) -> Iterator[tuple[int, int, Cause]]:
        """Payments in of a step whose tokens had come before them."""
        kept = self._subjects.kept
        inward = np.flatnonzero((movements["outward"] == 0) & (applied.status <= Status.LATE))
        for at, slot in zip(inward.tolist(), applied.slots[inward].tolist(), strict=True):
            flows = kept[slot]
            if flows is None or not flows.tokens:
                continue
            movement = movements[at]
            mark = int(movement["transaction"])
            if any(token.last.mark == mark for token in flows.tokens.values()):
                partition, offset, place = (movement[f"input_{name}"] for name in ("partition", "offset", "index"))
                yield slot, mark, Cause(int(partition), int(offset), int(place), in_flows=False)

    def _of_tokens(self, slot: int, fresh: dict[int, Cause]) -> Iterator[Sight]:
        """Look from every payment whose window a fresh token is in: at the paths of one origin from those that brought
        some of them, at all together from all."""
        receiver = self._subjects.keys[slot].decode()
        tokens = _near(self._subjects.kept_of(slot).tokens.values(), fresh)
        most = tally(tokens, receiver)
        origins = self._origins(tokens, fresh, receiver) if self._worth(PATHS, most) else {}
        gatherings = self._worth(GATHERINGS, most)
        if not origins and not gatherings:
            return
        rows = self._rows(slot)
        placed = sorted(
            (_Placed(rows[token.last.mark], token) for token in tokens if token.last.mark in rows),
            key=lambda each: (each.row, each.token.id),
        )
        inflows: dict[int, int] = {}
        for origin, shapes in sorted(origins.items()):
            own = [each for each in placed if each.token.crime is None and each.token.origin == origin]
            yield from self._looks(slot, origin, shapes, own, fresh, inflows)
        if gatherings:
            yield from self._looks(slot, "", gatherings, placed, fresh, inflows)

    def _origins(self, tokens: Sequence[Token], fresh: dict[int, Cause], receiver: str) -> dict[str, tuple[Shape, ...]]:
        """The origins of which a path is fresh and that are worth a look, each with the shapes to look for."""
        by_origin: dict[str, list[Token]] = defaultdict(list)
        for token in tokens:
            if token.crime is None:
                by_origin[token.origin].append(token)
        changed = {token.origin for token in tokens if token.last.mark in fresh and token.crime is None}
        found = {origin: self._worth(PATHS, tally(by_origin[origin], receiver)) for origin in changed}
        return {origin: shapes for origin, shapes in found.items() if shapes}

    def _looks(
        self,
        slot: int,
        about: str,
        shapes: tuple[Shape, ...],
        placed: Sequence[_Placed],
        fresh: dict[int, Cause],
        inflows: dict[int, int],
    ) -> Iterator[Sight]:
        """Look at tokens, which come in the order of their payments, from each payment on whose window changed."""
        receiver = self._subjects.keys[slot].decode()
        start, cause, last_us = 0, None, 0
        for end, each in enumerate(placed, start=1):
            time_us, mark = each.token.last.time_us, each.token.last.mark
            if mark in fresh:
                cause, last_us = fresh[mark], time_us
            if cause is None or time_us - last_us >= WINDOW_US or (end < len(placed) and placed[end].row == each.row):
                continue
            while time_us - placed[start].token.last.time_us >= WINDOW_US:
                start += 1
            tokens = [other.token for other in placed[start:end]]
            worth = shapes if len(tokens) == len(placed) else self._worth(shapes, tally(tokens, receiver))
            if not worth:
                continue
            if each.row not in inflows:
                inflows[each.row] = self._inflow(slot, each.row, time_us)
            view = View(receiver, tokens, inflows[each.row], self._unit)
            yield _sight(slot, about, time_us, each.row, worth, view, cause)

    def _of_users(self, slot: int, shared: Shared, cause: Cause) -> Sight:
        values, holders = users(shared.kind, shared.holders, self._unit)
        signals = dict(zip((signal.name for signal in SHARED), values, strict=True))
        time_us = max(holder.time_us for holder in holders)
        return Sight(slot, f"{shared.kind}/{shared.mark:016x}", time_us, -1, (), tuple(holders), signals, cause)

    def _of_legs(self, slot: int, legs: Legs, cause: Cause) -> Sight:
        values, holders = borders(legs.pairs, self._unit)
        signals = dict(zip((signal.name for signal in BORDERS), values, strict=True))
        time_us = max((holder.time_us for holder in holders), default=0)
        return Sight(slot, f"legs/{legs.mark:016x}", time_us, -1, (), tuple(holders), signals, cause)

    def _rows(self, slot: int) -> dict[int, int]:
        """Arena rows of the subject's payments in, by transaction."""
        start, rows = self._subjects.history_of(slot)
        inward = np.flatnonzero(rows["outward"] == 0)
        return dict(zip(rows["transaction"][inward].tolist(), (start + inward).tolist(), strict=True))

    def _inflow(self, slot: int, row: int, time_us: int) -> int:
        """What came in within the window before a payment, itself included; minor units of the base currency."""
        start = int(self._subjects.heads[slot]["history_start"])
        rows = self._subjects.history.rows[start : row + 1]
        counted = (
            (rows["outward"] == 0)
            & (rows["value"] > 0)
            & ((rows["flags"] & _NO_FLOW) == 0)
            & (rows["time_us"] > time_us - WINDOW_US)
        )
        return int(rows["value"][counted].sum())


def _near(tokens: Collection[Token], fresh: Collection[int]) -> list[Token]:
    """The tokens that any window with a fresh one in it can hold."""
    times = [token.hops[-1].time_us for token in tokens if token.hops[-1].mark in fresh]
    if not times:
        return []
    since, until = min(times) - WINDOW_US, max(times) + WINDOW_US
    return [token for token in tokens if since < token.hops[-1].time_us < until]


def _sight(slot: int, about: str, time_us: int, row: int, shapes: Iterable[Shape], view: View, cause: Cause) -> Sight:
    signals: dict[str, float] = {}
    behind = []
    for shape in shapes:
        values, tokens = shape.find(view)
        signals.update(zip(shape.names, values, strict=True))
        behind.append((shape.names, tuple(tokens)))
    return Sight(slot, about, time_us, row, tuple(behind), (), signals, cause)
