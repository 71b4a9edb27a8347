"""What travels on the public topics: `Transaction` in, `Rejected` and `Alert` out.

Field names follow ISO 20022. A transaction needs `id`, `time`, `amount`, `currency` and one party that can be told
from others; every other field is optional, and the signals that need a missing one are `nan`.
The movement, which travels between the two agents, is in `streams.movement`.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal

import msgspec

Text = Annotated[str, msgspec.Meta(max_length=1024)]
"""Names and words: bounded, because a limit belongs on everything that a stranger can send."""
Id = Annotated[str, msgspec.Meta(min_length=1, max_length=128)]
"""An identifier: an account, a customer, a transaction."""
Country = Annotated[str, msgspec.Meta(min_length=2, max_length=2)]
"""ISO 3166-1 alpha-2 code. That it is two capital letters is checked with the rest of a transaction's sense: a pattern
here would double the cost of decoding."""
Time = Annotated[datetime, msgspec.Meta(tz=True)]
"""RFC 3339 with a zone."""

PartyKind = Literal["person", "business", "npo", "public", "money_service"]
Channel = Literal["cash", "transfer", "card", "cheque", "crypto", "trade", "remittance"]
Initiation = Literal["branch", "machine", "online", "card_present"]
Product = Literal["loan", "prepaid", "monetary_instrument", "securities"]


class Party(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """One side of a transaction, or somebody who acts for it."""

    account: Id | None = None
    customer: Id | None = None
    holders: Annotated[tuple[Id, ...], msgspec.Meta(max_length=32)] = ()
    name: Text | None = None
    kind: PartyKind | None = None
    country: Country | None = None
    born: date | None = None
    opened: date | None = None
    """The day on which the account (or the relationship, where `customer` is known) was opened."""
    occupation: Text | None = None
    sector: Text | None = None
    declared_income: Decimal | None = None
    expected_activity: Text | None = None
    licences: tuple[Text, ...] = ()
    employee: bool | None = None
    pep: bool | None = None
    related_pep: bool | None = None
    identifiers: dict[Text, Text] = {}
    wallet: Id | None = None


class Commodity(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """Goods that a payment is for."""

    hs: Annotated[str, msgspec.Meta(pattern="^[0-9]{2,10}$")] | None = None
    quantity: Decimal | None = None
    unit: Text | None = None


class Place(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """Where the transaction was made."""

    country: Country | None = None
    branch: Id | None = None
    latitude: Annotated[float, msgspec.Meta(ge=-90, le=90)] | None = None
    longitude: Annotated[float, msgspec.Meta(ge=-180, le=180)] | None = None


class Transaction(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True, gc=False):
    """One payment, deposit, withdrawal, card purchase, trade settlement or crypto transfer, as the payment system
    said."""

    id: Id
    time: Time
    amount: Decimal
    currency: Annotated[str, msgspec.Meta(min_length=3, max_length=10)]
    debtor: Party | None = None
    creditor: Party | None = None
    channel: Channel | None = None
    purpose: Annotated[str, msgspec.Meta(max_length=35)] | None = None
    remittance: Text | None = None
    debtor_agent: Id | None = None
    """BIC (or clearing code) of the debtor's institution."""
    creditor_agent: Id | None = None
    ultimate_debtor: Party | None = None
    ultimate_creditor: Party | None = None
    merchant_category: Annotated[str, msgspec.Meta(pattern="^[0-9]{4}$")] | None = None
    commodity: Commodity | None = None
    invoice: Id | None = None
    consignee: Text | None = None
    shipment: Text | None = None
    place: Place | None = None
    travel_destination: Country | None = None
    device: Id | None = None
    initiation: Initiation | None = None
    product: Product | None = None
    balance_after: Decimal | None = None
    """Balance of the reporting institution's customer after the transaction, in `currency`."""
    booking_date: date | None = None
    institution: Id | None = None
    """Whose duties apply: a name from the setting `institutions`, or an ISO country code."""
    conductor: Party | None = None
    beneficiaries: Annotated[tuple[Party, ...], msgspec.Meta(max_length=64)] = ()
    uetr: Id | None = None
    status: Annotated[str, msgspec.Meta(max_length=35)] | None = None
    """ISO 20022 payment status; RJCT and CANC say that no money moved."""
    original: Id | None = None
    """The transaction that a return or correction refers to."""


class Rejected(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """One record that could not become a transaction or could not be applied; topic `transactions.rejected`."""

    reason: str
    detail: str
    field: str = ""
    topic: str
    partition: int
    offset: int
    received: datetime
    """Kafka timestamp of the input record."""
    length: int
    """Bytes of the whole record."""
    sha256: str
    """Of the whole record, hexadecimal."""
    original: str
    """The record's first 256 KB, base64."""
    original_truncated: bool = False
    transaction: str | None = None
    """Transaction id, where one could be read."""
    subject: str | None = None
    """The subject on which the conflict was seen, for `conflicting_duplicate`."""


Severity = Literal["low", "medium", "high", "critical"]


class Comparison(msgspec.Struct, frozen=True):
    """One comparison of a typology's condition that held."""

    signal: str
    """The signal, or the expression, on the left."""
    value: float
    operator: str
    bound: float
    margin: float
    """How far the value is beyond the bound; positive or zero."""
    unit: str
    decisive: bool
    """Without this one the condition would not have held."""


class Change(msgspec.Struct, frozen=True):
    """One way in which things would have had to be different: `signal operator bound`."""

    signal: str
    operator: str
    bound: float


class EvidenceItem(msgspec.Struct, frozen=True, omit_defaults=True):
    """One transaction that an alert rests on."""

    transaction: str
    time: datetime
    direction: Literal["in", "out", "between"]
    """`between` others, where an alert is of a network."""
    amount: str
    """Exact decimal amount in `currency`."""
    currency: str
    channel: str
    value: str | None = None
    """In the base currency; absent without an exchange rate."""
    counterparty: str = ""
    counterparty_name: str = ""
    country: str = ""
    account: str = ""
    remittance: str = ""
    tags: tuple[str, ...] = ()
    """What the transaction is about, such as `lodging` or `timber`: what intake read from codes, goods and words."""


class Payment(msgspec.Struct, frozen=True):
    """One payment of a path of money."""

    transaction: str
    time: datetime
    debtor: str
    """Subject id of whoever paid; below, of whoever was paid."""
    creditor: str
    amount: str
    """Exact decimal amount in `currency`."""
    currency: str
    value: str
    """In the base currency."""
    followed: str
    """What it holds of the money of the path's first payment, in the base currency."""


class Path(msgspec.Struct, frozen=True, omit_defaults=True):
    """Money on its way to the subject of an alert, oldest payment first."""

    payments: tuple[Payment, ...]
    alert: str = ""
    """Where the money is evidence of another alert, of the first debtor: its id; below its typology and crimes."""
    typology: str = ""
    crimes: tuple[str, ...] = ()


class AlertSubject(msgspec.Struct, frozen=True, omit_defaults=True):
    """Whose behaviour an alert is about."""

    id: str
    """`customer:…`, `account:…`, `wallet:…` or `name:agent/…`."""
    kind: str = ""
    name: str = ""
    accounts: tuple[str, ...] = ()
    """The subject's own accounts among the evidence."""


class Origin(msgspec.Struct, frozen=True):
    """The record that an alert was raised on: a transaction, or for a network the token that completed it."""

    topic: str
    partition: int
    offset: int
    index: int
    """Which transaction of the record."""


class Suppressed(msgspec.Struct, frozen=True, omit_defaults=True):
    """Why an alert is held back on `alerts.suppressed`, and by whose decision."""

    disposition: str
    """Id of the disposition."""
    by: Literal["closed", "snooze", "allow"]
    """What of it holds the alert back: its verdict, a snooze of the typology, or counterparties that are allowed."""
    verdict: str
    decided_by: str
    decided_at: datetime
    reason: str = ""
    note: str = ""
    until: datetime | None = None
    """Absent where it has no date: until there is news, in any case."""
    approved_by: str = ""


class Resumed(msgspec.Struct, frozen=True):
    """Why an alert that a disposition held back is published all the same."""

    disposition: str
    by: str
    """`new_crime`, `new_counterparty`, `growth`, `new_evidence`, or `over` where its date has come, or another
    decision."""


class Report(msgspec.Struct, frozen=True):
    """The numbers of a report of cash that the law demands: exact, whatever is kept of the subject's history."""

    jurisdiction: str
    """Country of the institution whose duty it is."""
    institution_kind: str
    business_day: date
    """The day that the law counts by: a business day, the day on which the institution's 24 hours end, or the day of a
    single transaction."""
    direction: Literal["in", "out"]
    currency: str
    """Of `threshold` and `total`."""
    threshold: str
    """Exact decimal amount."""
    comparison: Literal["over", "at_least"]
    """Due when the total is over the threshold, or when it is at least that."""
    total: str
    """Exact decimal amount of all cash that counts together, each converted at its dated rate; without one it adds
    nothing."""
    count: int
    """Transactions in the total."""


class Unusual(msgspec.Struct, frozen=True, omit_defaults=True):
    """A signal that makes a movement stand out to the model."""

    signal: str
    unit: str
    value: float
    low: float | None
    """Usual from here: the 5th percentile of the same kind of party; absent where it was never known."""
    high: float | None
    """Usual up to here: the 95th percentile."""
    score: float
    """What the model would say with this signal at the median of the kind of party, all else equal: the
    `anomaly_tail`, or the `crime_likeness` where the alert rests on that one."""


class Alert(msgspec.Struct, frozen=True, kw_only=True):
    """One typology recognised on one subject over one episode; the same id is published again, revised, as it goes
    on."""

    id: str
    """UUIDv5 of typology, subject and the transaction that opened the episode; a report of cash has in its place the
    business day, direction and duty that it is counted by, or the single transaction; a network the
    origin of its paths, or the identifier that is shared, and the stretch of time, as long as the typology's window, in
    which it fired."""
    revision: int
    status: Literal["new", "revised"]
    typology: str
    title: str
    crimes: tuple[str, ...]
    stage: str
    subject: AlertSubject
    case: str
    """Alerts of one subject that share evidence have the same case."""
    previous: str | None
    """Id of the alert of the same typology on the same subject before this episode."""
    opened_at: datetime
    """Event time of the movement that opened the episode."""
    detected_at: datetime
    """Event time of the movement that caused this revision."""
    first_detected_at: datetime
    """Kafka time of the transaction that opened the episode; a replay gives the same."""
    due_at: datetime
    weight: float
    risk: float
    """The subject's risk from all open alerts, 0..1."""
    severity: Severity
    narrative: str
    counterfactual: str
    alternatives: tuple[tuple[Change, ...], ...]
    """The counterfactual for programs: any one of these, its changes together, would have kept the typology quiet."""
    comparisons: tuple[Comparison, ...]
    window: str
    evidence: tuple[EvidenceItem, ...]
    evidence_count: int
    """Of all evidence, of which `evidence` lists the newest; for a report of cash, `report.count`."""
    evidence_value: str
    """Total of all evidence in the base currency."""
    history_truncated: bool
    """The bound on kept movements may have cut evidence off."""
    base_currency: str
    recommended_action: str
    runbook: str
    false_positives: tuple[str, ...]
    references: tuple[dict[str, str], ...]
    late: bool
    """Raised by a movement that arrived out of event-time order."""
    origin: Origin
    catalogue_digest: str
    typology_digest: str
    model_version: str | None = None
    """The model that made it, for an alert of the model."""
    challenger: bool = False
    """Made by a model on trial beside the one in force."""
    unusual: tuple[Unusual, ...] = ()
    """For an alert of the model: what made the movement stand out, the strongest first."""
    report: Report | None = None
    """For a report of cash that the law demands."""
    paths: tuple[Path, ...] = ()
    """For an alert of a network: the paths that it rests on, those with the most money first."""
    suppressed: Suppressed | None = None
    """On `alerts.suppressed`: what holds it back."""
    resumed: Resumed | None = None
    """Where it was held back before: what ended that."""
    schema: Literal[1] = 1


Verdict = Literal["escalate", "close", "duplicate", "data_error"]
CloseReason = Literal["false_positive", "known", "insufficient"]
"""Honest behaviour; known or reported already; a suspicion that does not suffice. Only the first says that the typology
was wrong."""


class Known(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """What an alert said when it was decided on, so that news can be told from what was known."""

    revision: int = 0
    crimes: Annotated[tuple[Annotated[str, msgspec.Meta(max_length=64)], ...], msgspec.Meta(max_length=32)] = ()
    """Of the typology and of the paths."""
    transactions: Annotated[tuple[Id, ...], msgspec.Meta(max_length=1000)] = ()
    """The evidence that is listed."""
    counterparties: Annotated[tuple[Text, ...], msgspec.Meta(max_length=1000)] = ()
    """Subject ids of the listed evidence."""
    evidence_count: Annotated[int, msgspec.Meta(ge=0, le=1 << 31)] = 0
    evidence_value: Decimal = Decimal(0)
    """In the base currency."""


class Snooze(msgspec.Struct, frozen=True):
    """The typology keeps quiet about the subject, unless there is news."""

    until: Time | None
    """None: without a date, which takes a second person."""


class Allow(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """Evidence that is with this counterparty alone keeps quiet, unless there is news."""

    counterparty: Annotated[str, msgspec.Meta(min_length=1, max_length=1024)]
    """Subject id; one of those in the evidence."""
    until: Time | None
    """None: without a date, which takes a second person."""
    every_typology: bool = False
    """Whether other typologies of the subject keep quiet about it too, as long as they name no other crime."""
    evidence_count: Annotated[int, msgspec.Meta(ge=0, le=1 << 31)] = 0
    evidence_value: Decimal = Decimal(0)
    """The part of the evidence that is with it, in the base currency."""


class Disposition(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True, forbid_unknown_fields=True):
    """What an analyst decided about an alert, or about a subject sampled for review; topic `dispositions`, keyed by
    subject."""

    id: Id
    """Chosen by whoever publishes; one that comes again is no news."""
    alert: Id | None = None
    """None for a subject sampled for review, of which there is no alert."""
    subject: Annotated[str, msgspec.Meta(min_length=1, max_length=2048)]
    typology: Annotated[str, msgspec.Meta(max_length=64)] = ""
    """Of the alert."""
    verdict: Verdict
    """For a subject without an alert `escalate` means that one was missed, `close` that quiet was right."""
    reason: CloseReason | None = None
    """Why it is closed; for `close` and no other verdict."""
    note: Text = ""
    decided_by: Id
    decided_at: Time
    approved_by: Id | None = None
    """The second person, where something is to hold without a date."""
    snooze: Snooze | None = None
    allow: Allow | None = None
    sampled: bool = False
    """Drawn at random for review, so that it says something about what is not flagged."""
    known: Known | None = None
    """What the alert said; of a sampled subject its transactions."""
    schema: Literal[1] = 1


class DeadLetter(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """One record that a sink could not deliver; topic `sinks.dead`. It may come twice, then with the same `topic`,
    `partition` and `offset`."""

    sink: str
    reason: Literal["unreadable", "refused"]
    """`unreadable`: it is not what the topic holds. `refused`: whoever it was for does not take it."""
    detail: str
    topic: str
    """Where it lies, with `partition` and `offset`; the topic without its prefix."""
    partition: int
    offset: int
    received: datetime
    """Its Kafka timestamp."""
    length: int
    """Bytes of the whole record."""
    original: str
    """The record's first 256 KB, base64."""
    original_truncated: bool = False
