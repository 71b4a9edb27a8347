"""An alert's evidence is found again, followed both ways, and only so many parties are shown."""

from __future__ import annotations

from typing import Any, cast

import pytest

from streams.intake.parties import hash64
from streams.records import Alert
from streams.trace.book import Book
from streams.trace.trace import Options, evidence_rows, follow
from tests.trace.made import DAY_US, Paid, book, rests, values

PAYMENTS = [
    Paid(0, "X", "A", 1000_00),
    Paid(1, "A", "B", 600_00),
    Paid(1.5, "A", "C", 300_00),
    Paid(1.6, "A", "D", 5_00),
    Paid(2, "W", "A", 70, 1),
    Paid(3, "A", "B", 50, 1),
]
SUBJECT = ord("A")


def options(**fields: Any) -> Options:
    return Options(**{"window_us": 14 * DAY_US, **fields})


def test_each_unit_is_followed_by_itself_the_base_currency_first():
    found = follow(book(PAYMENTS), [4, 0], SUBJECT, options())
    assert [each.unit for each in found] == [0, 1]
    assert rests(found[0].forward) == {"A": 95_00, "B": 600_00, "C": 300_00}
    assert rests(found[1].forward) == {"A": 20, "B": 50}


def test_the_least_share_is_of_what_one_party_paid_or_received_of_the_evidence():
    [trails] = follow(book(PAYMENTS), [0], SUBJECT, options(min_share="0.005"))
    assert set(values(trails.forward)) == {0, 1, 2, 3}
    [trails] = follow(book(PAYMENTS), [0], SUBJECT, options(min_share="0.0051"))
    assert set(values(trails.forward)) == {0, 1, 2}
    assert (trails.forward.cuts["share"].count, trails.forward.cuts["share"].value) == (1, 5_00)


def test_those_with_the_most_money_are_shown_and_the_alerts_subject_first():
    [trails] = follow(book(PAYMENTS), [0], SUBJECT, options(max_nodes=3))
    assert set(map(chr, trails.forward.nodes)) == {"X", "A", "B"}
    assert (trails.forward.cuts["nodes"].count, trails.forward.cuts["nodes"].value) == (1, 300_00)
    [trails] = follow(book(PAYMENTS), [1], SUBJECT, options(max_nodes=2))
    assert set(map(chr, set(trails.forward.nodes) | set(trails.backward.nodes))) <= {"A", "B"}


@pytest.mark.parametrize("most", [1, 2, 3, 4, 5, 6])
def test_no_more_parties_than_asked_for_over_all_units(most: int):
    found = follow(book(PAYMENTS), [0, 4], SUBJECT, options(max_nodes=most))
    assert sum(len({*each.forward.nodes, *each.backward.nodes}) for each in found) <= most


class Item:
    """As much of an evidence item as is read."""

    def __init__(self, transaction: str) -> None:
        self.transaction = transaction


class Raised:
    """As much of an alert as is read."""

    def __init__(self, *transactions: str, count: int = 0) -> None:
        self.evidence = [Item(each) for each in transactions]
        self.evidence_count = count


def test_evidence_that_is_no_payment_is_counted_by_reason():
    payments = book([Paid(0, "X", "A", 100), Paid(0, "X", "A", 100, 2**16 - 1)]).payments
    payments["transaction"] = [hash64(b"T-1"), hash64(b"T-2")]
    kept = Book(payments, own=frozenset({hash64(b"T-3")}))
    rows, evidence = evidence_rows(kept, cast(Alert, Raised("T-1", "T-1", "T-2", "T-3", "T-4", count=9)))
    assert [int(kept.payments["transaction"][row]) for row in rows] == [hash64(b"T-1")]
    assert (evidence.of_alert, evidence.listed, evidence.followed) == (9, 4, 1)
    assert (evidence.own_transfers, evidence.missing, evidence.without_value) == (1, 1, 1)
