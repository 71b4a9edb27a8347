"""The evidence on a line of time: what came in stands up, what went out hangs down, as long as its value is large."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from html import escape
from typing import NamedTuple

from streams.filing.case import Row
from streams.trace.wording import amount

WIDTH, HEIGHT = 960.0, 220.0
"""Of the drawing, in pixels or points."""
AXIS = 112.0
"""Where the line of time is, from above."""
_LEFT, _RIGHT = 30.0, 930.0
_LONGEST, _SHORTEST, _UNKNOWN = 80.0, 8.0, 20.0
_LABEL_WIDTH = 96.0
_TICKS_MAX = 7
TIMELINE_STYLE = """
.axis { stroke: #6b7280; } .stem { stroke-width: 2; }
.stem.in, .dot.in { stroke: #047857; fill: #047857; } .stem.out, .dot.out { stroke: #b91c1c; fill: #b91c1c; }
.stem.between, .dot.between { stroke: #1d4ed8; fill: #1d4ed8; } .dot.unknown { fill: #ffffff; }
"""


class Stem(NamedTuple):
    """A transaction: from the axis at `x` to `y`."""

    x: float
    y: float
    kind: str
    words: str
    """Amount and currency."""
    labelled: bool
    """Whether there is room for the words."""
    known: bool
    """Whether it has a value in the base currency, and so a length that means something."""


class Tick(NamedTuple):
    """A day on the axis."""

    x: float
    words: str


def lay_out(rows: Sequence[Row]) -> tuple[list[Stem], list[Tick]]:
    """Where each transaction and some days lie."""
    if not rows:
        return [], []
    first, last = rows[0].time, rows[-1].time
    largest = max((Decimal(row.value) for row in rows if row.value), default=Decimal(0))
    places = []
    for row in rows:
        length = _length(row, largest)
        places.append((_x(row.time, first, last), AXIS + length if row.direction == "out" else AXIS - length))
    labelled = _with_room(places)
    stems = [
        Stem(x, y, row.direction, f"{amount(row.amount)} {row.currency}", number in labelled, bool(row.value))
        for number, ((x, y), row) in enumerate(zip(places, rows, strict=True))
    ]
    return stems, _ticks(first, last)


def timeline(rows: Sequence[Row]) -> str:
    """The drawing as SVG; TIMELINE_STYLE goes with it."""
    stems, ticks = lay_out(rows)
    parts = [f'<line class="axis" x1="{_LEFT}" y1="{AXIS}" x2="{_RIGHT}" y2="{AXIS}"/>']
    for tick in ticks:
        parts.append(
            f'<line class="axis" x1="{tick.x:.1f}" y1="{AXIS - 3}" x2="{tick.x:.1f}" y2="{AXIS + 3}"/>'
            f'<text x="{tick.x:.1f}" y="{HEIGHT - 4}" text-anchor="middle">{tick.words}</text>'
        )
    for stem in stems:
        dot = f"dot {stem.kind}" if stem.known else "dot unknown"
        parts.append(
            f'<line class="stem {stem.kind}" x1="{stem.x:.1f}" y1="{AXIS}" x2="{stem.x:.1f}" y2="{stem.y:.1f}"/>'
            f'<circle class="{dot}" cx="{stem.x:.1f}" cy="{stem.y:.1f}" r="3.5">'
            f"<title>{escape(stem.words)}</title></circle>"
        )
        if stem.labelled:
            y = stem.y - 7 if stem.y < AXIS else stem.y + 14
            parts.append(f'<text x="{stem.x:.1f}" y="{y:.1f}" text-anchor="middle">{escape(stem.words)}</text>')
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH:.0f}" height="{HEIGHT:.0f}"'
        f' viewBox="0 0 {WIDTH:.0f} {HEIGHT:.0f}" role="img" aria-label="The evidence in time">{"".join(parts)}</svg>'
    )


def _x(time: datetime, first: datetime, last: datetime) -> float:
    span = (last - first) / timedelta(seconds=1)
    share = (time - first) / timedelta(seconds=1) / span if span else 0.5
    margin = _LABEL_WIDTH / 2
    return _LEFT + margin + (_RIGHT - _LEFT - 2 * margin) * share


def _with_room(places: Sequence[tuple[float, float]]) -> set[int]:
    """Which stems have room for their words beyond their ends, the longest first."""
    found: list[int] = []
    for number in sorted(range(len(places)), key=lambda number: (-abs(places[number][1] - AXIS), number)):
        x, y = places[number]
        beside = [
            other
            for other, (at, end) in enumerate(places)
            if other != number and abs(at - x) < _LABEL_WIDTH and (end < AXIS) == (y < AXIS)
        ]
        crossed = any(
            abs(places[other][0] - x) < _LABEL_WIDTH / 2 and abs(places[other][1] - AXIS) > abs(y - AXIS)
            for other in beside
        )
        if not crossed and not any(other in found for other in beside):
            found.append(number)
    return set(found)


def _length(row: Row, largest: Decimal) -> float:
    if not row.value or not largest:
        return _UNKNOWN
    return _SHORTEST + (_LONGEST - _SHORTEST) * float(Decimal(row.value) / largest)


def _ticks(first: datetime, last: datetime) -> list[Tick]:
    count = 1 if first == last else _TICKS_MAX
    times = [first + (last - first) * number / max(1, count - 1) for number in range(count)]
    short = last - first < timedelta(days=_TICKS_MAX)
    return [Tick(_x(time, first, last), f"{time:%m-%d %H:%M}" if short else f"{time:%Y-%m-%d}") for time in times]
