from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from streams.catalogue import SHIPPED, Catalogue
from streams.catalogue.rehearsal import Rehearsal
from streams.errors import CatalogueError
from streams.records import Party, Transaction
from streams.reference import Reference
from streams.settings import Settings
from streams.signals.registry import SIGNALS


def deposit(number: int, amount: str, currency: str = "USD") -> Transaction:
    return Transaction(
        id=f"T{number}",
        time=datetime(2025, 1, 6 + number, 15, tzinfo=UTC),
        amount=Decimal(amount),
        currency=currency,
        creditor=Party(customer="C1"),
        channel="cash",
    )


@pytest.fixture
def rehearsal() -> Rehearsal:
    return Rehearsal(Catalogue.load([SHIPPED], None, SIGNALS), Settings(), Reference.load())


def test_what_fired_is_named_with_subject_and_newest_evidence(rehearsal: Rehearsal):
    found = rehearsal.found([deposit(number, "9400.00") for number in range(3)])
    assert ("cash-structuring", "customer:C1", "T2") in found


def test_each_stream_starts_without_history(rehearsal: Rehearsal):
    assert rehearsal.found([deposit(0, "9400.00"), deposit(1, "9400.00")]) == []
    assert rehearsal.found([deposit(2, "9400.00")]) == []


def test_a_transaction_that_intake_would_reject_is_named(rehearsal: Rehearsal):
    with pytest.raises(CatalogueError, match="transaction T0 would be rejected: unknown_currency"):
        rehearsal.found([deposit(0, "1.00", "XXQ")])
