"""A trace in a terminal."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from streams.trace.result import Node, Trace
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
    totals,
)

COLUMNS = ("received", "passed on", "rests", "gave", "from others", "originates")
"""Amounts of a node, the first three forwards, the others backwards."""


def tables(trace: Trace) -> RenderableType:
    """Head, nodes, payments, and what was cut off."""
    head = Text()
    head.append(f"{trace.title}\n", "bold")
    head.append(f"{heading(trace)}\n", "dim")
    head.append("".join(f"{each}\n" for each in [*totals(trace), evidence_sentence(trace.evidence)]))
    parts: list[RenderableType] = [head]
    if trace.nodes:
        parts += [_nodes(trace.nodes), Text(), _payments(trace), Text()]
    cut = cut_off(trace)
    lines = [extent(trace), "Cut off:" if cut else "Nothing was cut off.", *(f"  {each}" for each in cut), trace.method]
    return Group(*parts, Text("\n".join(lines)))


def amounts(node: Node) -> tuple[str, ...]:
    """The amounts of a node, in the order of COLUMNS; a dot for none."""
    forward, backward = node.forward, node.backward
    found = (forward.received, forward.passed_on, forward.rests, backward.gave, backward.from_others)
    return tuple(amount(each) if Decimal(each) else "·" for each in (*found, backward.originates))


def _nodes(nodes: Iterable[Node]) -> Table:
    table = Table(box=None, pad_edge=False, title="Where it is, and where it came from", title_justify="left")
    table.add_column("who", overflow="fold")
    for name in COLUMNS:
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("", no_wrap=True)
    for node in nodes:
        style = "bold" if node.is_subject_of_alert else ""
        table.add_row(Text(label(node), style), *amounts(node), node.currency)
    return table


def _payments(trace: Trace) -> Table:
    names = labels(trace.nodes)
    table = Table(box=None, pad_edge=False, title="Payments", title_justify="left")
    table.add_column("time (UTC)", no_wrap=True)
    table.add_column("from", overflow="fold")
    table.add_column("to", overflow="fold")
    table.add_column("amount", justify="right", no_wrap=True)
    table.add_column("followed", justify="right", no_wrap=True)
    table.add_column("", no_wrap=True)
    table.add_column("transaction", overflow="fold")
    for edge in trace.edges:
        table.add_row(
            moment(edge.time),
            Text(names[edge.debtor]),
            Text(names[edge.creditor]),
            f"{amount(edge.amount)} {edge.currency}",
            f"{amount(edge.followed)} {edge.followed_currency}",
            f"{edge.direction} {edge.hop}" if edge.hop else edge.direction,
            Text(clean(edge.transaction)),
        )
    return table
