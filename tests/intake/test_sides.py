"""What is remembered of a side is remembered under all that it says of itself."""

from datetime import date
from decimal import Decimal
from typing import Any

import msgspec
import pytest

from streams.intake.parties import Directory
from streams.intake.profiles import Profiles
from streams.intake.sides import NOBODY, Sides
from streams.records import Party
from streams.reference import Reference
from streams.reference.watch_list import Entry, WatchList

PARTY = Party(
    account="A1",
    customer="C1",
    name="Customer 1",
    kind="person",
    country="US",
    opened=date(2020, 1, 1),
    occupation="baker",
    declared_income=Decimal("50000.0"),
    pep=False,
)
WATCH = WatchList([Entry("sanctions", "name", "customer 2", date.min, date.max)])


@pytest.fixture(scope="module")
def sides() -> Sides:
    return Sides(Directory(4), Profiles(Reference.load().occupations, 2), WATCH)


@pytest.mark.parametrize(
    "changed",
    [
        {"account": "A2"},
        {"customer": "C2"},
        {"name": "Customer 2"},
        {"kind": "business"},
        {"country": "DE"},
        {"born": date(1990, 1, 1)},
        {"opened": date(2020, 1, 2)},
        {"occupation": "student"},
        {"sector": "bakery"},
        {"declared_income": Decimal(50001)},
        {"licences": ("pharmacy licence",)},
        {"employee": True},
        {"pep": True},
        {"related_pep": True},
    ],
)
def test_a_party_that_says_something_else_of_itself_is_found_anew(sides: Sides, changed: dict[str, Any]) -> None:
    before = sides.of(PARTY, "TOWNUS30")
    party = msgspec.structs.replace(PARTY, **changed)
    after = sides.of(party, "TOWNUS30")
    afresh = Sides(Directory(4), Profiles(Reference.load().occupations, 2), WATCH).of(party, "TOWNUS30")
    assert after == afresh != before
    assert sides.of(PARTY, "TOWNUS30") is before


def test_a_name_that_comes_to_be_listed_is_screened(sides: Sides) -> None:
    assert not sides.of(PARTY, None).entries
    assert sides.of(msgspec.structs.replace(PARTY, name="Customer 2"), None).entries


def test_the_institution_counts_with_the_party(sides: Sides) -> None:
    nameless = Party(name="Customer 5")
    assert sides.of(nameless, None).subject is None
    assert sides.of(nameless, "BNKEDE30").country == "DE"
    assert sides.of(nameless, "BNKEFR30").country == "FR"
    assert sides.of(None, "BNKEFR30").country == "FR"
    assert sides.of(None, None) is NOBODY
