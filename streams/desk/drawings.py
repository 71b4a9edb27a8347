"""Drawings of the desk: the money around an alert, and a subject's alerts over time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from streams.desk.detail import Detail, EdgeRow
from streams.desk.markup import Markup, el, join
from streams.desk.queries import Line
from streams.trace.page import graph
from streams.trace.result import METHOD, Backward, Edge, Evidence, Forward, Node, Total, Trace
from streams.trace.wording import moment, total

NODES_MAX = 20
"""Parties of a drawing: the subject, and those with the most money."""
_WIDTH, _HEIGHT, _LEFT, _RIGHT, _TOP, _BOTTOM = 960, 200, 48, 940, 14, 160
_NOTHING = Forward("0", "0", "0", "0", "0"), Backward("0", "0", "0", "0", "0")


def flow(found: Detail) -> tuple[Markup, int]:
    """The drawing of the payments around an alert, and how many of them it leaves out; empty for no payments."""
    edges = found.edges
    kept = _largest(edges, found.alert.subject.id)
    shown = [each for each in edges if each.debtor in kept and each.creditor in kept and each.debtor != each.creditor]
    if not shown:
        return Markup(""), len(edges)
    one_currency = len({each.currency for each in shown}) == 1
    evidence = {row.transaction for row in found.rows}
    drawn = tuple(_edge(each, one_currency, each.transaction_id in evidence, found) for each in shown)
    ends = {(end, each.followed_currency) for each in drawn for end in (each.debtor, each.creditor)}
    nodes = tuple(_node(end, currency, found) for end, currency in sorted(ends))
    return Markup(graph(_trace(found, nodes, drawn))), len(edges) - len(shown)


def _largest(edges: Sequence[EdgeRow], subject: str) -> set[str]:
    worth: Counter[str] = Counter()
    for each in edges:
        for end in (each.debtor, each.creditor):
            worth[end] += int(Decimal(each.value or each.amount))
    worth.pop(subject, None)
    return {subject, *sorted(worth, key=lambda end: (-worth[end], end))[: NODES_MAX - 1]}


def _edge(row: EdgeRow, one_currency: bool, is_evidence: bool, found: Detail) -> Edge:
    """Amounts as they were paid where all are of one currency, else in the base currency."""
    in_base = row.value is not None and not one_currency
    return Edge(
        row.transaction_id,
        row.time,
        row.debtor,
        row.creditor,
        row.amount,
        row.currency,
        row.value if row.value is not None and in_base else row.amount,
        found.alert.base_currency if in_base else row.currency,
        0,
        "evidence" if is_evidence else "backward",
    )


def _node(end: str, currency: str, found: Detail) -> Node:
    name = found.names.get(end, "")
    if end == found.alert.subject.id:
        return Node(end, "subject", found.alert.subject.name or name, True, currency, *_NOTHING)
    if ":" in end:
        names = (row.counterparty_name for row in found.rows if row.counterparty == end and row.counterparty_name)
        return Node(end, "subject", name or next(names, ""), False, currency, *_NOTHING)
    return Node(end, "party", end, False, currency, *_NOTHING)


def _trace(found: Detail, nodes: tuple[Node, ...], edges: tuple[Edge, ...]) -> Trace:
    """The payments as the drawing of a trace takes them: nothing in it is attributed."""
    alert = found.alert
    sums = {
        currency: total(each.followed for each in edges if each.followed_currency == currency)
        for currency in {each.followed_currency for each in edges}
    }
    return Trace(
        alert=alert.id,
        revision=alert.revision,
        topic=found.topic,
        typology=alert.typology,
        title=alert.title,
        severity=alert.severity,
        subject=alert.subject.id,
        detected_at=alert.detected_at,
        method=METHOD,
        window=alert.window,
        hops=0,
        min_share="0",
        max_nodes=NODES_MAX,
        base_currency=alert.base_currency,
        totals=tuple(Total(currency, value, value) for currency, value in sums.items()),
        evidence=Evidence(alert.evidence_count, len(alert.evidence), len(alert.evidence), 0, 0, 0),
        nodes=nodes,
        edges=edges,
        cut=(),
        movements_read=0,
        movements_unreadable=0,
    )


def history(lines: Sequence[Line]) -> Markup:
    """A subject's alerts over time: each a mark as high as the subject's risk was then."""
    if not lines:
        return Markup("")
    first, last = min(each.detected_at for each in lines), max(each.detected_at for each in lines)
    grid = [
        join(
            [
                el("line", class_="grid", x1=_LEFT, x2=_RIGHT, y1=f"{_y(risk):.1f}", y2=f"{_y(risk):.1f}"),
                el("text", f"{risk:.1f}", x=_LEFT - 8, y=f"{_y(risk) + 4:.1f}", text_anchor="end"),
            ]
        )
        for risk in (0.0, 0.5, 1.0)
    ]
    ends = (
        [(first, "start", _LEFT), (last, "end", _RIGHT)]
        if first != last
        else [(first, "middle", (_LEFT + _RIGHT) // 2)]
    )
    days = [el("text", f"{time:%Y-%m-%d}", x=x, y=_HEIGHT - 14, text_anchor=anchor) for time, anchor, x in ends]
    marks = [_mark(each, first, last) for each in sorted(lines, key=lambda each: each.detected_at)]
    said = {"viewBox": f"0 0 {_WIDTH} {_HEIGHT}", "aria_label": "Risk at each alert, over time"}
    return el("svg", *grid, *days, *marks, width=_WIDTH, height=_HEIGHT, role="img", **said)


def _mark(line: Line, first: datetime, last: datetime) -> Markup:
    span = (last - first).total_seconds()
    share = (line.detected_at - first).total_seconds() / span if span else 0.5
    words = f"{line.title}, {moment(line.detected_at)}, risk {line.risk:.2f}, {line.state}"
    circle = el(
        "circle",
        el("title", words),
        class_=f"mark {line.state}",
        cx=f"{_LEFT + 8 + (_RIGHT - _LEFT - 16) * share:.1f}",
        cy=f"{_y(line.risk):.1f}",
        r=5,
    )
    return el("a", circle, href=f"/alert/{line.id}")


def _y(risk: float) -> float:
    return _BOTTOM - (_BOTTOM - _TOP) * min(1.0, max(0.0, risk))
