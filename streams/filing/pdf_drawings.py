"""The timeline and the flow graph of a case file, drawn for the PDF at the places that the page draws them at."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Protocol

from reportlab.graphics.shapes import Circle, Drawing, Group, Line, Path, Polygon, Rect, String
from reportlab.lib import colors

from streams.filing.case import Row
from streams.filing.timeline import AXIS, HEIGHT, lay_out
from streams.filing.timeline import WIDTH as TIMELINE_WIDTH
from streams.trace.layout import Curve, draw
from streams.trace.result import Node, Trace, place
from streams.trace.wording import amount, clean, label

_KINDS = {"in": colors.HexColor("#047857"), "out": colors.HexColor("#b91c1c"), "between": colors.HexColor("#1d4ed8")}
_EDGES = {
    "evidence": colors.HexColor("#b91c1c"),
    "forward": colors.HexColor("#1d4ed8"),
    "backward": colors.HexColor("#047857"),
}
_GREY, _INK, _BOX, _ALERT = (colors.HexColor(each) for each in ("#6b7280", "#1f2937", "#f9fafb", "#ffedd5"))
_CHARACTERS = 32


class Shows(Protocol):
    """A font."""

    name: str

    def text(self, text: str) -> str:
        """What the font can show of a text."""


def timeline_drawing(rows: Sequence[Row], letters: Shows, width: float) -> Any:
    """The evidence in time."""
    stems, ticks = lay_out(rows)
    group = Group(Line(30, AXIS, TIMELINE_WIDTH - 30, AXIS, strokeColor=_GREY))
    for tick in ticks:
        group.add(_words(tick.words, tick.x, 4, letters, 10))
    for stem in stems:
        y, colour = HEIGHT - stem.y - (HEIGHT - 2 * AXIS), _KINDS[stem.kind]
        group.add(Line(stem.x, AXIS, stem.x, y, strokeColor=colour, strokeWidth=2))
        group.add(Circle(stem.x, y, 3.5, strokeColor=colour, fillColor=colour if stem.known else colors.white))
        if stem.labelled:
            group.add(_words(stem.words, stem.x, y + 7 if y > AXIS else y - 15, letters, 10))
    return _scaled(group, TIMELINE_WIDTH, HEIGHT, width, HEIGHT)


def graph_drawing(trace: Trace, letters: Shows, width: float, height: float) -> Any:
    """The way of the money."""
    drawing = draw(trace.nodes, trace.edges)
    group = Group()
    for line in drawing.lines:
        kind = next(kind for kind in _EDGES if kind in {edge.direction for edge in line.edges})
        group.add(_curve(line.curve, drawing.height, _EDGES[kind]))
        group.add(_arrow(line.curve, drawing.height, _EDGES[kind]))
    for node in trace.nodes:
        box = drawing.boxes[place(node)]
        group.add(_box(node, box.x, drawing.height - box.y - box.height, box.width, box.height, letters))
    for line in drawing.lines:
        if line.label is not None:
            x, y, wide, high = line.label
            group.add(Rect(x, drawing.height - y - high, wide, high, fillColor=colors.white, strokeColor=None))
            for number, words in enumerate(line.words):
                group.add(_words(words, x + wide / 2, drawing.height - y - 12 - 13 * number, letters, 10))
    return _scaled(group, drawing.width, drawing.height, width, height)


def _words(text: str, x: float, y: float, letters: Shows, size: float, anchor: str = "middle") -> Any:
    return String(x, y, letters.text(text), fontName=letters.name, fontSize=size, fillColor=_INK, textAnchor=anchor)


def _curve(curve: Curve, height: float, colour: Any) -> Any:
    (x0, y0), (x1, y1), (x2, y2), (x3, y3) = curve
    path = Path(strokeColor=colour, strokeWidth=1.4, fillColor=None)
    path.moveTo(x0, height - y0)
    path.curveTo(x1, height - y1, x2, height - y2, x3, height - y3)
    return path


def _arrow(curve: Curve, height: float, colour: Any) -> Any:
    """The head of a line, which ends level from the left, or from the right where it bends round."""
    (_, _), (_, _), (x2, _), (x3, y3) = curve
    back = 8 if x2 <= x3 else -8
    y = height - y3
    return Polygon([x3, y, x3 - back, y + 4, x3 - back, y - 4], fillColor=colour, strokeColor=None)


def _box(node: Node, x: float, y: float, width: float, height: float, letters: Shows) -> Any:
    lines = [label(node)]
    if node.name and node.kind == "subject":
        lines.append(clean(node.name))
    said = (("rests", node.forward.rests), ("originates", node.backward.originates))
    lines += [f"{name} {amount(text)} {node.currency}" for name, text in said if Decimal(text)]
    group = Group(
        Rect(
            x,
            y,
            width,
            height,
            rx=6,
            ry=6,
            fillColor=_ALERT if node.is_subject_of_alert else _BOX,
            strokeColor=_INK if node.is_subject_of_alert else _GREY,
            strokeDashArray=None if node.kind == "subject" else [4, 3],
        )
    )
    for number, text in enumerate(lines):
        short = text if len(text) <= _CHARACTERS else f"{text[: _CHARACTERS - 1]}…"
        group.add(_words(short, x + 8, y + height - 15 - 15 * number, letters, 10, "start"))
    return group


def _scaled(group: Any, width: float, height: float, room: float, room_above: float) -> Any:
    """The group in a drawing that fits the room, made smaller where it must."""
    scale = min(1.0, room / width if width else 1.0, room_above / height if height else 1.0)
    group.scale(scale, scale)
    found = Drawing(width * scale, height * scale)
    found.add(group)
    return found
