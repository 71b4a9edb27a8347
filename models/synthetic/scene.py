"""The stage of one injection: who may be cast, how time passes, and how its transactions are written.

Scenes write through the ledger that ordinary life writes through, cast ordinary customers, and keep ordinary hours,
so that only the shape of what is done tells a crime from a life.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import TypeVar

from numpy.random import Generator

from models.synthetic.draws import between, chance, integer, pick, several, whole
from models.synthetic.injection import Level
from models.synthetic.ledger import PLAIN, Details, Draft, Rail
from models.synthetic.life.friends import FAMILY_WORDS, WORDS
from models.synthetic.life.invoices import invoice_wordings, side_job_wordings
from models.synthetic.market import lot, some
from models.synthetic.papers import invoice_number, shipment_number
from models.synthetic.parties import Account, Customer
from models.synthetic.population import LEGAL_FORM
from models.synthetic.rhythm import OFFICE, ONLINE, Rhythm, at
from models.synthetic.wordings import GOODS, Wording, drawn
from models.synthetic.world import World
from streams.records import Commodity, PartyKind, Place
from streams.reference.watch_list import Entry, normalised

T = TypeVar("T")

PERSONS = ("employee", "student", "freelancer", "migrant", "unemployed", "homemaker")
SMALL_FIRMS = ("trade", "office")
CASH_FIRMS = ("shop", "restaurant", "trade")

_TRIES, _SEARCH_HOURS = 24, 24 * 6


class Cast:
    """Who has taken part in what, over all injections of a town."""

    def __init__(self, world: World) -> None:
        self.leads: set[str] = set()
        self.participants: set[str] = set()
        self.times: dict[str, list[datetime]] = defaultdict(list)
        """When each customer's ordinary life moves money, by customer id, unordered."""
        self.turnover: dict[str, int] = defaultdict(int)
        """Cents that each customer's ordinary life moves, in and out together."""
        self.flows: dict[str, list[tuple[datetime, int]]] = defaultdict(list)
        """What ordinary life puts on each of the institution's accounts and, negative, takes from it, unordered."""
        self.abroad: set[str] = set()
        """Customers whose ordinary life has to do with accounts in other countries."""
        for draft in world.ledger.drafts:
            countries = {each.country for each in (draft.debtor, draft.creditor) if each is not None}
            for account, sign in ((draft.debtor, -1), (draft.creditor, 1)):
                if account is not None and account.customer is not None:
                    if len(countries) > 1:
                        self.abroad.add(account.customer.id)
                    self.times[account.customer.id].append(draft.time)
                    self.turnover[account.customer.id] += draft.cents
                    self.flows[account.id].append((draft.time, sign * draft.cents))


class Scene:
    """One injection or twin in the making.

    The ranges that it is given are (low, high), both included, for each level; where none is given for the expert, the
    disguised one holds.
    """

    def __init__(self, world: World, cast: Cast, rng: Generator, scheme: int, level: Level) -> None:
        self.calendar = world.calendar
        self.rng = rng
        self.level = level
        self._world = world
        self._cast = cast
        self._scheme = scheme
        self._near: tuple[int, int] | None = None
        self._reserved = 0

    def choice(self, plain: T, disguised: T, expert: T | None = None) -> T:
        """What belongs to the level."""
        if self.level == "plain":
            return plain
        return disguised if self.level == "disguised" or expert is None else expert

    def number(self, plain: tuple[int, int], disguised: tuple[int, int], expert: tuple[int, int] | None = None) -> int:
        """A whole number from the range of the level."""
        return integer(self.rng, *self.choice(plain, disguised, expert))

    def value(
        self, plain: tuple[float, float], disguised: tuple[float, float], expert: tuple[float, float] | None = None
    ) -> float:
        """A number from the range of the level."""
        return between(self.rng, *self.choice(plain, disguised, expert))

    def money(self, low: float, high: float) -> int:
        """Cents of an amount between two in dollars, small ones likelier; rounded as often as people round."""
        cents = round(100 * math.exp(between(self.rng, math.log(low), math.log(high))))
        if chance(self.rng, 0.6):
            cents = whole(cents, 5 if cents < 200_00 else 10 if cents < 2000_00 else 100)
        return min(max(cents, math.ceil(100 * low)), math.floor(100 * high))

    def begin(self, length: float, earliest: int = 4) -> int:
        """A day to begin on, so that `length` days of action fit before the end."""
        latest = self.calendar.days - math.ceil(length) - 1 - self._reserved
        if latest < earliest:
            needed = earliest + math.ceil(length) + 1 + self._reserved
            raise ValueError(f"{self.calendar.days} days are too few: the action needs {needed}")
        if self._near is not None:
            earliest, latest = (min(max(day, earliest), latest) for day in self._near)
        return integer(self.rng, earliest, latest)

    def reserve(self, days: int) -> None:
        """Keep the last days of the town free, for what is to follow upon what begins from now on."""
        self._reserved = days

    def stay_near(self, when: datetime, days: int) -> None:
        """Let what begins from now on begin within some days of a moment, where it fits."""
        day = self.calendar.number(when)
        self._near = day - days, day + days

    def aside(self) -> Generator:
        """Another generator: what is drawn from it leaves all other draws of the scene as they were."""
        return self.rng.spawn(1)[0]

    def at(self, day: int, rhythm: Rhythm = ONLINE) -> datetime:
        """A moment of a day; for business that needs an open office, of the next day that has one."""
        if rhythm.business_only:
            day = self.calendar.business_day(day)
        return at(self.rng, self.calendar, rhythm, day)

    def later(self, when: datetime, hours: tuple[float, float], rhythm: Rhythm = ONLINE) -> datetime:
        """A moment some hours after another, the likelier the livelier it is; else the next usual one."""
        moment = when
        for _ in range(_TRIES):
            moment = when + timedelta(milliseconds=round(3_600_000 * between(self.rng, *hours)))
            if chance(self.rng, rhythm.liveliness(self.calendar, moment)):
                return moment
        for _ in range(_SEARCH_HOURS):
            if rhythm.usual(self.calendar, moment):
                return moment
            moment = moment.replace(minute=0) + timedelta(hours=1, milliseconds=round(3_000_000 * self.rng.random()))
        raise ValueError("no usual hour found within six days")

    def spread(self, first: datetime, days: float, count: int, rhythm: Rhythm = ONLINE) -> list[datetime]:
        """`count` moments in order within some days from a first one on, which is among them."""
        return sorted([first, *(self.later(first, (0, 24 * days), rhythm) for _ in range(count - 1))])

    def lead(
        self, *roles: str, since: tuple[int, int] | None = None, suits: Callable[[Customer], bool] | None = None
    ) -> Customer:
        """A customer who took part in nothing yet: the offender of a crime, or whoever is like one.

        One who had been there for a month when the town began, or with `since` one who came on a day in that range;
        `suits` may ask for more. Raises ValueError where none is left.
        """
        fit = self._free(roles, since, suits)
        if not fit:
            raise ValueError(
                f"no {' or '.join(roles)} is left for another injection: take more subjects or fewer injections"
            )
        lead = pick(self.rng, fit)
        self._cast.leads.add(lead.id)
        return lead

    def newcomers(self, *roles: str, since: tuple[int, int]) -> int:
        """How many who came on a day in that range could be a `lead`."""
        return len(self._free(roles, since, None))

    def _free(
        self, roles: tuple[str, ...], since: tuple[int, int] | None, suits: Callable[[Customer], bool] | None
    ) -> list[Customer]:
        earliest, latest = since or (-(10**6), -30)
        known = self._cast.leads | self._cast.participants
        return [
            customer
            for customer in self._world.population.those(*roles)
            if earliest <= customer.since <= latest
            and customer.id not in known
            and not customer.quiet
            and not customer.away
            and (suits is None or suits(customer))
        ]

    def leads(
        self,
        count: int,
        *roles: str,
        least: int = 1,
        since: tuple[int, int] | None = None,
        suits: Callable[[Customer], bool] | None = None,
    ) -> list[Customer]:
        """Several of whom each could be a `lead`, fewer where fewer are left; ValueError below `least`."""
        found: list[Customer] = []
        for _ in range(count):
            try:
                found.append(self.lead(*roles, since=since, suits=suits))
            except ValueError:
                if len(found) < least:
                    raise
        return found

    def enlist(self, accounts: Sequence[Account]) -> list[Account]:
        """Let people who were cast as others be offenders themselves: they lead nothing else from now on."""
        self._cast.leads.update(account.customer.id for account in accounts if account.customer is not None)
        return list(accounts)

    def persons(self, count: int, inside: float = 0.3) -> list[Account]:
        """Distinct persons of all sorts: a share of them bank here, half of the others never appear otherwise."""
        return self._others(count, inside, PERSONS, self._world.population.strangers, "person")

    def firms(self, count: int, inside: float = 0.25) -> list[Account]:
        """Distinct firms of all sorts, here and elsewhere."""
        return self._others(count, inside, SMALL_FIRMS, self._world.population.outside["client"], "business")

    def abroad(self, country: str, kind: PartyKind = "person") -> Account:
        """Somebody with an account in another country."""
        return self._world.population.stranger(self.rng, country, kind)

    def known_person(self) -> Account:
        """A person elsewhere in the country who turns up in ordinary life too."""
        return pick(self.rng, self._world.population.strangers)

    def outside(self, trade: str) -> Account:
        """An organisation elsewhere that the town deals with, of one of the trades that `Population.outside` names."""
        return pick(self.rng, self._world.population.outside[trade])

    def exchange(self) -> Account:
        """An exchange for crypto-assets."""
        return self.outside("exchange")

    def wallet(self) -> Account:
        """A wallet for crypto-assets that nobody used before."""
        return self._world.population.wallet(self.rng)

    def merchant(self, category: str) -> Account:
        """A merchant of an ISO 18245 category, one of those where the town shops."""
        return pick(self.rng, self._world.merchants(category))

    def merchant_at(self, place: Place) -> Account:
        """A merchant somewhere else, where travellers shop."""
        merchant = self._world.population.stranger(self.rng, place.country or "US", "business")
        merchant.place = place
        return merchant

    def namesake(self, account: Account, country: str = "US") -> Account:
        """Another account, elsewhere, in the name of somebody who has one."""
        other = self._world.population.stranger(self.rng, country, account.kind)
        other.name = account.name
        return other

    def renamed(self, account: Account, country: str) -> Account:
        """Another account of a firm of nearly the same name: with a legal form where that has none, else without."""
        other = self._world.population.stranger(self.rng, country, account.kind)
        bare = account.name.removesuffix(LEGAL_FORM)
        other.name = bare if bare != account.name else bare + LEGAL_FORM
        return other

    def words(self, theme: tuple[Wording, ...]) -> Wording:
        """Purpose and words of a theme."""
        return drawn(self.rng, theme)

    def device(self) -> str:
        """A device that nobody used before."""
        return self._world.population.device(self.rng)

    def share_device(self, customers: Sequence[Customer], day: int) -> None:
        """Let customers whose devices are seen use one new device from a day on."""
        device = self.device()
        for customer in customers:
            if customer.devices:
                customer.devices = [*(used for used in customer.devices if used[0] < day), (day, device)]

    def share_phone(self, customers: Sequence[Customer], day: int = 0) -> None:
        """Let the customers tell one number of a phone from a day on."""
        phone = self._world.contacts.phone(self.rng)
        for customer in customers:
            customer.tell(day, "phone", phone)

    def share_address(self, customers: Sequence[Customer], day: int = 0) -> None:
        """Let the customers tell one address from a day on."""
        address = self._world.contacts.address(self.rng)
        for customer in customers:
            customer.tell(day, "address", address)

    def moved(self, account: Account) -> tuple[int, datetime]:
        """Cents that this scene has put on an account and taken from it so far, and when it last moved any.

        Raises ValueError where it moved none.
        """
        own = [
            draft
            for draft in self._world.ledger.drafts
            if draft.scheme == self._scheme and account in (draft.debtor, draft.creditor)
        ]
        if not own:
            raise ValueError(f"nothing was moved on {account.id} yet")
        return sum(draft.cents for draft in own), max(draft.time for draft in own)

    def goods(self, sector: str, cents: int, times: float = 1.0, among: tuple[str, ...] = ()) -> Commodity:
        """What a sum buys of a good of a sector, at its usual price or at `times` as much; `among` are HS codes."""
        return lot(self.rng, some(self.rng, sector, among), cents / 100, times)

    def day_of(self, when: datetime) -> date:
        """The date of a moment, where the town is."""
        return self.calendar.dates[self.calendar.number(when)]

    def put_on_list(self, which: str, kind: str, value: str, first: date = date(2020, 1, 1)) -> None:
        """Enter something in the institution's watch list: `which` is sanctions, pep or mixer."""
        self._world.watch.append(Entry(which, kind, normalised(kind, value), first, date.max))

    def counter(self) -> Place:
        """One of the institution's branches."""
        return pick(self.rng, self._world.population.branches)

    def machine(self) -> Place:
        """One of the institution's machines."""
        return pick(self.rng, self._world.population.machines)

    def hours_of(self, account: Account) -> Rhythm:
        """When its holder sends payments."""
        return OFFICE if account.kind == "business" else ONLINE

    def ordinary_times(self, customer: Customer) -> list[datetime]:
        """When the customer's ordinary life moves money."""
        return self._cast.times[customer.id]

    def lived_before(self, customer: Customer, day: int) -> bool:
        """Whether the customer's ordinary life moved money before a day."""
        begins = self.calendar.moment(day, 0)
        return any(when < begins for when in self._cast.times[customer.id])

    def daily_turnover(self, customer: Customer) -> float:
        """Dollars that the customer's ordinary life moves on an average day, in and out together."""
        return self._cast.turnover[customer.id] / 100 / self.calendar.days

    def deals_abroad(self, customer: Customer) -> bool:
        """Whether the customer's ordinary life has to do with accounts in other countries."""
        return customer.id in self._cast.abroad

    def spendable(self, account: Account, when: datetime) -> int:
        """Cents on an account at a moment above its cushion, if nothing were to come after."""
        held = least = 0
        for _, cents in sorted(flow for flow in self._cast.flows[account.id] if flow[0] < when):
            held += cents
            least = min(least, held)
        return held - least

    def silence(self, customer: Customer, first: int) -> None:
        """End the customer's ordinary life from a day on."""
        customer.quiet.append((first, self.calendar.days))

    def deposit(self, account: Account, when: datetime, cents: int, place: Place, details: Details = PLAIN) -> Draft:
        """Hand in cash."""
        return self._world.ledger.deposit(account, when, cents, place, self._scheme, details)

    def withdraw(self, account: Account, when: datetime, cents: int, place: Place, details: Details = PLAIN) -> Draft:
        """Take out cash."""
        return self._world.ledger.withdraw(account, when, cents, place, self._scheme, details)

    def card(
        self,
        account: Account,
        merchant: Account,
        category: str,
        when: datetime,
        cents: int,
        *,
        online: bool = False,
        words: str | None = None,
        details: Details = PLAIN,
    ) -> Draft:
        """Pay by debit card."""
        return self._world.ledger.card(
            account, merchant, category, when, cents, online, words=words, scheme=self._scheme, details=details
        )

    def pay(
        self,
        debtor: Account,
        creditor: Account,
        when: datetime,
        cents: int,
        channel: Rail = "transfer",
        *,
        wording: tuple[str | None, str | None] | None = None,
        currency: str = "USD",
        category: str | None = None,
        details: Details = PLAIN,
    ) -> Draft:
        """Send money, a firm as soon as it is at work; `wording` is purpose and words, usual ones where not given."""
        if debtor.kind == "business" and channel != "card" and not OFFICE.usual(self.calendar, when):
            when = self._at_work(when)
        for account in (debtor, creditor):
            if account.customer is not None:
                self._cast.participants.add(account.customer.id)
        purpose, words = self._wording(debtor, creditor, channel) if wording is None else wording
        return self._world.ledger.pay(
            debtor,
            creditor,
            when,
            cents,
            channel=channel,
            purpose=purpose,
            remittance=words,
            currency=currency,
            merchant_category=category,
            scheme=self._scheme,
            details=details,
        )

    def trade(
        self,
        debtor: Account,
        creditor: Account,
        when: datetime,
        cents: int,
        sector: str,
        *,
        shipped: bool = True,
        times: float = 1.0,
        consignee: Account | None = None,
        third: Account | None = None,
        among: tuple[str, ...] = (),
    ) -> Draft:
        """Pay for goods of a sector with the papers that go along, where `among` is given for those of its HS codes.

        `times` is the price as a multiple of the usual one; `consignee` gets the goods instead of the payer, `third` is
        somebody else for whom the payer pays.
        """
        told = Details(
            commodity=self.goods(sector, cents, times, among),
            invoice=invoice_number(self.rng),
            shipment=shipment_number(self.rng) if shipped else None,
            consignee=(consignee or third or debtor).name,
            ultimate_debtor=third,
        )
        return self.pay(debtor, creditor, when, cents, wording=self.words(GOODS), details=told)

    def _at_work(self, when: datetime) -> datetime:
        """The first moment drawn for this or a following business day that is not before another one."""
        day = self.calendar.number(when)
        while (moment := self.at(day, OFFICE)) < when:
            day += 1
        return moment

    def _wording(self, debtor: Account, creditor: Account, channel: Rail) -> tuple[str | None, str | None]:
        """Purpose and words that such a payment carries between honest parties."""
        number = integer(self.rng, 1000, 99999)
        if channel == "crypto":
            return None, None
        if channel == "remittance":
            return None, pick(self.rng, FAMILY_WORDS)
        if debtor.kind == "person" and creditor.kind == "person":
            return None, pick(self.rng, WORDS)
        if debtor.kind == "person":
            return pick(self.rng, ((None, f"order {number}"), ("GDDS", f"order {number}"), (None, f"job {number}")))
        if debtor.kind == "npo" and creditor.kind == "person":
            return None, "help"
        if creditor.kind == "person" and debtor.customer is not None:
            return pick(self.rng, invoice_wordings(number))
        if creditor.kind == "person":
            return pick(self.rng, side_job_wordings(number))
        return pick(self.rng, invoice_wordings(number))

    def _others(
        self, count: int, inside: float, roles: tuple[str, ...], pool: list[Account], kind: PartyKind
    ) -> list[Account]:
        here = sum(chance(self.rng, inside) for _ in range(count))
        customers = [
            customer.main
            for customer in self._world.population.those(*roles)
            if customer.since < 0 and not customer.quiet and customer.id not in self._cast.leads
        ]
        cast = several(self.rng, customers, here)
        known = sum(chance(self.rng, 0.5) for _ in range(count - len(cast)))
        cast += several(self.rng, pool, known)
        cast += [self._world.population.stranger(self.rng, "US", kind) for _ in range(count - len(cast))]
        return several(self.rng, cast, count)
