"""Where the boxes, lines and labels of a graph lie: layers from left to right, in the order in which money moves.

The alert's subject is in the middle layer; who it paid is to the right, who paid it to the left. All payments from one
box to another are one line. A label that finds no free place is left out, and the table below the graph has it.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from streams.trace.result import Edge, Node, ends, place
from streams.trace.wording import amount, moment, total

BOX_WIDTH, BOX_HEIGHT = 210, 66
_GAP_ACROSS, _GAP_DOWN = 250, 34
_MARGIN = 24
_LABEL_HEIGHT, _CHARACTER_WIDTH = 30, 6.6
_BULGE = 70
"""How far a line between boxes of one layer bends out."""
_SWEEPS = 6
_ALONG = tuple(number / 40 for number in range(5, 36))
"""Where along a line its label may be."""
_NEAR_SOURCE, _MIDDLE, _NEAR_TARGET = 0.225, 0.5, 0.775
_ASIDE = (0, -18, 18)


class Rectangle(NamedTuple):
    """Pixels from the upper left corner."""

    x: float
    y: float
    width: float
    height: float

    def overlaps(self, other: Rectangle) -> bool:
        """Whether the two share more than an edge."""
        return (
            self.x < other.x + other.width
            and other.x < self.x + self.width
            and self.y < other.y + other.height
            and other.y < self.y + self.height
        )


Point = tuple[float, float]
Curve = tuple[Point, Point, Point, Point]
"""A cubic Bézier curve."""
Pair = tuple[str, str]
"""A box and one to which payments go from it."""


@dataclass(frozen=True, slots=True)
class Line:
    """All payments from one box to another."""

    edges: tuple[Edge, ...]
    curve: Curve
    words: tuple[str, str]
    label: Rectangle | None
    """None where there was no room."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A graph with its places."""

    width: float
    height: float
    boxes: Mapping[str, Rectangle]
    """By what tells nodes apart, see `streams.trace.result.place`."""
    lines: tuple[Line, ...]


def draw(nodes: Sequence[Node], edges: Sequence[Edge]) -> Drawing:
    """Place the graph of a trace."""
    between: dict[Pair, list[Edge]] = defaultdict(list)
    for edge in edges:
        between[ends(edge)].append(edge)
    layer = _layers(nodes, between)
    boxes = _boxes(_columns(layer, between))
    curves = _curves(between, layer, boxes)
    taken = list(boxes.values())
    words = {key: _words(parallel) for key, parallel in between.items()}
    # Near the end where fewer lines meet labels are told apart best; where that leaves too little room, in the middle.
    labels = max(
        (_labels(curves, words, boxes, best) for best in (_lonely_ends(between), dict.fromkeys(between, _MIDDLE))),
        key=len,
    )
    lines = [Line(tuple(parallel), curves[key], words[key], labels.get(key)) for key, parallel in between.items()]
    taken = [*boxes.values(), *labels.values()]
    right = max((each.x + each.width for each in taken), default=0.0)
    bottom = max((each.y + each.height for each in taken), default=0.0)
    return Drawing(right + _BULGE + _MARGIN, bottom + _MARGIN, boxes, tuple(lines))


def _layers(nodes: Sequence[Node], pairs: Iterable[Pair]) -> dict[str, int]:
    """One layer more with each payment away from the alert's subject, one less with each towards it; from 0."""
    after, before = defaultdict(list), defaultdict(list)
    for source, target in pairs:
        after[source].append(target)
        before[target].append(source)
    layer: dict[str, int] = {}
    for start in sorted(nodes, key=lambda node: not node.is_subject_of_alert):
        queue = deque([place(start)])
        layer.setdefault(place(start), 0)
        while queue:
            here = queue.popleft()
            for step, others in ((1, after[here]), (-1, before[here])):
                for other in others:
                    if other not in layer:
                        layer[other] = layer[here] + step
                        queue.append(other)
    first = min(layer.values(), default=0)
    return {node: number - first for node, number in layer.items()}


def _columns(layer: Mapping[str, int], pairs: Iterable[Pair]) -> list[list[str]]:
    """The boxes of each layer from top to bottom, each near to those that it has lines with."""
    columns: list[list[str]] = [[] for _ in range(max(layer.values(), default=-1) + 1)]
    for node, number in layer.items():
        columns[number].append(node)
    near: dict[str, list[str]] = defaultdict(list)
    for source, target in pairs:
        near[source].append(target)
        near[target].append(source)
    height = {node: _relative(row, column) for column in columns for row, node in enumerate(column)}
    for sweep in range(_SWEEPS):
        for column in columns if sweep % 2 else reversed(columns):
            means = {
                node: sum(height[each] for each in near[node]) / len(near[node]) if near[node] else height[node]
                for node in column
            }
            column.sort(key=lambda node: means[node])
            height.update((node, _relative(row, column)) for row, node in enumerate(column))
    return columns


def _relative(row: int, column: Sequence[str]) -> float:
    """How far from the middle of its column a box is, in rows."""
    return row - (len(column) - 1) / 2


def _boxes(columns: Sequence[Sequence[str]]) -> dict[str, Rectangle]:
    tallest = max(map(len, columns), default=0)
    down, across = BOX_HEIGHT + _GAP_DOWN, BOX_WIDTH + _GAP_ACROSS
    return {
        node: Rectangle(
            _MARGIN + number * across, _MARGIN + ((tallest - len(column)) / 2 + row) * down, BOX_WIDTH, BOX_HEIGHT
        )
        for number, column in enumerate(columns)
        for row, node in enumerate(column)
    }


def _curves(pairs: Iterable[Pair], layer: Mapping[str, int], boxes: Mapping[str, Rectangle]) -> dict[Pair, Curve]:
    """A curve for each pair; those that end on one side of a box share the side out among them."""
    sides: dict[tuple[str, bool], list[tuple[float, Pair, bool]]] = defaultdict(list)
    pairs = list(pairs)
    for source, target in pairs:
        sides[source, layer[target] >= layer[source]].append((boxes[target].y, (source, target), True))
        sides[target, layer[target] <= layer[source]].append((boxes[source].y, (source, target), False))
    ports: dict[tuple[Pair, bool], Point] = {}
    for (node, on_right), users in sides.items():
        box = boxes[node]
        for number, (_, pair, outgoing) in enumerate(sorted(users), 1):
            x = box.x + box.width if on_right else box.x
            ports[pair, outgoing] = x, box.y + box.height * number / (len(users) + 1)
    curves = {}
    for pair in pairs:
        (x0, y0), (x1, y1) = ports[pair, True], ports[pair, False]
        if layer[pair[0]] == layer[pair[1]]:
            bend0 = bend1 = max(x0, x1) + _BULGE
        else:
            bend0 = bend1 = (x0 + x1) / 2
        curves[pair] = (x0, y0), (bend0, y0), (bend1, y1), (x1, y1)
    return curves


def _lonely_ends(pairs: Iterable[Pair]) -> dict[Pair, float]:
    """Where along each line fewer lines meet."""
    pairs = list(pairs)
    crowd: dict[str, int] = defaultdict(int)
    for pair in pairs:
        for node in pair:
            crowd[node] += 1
    return {
        (source, target): _MIDDLE
        if crowd[source] == crowd[target]
        else _NEAR_SOURCE
        if crowd[source] < crowd[target]
        else _NEAR_TARGET
        for source, target in pairs
    }


def _labels(
    curves: Mapping[Pair, Curve],
    words: Mapping[Pair, tuple[str, str]],
    boxes: Mapping[str, Rectangle],
    best: Mapping[Pair, float],
) -> dict[Pair, Rectangle]:
    """The labels for which there is room, none on another or on a box."""
    found: dict[Pair, Rectangle] = {}
    for pair, curve in curves.items():
        if label := _free(curve, words[pair], [*boxes.values(), *found.values()], best[pair]):
            found[pair] = label
    return found


def _free(curve: Curve, words: tuple[str, str], taken: Sequence[Rectangle], best: float) -> Rectangle | None:
    """A place for a label on its line or near it that nothing else has, as near as can be to the best."""
    width = max(map(len, words)) * _CHARACTER_WIDTH + 8
    for aside in _ASIDE:
        for along in sorted(_ALONG, key=lambda along: abs(along - best)):
            x, y = _point(curve, along)
            rectangle = Rectangle(x - width / 2, y - _LABEL_HEIGHT / 2 + aside, width, _LABEL_HEIGHT)
            if rectangle.x >= 0 and rectangle.y >= 0 and not any(map(rectangle.overlaps, taken)):
                return rectangle
    return None


def _point(curve: Curve, along: float) -> Point:
    back = 1 - along
    weights = back**3, 3 * back**2 * along, 3 * back * along**2, along**3
    x = sum(weight * corner[0] for weight, corner in zip(weights, curve, strict=True))
    y = sum(weight * corner[1] for weight, corner in zip(weights, curve, strict=True))
    return x, y


def _words(edges: Sequence[Edge]) -> tuple[str, str]:
    """What a line says: how much of the money it holds, and when."""
    first, last = edges[0].time, edges[-1].time
    followed = f"{amount(total(each.followed for each in edges))} {edges[0].followed_currency}"
    if len(edges) == 1:
        return followed, moment(first)
    days = f"{first:%Y-%m-%d}" if first.date() == last.date() else f"{first:%Y-%m-%d} to {last:%m-%d}"
    return followed, f"{len(edges)} payments, {days}"
