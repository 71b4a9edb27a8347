"""A listed party is found on whatever side of a transaction it stands, joint holders included."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import msgspec
import pytest

from streams.intake.parties import Directory
from streams.intake.profiles import Profiles
from streams.intake.screening import Screen
from streams.intake.sides import Sides
from streams.intake.valuation import EPOCH_ORDINAL
from streams.records import Party, Transaction
from streams.reference import Reference
from streams.reference.watch_list import Entry, WatchList, normalised

DAY = date(2025, 6, 2)
IBAN, WALLET = "DE89370400440532013000", "0xAbC0000000000000000000000000000000000Def"
WATCH = WatchList(
    Entry("sanctions", kind, normalised(kind, value), date.min, date.max)
    for kind, value in (("customer", "H2"), ("account", IBAN), ("wallet", WALLET))
)


def sanctioned(**parties: Party) -> bool:
    time = datetime(DAY.year, DAY.month, DAY.day, 12, tzinfo=UTC)
    plain = Transaction(
        id="T1",
        time=time,
        amount=Decimal(100),
        currency="EUR",
        debtor=Party(customer="C1"),
        creditor=Party(account="X1"),
    )
    transaction = msgspec.structs.replace(plain, **parties)
    sides = Sides(Directory(1), Profiles(Reference.load().occupations, 2), WATCH)
    debtor, creditor = sides.of(transaction.debtor, None), sides.of(transaction.creditor, None)
    return Screen(WATCH).hits(transaction, debtor, creditor, DAY.toordinal() - EPOCH_ORDINAL).sanctioned


@pytest.mark.parametrize("side", ["debtor", "creditor", "ultimate_debtor", "ultimate_creditor", "conductor"])
@pytest.mark.parametrize(
    ("party", "expected"),
    [
        (Party(account="X2", holders=("H1", "H2")), True),
        (Party(account="X2", holders=("H1", "H3")), False),
        (Party(account="de89 3704 0044 0532 0130 00"), True),
        (Party(wallet=WALLET.lower()), True),
        (Party(wallet=f"{WALLET.lower()}0"), False),
    ],
)
def test_a_listed_party_is_found_on_every_side(side: str, party: Party, expected: bool):
    assert sanctioned(**{side: party}) is expected
