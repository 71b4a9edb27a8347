"""How the amounts, times and names of a trace are written, in the terminal and on the page."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Context, Decimal

from streams.trace.result import CutOff, Evidence, Node, Trace

_BOUNDS = {
    "hops": "went on in more payments, one after another, than were followed",
    "share": "in payments with a smaller share of the money than are followed",
    "nodes": "with parties beyond the number that is shown",
    "hubs": "with hubs, whose payments are too many to attribute",
    "payments": "in payments beyond the number that is followed",
}
"""What each bound cuts off, in words."""

_EXACT = Context(prec=80)


def amount(text: str) -> str:
    """A decimal amount with thousands apart."""
    return f"{Decimal(text):,f}"


def total(texts: Iterable[str]) -> str:
    """The exact sum of decimal amounts."""
    whole = Decimal(0)
    for text in texts:
        whole = _EXACT.add(whole, Decimal(text))
    return format(whole, "f")


def moment(time: datetime) -> str:
    """A time to the minute; times are UTC."""
    return f"{time:%Y-%m-%d %H:%M}"


def clean(text: str) -> str:
    """A stranger's text without what would steer a terminal or turn a line around."""
    return "".join(each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in text)


def label(node: Node) -> str:
    """What a node is called."""
    return clean(node.name or "unnamed party" if node.kind == "party" else node.id)


def labels(nodes: Iterable[Node]) -> dict[str, str]:
    """What the nodes with these ids are called."""
    return {node.id: label(node) for node in nodes}


def heading(trace: Trace) -> str:
    """Whose alert, of which typology."""
    return f"{clean(trace.subject)} · {trace.typology} · alert {trace.alert}, revision {trace.revision}"


def totals(trace: Trace) -> list[str]:
    """How much money was followed, each unit by itself."""
    return [
        f"{amount(each.forward)} {each.currency} followed to where it is,"
        f" {amount(each.backward)} {each.currency} to where it came from."
        for each in trace.totals
    ]


def extent(trace: Trace) -> str:
    """How far was followed."""
    return (
        f"Within a window of {trace.window}, over at most {trace.hops} payments one after another,"
        f" {trace.max_nodes} parties, and payments with at least {_percent(trace.min_share)} of the money."
    )


def _percent(share: str) -> str:
    """0.01 as `1%`."""
    return f"{(Decimal(share) * 100).normalize():f}%"


def cut_off(trace: Trace) -> list[str]:
    """What the bounds cut off, a sentence each; empty where nothing was."""
    said = [cut_sentence(each) for each in trace.cut]
    if trace.movements_unreadable:
        said.append(f"{trace.movements_unreadable:,} records of the topic are no movements and were left out")
    return said


def cut_sentence(cut: CutOff) -> str:
    """What was cut off, for a person."""
    payments = "1 payment" if cut.payments == 1 else f"{cut.payments:,} payments"
    return f"{cut.direction}: {amount(cut.value)} {cut.currency} {_BOUNDS[cut.bound]} ({payments})"


def evidence_sentence(evidence: Evidence) -> str:
    """What the trace rests on, for a person."""
    said = f"{evidence.followed} of {evidence.of_alert} transactions of the evidence are followed"
    reasons = [
        (evidence.of_alert - evidence.listed, "not listed in the alert"),
        (evidence.own_transfers, "between accounts of one subject"),
        (evidence.missing, "not on the topic any more"),
        (evidence.without_value, "without a value to follow"),
    ]
    left = [f"{count} {reason}" for count, reason in reasons if count > 0]
    return f"{said}; {', '.join(left)}." if left else f"{said}."
