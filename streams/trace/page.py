"""A trace as one HTML page that needs nothing else: no network, no scripts, styles and drawing inside."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from html import escape
from unicodedata import east_asian_width

from streams.html_page import document
from streams.trace.layout import BOX_HEIGHT, BOX_WIDTH, Drawing, Line, Rectangle, draw
from streams.trace.result import Edge, Node, Trace, place
from streams.trace.table import COLUMNS, amounts
from streams.trace.wording import (
    amount,
    clean,
    cut_off,
    evidence_sentence,
    extent,
    heading,
    label,
    labels,
    moment,
    total,
    totals,
)

_CHARACTERS_MAX = 30
"""Of a line of text in a box; wide characters count twice."""
_WIDTHS = 1.2, 4.0
"""Width of a line with next to nothing, and with all, of the money."""

GRAPH_STYLE = """
tr.alert td { font-weight: 600; background: #fff7ed; }
.box { fill: #f9fafb; stroke: #6b7280; } .box.alert { fill: #ffedd5; stroke: #b45309; stroke-width: 3; }
.box.cash, .box.party, .box.unknown { stroke-dasharray: 4 3; }
text.name { font-size: 12px; font-weight: 600; }
.under { fill: #ffffff; fill-opacity: .92; } .line { fill: none; }
.evidence { stroke: #b91c1c; } .forward { stroke: #1d4ed8; } .backward { stroke: #047857; stroke-dasharray: 7 4; }
"""
_MARK = ' class="alert"'
_COLOURS = {"evidence": "#b91c1c", "forward": "#1d4ed8", "backward": "#047857"}
_PLAIN = {
    "evidence": "red: evidence of the alert",
    "forward": "blue: where the money went",
    "backward": "green, dashed: where it came from",
}


def page(trace: Trace) -> str:
    """The whole page. Every text that came from outside is escaped."""
    title = f"Trace of {trace.title}, {clean(trace.subject)}"
    cut = cut_off(trace)
    parts = [
        f"<h1>{escape(trace.title)}</h1>",
        f'<p class="quiet">{escape(heading(trace))}, {moment(trace.detected_at)} UTC</p>',
        *(f"<p>{escape(each)}</p>" for each in [*totals(trace), evidence_sentence(trace.evidence)]),
        f'<p class="method">{escape(trace.method)}</p>',
        f"<p>{escape(extent(trace))} {'' if cut else 'Nothing was cut off.'}</p>",
        _list("Cut off:", cut),
    ]
    if trace.nodes:
        parts += [
            "<h2>The way of the money</h2>",
            graph(trace),
            "<h2>Where it is, and where it came from</h2>",
            _nodes(trace.nodes),
            "<h2>Payments</h2>",
            _payments(trace),
        ]
    return document(title, GRAPH_STYLE, parts)


def graph(trace: Trace) -> str:
    """The drawing of a trace with its legend; GRAPH_STYLE goes with it."""
    drawing = draw(trace.nodes, trace.edges)
    without = sum(line.label is None for line in drawing.lines)
    notes = [f"{'; '.join(_PLAIN.values())}. A dashed box is beyond what is monitored."]
    if without:
        notes.append(f"{without} lines have no room for their words; the table has them.")
    return f'<p class="quiet">{escape(" ".join(notes))}</p>\n<div class="graph">{_svg(trace, drawing)}</div>'


def _list(title: str, sentences: Iterable[str]) -> str:
    items = "".join(f"<li>{escape(each)}</li>" for each in sentences)
    return f"<p>{title}</p><ul>{items}</ul>" if items else ""


def _svg(trace: Trace, drawing: Drawing) -> str:
    size = f"{drawing.width:.0f}", f"{drawing.height:.0f}"
    markers = "".join(
        f'<marker id="to-{name}" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="9" markerHeight="9"'
        f' markerUnits="userSpaceOnUse" orient="auto"><path d="M0 0L10 5L0 10z" fill="{colour}"/></marker>'
        for name, colour in _COLOURS.items()
    )
    money = {each.currency: max(Decimal(each.forward), Decimal(each.backward)) for each in trace.totals}
    lines = "".join(_line(each, money[each.edges[0].followed_currency]) for each in drawing.lines)
    words = "".join(_label(each.label, each.words) for each in drawing.lines if each.label is not None)
    boxes = "".join(_box(node, drawing.boxes[place(node)]) for node in trace.nodes)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{size[0]}" height="{size[1]}"'
        f' viewBox="0 0 {size[0]} {size[1]}" role="img" aria-label="Payments between parties, from left to right">'
        f"<defs>{markers}</defs>{lines}{boxes}{words}</svg>"
    )


def _line(line: Line, money: Decimal) -> str:
    (x0, y0), (x1, y1), (x2, y2), (x3, y3) = line.curve
    kind = _kind(line.edges)
    share = float(Decimal(total(each.followed for each in line.edges)) / money) if money else 0.0
    width = _WIDTHS[0] + (_WIDTHS[1] - _WIDTHS[0]) * min(1.0, share)
    return (
        f'<path class="line {kind}" stroke-width="{width:.1f}" marker-end="url(#to-{kind})"'
        f' d="M{x0:.1f} {y0:.1f}C{x1:.1f} {y1:.1f} {x2:.1f} {y2:.1f} {x3:.1f} {y3:.1f}">'
        f"<title>{escape(' · '.join(line.words))}</title></path>"
    )


def _kind(edges: Iterable[Edge]) -> str:
    kinds = {edge.direction for edge in edges}
    return next(kind for kind in _COLOURS if kind in kinds)


def _label(where: Rectangle, words: tuple[str, str]) -> str:
    x, y, width, height = where
    middle = f'x="{x + width / 2:.1f}" text-anchor="middle"'
    return (
        f'<rect class="under" x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}"/>'
        f'<text {middle} y="{y + 12:.1f}">{escape(words[0])}</text>'
        f'<text {middle} y="{y + 25:.1f}">{escape(words[1])}</text>'
    )


def _box(node: Node, where: Rectangle) -> str:
    """A box; the inner drawing clips words that are wider than was thought."""
    kind = "box alert" if node.is_subject_of_alert else f"box {node.kind}"
    lines = [("name", _short(label(node)))]
    if node.name and node.kind == "subject":
        lines.append(("", _short(clean(node.name))))
    said = [("rests", node.forward.rests), ("originates", node.backward.originates)]
    lines += [("", _short(f"{name} {amount(text)} {node.currency}")) for name, text in said if Decimal(text)]
    texts = "".join(
        f'<text class="{style}" x="8" y="{15 + 15 * number}">{escape(text)}</text>'
        for number, (style, text) in enumerate(lines)
    )
    return (
        f'<svg x="{where.x:.1f}" y="{where.y:.1f}" width="{BOX_WIDTH}" height="{BOX_HEIGHT}">'
        f'<rect class="{kind}" x="1.5" y="1.5" width="{BOX_WIDTH - 3}" height="{BOX_HEIGHT - 3}" rx="6"/>'
        f"{texts}<title>{escape(label(node))} {escape(clean(node.name))}</title></svg>"
    )


def _short(text: str) -> str:
    """Text cut to what a box has room for."""
    room = _CHARACTERS_MAX
    for number, character in enumerate(text):
        room -= 2 if east_asian_width(character) in "WF" else 1
        if room < 0:
            return f"{text[: max(0, number - 1)]}…"
    return text


def _nodes(nodes: Iterable[Node]) -> str:
    head = "".join(f'<th class="number">{name}</th>' for name in COLUMNS)
    rows = "".join(
        f"<tr{_MARK if node.is_subject_of_alert else ''}><td>{escape(label(node))}</td>"
        f"<td>{escape(clean(node.name))}</td>"
        + "".join(f'<td class="number">{each}</td>' for each in amounts(node))
        + f"<td>{escape(node.currency)}</td></tr>\n"
        for node in nodes
    )
    return f"<table><thead><tr><th>who</th><th>name</th>{head}<th></th></tr></thead><tbody>\n{rows}</tbody></table>"


def _payments(trace: Trace) -> str:
    names = labels(trace.nodes)
    rows = "".join(
        f'<tr><td class="time">{moment(edge.time)}</td><td>{escape(names[edge.debtor])}</td>'
        f"<td>{escape(names[edge.creditor])}</td>"
        f'<td class="number">{amount(edge.amount)} {escape(edge.currency)}</td>'
        f'<td class="number">{amount(edge.followed)} {escape(edge.followed_currency)}</td>'
        f"<td>{edge.direction} {edge.hop or ''}</td><td>{escape(clean(edge.transaction))}</td></tr>\n"
        for edge in trace.edges
    )
    head = '<th>time (UTC)</th><th>from</th><th>to</th><th class="number">amount</th><th class="number">followed</th>'
    return f"<table><thead><tr>{head}<th></th><th>transaction</th></tr></thead><tbody>\n{rows}</tbody></table>"
