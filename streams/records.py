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

DECODE_ERRORS = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)
"""What decoding the JSON of a stranger may raise."""

PartyKind = Literal["person", "business", "npo", "public", "money_service"]
Channel = Literal["cash", "transfer", "card", "cheque", "crypto", "trade", "remittance"]
Initiation = Literal["branch", "machine", "online", "card_present"]
Product = Literal["loan", "prepaid", "monetary_instrument", "securities"]


class Party(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """One side of a transaction, or somebody who acts for it."""

    account: Id | None = None
    """The account at its institution: an IBAN or the institution's own number."""
    customer: Id | None = None
    """The institution's own id of the customer; whoever is judged, where it is known."""
    holders: Annotated[tuple[Id, ...], msgspec.Meta(max_length=32)] = ()
    """Customer ids of everybody who holds the account, where it has several holders."""
    name: Text | None = None
    """The name as the payment has it."""
    kind: PartyKind | None = None
    """What kind of party it is; one that is not sent counts as a person where a rule leaves organisations out."""
    country: Country | None = None
    """Where the party lives or is registered."""
    born: date | None = None
    """Day of birth of a person."""
    opened: date | None = None
    """The day on which the account (or the relationship, where `customer` is known) was opened."""
    occupation: Text | None = None
    """What a person does for a living, in words or as a code of the institution."""
    sector: Text | None = None
    """What a business does, in words or as a code of the institution."""
    declared_income: Decimal | None = None
    """Income or turnover of a year that the customer declared, in the base currency."""
    expected_activity: Text | None = None
    """What the customer said the account is for, in words."""
    licences: tuple[Text, ...] = ()
    """Licences that the institution has seen, in words, such as `pharmacy`."""
    employee: bool | None = None
    """Whether the party works for the reporting institution."""
    pep: bool | None = None
    """Whether the party is a politically exposed person."""
    related_pep: bool | None = None
    """Whether the party is family or a close associate of one."""
    identifiers: dict[Text, Text] = {}
    """What else identifies the party, by kind: passport, tax number, phone, e-mail, address."""
    wallet: Id | None = None
    """Address of a wallet of crypto-assets."""


class Commodity(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """Goods that a payment is for."""

    hs: Annotated[str, msgspec.Meta(pattern="^[0-9]{2,10}$")] | None = None
    """Code of the Harmonised System, 2 to 10 digits."""
    quantity: Decimal | None = None
    """How much, in `unit`."""
    unit: Text | None = None
    """Unit of `quantity`, such as `kg` or `t`."""


class Place(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """Where the transaction was made."""

    country: Country | None = None
    """Where it was made."""
    branch: Id | None = None
    """The branch, machine or shop."""
    latitude: Annotated[float, msgspec.Meta(ge=-90, le=90)] | None = None
    """Degrees north."""
    longitude: Annotated[float, msgspec.Meta(ge=-180, le=180)] | None = None
    """Degrees east."""


class Transaction(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True, gc=False):
    """One payment, deposit, withdrawal, card purchase, trade settlement or crypto transfer, as the payment system
    said."""

    id: Id
    """The payment system's own; the same id with other content is rejected as `conflicting_duplicate`."""
    time: Time
    """When it was made."""
    amount: Decimal
    """Positive and exact, with no more decimals than the currency has."""
    currency: Annotated[str, msgspec.Meta(min_length=3, max_length=10)]
    """ISO 4217 code, or that of a crypto-asset in the reference tables."""
    debtor: Party | None = None
    """Whoever pays."""
    creditor: Party | None = None
    """Whoever is paid."""
    channel: Channel | None = None
    """How the money moved."""
    purpose: Annotated[str, msgspec.Meta(max_length=35)] | None = None
    """ISO 20022 external purpose code, such as `SALA`."""
    remittance: Text | None = None
    """What the payment says that it is for, in words."""
    debtor_agent: Id | None = None
    """BIC (or clearing code) of the debtor's institution."""
    creditor_agent: Id | None = None
    """BIC (or clearing code) of the creditor's institution."""
    ultimate_debtor: Party | None = None
    """Whoever the debtor pays for."""
    ultimate_creditor: Party | None = None
    """Whoever the creditor is paid for."""
    merchant_category: Annotated[str, msgspec.Meta(pattern="^[0-9]{4}$")] | None = None
    """ISO 18245 code of the merchant, four digits."""
    commodity: Commodity | None = None
    """The goods that are paid for."""
    invoice: Id | None = None
    """Number of the invoice that is paid."""
    consignee: Text | None = None
    """Whoever receives the goods."""
    shipment: Text | None = None
    """Bill of lading, container or route of the goods, in words."""
    place: Place | None = None
    """Where it was made."""
    travel_destination: Country | None = None
    """Where the paid journey goes to."""
    device: Id | None = None
    """Id of the device from which it was ordered."""
    initiation: Initiation | None = None
    """How it was ordered."""
    product: Product | None = None
    """The kind of product that it belongs to."""
    balance_after: Decimal | None = None
    """Balance of the reporting institution's customer after the transaction, in `currency`."""
    booking_date: date | None = None
    """The day on which the institution booked it; cash counts by this day where it is known."""
    institution: Id | None = None
    """Whose duties apply: a name from the setting `institutions`, or an ISO country code."""
    conductor: Party | None = None
    """Whoever made it in person for the debtor or creditor."""
    beneficiaries: Annotated[tuple[Party, ...], msgspec.Meta(max_length=64)] = ()
    """Those on whose behalf cash was handled, besides the parties."""
    uetr: Id | None = None
    """Unique end-to-end transaction reference, by which a payment is known along its way."""
    status: Annotated[str, msgspec.Meta(max_length=35)] | None = None
    """ISO 20022 payment status; RJCT and CANC say that no money moved."""
    original: Id | None = None
    """The transaction that a return or correction refers to."""


class Rejected(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """One record that could not become a transaction or could not be applied; topic `transactions.rejected`."""

    reason: str
    """A stable word, such as `not_json`; all are in `streams.errors.Reason`. Further ones may come."""
    detail: str
    """A sentence for a person."""
    field: str = ""
    """Path of the field at fault; empty where the record as a whole is."""
    topic: str
    """Where the record lies, with `partition` and `offset`; with the prefix."""
    partition: int
    """Its partition."""
    offset: int
    """Its offset in the partition."""
    received: Time
    """Kafka timestamp of the input record."""
    length: int
    """Bytes of the whole record."""
    sha256: str
    """Of the whole record, hexadecimal."""
    original: str
    """The record's first 256 KB, base64."""
    original_truncated: bool = False
    """Whether `original` is less than the record."""
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
    """What it was."""
    operator: str
    """One of `>`, `>=`, `<`, `<=`, `==`, `!=`."""
    bound: float
    """What it was compared with."""
    margin: float
    """How far the value is beyond the bound; positive or zero."""
    unit: str
    """Of `value`, `bound` and `margin`."""
    decisive: bool
    """Without this one the condition would not have held."""


class Change(msgspec.Struct, frozen=True):
    """One way in which things would have had to be different: `signal operator bound`."""

    signal: str
    """The signal, or the expression."""
    operator: str
    """One of `>`, `>=`, `<`, `<=`, `==`, `!=`."""
    bound: float
    """What it would have had to be compared with."""


class EvidenceItem(msgspec.Struct, frozen=True, omit_defaults=True):
    """One transaction that an alert rests on."""

    transaction: str
    """Id of the transaction."""
    time: Time
    """When it was made."""
    direction: Literal["in", "out", "between"]
    """`between` others, where an alert is of a network."""
    amount: str
    """Exact decimal amount in `currency`."""
    currency: str
    """Of `amount`."""
    channel: str
    """How the money moved; empty where the transaction did not say."""
    value: str | None = None
    """In the base currency; absent without an exchange rate."""
    counterparty: str = ""
    """Subject id of the other side; empty where it is unknown."""
    counterparty_name: str = ""
    """Its name as the transaction had it."""
    country: str = ""
    """Country of the counterparty."""
    account: str = ""
    """The subject's own account."""
    remittance: str = ""
    """What the payment said that it was for."""
    tags: tuple[str, ...] = ()
    """What the transaction is about, such as `lodging` or `timber`: what intake read from codes, goods and words."""


class Payment(msgspec.Struct, frozen=True):
    """One payment of a path of money."""

    transaction: str
    """Id of the transaction."""
    time: Time
    """When it was made."""
    debtor: str
    """Subject id of whoever paid."""
    creditor: str
    """Subject id of whoever was paid."""
    amount: str
    """Exact decimal amount in `currency`."""
    currency: str
    """Of `amount`."""
    value: str
    """In the base currency."""
    followed: str
    """What it holds of the money of the path's first payment, in the base currency."""


class Path(msgspec.Struct, frozen=True, omit_defaults=True):
    """Money on its way to the subject of an alert, oldest payment first."""

    payments: tuple[Payment, ...]
    """The payments, oldest first."""
    alert: str = ""
    """Where the money is evidence of another alert, of the first debtor: its id."""
    typology: str = ""
    """The typology of that alert."""
    crimes: tuple[str, ...] = ()
    """The crimes of that alert."""


class AlertSubject(msgspec.Struct, frozen=True, omit_defaults=True):
    """Whose behaviour an alert is about."""

    id: str
    """`customer:…`, `account:…`, `wallet:…` or `name:agent/…`."""
    kind: str = ""
    """What kind of party it is, where that is known."""
    name: str = ""
    """Its name as transactions had it."""
    accounts: tuple[str, ...] = ()
    """The subject's own accounts among the evidence."""


class Origin(msgspec.Struct, frozen=True):
    """The record that an alert was raised on: a transaction, or for a network the token that completed it."""

    topic: str
    """The topic, with the prefix."""
    partition: int
    """Its partition."""
    offset: int
    """Its offset in the partition."""
    index: int
    """Which transaction of the record."""


class Suppressed(msgspec.Struct, frozen=True, omit_defaults=True):
    """Why an alert is held back on `alerts.suppressed`, and by whose decision."""

    disposition: str
    """Id of the disposition."""
    by: Literal["closed", "snooze", "allow"]
    """What of it holds the alert back: its verdict, a snooze of the typology, or counterparties that are allowed."""
    verdict: str
    """What was decided on the alert, as in a disposition."""
    decided_by: str
    """Who decided."""
    decided_at: Time
    """When, as they said."""
    reason: str = ""
    """Why it was closed, as in a disposition."""
    note: str = ""
    """What they wrote."""
    until: Time | None = None
    """Absent where it has no date: until there is news, in any case."""
    approved_by: str = ""
    """The second person, where there is one."""


class Resumed(msgspec.Struct, frozen=True):
    """Why an alert that a disposition closed or held back is published all the same. An alert of a network that was
    closed keeps its id, and says so with every further revision."""

    disposition: str
    """Id of the disposition."""
    by: str
    """`new_crime`, `new_counterparty`, `growth`, `new_evidence`, or `over` where its date has come, another decision
    was made, or nothing may hold the alert."""


class Report(msgspec.Struct, frozen=True):
    """The numbers of a report of cash that the law demands: exact, whatever is kept of the subject's history."""

    jurisdiction: str
    """Country of the institution whose duty it is."""
    institution_kind: str
    """What kind of institution it is, as in the settings."""
    business_day: date
    """The day that the law counts by: a business day, the day on which the institution's 24 hours end, or the day of a
    single transaction."""
    direction: Literal["in", "out"]
    """Whether the cash came in or went out."""
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
    """Name of the signal."""
    unit: str
    """Of `value`, `low` and `high`."""
    value: float
    """What it was."""
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
    """Grows with each publication of the same id; the greatest says what holds."""
    status: Literal["new", "revised"]
    """`new` the first time, `revised` after that."""
    typology: str
    """Id of the typology."""
    title: str
    """Its title, for people."""
    crimes: tuple[str, ...]
    """What it may be part of, such as `money-laundering`."""
    stage: str
    """Stage of the crime, such as `placement`."""
    subject: AlertSubject
    """Whose behaviour it is about."""
    case: str
    """Alerts of one subject that share evidence have the same case."""
    previous: str | None
    """Id of the alert of the same typology on the same subject before this episode."""
    opened_at: Time
    """Event time of the movement that opened the episode."""
    detected_at: Time
    """Event time of the movement that caused this revision."""
    first_detected_at: Time
    """Kafka time of the transaction that opened the episode; a replay gives the same."""
    due_at: Time
    """By when somebody must have looked, or a report must be filed."""
    weight: float
    """How much it counts for the risk, 0..1."""
    risk: float
    """The subject's risk from all open alerts, 0..1."""
    severity: Severity
    """The band of `risk`: `medium` from 0.4, `high` from 0.7, `critical` from 0.9."""
    narrative: str
    """What was recognised, in a sentence with its numbers."""
    counterfactual: str
    """What would have kept it quiet, in a sentence."""
    alternatives: tuple[tuple[Change, ...], ...]
    """The counterfactual for programs: any one of these, its changes together, would have kept the typology quiet."""
    comparisons: tuple[Comparison, ...]
    """What of the condition held, and by how much."""
    window: str
    """The stretch of time that the typology looks at, such as `10d`."""
    evidence: tuple[EvidenceItem, ...]
    """The transactions that it rests on, the newest of them."""
    evidence_count: int
    """Of all evidence, of which `evidence` lists the newest; for a report of cash, `report.count`."""
    evidence_value: str
    """Total of all evidence in the base currency."""
    history_truncated: bool
    """The bound on kept movements may have cut evidence off."""
    base_currency: str
    """Of all values."""
    recommended_action: str
    """What to do."""
    runbook: str
    """How to look into it."""
    false_positives: tuple[str, ...]
    """Honest behaviour that looks the same."""
    references: tuple[dict[str, str], ...]
    """Where the typology is described: title and address."""
    late: bool
    """Raised by a movement that arrived out of event-time order."""
    origin: Origin
    """The record that it was raised on."""
    catalogue_digest: str
    """Digest of the catalogue in force; `counterflow catalogue show --digest` prints it."""
    typology_digest: str
    """Digest of the typology with its parameters."""
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
    """Major version of this record."""


Verdict = Literal["escalate", "close", "duplicate", "data_error"]
CloseReason = Literal["false_positive", "known", "insufficient"]
"""Honest behaviour; known and explained before; a suspicion that does not suffice. Only the first says that the
typology was wrong."""


class Known(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """What an alert said when it was decided on, so that news can be told from what was known."""

    revision: int = 0
    """Of the alert."""
    crimes: Annotated[tuple[Annotated[str, msgspec.Meta(max_length=64)], ...], msgspec.Meta(max_length=32)] = ()
    """Of the typology and of the paths."""
    transactions: Annotated[tuple[Id, ...], msgspec.Meta(max_length=1000)] = ()
    """The evidence that is listed."""
    counterparties: Annotated[tuple[Text, ...], msgspec.Meta(max_length=1000)] = ()
    """Subject ids of the listed evidence."""
    evidence_count: Annotated[int, msgspec.Meta(ge=0, le=1 << 31)] = 0
    """Of all evidence."""
    evidence_value: Decimal = Decimal(0)
    """In the base currency."""


class Snooze(msgspec.Struct, frozen=True):
    """The typology keeps quiet about the subject, unless there is news."""

    until: Time | None
    """None: without a date, which takes a second person, and so does a date beyond `suppression_max_days`."""


class Allow(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """Evidence that is with this counterparty alone keeps quiet, unless there is news."""

    counterparty: Annotated[str, msgspec.Meta(min_length=1, max_length=1024)]
    """Subject id; one of those in the evidence."""
    until: Time | None
    """None: without a date, which takes a second person, and so does a date beyond `suppression_max_days`."""
    every_typology: bool = False
    """Whether other typologies of the subject keep quiet about it too, as long as they name no other crime."""
    evidence_count: Annotated[int, msgspec.Meta(ge=0, le=1 << 31)] = 0
    """How much of the evidence is with it."""
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
    """Whose alert it is; also the key of the record."""
    typology: Annotated[str, msgspec.Meta(max_length=64)] = ""
    """Of the alert."""
    verdict: Verdict
    """For a subject without an alert `escalate` means that one was missed, `close` that quiet was right."""
    reason: CloseReason | None = None
    """Why it is closed; for `close` and no other verdict."""
    note: Text = ""
    """Why, in words."""
    decided_by: Id
    """Who decided."""
    decided_at: Time
    """When, by their clock; what counts is the timestamp of the Kafka record."""
    approved_by: Id | None = None
    """The second person, where something is to hold without a date, or beyond `suppression_max_days`."""
    snooze: Snooze | None = None
    """Keeps the typology quiet about the subject."""
    allow: Allow | None = None
    """Keeps evidence with one counterparty quiet."""
    sampled: bool = False
    """Drawn at random for review, so that it says something about what is not flagged."""
    known: Known | None = None
    """What the alert said; of a sampled subject its transactions."""
    schema: Literal[1] = 1
    """Major version of this record."""


class DeadLetter(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """One record that a sink could not deliver; topic `sinks.dead`. It may come twice, then with the same `topic`,
    `partition` and `offset`."""

    sink: str
    """Name of the sink: `postgres`, `webhook` or `file`."""
    reason: Literal["unreadable", "refused"]
    """`unreadable`: it is not what the topic holds. `refused`: whoever it was for does not take it."""
    detail: str
    """A sentence for a person."""
    topic: str
    """Where it lies, with `partition` and `offset`; the topic without its prefix."""
    partition: int
    """Its partition."""
    offset: int
    """Its offset in the partition."""
    received: Time
    """Its Kafka timestamp."""
    length: int
    """Bytes of the whole record."""
    original: str
    """The record's first 256 KB, base64."""
    original_truncated: bool = False
    """Whether `original` is less than the record."""
