"""Cases: short streams of transactions, as an analyst writes them, on which a typology must fire or stay quiet.

    fires:
      because: three deposits of 9,400 in five days, 28,200 together
      subject: {customer: C1, kind: person, country: US, opened: 900d before}
      movements:
        - {at: 1d, in: 9400.00 USD, channel: cash, repeat: 3, every: 2d}

Times count from START, a Monday. `in` or `out` is one amount, or a list that is gone through again and again as a
movement repeats. `from` and `to` name the other side (an account, or a party's fields); `each_from: new` and
`each_to: new` take another account at every repetition. Of several names in a list each repetition takes the next. `by`
says who moves the money where it is not the subject: a network is more than its subject sees. `for` names whose money
the subject moves, where it is not its own. Expansion is deterministic: same case, same transactions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Annotated, Any, Literal

import msgspec

from streams.catalogue.duration import parse_duration
from streams.errors import CatalogueError
from streams.records import Channel, Party, PartyKind, Transaction
from streams.reference.watch_list import Entry, normalised

START = datetime(2025, 1, 6, 15, 0, tzinfo=UTC)
"""A Monday, 10:00 in New York: the middle of a business day on both sides of the Atlantic."""
CASE_TRANSACTIONS_MAX = 2000

_DECIMAL = r"^[0-9]+(\.[0-9]+)?$"
_SAID_OTHERWISE = frozenset({"id", "time", "amount", "currency", "debtor", "creditor", "channel", "balance_after"})
"""Fields of a transaction that a case says in words of its own."""

Money = Annotated[str, msgspec.Meta(pattern=r"^[0-9]+(\.[0-9]+)? [A-Z0-9]{3,10}$")]
"""An exact amount and its currency: `9400.00 USD`."""
Days = Annotated[str, msgspec.Meta(pattern="^[0-9]{1,5}d before$")]

Found = tuple[str, str, str]
"""Typology id, subject id, transaction id."""
Evaluate = Callable[[list[Transaction], Sequence[Entry]], Iterable[Found]]
"""Runs transactions through the real pipeline, with entries of a watch list, and says what fired."""


class CaseParty(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A party of a case; `opened` counts back from START."""

    account: str | None = None
    customer: str | None = None
    name: str | None = None
    kind: PartyKind | None = None
    country: str | None = None
    opened: Days | None = None
    holders: tuple[str, ...] = ()
    born: date | None = None
    occupation: str | None = None
    sector: str | None = None
    declared_income: Annotated[str, msgspec.Meta(pattern=_DECIMAL)] | None = None
    licences: tuple[str, ...] = ()
    employee: bool | None = None
    pep: bool | None = None
    related_pep: bool | None = None
    identifiers: dict[str, str] = {}
    wallet: str | None = None

    def party(self) -> Party:
        """As transactions carry it."""
        fields = {name: getattr(self, name) for name in self.__struct_fields__}
        if self.opened is not None:
            fields["opened"] = _days_before(self.opened)
        if self.declared_income is not None:
            fields["declared_income"] = Decimal(self.declared_income)
        return Party(**fields)


class CaseMovement(
    msgspec.Struct,
    frozen=True,
    forbid_unknown_fields=True,
    omit_defaults=True,
    rename={"inward": "in", "outward": "out", "sender": "from", "receiver": "to", "owner": "for", "with_": "with"},
):
    """One movement of the subject, or a series of them."""

    at: str
    inward: Money | tuple[Money, ...] | None = None
    outward: Money | tuple[Money, ...] | None = None
    channel: Channel | None = "transfer"
    sender: str | CaseParty | tuple[str | CaseParty, ...] | None = None
    receiver: str | CaseParty | tuple[str | CaseParty, ...] | None = None
    each_from: str | CaseParty | None = None
    each_to: str | CaseParty | None = None
    by: str | CaseParty | tuple[str | CaseParty, ...] | None = None
    """Who moves the money, where that is not the subject."""
    owner: CaseParty | None = None
    """Whose money it is where the subject, as conductor, hands it in or takes it out for another; with a conductor of
    its own in `with`, the subject only is what `with` makes of it, such as a beneficiary."""
    repeat: Annotated[int, msgspec.Meta(ge=1, le=1000)] = 1
    every: str = "1d"
    balance_after: Annotated[str, msgspec.Meta(pattern=r"^-?[0-9]+(\.[0-9]+)?$")] | None = None
    remittance: str | None = None
    with_: dict[str, Any] = {}
    """Any other fields of a Transaction, in its shape: `with: {merchant_category: "7011", place: {country: US}}`."""


class CaseEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """An entry of the watch list for one case."""

    list: Literal["sanctions", "pep", "mixer"]
    kind: Literal["customer", "account", "wallet", "bic", "identifier", "name"]
    value: str
    effective_from: date = date.min
    effective_to: date = date.max

    def entry(self) -> Entry:
        """As the watch list holds it."""
        return Entry(self.list, self.kind, normalised(self.kind, self.value), self.effective_from, self.effective_to)


class Case(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One stream around one subject, and why it should or should not fire."""

    because: Annotated[str, msgspec.Meta(min_length=10, max_length=400)]
    subject: CaseParty
    movements: Annotated[tuple[CaseMovement, ...], msgspec.Meta(min_length=1, max_length=40)]
    watch: tuple[CaseEntry, ...] = ()
    fires: bool | None = None
    """Said for cases at the line only; the other kinds say it themselves."""


class Cases(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The cases of a typology: where it fires, where it stays quiet, and both sides of the line between."""

    fires: Case | tuple[Case, ...] = ()
    quiet: Case | tuple[Case, ...] = ()
    at_the_line: Case | tuple[Case, ...] = ()

    def each(self) -> Iterator[tuple[str, Case, bool]]:
        """Every case with its name and whether it must fire."""
        for kind, cases in (("fires", self.fires), ("quiet", self.quiet), ("at_the_line", self.at_the_line)):
            several = cases if isinstance(cases, tuple) else (cases,)
            for number, case in enumerate(several, start=1):
                expected = case.fires if kind == "at_the_line" else kind == "fires"
                yield f"{kind}-{number}", case, bool(expected)


def expand(case: Case, name: str) -> list[Transaction]:
    """The transactions of a case in order of time; `name` opens their ids. Raises CatalogueError."""
    subject = case.subject.party()
    if subject.customer is None and subject.account is None:
        raise CatalogueError(f"{name}: the subject needs a customer or an account")
    drafts = [
        draft
        for number, movement in enumerate(case.movements, start=1)
        for draft in _series(movement, number, subject, name)
    ]
    if len(drafts) > CASE_TRANSACTIONS_MAX:
        raise CatalogueError(f"{name}: more than {CASE_TRANSACTIONS_MAX} transactions")
    drafts.sort(key=lambda draft: (draft.time, draft.id))
    return drafts


def subject_name(case: Case) -> str:
    """The customer that the case is about, or the account where no customer is known."""
    return case.subject.customer or case.subject.account or ""


def failures(typology: str, cases: Cases, evaluate: Evaluate) -> list[str]:
    """What each case that does not hold did instead, as sentences; empty where all hold.

    A case fires when the typology fires on the case's subject; what its counterparties cause does not count.
    """
    problems = []
    for name, case, expected in cases.each():
        found = evaluate(expand(case, f"{typology}-{name}"), [each.entry() for each in case.watch])
        fired = any(which == typology and _is_subject(who, case) for which, who, _ in found)
        if fired != expected:
            problems.append(f"case {name} ({case.because}) should {'fire' if expected else 'stay quiet'} and did not")
    return problems


def _is_subject(subject: str, case: Case) -> bool:
    # Subject ids may say first what kind of id follows, such as `customer:C1`.
    wanted = subject_name(case)
    return subject == wanted or subject.endswith((f":{wanted}", f"/{wanted}"))


def _series(movement: CaseMovement, number: int, subject: Party, name: str) -> Iterator[Transaction]:
    if (movement.inward is None) == (movement.outward is None):
        raise CatalogueError(f"{name}: movement {number} needs either in or out")
    inward = movement.outward is None
    amounts = movement.inward if movement.inward is not None else movement.outward
    assert amounts is not None
    several = amounts if isinstance(amounts, tuple) else (amounts,)
    try:
        first, step = parse_duration(movement.at), parse_duration(movement.every)
    except ValueError as error:
        raise CatalogueError(f"{name}: movement {number}: {error}") from error
    further = _further(movement, f"{name}: movement {number}")
    for i in range(movement.repeat):
        amount, currency = several[i % len(several)].split()
        other = _other_side(movement, inward, number, i)
        mover = _party_of(movement.by, i) or subject
        owner = movement.owner.party() if movement.owner is not None else mover
        yield msgspec.structs.replace(
            further,
            id=f"{name}-{number:02d}-{i:04d}",
            time=START + first + i * step,
            amount=Decimal(amount),
            currency=currency,
            debtor=other if inward else owner,
            creditor=owner if inward else other,
            conductor=further.conductor or (subject if movement.owner is not None else None),
            channel=movement.channel,
            remittance=movement.remittance or further.remittance,
            balance_after=Decimal(movement.balance_after) if movement.balance_after else None,
        )


def _further(movement: CaseMovement, where: str) -> Transaction:
    """A transaction with the fields of `with` and no others that matter. Raises CatalogueError."""
    for field in movement.with_:
        if field in _SAID_OTHERWISE:
            raise CatalogueError(f"{where}: `with` may not say {field}: the case says it in words of its own")
        if field not in Transaction.__struct_fields__:
            raise CatalogueError(f"{where}: a transaction has no field {field}")
    draft = {"id": "-", "time": START.isoformat(), "amount": "1", "currency": "XXX", **movement.with_}
    try:
        return msgspec.convert(draft, Transaction)
    except msgspec.ValidationError as error:
        raise CatalogueError(f"{where}: {error}") from error


def _other_side(movement: CaseMovement, inward: bool, number: int, i: int) -> Party | None:
    side, each = (movement.sender, movement.each_from) if inward else (movement.receiver, movement.each_to)
    account = f"new-{number}-{i}"
    match each:
        case None:
            return _party_of(side, i)
        case CaseParty() as party:
            return msgspec.structs.replace(party.party(), account=account)
        case str():
            return Party(account=account)


def _party_of(named: str | CaseParty | tuple[str | CaseParty, ...] | None, i: int) -> Party | None:
    """The party of a repetition: one named, or one of several in turn."""
    match named:
        case tuple():
            return _party_of(named[i % len(named)], 0) if named else None
        case CaseParty() as party:
            return party.party()
        case str() as text:
            return Party(account=text)
        case None:
            return None


def _days_before(text: str) -> date:
    return (START - timedelta(days=int(text.split("d", 1)[0]))).date()
