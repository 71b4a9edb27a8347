"""Who lives in the town, and whom outside they deal with."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta

from numpy.random import Generator

from models.synthetic.calendar import Calendar
from models.synthetic.draws import chance, integer, pick, several
from models.synthetic.particulars import describe
from models.synthetic.parties import Account, Customer
from streams.records import PartyKind, Place

PEOPLE = {
    "employee": 0.53,
    "pensioner": 0.15,
    "student": 0.09,
    "freelancer": 0.07,
    "migrant": 0.07,
    "unemployed": 0.04,
    "homemaker": 0.03,
    "minor": 0.02,
}
"""Share of each life among persons."""
ORGANISATIONS: dict[str, tuple[PartyKind, float]] = {
    "shop": ("business", 0.035),
    "restaurant": ("business", 0.025),
    "trade": ("business", 0.030),
    "seller": ("business", 0.010),
    "wholesale": ("business", 0.012),
    "dealer": ("business", 0.025),
    "landlord": ("business", 0.014),
    "office": ("business", 0.020),
    "charity": ("npo", 0.010),
    "public": ("public", 0.004),
    "remitter": ("money_service", 0.003),
}
"""Kind of each organisation and its share among all customers; the rest are persons."""
_MONTHLY_INCOME = {
    "employee": (3600, 0.45),
    "pensioner": (2300, 0.35),
    "student": (900, 0.4),
    "freelancer": (3900, 0.6),
    "migrant": (2700, 0.35),
    "unemployed": (1500, 0.25),
    "homemaker": (1100, 0.5),
    "minor": (45, 0.6),
    "shop": (24000, 0.7),
    "restaurant": (30000, 0.6),
    "trade": (16000, 0.7),
    "seller": (9000, 0.8),
    "wholesale": (120000, 0.7),
    "dealer": (60000, 0.7),
    "landlord": (9000, 0.7),
    "office": (28000, 0.8),
    "charity": (15000, 0.9),
    "public": (300000, 0.6),
    "remitter": (80000, 0.6),
}
"""Median in dollars and sigma of its logarithm."""
_OUTSIDE: dict[str, tuple[str, int, PartyKind]] = {
    "employer": ("Company", 90, "business"),
    "landlord": ("Landlord", 60, "business"),
    "mortgage lender": ("Lender", 6, "business"),
    "electricity": ("Utility", 2, "business"),
    "gas": ("Utility", 2, "business"),
    "phone": ("Telecom", 5, "business"),
    "insurer": ("Insurer", 7, "business"),
    "card issuer": ("Issuer", 6, "business"),
    "broker": ("Broker", 4, "business"),
    "exchange": ("Exchange", 5, "money_service"),
    "remitter": ("Remitter", 4, "money_service"),
    "acquirer": ("Acquirer", 3, "business"),
    "marketplace": ("Marketplace", 3, "business"),
    "university": ("University", 4, "npo"),
    "car dealer": ("Dealer", 14, "business"),
    "title company": ("Company", 6, "business"),
    "pension fund": ("Fund", 5, "business"),
    "agency": ("Agency", 4, "public"),
    "tax office": ("Tax office", 2, "public"),
    "donor fund": ("Foundation", 12, "npo"),
    "lender": ("Lender", 6, "business"),
    "platform": ("Platform", 4, "business"),
    "customs broker": ("Company", 5, "business"),
    "shipping line": ("Company", 8, "business"),
    "consultancy": ("Company", 40, "business"),
    "registry": ("Office", 3, "public"),
    "supplier": ("Company", 160, "business"),
    "client": ("Company", 220, "business"),
}
"""Name, number and kind of the organisations elsewhere that the town deals with."""
SUPPLY_COUNTRIES = ("CA", "CA", "MX", "CN", "CN", "DE", "GB", "IT", "FR", "VN", "IN")
CLIENT_COUNTRIES = ("GB", "DE", "CA", "CA", "IE", "FR")
HOME_COUNTRIES = (
    *("MX",) * 9, *("GT",) * 4, *("SV",) * 3, *("HN",) * 2, *("DO",) * 3, *("PH",) * 4, *("IN",) * 5, *("CN",) * 3,
    *("CO",) * 2, *("VN",) * 2, *("NG",) * 2, *("HT",) * 2, "GH", "KE", "PK", "BD", "UA", "PL", "EC", "ET", "LB", "NP",
    "SO", "YE", "AF", "SY",
)  # fmt: skip
"""Where migrants' families live, as often as listed; some of them in places at war."""
CURRENCIES = {"DE": "EUR", "FR": "EUR", "IT": "EUR", "IE": "EUR", "ES": "EUR", "GB": "GBP", "CA": "CAD"}
"""What is invoiced in the country's own currency; elsewhere in USD."""

LEGAL_FORM = " Ltd"
"""What a third of the firms in other countries add to their names."""
_HOME_AGENT = "TOWNUS30"
_PLACES = ((40.71, -74.00), (40.75, -73.98), (40.68, -73.94), (40.83, -73.92), (40.74, -74.17), (41.03, -73.76))
"""Centres around which branches and machines stand, degrees north and east."""
_NEW_SHARE, _RECENT_SHARE = 0.05, 0.03
_YOUNG = 90
"""Days for which a firm is young; it does less business than others."""


class Population:
    """All customers and the accounts elsewhere that keep coming back; new ones elsewhere are made on demand."""

    def __init__(self, rng: Generator, calendar: Calendar, subjects: int) -> None:
        self._rng = rng
        self._calendar = calendar
        self._ids: set[str] = set()
        self._dealt = 0
        self.branches = [self._place("B", number) for number in range(18)]
        self.machines = [self._place("M", number) for number in range(80)]
        self.outside = {trade: self._organisations(*what) for trade, what in _OUTSIDE.items()}
        self.strangers = [self.stranger(rng) for _ in range(2 * subjects)]
        """Persons elsewhere in the country who turn up again."""
        self.foreign_firms = [self.stranger(rng, pick(rng, SUPPLY_COUNTRIES), "business") for _ in range(80)]
        self.foreign_clients = [self.stranger(rng, pick(rng, CLIENT_COUNTRIES), "business") for _ in range(60)]
        self.customers = self._customers(subjects)
        self._by_role: dict[str, list[Customer]] = defaultdict(list)
        for customer in self.customers:
            self._by_role[customer.role].append(customer)

    def those(self, *roles: str) -> Iterator[Customer]:
        """The customers who lead one of these lives."""
        for role in roles:
            yield from self._by_role[role]

    @property
    def people(self) -> list[Customer]:
        """All customers who are persons."""
        return list(self.those(*PEOPLE))

    @property
    def grown_ups(self) -> list[Customer]:
        """The persons who are of age."""
        return [person for person in self.people if person.role != "minor"]

    def wallet(self, rng: Generator) -> Account:
        """A wallet for crypto-assets that the town has not dealt with before."""
        number = self._account_id(rng)
        return Account(number, "", "", "", "person", wallet=f"W{number[1:]}")

    def device(self, rng: Generator) -> str:
        """A device that was not used before."""
        return f"D{self._account_id(rng)[1:]}"

    def stranger(self, rng: Generator, country: str = "US", kind: PartyKind = "person") -> Account:
        """A party with an account elsewhere that the town has not dealt with before."""
        noun = {"person": "Person", "business": "Company", "npo": "Association"}.get(kind, "Party")
        agent = f"BNK{pick(rng, 'ABCDEF')}{country}30"
        number = integer(rng, 1, 99999)
        form = LEGAL_FORM if kind == "business" and country != "US" and number % 3 == 0 else ""
        name = f"{noun} {number}{form}"
        return Account(self._account_id(rng), agent, country, name, kind, kind_told=chance(rng, 0.8))

    def _organisations(self, noun: str, count: int, kind: PartyKind) -> list[Account]:
        agents = [f"BNK{letter}US30" for letter in "ABCDEF"]
        return [
            Account(self._account_id(self._rng), pick(self._rng, agents), "US", f"{noun} {number + 1}", kind)
            for number in range(count)
        ]

    def _account_id(self, rng: Generator) -> str:
        while True:
            number = f"A{integer(rng, 10**9, 10**10 - 1)}"
            if number not in self._ids:
                self._ids.add(number)
                return number

    def corner(self, rng: Generator) -> Place:
        """Where a merchant of the town has its shop."""
        north, east = pick(rng, _PLACES)
        return Place(
            country="US",
            latitude=round(north + 0.05 * rng.standard_normal(), 4),
            longitude=round(east + 0.05 * rng.standard_normal(), 4),
        )

    def _place(self, letter: str, number: int) -> Place:
        north, east = pick(self._rng, _PLACES)
        return Place(
            country="US",
            branch=f"{letter}{number + 1:03d}",
            latitude=round(north + 0.04 * self._rng.standard_normal(), 4),
            longitude=round(east + 0.04 * self._rng.standard_normal(), 4),
        )

    def _customers(self, subjects: int) -> list[Customer]:
        roles = [role for role, (_, share) in ORGANISATIONS.items() for _ in range(max(2, round(share * subjects)))]
        if len(roles) >= subjects:
            raise ValueError(f"a town of {subjects} has no room for persons; take at least 100 subjects")
        persons = subjects - len(roles)
        for role, share in PEOPLE.items():
            roles += [role] * round(share * persons)
        roles = (roles + ["employee"] * subjects)[:subjects]
        numbers = (self._rng.permutation(subjects) + 1).tolist()
        return [self._customer(role, number) for role, number in zip(roles, numbers, strict=True)]

    def _customer(self, role: str, number: int) -> Customer:
        rng = self._rng
        kind: PartyKind = ORGANISATIONS[role][0] if role in ORGANISATIONS else "person"
        median, sigma = _MONTHLY_INCOME[role]
        since = self._since()
        grown = 0.4 if kind == "business" and since > -_YOUNG else 1.0
        customer = Customer(
            id=f"C{number:05d}",
            role=role,
            kind=kind,
            opened=self._calendar.dates[0] + timedelta(days=since),
            since=since,
            branch=pick(rng, self.branches),
            machines=several(rng, self.machines, 3),
            activity=math.exp(0.65 * rng.standard_normal()),
            income=grown * median * math.exp(sigma * rng.standard_normal()),
            balances_sent=chance(rng, 0.7),
        )
        customer.particulars = describe(rng, role, self._dealt, customer.income, self._calendar.dates[0])
        self._dealt += role == "dealer"
        customer.devices = self._devices(rng)
        noun = {"person": "Customer", "npo": "Charity", "public": "Office"}.get(kind, "Firm")
        country = pick(rng, ("CA", "GB", "DE", "MX")) if kind == "person" and chance(rng, 0.015) else "US"
        for _ in range(2 if chance(rng, 0.2) else 1):
            cushion = 0.0 if since > 0 else min(customer.income, 20000) * math.exp(1.1 * rng.standard_normal()) * 20
            account = Account(self._account_id(rng), _HOME_AGENT, country, f"{noun} {number}", kind)
            account.customer, account.cushion = customer, int(cushion)
            customer.accounts.append(account)
        return customer

    def _devices(self, rng: Generator) -> list[tuple[int, str]]:
        """One device, or two of which one replaces the other during the period; a tenth is not seen."""
        if chance(rng, 0.1):
            return []
        devices = [(-1, self.device(rng))]
        if chance(rng, 0.12 * self._calendar.days / 90):
            devices.append((integer(rng, 1, self._calendar.days), self.device(rng)))
        return devices

    def _since(self) -> int:
        """Day on which a customer came; most came years ago, a few in the last months, a few come during the period."""
        rng, days = self._rng, self._calendar.days
        draw = rng.random()
        if draw < _NEW_SHARE:
            return integer(rng, 1, max(1, days - 10))
        if draw < _NEW_SHARE + _RECENT_SHARE:
            return -integer(rng, 1, 90)
        return -90 - int(rng.exponential(2200))
