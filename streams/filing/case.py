"""What a case file says: plain data that the page, the PDF, the XML and the JSON show alike."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

import msgspec

from streams.records import Alert
from streams.trace.result import Trace

FormName = Literal["fincen_sar", "goaml", "none"]
"""`none` where the jurisdiction has no form that is known here, or no alert is a suspicion."""


class Found(msgspec.Struct, frozen=True):
    """An alert as it was last revised, and the topic it lies on."""

    topic: str
    alert: Alert

    @property
    def is_suspicion(self) -> bool:
        """Whether it is no statutory report of cash, which has a form of its own."""
        return self.alert.report is None and self.topic != "reports.due"


Direction = Literal["in", "out", "between"]


class Row(msgspec.Struct, frozen=True, omit_defaults=True):
    """A transaction of the evidence; what is said of it is as in `streams.records.EvidenceItem`."""

    transaction: str
    time: datetime
    direction: Direction
    amount: str
    currency: str
    channel: str
    alerts: tuple[int, ...]
    """Which alerts of the case rest on it, counted from 1."""
    value: str | None = None
    account: str = ""
    counterparty: str = ""
    counterparty_name: str = ""
    country: str = ""
    remittance: str = ""
    tags: tuple[str, ...] = ()


class Total(msgspec.Struct, frozen=True):
    """The exact sum of the evidence in one direction and currency."""

    direction: Direction
    currency: str
    amount: str
    count: int


class Profile(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the transactions of the evidence say of a party. Each is as it was last said; names and the like are all
    that were said, oldest first."""

    id: str
    """As `streams.intake.parties.subject_id` gives it."""
    names: tuple[str, ...] = ()
    kind: str = ""
    country: str = ""
    born: date | None = None
    opened: date | None = None
    customer: str = ""
    occupation: str = ""
    sector: str = ""
    declared_income: str = ""
    pep: bool | None = None
    employee: bool | None = None
    accounts: tuple[str, ...] = ()
    wallets: tuple[str, ...] = ()
    holders: tuple[str, ...] = ()
    agents: tuple[str, ...] = ()
    identifiers: tuple[tuple[str, str], ...] = ()
    """Kind and value."""


class Missing(msgspec.Struct, frozen=True):
    """Something that a form asks for and nobody said, or that a person must look at before filing."""

    element: str
    """Where it belongs: the path in the form."""
    mandatory: bool
    """The form cannot be filed without it."""
    why: str
    source: str
    """Where it would come from."""
    count: int = 1
    """How often: an element may be missing in many transactions."""


class KeyTermNote(msgspec.Struct, frozen=True):
    """A term that an authority wants to read where a case is of the kind that its document describes."""

    term: str
    issuer: str
    document: str
    title: str


class Place(msgspec.Struct, frozen=True):
    """Where a transaction lies on its topic."""

    transaction: str
    partition: int
    offset: int


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that was found out about some alerts of one subject."""

    produced_at: datetime
    produced_by: str
    jurisdiction: str
    """ISO 3166-1 alpha-2 code of the country whose duty a report would be."""
    authority: str
    """Who receives reports there; empty where it is not known here."""
    form: FormName
    form_note: str
    """Why there is this form, or none."""
    alerts: tuple[Found, ...]
    rows: tuple[Row, ...]
    totals: tuple[Total, ...]
    evidence_count: int
    """Of `rows`, and of what the alerts rest on and do not list; there, what is common to several counts each time."""
    base_currency: str
    subject: Profile
    others: tuple[Profile, ...]
    trace: Trace
    key_terms: tuple[KeyTermNote, ...]
    places: tuple[Place, ...]
    """Of the evidence that is still on `transactions`."""
    version: str
    """Of Counterflow."""
    schema: Literal[1] = 1

    @property
    def first(self) -> datetime:
        """When the evidence begins."""
        return min((row.time for row in self.rows), default=self.alerts[0].alert.opened_at)

    @property
    def last(self) -> datetime:
        """When the evidence ends."""
        return max((row.time for row in self.rows), default=self.alerts[0].alert.detected_at)

    @property
    def suspicions(self) -> tuple[Found, ...]:
        """The alerts that are not statutory reports of cash, which have forms of their own."""
        return tuple(each for each in self.alerts if each.is_suspicion)
