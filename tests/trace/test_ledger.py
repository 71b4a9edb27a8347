"""Payments are read from movements as intake makes them: both sides of one transaction are one payment."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import cache
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest

from streams.intake.enrich import Enricher, Source
from streams.intake.parties import hash64
from streams.intake.validity import check
from streams.ordering.watermark import WATERMARK_KEY
from streams.records import Transaction
from streams.reference import Reference
from streams.settings import Settings
from streams.trace import ledger
from streams.trace.book import Book
from streams.trace.ledger import CASH_IN, CASH_OUT, UNKNOWN_CREDITOR, Reader

NOON = datetime(2025, 3, 3, 12, tzinfo=UTC)
SETTINGS = Settings(base_currency="EUR")


@cache
def reference() -> Reference:
    return Reference.load()


@cache
def enricher() -> Enricher:
    return Enricher(SETTINGS, reference())


def customer(name: str) -> dict[str, Any]:
    return {"customer": name, "name": f"Customer {name}"}


def records(number: int, **fields: Any) -> list[Any]:
    """What intake publishes for a transaction: of 100 EUR from A to B by transfer, unless `fields` say otherwise."""
    given = {
        "id": f"T-{number}",
        "time": NOON + timedelta(hours=number),
        "amount": "100.00",
        "currency": "EUR",
        "channel": "transfer",
        "debtor": customer("A"),
        "creditor": customer("B"),
        **fields,
    }
    transaction = msgspec.convert({key: each for key, each in given.items() if each is not None}, Transaction)
    decimals = {code: each.decimals for code, each in reference().currencies.items()}
    received = int(transaction.time.timestamp() * 1000)
    minor = check(transaction, received, decimals, SETTINGS)
    made = enricher().movements(transaction, minor, Source(0, number, 0, received))
    return [
        SimpleNamespace(key=each.key, value=each.value, offset=10 * number + side) for side, each in enumerate(made)
    ]


def read(*batches: Sequence[Any]) -> Book:
    reader = Reader(reference().currencies)
    for batch in batches:
        reader.take(0, batch)
    return reader.book()


def ends(book: Book) -> list[tuple[int, int, int]]:
    """Debtor, creditor and value of each payment."""
    return [
        (int(payment["debtor"]), int(payment["creditor"]), book.value(row)) for row, payment in enumerate(book.payments)
    ]


A, B = hash64(b"customer:A"), hash64(b"customer:B")


def test_both_sides_of_a_transaction_are_one_payment_whatever_order_they_come_in():
    both = records(1)
    assert len(both) == 2
    assert ends(read(both)) == [(A, B, 100_00)]
    assert ends(read(both[::-1])) == [(A, B, 100_00)]
    assert ends(read(both[:1], both[1:])) == [(A, B, 100_00)]


@pytest.mark.parametrize("side", [0, 1])
def test_one_side_alone_tells_of_the_other(side: int):
    book = read(records(1)[side : side + 1])
    assert ends(book) == [(A, B, 100_00)]
    assert book.payments[0]["debtor_subject"]
    assert book.payments[0]["creditor_subject"]
    assert bool(book.payments[0]["outward"]) == (side == 0)


def test_repeats_count_once():
    assert ends(read(records(1), records(1), records(2))) == [(A, B, 100_00)] * 2


def test_of_an_id_that_comes_again_with_other_content_the_first_counts():
    again = records(2, id="T-1", amount="900.00")
    assert ends(read(again, records(1))) == [(A, B, 100_00)]


def test_cash_and_parties_that_are_no_subject_are_the_other_end():
    book = read(
        records(1, channel="cash", debtor=None),
        records(2, channel="cash", creditor=None),
        records(3, creditor=None),
        records(4, creditor={"name": "Somebody abroad"}),
        records(5, creditor={"name": "Somebody abroad"}, amount="7.00"),
    )
    found = ends(book)
    assert found[:3] == [(CASH_IN, B, 100_00), (A, CASH_OUT, 100_00), (A, UNKNOWN_CREDITOR, 100_00)]
    assert found[3][1] == found[4][1] > UNKNOWN_CREDITOR
    assert book.payments["debtor_subject"].tolist() == [False, True, True, True, True]
    assert book.payments["creditor_subject"].tolist() == [True, False, False, False, False]


def test_a_transfer_between_own_accounts_is_no_payment():
    book = read(records(1, creditor={**customer("A"), "account": "2"}))
    assert ends(book) == []
    assert book.own == {hash64(b"T-1")}


def test_cash_on_behalf_of_others_is_no_payment():
    made = records(1, channel="cash", debtor=None, creditor={**customer("B"), "holders": ["J1", "J2"]})
    assert len(made) == 3
    assert ends(read(made)) == [(CASH_IN, B, 100_00)]


def test_payments_in_other_currencies_with_a_rate_are_worth_their_value_in_the_base_currency():
    book = read(records(1, amount="100.00", currency="USD"), records(2, amount="100.00"))
    assert book.payments["unit"].tolist() == [0, 0]
    rate = reference().rates.factor("USD", "EUR", NOON.date())
    assert rate is not None
    assert [book.value(row) for row in range(2)] == [round(rate * 100_00), 100_00]


def test_without_a_rate_a_payment_has_its_own_currency_for_a_unit():
    whole = 10**19
    book = read(records(1), *(_unrated(number, amount) for number, amount in ((2, "5"), (3, str(whole)))))
    units = book.payments["unit"].tolist()
    assert units == [0, 1, 1]
    assert len(book.currencies) == 1
    scale = 10 ** reference().currencies[book.currencies[0]].decimals
    assert [book.value(row) for row in (1, 2)] == [5 * scale, whole * scale]


def _unrated(number: int, amount: str) -> list[Any]:
    code = next(
        code
        for code, each in reference().currencies.items()
        if reference().rates.factor(code, "EUR", NOON.date()) is None and each.decimals
    )
    return records(number, amount=Decimal(amount), currency=code)


def test_only_so_many_movements_without_a_rate_are_opened(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(ledger, "OPENED_MAX", 2)
    book = read(_unrated(1, "5"), _unrated(2, "5"))
    assert [book.value(row) for row in range(2)] == [book.value(0), 0]
    assert book.value(0) > 0


def test_watermarks_and_what_is_no_movement_are_left_out():
    reader = Reader(reference().currencies)
    reader.take(0, [SimpleNamespace(key=WATERMARK_KEY, value=b"\x95", offset=0)])
    reader.take(0, [*records(1), SimpleNamespace(key=b"customer:A", value=b"chance", offset=1)])
    assert (reader.movements, reader.unreadable) == (2, 1)
    assert len(ends(reader.book())) == 1


def test_no_movements_are_an_empty_book():
    book = read()
    assert ends(book) == []
    assert book.row_of(1) is None


def _subjects(book: Book) -> Iterable[int]:
    return {int(each) for side in ("debtor", "creditor") for each in book.payments[side]}


def test_a_subjects_payments_are_found_in_order_and_within_the_time():
    book = read(
        records(3, amount="3.00"),
        records(1, amount="1.00"),
        records(2, amount="2.00", debtor=customer("B"), creditor=customer("A")),
    )
    times = book.payments["time_us"].tolist()
    assert times == sorted(times)
    assert _subjects(book) == {A, B}
    assert [(step.value, step.outward) for step in book.steps(A, 0, times[0], times[2])] == [
        (1_00, True),
        (2_00, False),
        (3_00, True),
    ]
    assert [step.value for step in book.steps(A, 0, times[0] + 1, times[1])] == [2_00]
    assert book.pairs(A, 0, times[0], times[2], 10**12) == 1
    assert book.pairs(A, 0, times[0], times[2], times[2] - times[1]) == 0
