"""What an institution knows of a customer besides the name: birth, occupation, sector, licences, income, office."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from numpy.random import Generator

from models.synthetic.draws import between, chance, integer, pick

_AGES = {
    "employee": (20, 66),
    "pensioner": (62, 92),
    "student": (18, 29),
    "freelancer": (22, 68),
    "migrant": (19, 60),
    "unemployed": (19, 63),
    "homemaker": (22, 70),
    "minor": (10, 17),
}
"""Years of age of each life at the town's beginning."""
_WORK = (
    "nurse", "teacher", "driver", "clerk", "engineer", "sales manager", "electrician", "cook", "warehouse worker",
    "accountant", "mechanic", "care worker", "cashier", "software developer", "receptionist", "physician", "plumber",
)  # fmt: skip
OFFICES = ("customs officer", "procurement officer", "public official", "judge", "mayor")
_OCCUPATIONS = {
    "pensioner": ("retired",),
    "student": ("student",),
    "freelancer": ("designer", "translator", "software developer", "photographer", "musician", "consultant"),
    "migrant": ("construction worker", "cleaner", "care worker", "cook", "farm worker", "driver"),
    "unemployed": ("unemployed",),
    "homemaker": ("homemaker",),
    "minor": ("pupil",),
}
_SECTORS = {
    "shop": ("grocery", "clothing", "retail", "shoes", "electronics"),
    "restaurant": ("restaurant",),
    "trade": ("plumbing", "construction", "carpentry", "car repair", "cleaning"),
    "seller": ("online retail",),
    "wholesale": ("food wholesale", "textiles", "machinery", "electronics wholesale", "furniture"),
    "landlord": ("real estate", "property management"),
    "office": ("consulting", "accounting", "software", "law firm", "engineering"),
    "charity": ("charity",),
    "public": ("public administration",),
    "remitter": ("money transfer",),
}
DEALERS: dict[str, tuple[str, ...]] = {
    "timber trade": (),
    "art gallery": (),
    "jewellery": (),
    "pharmaceutical wholesale": ("wholesale distributor licence",),
    "electronics wholesale": (),
    "gunsmith": ("federal firearms licence",),
    "fuel trade": (),
    "chemical wholesale": ("list i chemical registration",),
    "metals": (),
    "fashion": (),
    "pet trade": (),
    "food wholesale": (),
    "machine tools": (),
}
"""Sectors of firms that deal in goods, with the licences that their goods need."""
_TOLD, _INCOME_TOLD = 0.9, 0.8
_IN_OFFICE, _PEP, _RELATED, _STAFF = 0.02, 0.012, 0.014, 0.035


class Particulars(NamedTuple):
    """As an institution's records show them; None where they do not."""

    born: date | None = None
    occupation: str | None = None
    sector: str | None = None
    licences: tuple[str, ...] = ()
    declared_income: Decimal | None = None
    """Dollars a year."""
    employee: bool | None = None
    pep: bool | None = None
    related_pep: bool | None = None


def describe(rng: Generator, role: str, number: int, monthly_income: float, today: date) -> Particulars:
    """The particulars of a customer; `number` spreads the dealers' sectors evenly."""
    income = _declared(rng, monthly_income)
    if role == "dealer":
        sector = list(DEALERS)[number % len(DEALERS)]
        return Particulars(sector=sector, licences=DEALERS[sector], declared_income=income)
    if role in _SECTORS:
        return Particulars(sector=pick(rng, _SECTORS[role]) if chance(rng, _TOLD) else None, declared_income=income)
    youngest, oldest = _AGES[role]
    born = today - timedelta(days=integer(rng, 365 * youngest + 10, 365 * oldest + 300))
    office = role == "employee" and chance(rng, _IN_OFFICE)
    occupation = pick(rng, OFFICES if office else _OCCUPATIONS.get(role, _WORK))
    asked = chance(rng, _TOLD)
    grown_up = role not in ("minor", "student")
    return Particulars(
        born=born,
        occupation=occupation if office or chance(rng, _TOLD) else None,
        declared_income=income if grown_up and role not in ("unemployed", "homemaker") else None,
        employee=(role == "employee" and not office and chance(rng, _STAFF)) if asked else None,
        pep=(office and chance(rng, 0.5)) or (grown_up and chance(rng, _PEP)) if asked else None,
        related_pep=grown_up and chance(rng, _RELATED) if asked else None,
    )


def _declared(rng: Generator, monthly_income: float) -> Decimal | None:
    """What was declared when the account was opened: roughly the year's income, in thousands."""
    if not chance(rng, _INCOME_TOLD):
        return None
    return Decimal(max(1, round(monthly_income * 12 * between(rng, 0.8, 1.35) / 1000)) * 1000)
