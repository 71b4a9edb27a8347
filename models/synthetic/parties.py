"""Who takes part: accounts, and the customers of the town's institution who hold some of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from models.synthetic.particulars import Particulars
from streams.records import Party, PartyKind, Place


@dataclass(slots=True, eq=False)
class Account:
    """An account, at the town's institution or elsewhere.

    The institution knows its own customers; of an account elsewhere it sees what a payment message says.
    """

    id: str
    agent: str
    country: str
    name: str
    kind: PartyKind
    kind_told: bool = True
    """Whether payment messages say of what kind the holder is."""
    customer: Customer | None = None
    wallet: str | None = None
    """Of those who are known by a wallet for crypto-assets and not by an account."""
    place: Place | None = None
    """Where a merchant does business."""
    cushion: int = 0
    """Cents that stay on the account when it is at its lowest."""
    _parties: dict[int, Party] = field(default_factory=dict)
    """As transactions name it, by how many identifiers of its customer have changed."""

    def party_on(self, day: int) -> Party:
        """The account as a transaction of a day names it."""
        customer = self.customer
        changes = customer.changes_until(day) if customer else 0
        if changes not in self._parties:
            about = customer.particulars if customer else Particulars()
            self._parties[changes] = Party(
                account=None if self.wallet else self.id,
                wallet=self.wallet,
                customer=customer.id if customer else None,
                name=None if self.wallet else self.name,
                kind=self.kind if self.kind_told and not self.wallet else None,
                country=None if self.wallet else self.country,
                opened=customer.opened if customer else None,
                identifiers=customer.identifiers_after(changes) if customer else {},
                **about._asdict(),
            )
        return self._parties[changes]

    @property
    def subject(self) -> str:
        """The id of the subject that is judged: the customer where known, else the account."""
        if self.customer:
            return f"customer:{self.customer.id}"
        return f"wallet:{self.wallet}" if self.wallet else f"account:{self.id}"


@dataclass(slots=True, eq=False)
class Customer:
    """A customer of the town's institution: a person, a firm, a charity or a public body."""

    id: str
    role: str
    """What kind of life it leads: employee, pensioner, shop, charity, …"""
    kind: PartyKind
    opened: date
    since: int
    """The day of the town on which the customer came; 0 or less for those who were there before."""
    branch: Place
    machines: list[Place]
    activity: float
    """How much busier than the median of its kind."""
    income: float
    """Dollars a month, after tax: what a person earns and a firm turns over, roughly."""
    balances_sent: bool
    """Whether the institution's system sends `balance_after` for this customer."""
    particulars: Particulars = field(default_factory=Particulars)
    identifiers: dict[str, str] = field(default_factory=dict)
    """Phone and address, where the customer told them at first."""
    told: list[tuple[int, str, str]] = field(default_factory=list)
    """From which day on the customer tells of which other phone or address: day, kind and value."""
    devices: list[tuple[int, str]] = field(default_factory=list)
    """From which day on which device is used; none where the institution does not see devices."""
    accounts: list[Account] = field(default_factory=list)
    quiet: list[tuple[int, int]] = field(default_factory=list)
    """Spells of days (first, last) without ordinary life: abroad, ill, or an account left alone."""
    away: list[tuple[int, int]] = field(default_factory=list)
    """Spells of days (first, last) of travel: life goes on, and nothing is done in person at home."""

    @property
    def main(self) -> Account:
        """The account of daily use."""
        return self.accounts[0]

    def device_on(self, day: int) -> str | None:
        """The device in use on a day."""
        used = None
        for since, device in self.devices:
            if since <= day or used is None:
                used = device
        return used

    def tell(self, day: int, kind: str, value: str) -> None:
        """Tell of another phone or address from a day on."""
        self.told = sorted([*self.told, (day, kind, value)])

    def changes_until(self, day: int) -> int:
        """How many such changes there were up to a day, itself included."""
        return sum(since <= day for since, _, _ in self.told)

    def identifiers_after(self, changes: int) -> dict[str, str]:
        """Phone and address after so many changes."""
        return self.identifiers | {kind: value for _, kind, value in self.told[:changes]}

    def lives_on(self, day: int) -> bool:
        """Whether ordinary life touches this customer's accounts on a day."""
        return day >= self.since and not any(first <= day <= last for first, last in self.quiet)

    def is_away(self, day: int) -> bool:
        """Whether the customer is travelling on a day."""
        return any(first <= day <= last for first, last in self.away)
