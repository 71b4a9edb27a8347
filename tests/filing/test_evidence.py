"""Evidence is listed once, and its totals are exact."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.filing.evidence import completed, in_currency, involved, rows, totals
from streams.intake.valuation import Valuation
from tests.filing.made import CASH, OTHER, OUT, REFERENCE, START, alert, item, sent

VALUATION = Valuation(REFERENCE)
CENTS = st.integers(1, 10**14)
ITEMS = st.lists(
    st.builds(
        lambda number, cents, currency, direction: item(
            number, f"{cents // 100}.{cents % 100:02}", currency, direction, channel="transfer"
        ),
        st.integers(0, 40),
        CENTS,
        st.sampled_from(["USD", "EUR", "CHF"]),
        st.sampled_from(["in", "out", "between"]),
    ),
    max_size=40,
    unique_by=lambda each: (each.transaction, each.direction),
)


@given(ITEMS)
def test_totals_are_the_exact_sums_of_the_evidence(evidence):
    found = totals(rows([alert(evidence=tuple(evidence))]))
    for total in found:
        alike = [each for each in evidence if (each.direction, each.currency) == (total.direction, total.currency)]
        assert Decimal(total.amount) == sum(Decimal(each.amount) for each in alike)
        assert total.count == len(alike)
    assert sum(each.count for each in found) == len(evidence)


@given(ITEMS, ITEMS)
def test_a_transaction_of_several_alerts_is_listed_once_with_all_of_them(first, second):
    found = rows([alert(evidence=tuple(first)), alert(evidence=tuple(second))])
    keys = {(each.transaction, each.direction) for each in (*first, *second)}
    assert [(row.transaction, row.direction) for row in found] == [
        (row.transaction, row.direction)
        for row in sorted(found, key=lambda row: (row.time, row.transaction, row.direction))
    ]
    assert {(row.transaction, row.direction) for row in found} == keys
    assert len(found) == len(keys)
    for row in found:
        for number, items in enumerate((first, second), 1):
            is_there = any((each.transaction, each.direction) == (row.transaction, row.direction) for each in items)
            assert (number in row.alerts) == is_there


@given(ITEMS)
def test_money_that_passes_through_counts_once_in_the_amount_involved(evidence):
    found = rows([alert(evidence=tuple(evidence))])
    total, without = involved(found, "USD", VALUATION)
    received, paid, between = (
        sum(in_currency(row, "USD", VALUATION) or 0 for row in found if row.direction == direction)
        for direction in ("in", "out", "between")
    )
    assert (total, without) == (max(received, paid) if received or paid else between, 0)


def test_an_amount_in_the_form_s_currency_is_taken_to_the_cent():
    [row] = rows([alert(evidence=(item(1, "0.07"),))])
    assert in_currency(row, "USD", VALUATION) == 7


def test_another_currency_is_converted_at_the_rate_of_its_day():
    [row] = rows([alert(evidence=(item(1, "100.00", "EUR"),))])
    factor = REFERENCE.rates.factor("EUR", "USD", (START + timedelta(days=1)).date())
    assert factor is not None
    assert in_currency(row, "USD", VALUATION) == round(100 * 100 * factor)


@pytest.mark.parametrize("currency", ["XAU", "NOSUCH"])
def test_what_has_no_rate_is_counted_and_left_out(currency: str):
    found = rows([alert(evidence=(*CASH, item(9, "1", currency)))])
    assert involved(found, "USD", VALUATION) == (sum(int(Decimal(each.amount) * 100) for each in CASH), 1)


def test_rows_are_in_the_order_of_events():
    assert [row.transaction for row in rows([alert(evidence=(*OUT, *CASH))])] == [
        f"T-{n}" for n in (0, 1, 2, 3, 5, 6, 7)
    ]


def test_what_only_the_transactions_say_is_added_and_what_the_alert_says_stays():
    bare = item(5, "20000.10", direction="between", channel="", counterparty="account:X")
    said = item(6, "7000.05", "EUR", direction="out", remittance="as the alert says", counterparty_name="As said")
    network, own = completed(rows([alert(evidence=(bare, said))]), sent())
    assert (network.channel, network.counterparty_name) == ("transfer", f"Customer 1 to {OTHER.name}")
    assert (own.remittance, own.counterparty_name) == ("as the alert says", "As said")
