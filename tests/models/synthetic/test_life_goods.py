"""Trade in goods, loans and what comes back: each follows from what went before."""

from collections import defaultdict
from datetime import date
from decimal import Decimal

import numpy as np
import pytest

from streams.reference import Reference


@pytest.fixture(scope="module")
def honest(honest_town):
    return honest_town


def _role(town, party):
    return town.customers.get(party.customer) if party is not None and party.customer else None


@pytest.fixture(scope="module")
def traded(honest):
    return [t for t in honest.transactions if t.commodity is not None]


def test_unit_prices_of_goods_are_near_those_of_the_market_but_for_a_few_bargains(traded):
    goods = Reference.load().goods
    ratios = []
    for transaction in traded:
        known = goods.find(transaction.commodity.hs)
        price = known.unit_price(date(2025, 2, 3)) if known else None
        same_unit = known is not None and transaction.commodity.unit == known.unit
        if price and same_unit and transaction.commodity.quantity and transaction.currency == "USD":
            ratios.append(float(transaction.amount / transaction.commodity.quantity / Decimal(price)))
    assert len(ratios) > 80
    assert np.median(ratios) == pytest.approx(1.0, abs=0.08)
    assert sum(not 0.5 < ratio < 2.0 for ratio in ratios) < 0.02 * len(ratios)


def test_goods_that_cross_a_border_mostly_name_a_shipment_and_some_do_not(traded):
    abroad = [t for t in traded if t.debtor.country != t.creditor.country]
    named = sum(t.shipment is not None for t in abroad) / len(abroad)
    assert len(abroad) > 500
    assert 0.8 < named < 0.99
    assert sum(t.consignee is not None and t.consignee != t.debtor.name for t in traded) > 5
    assert sum(t.commodity.quantity is None for t in traded) > 20


def test_dealers_buy_what_their_sector_deals_in(honest, traded):
    sectors = Reference.load().sectors
    goods = Reference.load().goods
    odd = seen = 0
    for transaction in traded:
        if _role(honest, transaction.debtor) == "dealer" and (known := goods.find(transaction.commodity.hs)):
            seen += 1
            dealt = sectors.tags(transaction.debtor.sector)
            odd += bool(known.tags and dealt is not None and not known.tags & dealt)
    assert seen > 300
    assert 0 < odd < 0.1 * seen


def test_dealers_sell_about_as_much_as_they_buy(honest):
    bought: defaultdict[str, float] = defaultdict(float)
    sold: defaultdict[str, float] = defaultdict(float)
    for transaction in honest.transactions:
        if transaction.invoice is not None:
            if _role(honest, transaction.debtor) == "dealer":
                bought[transaction.debtor.customer] += float(transaction.amount)
            if _role(honest, transaction.creditor) == "dealer":
                sold[transaction.creditor.customer] += float(transaction.amount)
    assert len(sold) > 60
    assert 1.0 < np.median([sold[firm] / bought[firm] for firm in sold if bought[firm]]) < 3.0


def test_loans_are_repaid_after_they_were_drawn_and_to_who_lent_them(honest):
    drawn, early, instalments = {}, 0, 0
    for transaction in honest.transactions:
        if transaction.product == "loan" and transaction.creditor.customer:
            drawn[transaction.creditor.customer, transaction.debtor.account] = transaction.amount
        elif transaction.product == "loan":
            instalments += 1
            lent = drawn.get((transaction.debtor.customer, transaction.creditor.account))
            early += lent is not None and transaction.amount > lent / 2
    assert 30 < len(drawn) < 160
    assert 300 < instalments < 1500
    assert 0 <= early < 0.3 * len(drawn)


def test_returns_name_an_earlier_payment_of_the_same_two_and_give_back_no_more(honest):
    by_id = {transaction.id: transaction for transaction in honest.transactions}
    returns = [t for t in honest.transactions if t.original is not None]
    assert len(returns) > 300
    assert {"card", "transfer", "cheque"} == {t.channel for t in returns}
    for back in returns:
        paid = by_id[back.original]
        assert paid.time < back.time
        assert (paid.debtor.account, paid.creditor.account) == (back.creditor.account, back.debtor.account)
        assert back.amount <= paid.amount
        assert back.currency == paid.currency


def test_remitters_settle_less_than_they_took_in(honest):
    taken: defaultdict[str, float] = defaultdict(float)
    settled: defaultdict[str, float] = defaultdict(float)
    for transaction in honest.transactions:
        if _role(honest, transaction.creditor) == "remitter":
            taken[transaction.creditor.customer] += float(transaction.amount)
        if (transaction.remittance or "").startswith("settlement"):
            settled[transaction.debtor.customer] += float(transaction.amount)
    assert len(settled) >= 8
    assert all(0.3 * taken[firm] < settled[firm] < taken[firm] for firm in settled)
