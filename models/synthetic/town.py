"""The town as a whole: people, their ordinary life, the crimes, and all of it put in the order of time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import NamedTuple

import msgspec

from models.synthetic import contacts, crimes, life
from models.synthetic import twins as honest_twins
from models.synthetic.calendar import Calendar
from models.synthetic.injection import Injection, Level
from models.synthetic.ledger import ORDINARY, Draft, Ledger
from models.synthetic.parties import Account, Customer
from models.synthetic.population import Population
from models.synthetic.scene import Cast, Scene
from models.synthetic.world import World, stream
from streams.records import Party, Transaction
from streams.reference.watch_list import Entry

START = datetime(2025, 2, 3, tzinfo=UTC)
_DOLLARS = {"USD": 1.0, "EUR": 1.05, "GBP": 1.26, "CAD": 0.70}
"""What the institution books for one unit, roughly the rates of early 2025; only balances depend on it."""


@dataclass(frozen=True, slots=True)
class Town:
    """Everything that happened, and what of it was a crime."""

    transactions: list[Transaction]
    """In event-time order."""
    injections: list[Injection]
    """By typology, then in the order of injection."""
    twins: list[Injection]
    """Honest behaviour that looks like a crime, ordered like the injections."""
    watch: list[Entry]
    """The watch list that the institution has, sorted."""
    customers: dict[str, str]
    """What life each customer leads (employee, shop, charity, …), by customer id; for study, not in any record."""

    def lines(self) -> Iterator[bytes]:
        """The transactions as JSON, one object each, as they go to the topic `transactions`."""
        return map(msgspec.json.Encoder().encode, self.transactions)


def build(
    seed: int = 7,
    subjects: int = 3200,
    days: int = 90,
    injections: int = 6,
    start: datetime = START,
    *,
    twins: int = 0,
    level: Level = "plain",
    typologies: Sequence[str] | None = None,
) -> Town:
    """Build a town, always the same for the same arguments.

    `subjects` is the number of customers of the institution, `days` how long the town lives from the calendar date of
    `start` on, `injections` how often each typology is injected, `twins` how often something honest happens that looks
    like it. With `typologies` only those are.
    Raises ValueError where `start` has no zone, a typology is unknown, or the town is too small or its life too short
    for what is to be injected.
    """
    if start.tzinfo is None:
        raise ValueError("start has no zone; give it one, such as datetime.UTC")
    calendar = Calendar(start, days)
    population = Population(stream(seed, "population"), calendar, subjects)
    world = World(seed, calendar, population, Ledger(), contacts.register(stream(seed, "contacts"), population))
    life.live(world)
    cast = _stage(world, injections, twins, level, typologies)
    drafts = _in_order(world)
    transactions = _record(world, drafts)
    told = _injections(cast, drafts, transactions)
    return Town(
        transactions=transactions,
        injections=[each for each in told if not each.twin],
        twins=[each for each in told if each.twin],
        watch=list(world.watch),
        customers={customer.id: customer.role for customer in world.population.customers},
    )


class _Scheme(NamedTuple):
    """One injection or twin, by the number under which its transactions are drafted."""

    typology: str
    members: tuple[Account, ...]
    """Who is judged; the first is a customer's."""
    twin: bool
    level: Level


def _stage(world: World, injections: int, twins: int, level: Level, typologies: Sequence[str] | None) -> list[_Scheme]:
    """Let every crime and every twin happen so often."""
    known = crimes.names()
    for typology in typologies or ():
        if typology not in known:
            raise ValueError(f"no crime is named {typology}; there are {', '.join(known)}")
    chosen = sorted(known if typologies is None else typologies, key=crimes.in_order)
    cast = Cast(world)
    schemes: list[_Scheme] = []
    for typology in chosen:
        plays = [(crimes.crime(typology), False, injections)] if injections else []
        plays += [(honest_twins.twin(typology), True, twins)] if twins else []
        for play, twin, times in plays:
            for number in range(times):
                rng = world.rng(f"{typology} twin" if twin else typology, number)
                scene = Scene(world, cast, rng, len(schemes), level)
                try:
                    schemes.append(_Scheme(typology, _members(play(scene)), twin, level))
                except ValueError as error:
                    raise ValueError(f"{typology} cannot be injected: {error}") from error
    world.watch.sort()
    return schemes


def _members(cast: Customer | list[Account]) -> tuple[Account, ...]:
    """One account of each of those whom a scene gave back, in order and none twice."""
    return (cast.main,) if isinstance(cast, Customer) else tuple(dict.fromkeys(cast))


def _in_order(world: World) -> list[Draft]:
    """What really happens, by time; of things at the same millisecond none comes first more often.

    Ordinary life stops where the period ends; a crime must fit in it.
    """
    kept = [draft for draft in world.ledger.drafts if draft.scheme != ORDINARY or world.happens(draft)]
    kept = [kept[index] for index in world.rng("order").permutation(len(kept)).tolist()]
    kept.sort(key=lambda draft: draft.time)
    late = [draft for draft in kept if draft.scheme != ORDINARY and draft.time >= world.calendar.end]
    if late:
        raise ValueError(f"an injected payment at {late[0].time} falls after the town's last day: the days are too few")
    return kept


def _record(world: World, drafts: list[Draft]) -> list[Transaction]:
    """Give the drafts their ids, in order, and the balances that the institution sends."""
    balances = _opening_balances(drafts)
    numbers = {id(draft): f"T{number:08d}" for number, draft in enumerate(drafts, start=1)}
    return [_transaction(world, draft, numbers, _book(draft, balances)) for draft in drafts]


def _transaction(world: World, draft: Draft, numbers: Mapping[int, str], balance: Decimal | None) -> Transaction:
    details, day = draft.details, world.calendar.number(draft.time)
    return Transaction(
        id=numbers[id(draft)],
        time=draft.time,
        amount=Decimal(draft.cents).scaleb(-2),
        currency=draft.currency,
        debtor=_party(draft.debtor, day),
        creditor=_party(draft.creditor, day),
        channel=draft.channel,
        purpose=draft.purpose,
        remittance=draft.remittance,
        debtor_agent=_agent(draft.debtor),
        creditor_agent=_agent(draft.creditor),
        ultimate_debtor=_named(details.ultimate_debtor),
        ultimate_creditor=_named(details.ultimate_creditor),
        merchant_category=draft.merchant_category,
        commodity=details.commodity,
        invoice=details.invoice,
        consignee=details.consignee,
        shipment=details.shipment,
        place=draft.place,
        travel_destination=details.travel_destination,
        device=details.device or _device(draft, day),
        initiation=draft.initiation,
        product=details.product,
        balance_after=balance,
        booking_date=draft.booking,
        conductor=_party(details.conductor, day),
        original=numbers.get(id(details.original)) if details.original is not None else None,
    )


def _party(account: Account | None, day: int) -> Party | None:
    return account.party_on(day) if account is not None else None


def _agent(account: Account | None) -> str | None:
    return account.agent or None if account is not None else None


def _named(account: Account | None) -> Party | None:
    """An ultimate party as a payment message names it: whoever passes the payment on knows little more."""
    return Party(name=account.name, country=account.country) if account is not None else None


def _device(draft: Draft, day: int) -> str | None:
    """The device of a customer who pays online."""
    if draft.initiation != "online" or draft.debtor is None or draft.debtor.customer is None:
        return None
    return draft.debtor.customer.device_on(day)


def _opening_balances(drafts: list[Draft]) -> dict[str, int]:
    """Cents on each of the institution's accounts at the start: enough that its cushion is never touched."""
    balances: dict[str, int] = defaultdict(int)
    lowest: dict[str, int] = defaultdict(int)
    cushions: dict[str, int] = {}
    for draft in drafts:
        for account, cents in _sides(draft):
            balances[account.id] += cents
            lowest[account.id] = min(lowest[account.id], balances[account.id])
            cushions[account.id] = account.cushion
    return {account: cushion - lowest[account] for account, cushion in cushions.items()}


def _book(draft: Draft, balances: dict[str, int]) -> Decimal | None:
    """Book a draft; the balance after it, where one customer of the institution takes part and its system sends it."""
    sides = list(_sides(draft))
    for account, cents in sides:
        balances[account.id] += cents
    if len(sides) != 1 or draft.currency != "USD":
        return None
    customer = sides[0][0].customer
    if customer is None or not customer.balances_sent:
        return None
    return Decimal(balances[sides[0][0].id]).scaleb(-2)


def _sides(draft: Draft) -> Iterator[tuple[Account, int]]:
    """The institution's accounts in a draft, and what it changes on each, in US cents."""
    cents = round(draft.cents * _DOLLARS[draft.currency])
    if draft.debtor is not None and draft.debtor.customer is not None:
        yield draft.debtor, -cents
    if draft.creditor is not None and draft.creditor.customer is not None:
        yield draft.creditor, cents


def _injections(schemes: list[_Scheme], drafts: list[Draft], transactions: list[Transaction]) -> list[Injection]:
    parts: list[list[int]] = [[] for _ in schemes]
    for index, draft in enumerate(drafts):
        if draft.scheme != ORDINARY:
            parts[draft.scheme].append(index)
    told = [
        Injection(
            typology=scheme.typology,
            level=scheme.level,
            subject=scheme.members[0].subject.removeprefix("customer:"),
            subjects=tuple(account.subject for account in scheme.members),
            transactions=tuple(transactions[index].id for index in part),
            started=drafts[part[0]].time,
            ended=drafts[part[-1]].time,
            participants=tuple(sorted({subject for index in part for subject in _subjects(drafts[index])})),
            twin=scheme.twin,
        )
        for scheme, part in zip(schemes, parts, strict=True)
    ]
    return sorted(told, key=lambda each: each.typology)


def _subjects(draft: Draft) -> Iterator[str]:
    return (account.subject for account in (draft.debtor, draft.creditor) if account is not None)
