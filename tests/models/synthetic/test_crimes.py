"""Each crime has the shape that its sources describe, at the legal thresholds and nowhere by accident."""

import re
from collections import Counter, defaultdict
from datetime import date, timedelta
from decimal import Decimal
from importlib import import_module
from itertools import pairwise

import pytest

from models.synthetic import build, crimes
from models.synthetic.calendar import ZONE, booking_date

HOURS_48 = timedelta(hours=48)


@pytest.fixture(scope="module")
def schemes(town):
    """The transactions of each injection, by typology, with the offender's customer id."""
    by_id = {transaction.id: transaction for transaction in town.transactions}
    found = defaultdict(list)
    for injection in town.injections:
        found[injection.typology].append((injection.subject, [by_id[number] for number in injection.transactions]))
    return found


def _incoming(subject, transactions):
    return [t for t in transactions if t.creditor is not None and t.creditor.customer == subject]


def _outgoing(subject, transactions):
    return [t for t in transactions if t.debtor is not None and t.debtor.customer == subject]


def _total(transactions):
    return sum(t.amount for t in transactions)


def _span(transactions):
    return transactions[-1].time - transactions[0].time


def test_the_crimes_are_the_typologies_of_the_catalogue():
    assert set(crimes.discover()) >= {
        "cash-structuring", "transfer-structuring", "micro-structuring", "reporting-threshold", "fan-in", "fan-out",
        "gather-scatter", "pass-through", "mirrored-with-commission", "dormant-reactivation", "early-life-surge",
        "volume-surge", "round-amounts", "high-risk-corridor", "tf-small-donations", "mule-account",
    }  # fmt: skip


@pytest.mark.parametrize("typology", crimes.discover())
def test_every_crime_says_who_does_it_and_within_which_ranges(typology):
    module = import_module(f"models.synthetic.crimes.{typology.replace('-', '_')}")
    words = module.__doc__ or ""
    assert re.search(r"^(Plain|Both levels)", words, re.MULTILINE)
    assert re.search(r"^(Offenders|Customers): ", words, re.MULTILINE)
    assert module.inject.__doc__


def test_structured_cash_stays_below_the_report_on_each_day_and_is_above_it_together(schemes):
    for subject, transactions in schemes["cash-structuring"]:
        days: Counter[date] = Counter()
        for transaction in _incoming(subject, transactions):
            assert transaction.channel == "cash"
            days[transaction.booking_date] += transaction.amount
        assert max(days.values()) <= 10_000 < sum(days.values())
        assert len(days) >= 3


def test_structured_transfers_stay_below_the_travel_rule_and_are_above_it_together(schemes):
    for subject, transactions in schemes["transfer-structuring"]:
        sent = _outgoing(subject, transactions)
        assert max(t.amount for t in sent) < 3000 < _total(sent)


def test_micro_structuring_is_many_small_credits_and_a_large_sum(schemes):
    for subject, transactions in schemes["micro-structuring"]:
        received = _incoming(subject, transactions)
        assert len(received) >= 60
        assert max(t.amount for t in received) <= 480
        assert _total(received) > 8000


def test_reported_cash_exceeds_the_threshold_on_one_business_day_in_one_direction(schemes):
    for _, transactions in schemes["reporting-threshold"]:
        assert {t.channel for t in transactions} == {"cash"}
        assert len({t.creditor is None for t in transactions}) == 1
        assert len({booking_date(t.time) for t in transactions}) == 1
        assert all(t.booking_date == booking_date(t.time) for t in transactions)
        assert _total(transactions) > 10_000


def test_reported_cash_comes_in_one_sum_in_pieces_or_over_a_weekend_or_goes_out():
    town = build(seed=2, subjects=600, injections=24, typologies=["reporting-threshold"])
    by_id = {transaction.id: transaction for transaction in town.transactions}
    shapes = set()
    for injection in town.injections:
        cash = [by_id[number] for number in injection.transactions]
        days = {t.time.astimezone(ZONE).weekday() for t in cash}
        in_pieces = len(cash) > 1 and max(t.amount for t in cash) <= 10_000
        shapes.add("out" if cash[0].creditor is None else "weekend" if 5 in days else "pieces" if in_pieces else "one")
    assert shapes == {"out", "weekend", "pieces", "one"}


def test_a_fan_in_has_many_senders_within_two_days(schemes):
    for subject, transactions in schemes["fan-in"]:
        received = _incoming(subject, transactions)
        assert len({t.debtor.account for t in received}) == len(received) >= 15
        assert _span(received) <= HOURS_48 + timedelta(hours=8)


def test_a_fan_out_has_many_receivers_within_two_working_days_and_its_money_came_before(town, schemes):
    for subject, transactions in schemes["fan-out"]:
        received, sent = _incoming(subject, transactions), _outgoing(subject, transactions)
        assert len({t.creditor.account for t in sent}) == len(sent) >= 15
        weekend = timedelta(days=3 if town.customers[subject] == "office" else 0)
        assert _span(sent) <= HOURS_48 + timedelta(hours=8) + weekend
        assert received[-1].time < sent[0].time
        assert _total(received) == _total(sent)


def test_what_is_gathered_is_scattered_afterwards_for_the_most_part(schemes):
    for subject, transactions in schemes["gather-scatter"]:
        received, sent = _incoming(subject, transactions), _outgoing(subject, transactions)
        assert len({t.debtor.account for t in received}) >= 10
        assert len({t.creditor.account for t in sent}) >= 8
        assert received[-1].time < sent[0].time
        assert 0.84 < _total(sent) / _total(received) <= 0.98


def test_what_passes_through_leaves_within_a_day_almost_whole(schemes):
    for subject, transactions in schemes["pass-through"]:
        received, sent = _incoming(subject, transactions), _outgoing(subject, transactions)
        assert 0.92 < _total(sent) / _total(received) <= 1
        for payment in sent:
            earlier = [t.time for t in received if t.time < payment.time]
            assert earlier
            assert payment.time - max(earlier) <= timedelta(hours=34)


def test_mirrored_payments_follow_their_credit_less_the_same_commission(schemes):
    for subject, transactions in schemes["mirrored-with-commission"]:
        received, sent = _incoming(subject, transactions), _outgoing(subject, transactions)
        assert len(received) == len(sent) >= 4
        commission = 1 - _total(sent) / _total(received)
        assert 0.019 < commission < 0.101
        expected = Counter(round(t.amount * (1 - commission)) for t in received)
        near = sum(any(abs(t.amount - amount) <= 25 for amount in expected) for t in sent)
        assert near == len(sent)


def test_a_dormant_account_lived_was_silent_for_two_months_and_then_moves_large_sums(town, schemes):
    for subject, transactions in schemes["dormant-reactivation"]:
        before = [
            t.time
            for t in town.transactions
            if t.time < transactions[0].time and subject in {p.customer for p in (t.debtor, t.creditor) if p}
        ]
        assert len(before) >= 3
        assert transactions[0].time - before[-1] >= timedelta(days=60)
        assert _total(transactions) > 12_000
        assert _span(transactions) < timedelta(days=9)


@pytest.mark.parametrize(("typology", "most_days"), [("early-life-surge", 12), ("mule-account", 40)])
def test_crimes_of_new_accounts_begin_soon_after_the_customer_came(schemes, typology, most_days):
    for subject, transactions in schemes[typology]:
        party = (_incoming(subject, transactions)[0]).creditor
        age = transactions[0].time.astimezone(ZONE).date() - party.opened
        assert timedelta(0) < age <= timedelta(days=most_days + 1)


def test_a_surge_is_many_times_what_the_customer_used_to_move(town, schemes):
    for subject, transactions in schemes["volume-surge"]:
        usual = [
            t
            for t in town.transactions
            if t.time < transactions[0].time and subject in {p.customer for p in (t.debtor, t.creditor) if p}
        ]
        days = (transactions[0].time - town.transactions[0].time).days
        assert days >= 39
        assert float(_total(transactions)) / 10 > 5 * float(_total(usual)) / days


def test_round_amounts_are_whole_thousands(schemes):
    for subject, transactions in schemes["round-amounts"]:
        assert len(_outgoing(subject, transactions)) >= 9
        assert all(t.amount % 1000 == 0 for t in transactions)


def test_a_high_risk_corridor_is_one_that_the_offender_never_used(town, schemes):
    for subject, transactions in schemes["high-risk-corridor"]:
        countries = {p.country for t in transactions for p in (t.debtor, t.creditor) if p.customer != subject}
        (country,) = countries
        assert country != "US"
        own = {t.id for t in transactions}
        others = {
            p.country
            for t in town.transactions
            if t.id not in own and subject in {q.customer for q in (t.debtor, t.creditor) if q}
            for p in (t.debtor, t.creditor)
            if p
        }
        assert country not in others


def test_small_donations_leave_in_a_lump_to_one_region(schemes):
    for subject, transactions in schemes["tf-small-donations"]:
        received, sent = _incoming(subject, transactions), _outgoing(subject, transactions)
        assert len(received) >= 25
        assert max(t.amount for t in received) <= 150
        assert 1 <= len(sent) <= 2
        assert len({t.creditor.country for t in sent}) == 1
        assert "US" not in {t.creditor.country for t in sent}
        assert 0.8 < _total(sent) / _total(received) < 1


def test_a_mule_turns_nearly_all_that_comes_in_to_cash_or_crypto_within_hours(schemes):
    for subject, transactions in schemes["mule-account"]:
        received, sent = _incoming(subject, transactions), _outgoing(subject, transactions)
        assert {t.channel for t in sent} <= {"cash", "crypto"}
        assert len({t.debtor.account for t in received}) >= 8
        assert 0.9 < _total(sent) / _total(received) <= 1
        assert max(b.time - a.time for a, b in pairwise(transactions)) < timedelta(days=3)


def test_nothing_is_forwarded_that_has_not_come_in_yet(schemes):
    for typology in ("fan-out", "gather-scatter", "pass-through", "mirrored-with-commission", "mule-account"):
        for subject, transactions in schemes[typology]:
            held = Decimal(0)
            for transaction in transactions:
                held += transaction.amount if _incoming(subject, [transaction]) else -transaction.amount
                assert held >= 0
