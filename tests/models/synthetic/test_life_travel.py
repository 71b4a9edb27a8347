"""Travel, minors and words: nobody is at two places at once, and honest life writes every shared wording."""

import math
import re
from collections import Counter, defaultdict
from datetime import timedelta
from itertools import pairwise

import pytest

from models.synthetic import wordings
from models.synthetic.places import in_town

_FASTEST_KMH = 900
_IN_PERSON = ("branch", "machine", "card_present")


@pytest.fixture(scope="module")
def honest(honest_town):
    return honest_town


def _km(one, other):
    north, also_north = math.radians(one.latitude), math.radians(other.latitude)
    across = math.radians(other.longitude - one.longitude)
    half = math.sin((also_north - north) / 2) ** 2 + math.cos(north) * math.cos(also_north) * math.sin(across / 2) ** 2
    return 12742 * math.asin(math.sqrt(half))


@pytest.fixture(scope="module")
def in_person(honest):
    """What each person did at a known place, in order, by customer; also as somebody who handed in cash."""
    seen = defaultdict(list)
    for transaction in honest.transactions:
        if transaction.initiation in _IN_PERSON and transaction.place and transaction.place.latitude is not None:
            for party in (transaction.conductor or transaction.debtor or transaction.creditor,):
                if party.customer and party.kind == "person":
                    seen[party.customer].append(transaction)
    return seen


def test_nobody_is_at_two_places_too_far_apart(in_person):
    for transactions in in_person.values():
        for before, after in pairwise(transactions):
            km = _km(before.place, after.place)
            hours = (after.time - before.time) / timedelta(hours=1)
            assert km < 120 or km / hours < _FASTEST_KMH


def test_many_people_travel_and_stay_for_some_days(in_person):
    away = {who: [t for t in seen if not in_town(t.place)] for who, seen in in_person.items()}
    travellers = {who: seen for who, seen in away.items() if seen}
    assert 0.06 < len(travellers) / len(in_person) < 0.3
    assert len({t.place.country for seen in travellers.values() for t in seen}) > 15
    bought = Counter(t.merchant_category for seen in travellers.values() for t in seen)
    assert bought["5812"] > bought["7011"] > 40
    assert bought["7512"] > 10
    assert bought[None] > 100, "cash is drawn on the way"


def test_flights_are_paid_before_they_leave(honest, in_person):
    told = [t for t in honest.transactions if t.travel_destination not in (None, "US")]
    assert len(told) > 100
    went = before = 0
    for ticket in told:
        if ticket.debtor.kind == "person":
            there = [t for t in in_person[ticket.debtor.customer] if t.place.country == ticket.travel_destination]
            went += bool(there)
            before += bool(there) and ticket.time < there[0].time
    assert went > 0.8 * sum(t.debtor.kind == "person" for t in told)
    assert before > 0.95 * went


def test_minors_live_on_pocket_money_and_owe_nobody(honest):
    minors = {customer for customer, role in honest.customers.items() if role == "minor"}
    received: Counter[str] = Counter()
    paid: Counter[str] = Counter()
    for transaction in honest.transactions:
        for party, side in ((transaction.creditor, received), (transaction.debtor, paid)):
            if party is not None and party.customer in minors:
                assert transaction.amount < 1000
                assert transaction.product is None
                assert transaction.merchant_category not in ("7995", "6051", "4511", "7011")
                side[party.customer] += 1
    assert len(received) > 0.9 * len(minors)
    assert len(paid) > 0.9 * len(minors)


def test_cash_is_sometimes_handed_in_by_somebody_else(honest):
    conducted = [t for t in honest.transactions if t.conductor is not None]
    assert 100 < len(conducted) < 2000
    assert all(t.channel == "cash" and t.creditor is not None for t in conducted)


_NOT_BY_TRANSFER = {"GIFT_CARD": "card", "KIOSK": "card", "CHEQUE_RETURNED": "cheque"}
_THEMES = sorted(name for name in vars(wordings) if name.isupper())


@pytest.mark.parametrize("theme", _THEMES)
def test_ordinary_life_writes_every_wording(honest, theme):
    channel = _NOT_BY_TRANSFER.get(theme, "transfer")
    written = {
        (t.purpose, re.sub(r"\d+", "#", t.remittance) if t.remittance else None)
        for t in honest.transactions
        if t.channel == channel
    }
    assert set(getattr(wordings, theme)) <= written


def test_products_and_trade_settlements_are_part_of_ordinary_life(honest):
    products = Counter(t.product for t in honest.transactions)
    assert all(products[product] > 80 for product in ("loan", "prepaid", "monetary_instrument", "securities"))
    assert sum(t.channel == "trade" for t in honest.transactions) > 80
    assert sum(t.ultimate_debtor is not None for t in honest.transactions) > 100
    assert sum(t.channel == "crypto" and bool(t.creditor.wallet or t.debtor.wallet) for t in honest.transactions) > 80


def test_rare_things_are_rare_and_the_town_is_as_large_as_it_should_be(honest):
    assert 105_000 <= len(honest.transactions) <= 142_000
    people = sum(role not in ("minor",) for role in honest.customers.values())
    gamblers = {t.debtor.customer for t in honest.transactions if t.merchant_category == "7995" and t.debtor.customer}
    assert 0.01 < len(gamblers) / people < 0.08
    assert 200 < len(honest.watch) < 400
    parties = {p.name for t in honest.transactions for p in (t.debtor, t.creditor) if p is not None and p.name}
    assert not {name.casefold() for name in parties} & {entry.value for entry in honest.watch if entry.kind == "name"}
