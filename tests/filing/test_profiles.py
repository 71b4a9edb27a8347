"""A profile is what the payments said, the newest last."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from streams.filing.profiles import profiles
from streams.records import Party, Transaction


def payment(number: int, **fields: Any) -> Transaction:
    time = datetime(2025, 1, number, tzinfo=UTC)
    return Transaction(id=f"T-{number}", time=time, amount=Decimal(1), currency="EUR", **fields)


def test_names_and_accounts_add_up_and_facts_are_the_newest():
    first = Party(
        customer="C", account="A1", name="Old Name", country="FR", born=date(1980, 1, 1), identifiers={"phone": "1"}
    )
    second = Party(customer="C", account="A2", name="New Name", country="DE", identifiers={"phone": "2"}, pep=False)
    found = profiles([payment(1, debtor=first, debtor_agent="BANK1"), payment(2, creditor=second)])
    profile = found["customer:C"]
    assert profile.names == ("Old Name", "New Name")
    assert profile.accounts == ("A1", "A2")
    assert profile.identifiers == (("phone", "1"), ("phone", "2"))
    assert (profile.country, profile.born, profile.pep) == ("DE", date(1980, 1, 1), False)
    assert profile.agents == ("BANK1",)


def test_everybody_who_is_named_is_found_and_nobody_who_cannot_be_told_from_others():
    found = profiles(
        [
            payment(
                1,
                debtor=Party(name="Only a name"),
                conductor=Party(customer="K"),
                ultimate_creditor=Party(account="U"),
                beneficiaries=(Party(wallet="W"),),
            )
        ]
    )
    assert set(found) == {"customer:K", "account:U", "wallet:W"}
