from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import msgspec
import pytest

from streams.catalogue.cases import START, Case, Cases, expand
from streams.errors import CatalogueError
from streams.records import Party


def case(*movements: dict[str, object], **subject: str) -> Case:
    content = {"because": "a reason to test", "subject": subject or {"customer": "C1"}, "movements": movements}
    return msgspec.convert(content, Case)


def test_a_movement_becomes_a_transaction_with_the_subject_on_its_side():
    inward, outward = expand(
        case(
            {"at": "1d", "in": "9400.00 USD", "channel": "cash"},
            {"at": "1d 6h", "out": "12 EUR", "to": {"account": "A9", "country": "FR"}, "balance_after": "-3.50"},
        ),
        "name",
    )
    assert (inward.amount, inward.currency, inward.channel) == (Decimal("9400.00"), "USD", "cash")
    assert inward.creditor == Party(customer="C1")
    assert inward.debtor is None
    assert inward.time == START + timedelta(days=1)
    assert outward.debtor == Party(customer="C1")
    assert outward.creditor == Party(account="A9", country="FR")
    assert outward.time == START + timedelta(days=1, hours=6)
    assert outward.balance_after == Decimal("-3.50")
    assert outward.channel == "transfer"


def test_a_repeated_movement_goes_through_its_amounts_again_and_again():
    series = expand(case({"at": "0d", "in": ["1 EUR", "2 EUR"], "repeat": 3, "every": "12h"}), "name")
    assert [str(transaction.amount) for transaction in series] == ["1", "2", "1"]
    assert [transaction.time - START for transaction in series] == [timedelta(hours=12 * i) for i in range(3)]


def test_new_counterparties_are_distinct_and_a_named_one_stays_the_same():
    fresh = expand(case({"at": "0d", "in": "1 EUR", "repeat": 4, "each_from": {"country": "TR"}}), "name")
    assert len({transaction.debtor.account for transaction in fresh if transaction.debtor}) == 4
    assert {transaction.debtor.country for transaction in fresh if transaction.debtor} == {"TR"}
    same = expand(case({"at": "0d", "out": "1 EUR", "repeat": 4, "to": "P1"}), "name")
    assert [transaction.creditor for transaction in same] == [Party(account="P1")] * 4


def test_a_subject_may_move_the_money_of_another_or_only_have_it_moved_for_it():
    owner, other = {"customer": "C2"}, {"conductor": {"customer": "C3"}, "beneficiaries": [{"customer": "C1"}]}
    conducted, received = expand(
        case(
            {"at": "1d", "in": "1 USD", "channel": "cash", "for": owner},
            {"at": "2d", "out": "1 USD", "channel": "cash", "for": owner, "with": other},
        ),
        "name",
    )
    assert (conducted.creditor, conducted.conductor) == (Party(customer="C2"), Party(customer="C1"))
    assert (received.debtor, received.conductor) == (Party(customer="C2"), Party(customer="C3"))
    assert received.beneficiaries == (Party(customer="C1"),)


def test_the_day_of_opening_counts_back_from_the_start():
    (transaction,) = expand(case({"at": "5d", "in": "1 EUR"}, account="A1", kind="person", opened="10d before"), "name")
    assert transaction.creditor == Party(account="A1", kind="person", opened=date(2024, 12, 27))


def test_expansion_is_the_same_every_time_and_ids_are_distinct():
    stream = case(
        {"at": "2d", "in": "1 EUR", "repeat": 5, "each_from": "new"}, {"at": "1d", "out": "3 EUR", "repeat": 5}
    )
    first = expand(stream, "name")
    assert first == expand(stream, "name")
    assert len({transaction.id for transaction in first}) == 10
    assert [transaction.time for transaction in first] == sorted(transaction.time for transaction in first)


@pytest.mark.parametrize(
    ("movement", "problem"),
    [
        ({"at": "1d"}, "movement 1 needs either in or out"),
        ({"at": "1d", "in": "1 EUR", "out": "1 EUR"}, "movement 1 needs either in or out"),
        ({"at": "noon", "in": "1 EUR"}, "'noon' is not a duration"),
        ({"at": "1d", "in": "1 EUR", "repeat": 2, "every": "1w"}, "'1w' is not a duration"),
    ],
)
def test_a_movement_that_cannot_be_expanded_is_refused(movement: dict[str, object], problem: str):
    with pytest.raises(CatalogueError, match=f"name: .*{problem}"):
        expand(case(movement), "name")


def test_a_subject_without_an_id_is_refused():
    with pytest.raises(CatalogueError, match="needs a customer or an account"):
        expand(case({"at": "1d", "in": "1 EUR"}, kind="person"), "name")


def test_the_size_of_a_case_is_bounded():
    with pytest.raises(CatalogueError, match="more than 2000 transactions"):
        expand(case(*[{"at": "1d", "in": "1 EUR", "repeat": 1000}] * 3), "name")


@pytest.mark.parametrize("amount", ["9,400 USD", "9400", "-5 EUR", "1e3 EUR", "USD 5"])
def test_an_amount_is_exact_and_has_a_currency(amount: str):
    with pytest.raises(msgspec.ValidationError):
        case({"at": "1d", "in": amount})


def test_cases_are_named_and_say_what_they_expect():
    line = {"because": "exactly at the line", "subject": {"customer": "C1"}, "movements": [{"at": "1d", "in": "1 EUR"}]}
    cases = msgspec.convert(
        {"fires": line, "quiet": [line, line], "at_the_line": [{**line, "fires": True}, {**line, "fires": False}]},
        Cases,
    )
    assert [(name, expected) for name, _, expected in cases.each()] == [
        ("fires-1", True),
        ("quiet-1", False),
        ("quiet-2", False),
        ("at_the_line-1", True),
        ("at_the_line-2", False),
    ]
