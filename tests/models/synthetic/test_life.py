"""Ordinary life is believable: the invariants that false alerts are measured on."""

from collections import Counter, defaultdict
from datetime import timedelta
from itertools import pairwise

import numpy as np
import pytest

from models.synthetic.calendar import ZONE, booking_date, is_business_day
from models.synthetic.places import in_town

_WAGES = ("salary", "payroll", "wages")


@pytest.fixture(scope="module")
def ordinary(town):
    criminal = {number for injection in town.injections for number in injection.transactions}
    return [transaction for transaction in town.transactions if transaction.id not in criminal]


def _customer(party):
    return party.customer if party is not None else None


def _local(transaction):
    return transaction.time.astimezone(ZONE)


def test_salaries_come_on_business_days_from_one_employer_in_plausible_amounts(town, ordinary):
    wages = [t for t in ordinary if t.remittance in _WAGES and _customer(t.creditor)]
    assert all(is_business_day(_local(t).date()) for t in wages)
    employers = defaultdict(set)
    for transaction in wages:
        employers[transaction.creditor.customer].add(transaction.debtor.account)
    assert set(map(len, employers.values())) == {1, 2}
    assert sum(len(firms) == 2 for firms in employers.values()) < 0.1 * len(employers)
    employed = [customer for customer, role in town.customers.items() if role in ("employee", "migrant")]
    assert sum(customer in employers for customer in employed) > 0.9 * len(employed)
    monthly = [
        float(t.amount) for t in wages if t.creditor.customer in employed and len(employers[t.creditor.customer]) == 1
    ]
    assert 1000 < np.median(monthly) < 5000
    assert np.quantile(monthly, [0.001, 0.999]) == pytest.approx([1500, 9000], rel=0.8)


def test_a_payroll_run_pays_all_staff_of_an_employer_within_minutes(ordinary):
    runs = defaultdict(list)
    for transaction in ordinary:
        if transaction.remittance in _WAGES:
            runs[transaction.debtor.account, _local(transaction).date()].append(transaction.time)
    assert max(map(len, runs.values())) >= 15
    assert all(max(times) - min(times) < timedelta(minutes=10) for times in runs.values())


def test_rents_are_paid_once_a_month_and_take_a_part_of_what_comes_in(town, ordinary):
    rents = [t for t in ordinary if t.purpose == "RENT" and town.customers.get(_customer(t.debtor)) == "employee"]
    per_month = Counter((t.debtor.customer, _local(t).month) for t in rents)
    assert np.mean(list(per_month.values())) < 1.1
    assert 700 < np.median([float(t.amount) for t in rents]) < 2500


def test_cash_has_one_side_and_a_place_and_the_business_day_it_belongs_to(ordinary):
    for transaction in ordinary:
        if transaction.channel == "cash":
            assert (transaction.debtor is None) != (transaction.creditor is None)
            assert transaction.place.branch is not None or not in_town(transaction.place)
            assert transaction.booking_date == booking_date(transaction.time)
        else:
            assert transaction.debtor is not None
            assert transaction.creditor is not None


def test_branches_serve_in_opening_hours_only(town):
    for transaction in town.transactions:
        if transaction.initiation == "branch":
            assert is_business_day(_local(transaction).date())
            in_the_west = transaction.place is not None and not in_town(transaction.place)
            assert 9 <= _local(transaction).hour < (20 if in_the_west else 17)


def test_machines_give_and_persons_take_notes(ordinary):
    drawn = [t.amount for t in ordinary if t.initiation == "machine" and t.debtor and in_town(t.place)]
    assert len(drawn) > 2000
    assert all(amount % 20 == 0 for amount in drawn)


def test_people_shop_on_saturdays_and_sleep_at_night(ordinary):
    groceries = [_local(t) for t in ordinary if t.merchant_category == "5411" and in_town(t.place)]
    days, hours = Counter(t.weekday() for t in groceries), Counter(t.hour for t in groceries)
    assert days[5] > 1.2 * days[1]
    assert hours[17] > 2 * hours[8]
    assert sum(hours[hour] for hour in range(6)) == 0


def test_a_purchase_by_card_names_its_merchants_category_and_usually_costs_little(ordinary):
    cards = [t for t in ordinary if t.channel == "card"]
    assert all(t.merchant_category for t in cards)
    assert 10 < np.median([float(t.amount) for t in cards]) < 60
    assert len({t.creditor.account for t in cards}) > 200


def test_activity_has_a_heavy_tail(ordinary):
    moved = Counter(_customer(p) for t in ordinary for p in (t.debtor, t.creditor) if _customer(p))
    counts = np.sort(list(moved.values()))
    assert counts[-len(counts) // 100 :].mean() > 5 * np.median(counts)
    value: defaultdict[str | None, float] = defaultdict(float)
    for transaction in ordinary:
        for party in (transaction.debtor, transaction.creditor):
            value[_customer(party)] += float(transaction.amount)
    value.pop(None)
    ranked = np.sort(list(value.values()))
    assert ranked[-len(ranked) // 20 :].sum() > 0.4 * ranked.sum()


def test_every_kind_of_life_is_led_and_none_stands_still(town, ordinary):
    moved = Counter(town.customers[_customer(p)] for t in ordinary for p in (t.debtor, t.creditor) if _customer(p))
    lives = Counter(town.customers.values())
    assert set(lives) == {
        "employee", "pensioner", "student", "freelancer", "migrant", "unemployed", "homemaker", "minor",
        "shop", "restaurant", "trade", "seller", "wholesale", "dealer", "landlord", "office", "charity", "public",
        "remitter",
    }  # fmt: skip
    assert all(moved[life] > 15 * count for life, count in lives.items())


def test_shops_bank_their_takings_and_pay_their_suppliers(town, ordinary):
    banked: Counter[str] = Counter()
    bought: Counter[str] = Counter()
    for transaction in ordinary:
        if transaction.channel == "cash" and town.customers.get(_customer(transaction.creditor)) == "shop":
            banked[transaction.creditor.customer] += 1
        if transaction.purpose == "SUPP" and town.customers.get(_customer(transaction.debtor)) == "shop":
            bought[transaction.debtor.customer] += 1
    shops = [customer for customer, role in town.customers.items() if role == "shop"]
    assert np.median([banked[shop] for shop in shops]) >= 10
    assert np.median([bought[shop] for shop in shops]) >= 5


def test_charities_and_sellers_live_on_many_small_credits(town, ordinary):
    payers, amounts = defaultdict(set), defaultdict(list)
    for transaction in ordinary:
        role = town.customers.get(_customer(transaction.creditor))
        if role in ("charity", "seller") and transaction.debtor is not None:
            payers[transaction.creditor.customer].add(transaction.debtor.account)
            amounts[role].append(float(transaction.amount))
    assert np.median([len(accounts) for accounts in payers.values()]) > 30
    assert np.median(amounts["charity"]) < 80
    assert np.median(amounts["seller"]) < 120


def test_migrants_send_money_to_the_same_country_again_and_again(town, ordinary):
    countries = defaultdict(list)
    for transaction in ordinary:
        by_migrant = (
            transaction.channel == "remittance" and town.customers.get(_customer(transaction.debtor)) == "migrant"
        )
        if by_migrant and transaction.creditor.kind != "money_service":
            countries[transaction.debtor.customer].append(transaction.creditor.country)
    assert len(countries) > 80
    assert all(len(set(visited)) == 1 for visited in countries.values())
    assert len({visited[0] for visited in countries.values()}) > 12


def test_some_honest_people_deal_with_places_at_war(ordinary):
    at_war = {"SY", "YE", "AF", "SO", "SS"}
    assert sum(t.creditor is not None and t.creditor.country in at_war for t in ordinary) > 5


def test_trade_abroad_is_partly_invoiced_in_other_currencies(ordinary):
    assert set(Counter(t.currency for t in ordinary)) == {"USD", "EUR", "GBP", "CAD"}
    for transaction in ordinary:
        if transaction.currency != "USD":
            assert {transaction.debtor.country, transaction.creditor.country} != {"US"}


def test_some_people_have_two_accounts_and_move_money_between_them(ordinary):
    accounts = defaultdict(set)
    for transaction in ordinary:
        for party in (transaction.debtor, transaction.creditor):
            if _customer(party):
                accounts[party.customer].add(party.account)
    assert sum(len(held) == 2 for held in accounts.values()) > 200
    own = [t for t in ordinary if _customer(t.debtor) and _customer(t.debtor) == _customer(t.creditor)]
    assert len(own) > 500


def test_large_honest_sums_happen_to_ordinary_people(town, ordinary):
    large = {
        party.customer
        for t in ordinary
        for party in (t.debtor, t.creditor)
        if t.amount > 20_000 and town.customers.get(_customer(party)) in ("employee", "pensioner", "freelancer")
    }
    assert 15 < len(large) < 200


def test_some_honest_accounts_fall_silent_for_weeks_and_some_of_them_wake(town, ordinary):
    times = defaultdict(list)
    for transaction in ordinary:
        for party in (transaction.debtor, transaction.creditor):
            if town.customers.get(_customer(party)) == "employee":
                times[party.customer].append(transaction.time)
    pauses = [max(b - a for a, b in pairwise(seen)) for seen in times.values() if len(seen) > 10]
    assert sum(pause > timedelta(days=28) for pause in pauses) >= 3
