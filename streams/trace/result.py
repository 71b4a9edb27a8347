"""What a trace says: plain data that the table, the JSON and the page show alike."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

METHOD = (
    "Amounts are attributed proportionally (haircut method): a payment is taken to hold the same part of everything"
    " that its payer received within the window before it and had not passed on. Money has no name; another method of"
    " attribution gives other amounts."
)
"""Said by every rendering."""

Kind = Literal["subject", "cash", "party", "unknown"]
Way = Literal["forward", "backward"]
Bound = Literal["hops", "share", "nodes", "hubs", "payments"]
"""What cuts a trace off."""


class Forward(msgspec.Struct, frozen=True):
    """Where the money went, decimal amounts: `begun + received = passed_on + rests + not_followed`."""

    begun: str
    """Money of the evidence that begins here."""
    received: str
    passed_on: str
    rests: str
    """Is here now, as far as the topics know."""
    not_followed: str


class Backward(msgspec.Struct, frozen=True):
    """Where the money came from, decimal amounts: `arrived + gave = from_others + originates + not_followed`."""

    arrived: str
    """Money of the evidence that ended here."""
    gave: str
    """Towards the evidence."""
    from_others: str
    """Of that and of what arrived, what others had paid before."""
    originates: str
    """Of that, what the node had by itself, or nobody knows from whom."""
    not_followed: str


class Node(msgspec.Struct, frozen=True):
    """A subject, or somebody beyond what is monitored, and its part of the money in one unit."""

    id: str
    kind: Kind
    name: str
    is_subject_of_alert: bool
    currency: str
    """Of all amounts of the node."""
    forward: Forward
    backward: Backward


class Edge(msgspec.Struct, frozen=True):
    """A payment that holds money of the alert."""

    transaction: str
    time: datetime
    debtor: str
    """Id of a node; below likewise."""
    creditor: str
    amount: str
    """Exact decimal amount of the whole payment in `currency`."""
    currency: str
    followed: str
    """What it holds of the alert's money, in `followed_currency`."""
    followed_currency: str
    hop: int
    """The fewest payments from the evidence; 0 for evidence itself."""
    direction: Way | Literal["evidence"]


class CutOff(msgspec.Struct, frozen=True):
    """What one bound cut off in one direction."""

    bound: Bound
    direction: Way
    payments: int
    value: str
    currency: str


class Total(msgspec.Struct, frozen=True):
    """The alert's money in one unit: what the evidence adds up to, nothing counted twice."""

    currency: str
    forward: str
    backward: str


class Evidence(msgspec.Struct, frozen=True):
    """How the evidence was found again; transactions."""

    of_alert: int
    """All evidence of the alert, of which it lists the newest."""
    listed: int
    followed: int
    own_transfers: int
    """Between accounts of one subject, where no money changes hands."""
    missing: int
    """Not on the topic any more."""
    without_value: int
    """Without an exchange rate and an amount that could be followed by itself."""


class Trace(msgspec.Struct, frozen=True):
    """Where the money of an alert came from and where it is now."""

    alert: str
    revision: int
    topic: str
    typology: str
    title: str
    severity: str
    subject: str
    detected_at: datetime
    method: str
    window: str
    hops: int
    min_share: str
    max_nodes: int
    base_currency: str
    totals: tuple[Total, ...]
    evidence: Evidence
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    """In the order of events."""
    cut: tuple[CutOff, ...]
    movements_read: int
    movements_unreadable: int
    schema: Literal[1] = 1


def place(node: Node) -> str:
    """What tells nodes of a trace apart: one subject is a node for each unit."""
    return f"{node.id}\0{node.currency}"


def ends(edge: Edge) -> tuple[str, str]:
    """The nodes of a payment, as `place` tells them apart."""
    return f"{edge.debtor}\0{edge.followed_currency}", f"{edge.creditor}\0{edge.followed_currency}"
