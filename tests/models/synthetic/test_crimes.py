"""Each crime has the shape that its sources describe, at the legal thresholds and nowhere by accident."""

from collections import Counter, defaultdict
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest

from models.synthetic import build
from models.synthetic.calendar import ZONE, booking_date
from models.synthetic.places import in_town

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


def _with(subject, transactions):
    """The other parties of a subject's transactions."""
    sides = [party for t in transactions for party in (t.debtor, t.creditor) if party is not None]
    return [party for party in sides if party.customer != subject]


def _sums_by_day(transactions):
    days: Counter[date] = Counter()
    for transaction in transactions:
        days[booking_date(transaction.time)] += transaction.amount
    return days


def test_structured_withdrawals_stay_below_the_report_on_each_day_and_are_above_it_together(schemes):
    for subject, transactions in schemes["cash-withdrawal-structuring"]:
        days = _sums_by_day(t for t in _outgoing(subject, transactions) if t.channel == "cash")
        assert max(days.values()) < 10_000 < sum(days.values())
        assert len(days) >= 3


def test_instruments_are_bought_for_less_than_what_is_recorded(schemes):
    for _, transactions in schemes["monetary-instrument-structuring"]:
        assert len(transactions) >= 4
        assert {t.product for t in transactions} == {"monetary_instrument"}
        assert all(2390 <= t.amount < 3000 for t in transactions)


def test_cash_of_a_day_is_spread_over_places(schemes):
    for _, transactions in schemes["multi-branch-deposits"]:
        places = defaultdict(set)
        for transaction in transactions:
            places[transaction.booking_date].add(transaction.place.branch)
        assert min(map(len, places.values())) >= 3
        assert len(transactions) == sum(map(len, places.values()))


def test_a_stolen_login_pays_new_people_from_a_device_that_the_owner_never_used(town, schemes):
    for subject, transactions in schemes["account-takeover-drain"]:
        own = {t.id for t in transactions}
        usual = {t.device for t in _outgoing(subject, town.transactions) if t.id not in own and t.device}
        assert usual
        assert len({t.device for t in transactions} | usual) == len(usual) + 1
        paid = {t.creditor.account for t in _outgoing(subject, town.transactions) if t.creditor and t.id not in own}
        assert sum(t.creditor.account in paid for t in transactions) <= 1


def test_a_false_supplier_has_the_name_of_the_known_one_and_another_account(schemes):
    payers = [each for subject, each in schemes["business-email-compromise"] if not _incoming(subject, each)]
    assert payers
    for transactions in payers:
        *known, diverted = transactions
        (account,) = {t.creditor.account for t in known}
        assert {t.creditor.name for t in known} == {diverted.creditor.name}
        assert diverted.creditor.account != account


def test_whoever_takes_in_a_diverted_payment_or_a_scams_proceeds_sends_nearly_all_of_it_on_within_days(schemes):
    for typology, payers in (("business-email-compromise", 1), ("scam-victim", 3)):
        for subject, transactions in schemes[typology]:
            if received := _incoming(subject, transactions):
                sent = _outgoing(subject, transactions)
                assert len({t.debtor.customer or t.debtor.account for t in received}) >= payers
                assert 0.85 * float(_total(received)) < _total(sent) < _total(received)
                assert sent[-1].time - received[-1].time < timedelta(days=4)


def test_a_card_is_used_where_no_aeroplane_could_be_yet(schemes):
    for subject, transactions in schemes["impossible-travel"]:
        here, *there = _outgoing(subject, transactions)
        assert in_town(here.place)
        assert not any(in_town(t.place) for t in there)
        assert there[0].time - here.time < timedelta(hours=3.1)


def test_cheques_go_to_and_fro_and_some_come_back(schemes):
    for subject, transactions in schemes["check-kiting"]:
        assert {t.channel for t in transactions} == {"cheque"}
        returned = [t for t in transactions if t.original is not None]
        assert 1 <= len(returned) <= 3
        drawn = [t for t in transactions if t.original is None]
        assert abs(len(_incoming(subject, drawn)) - len(_outgoing(subject, drawn))) <= 1


def test_duplicates_are_one_payment_over_and_over_within_an_hour_or_so(schemes):
    for _, transactions in schemes["duplicate-payments"]:
        assert len(transactions) >= 4
        assert len({(t.amount, t.creditor.account, t.remittance) for t in transactions}) == 1


def test_similar_amounts_differ_by_little(schemes):
    for subject, transactions in schemes["similar-amounts"]:
        amounts = [t.amount for t in _outgoing(subject, transactions)] or [t.amount for t in transactions]
        assert len(amounts) >= 5
        assert max(amounts) < 2 * min(amounts)


def test_made_up_amounts_begin_with_every_digit_alike(schemes):
    digits = Counter(str(t.amount)[0] for _, transactions in schemes["benford-deviation"] for t in transactions)
    assert set(digits) == set("3456789")
    assert max(digits.values()) < 1.5 * min(digits.values())


@pytest.mark.parametrize(
    ("typology", "fact"),
    [
        ("off-scope-salary", lambda party: party.employee),
        ("pep-unusual", lambda party: party.pep or party.related_pep),
        ("tf-npo-diversion", lambda party: party.kind == "npo"),
        ("underground-bank-mirror", lambda party: party.occupation or party.identifiers),
        ("new-payee-large", lambda party: party.opened),
    ],
)
def test_offenders_are_who_the_crime_needs_and_the_institution_knows_it(schemes, typology, fact):
    for subject, transactions in schemes[typology]:
        parties = [p for t in transactions for p in (t.debtor, t.creditor) if p and p.customer == subject]
        assert all(map(fact, parties))


@pytest.mark.parametrize("typology", ["sanctions-match", "crypto-kiosk-and-mixer"])
def test_listed_parties_are_on_the_list_that_the_town_has(town, schemes, typology):
    listed = {entry.value for entry in town.watch}
    found = []
    for subject, transactions in schemes[typology]:
        others = _with(subject, transactions)
        found.append(any((p.name or "").casefold() in listed or p.wallet in listed for p in others))
    assert all(found) if typology == "sanctions-match" else any(found)


def test_a_loan_is_repaid_within_weeks_with_money_that_came_before_each_payment(schemes):
    for subject, transactions in schemes["loan-back"]:
        loan, *later = transactions
        repaid = [t for t in later if t.product == "loan" or t.purpose == "LOAR"]
        assert loan.product == "loan"
        assert _incoming(subject, [loan])
        assert 0.6 < _total(repaid) / loan.amount <= 1.06


@pytest.mark.parametrize("typology", ["illegal-logging", "oil-and-minerals-smuggling", "wmd-front-company"])
def test_smuggled_goods_mostly_have_no_shipping_papers_and_come_from_abroad(schemes, typology):
    goods = [t for _, transactions in schemes[typology] for t in transactions if t.commodity is not None]
    assert len(goods) >= 12
    assert sum(t.shipment is not None for t in goods) < 0.35 * len(goods)
    assert all({t.debtor.country, t.creditor.country} != {"US"} for t in goods)


def test_a_diverted_partner_takes_over_where_the_regular_one_ended(schemes):
    for subject, transactions in schemes["sanctions-evasion"]:
        partners = [t.debtor.account for t in _incoming(subject, transactions)]
        old, new = partners[0], partners[-1]
        assert old != new
        assert partners == [old] * partners.count(old) + [new] * partners.count(new)
        gap = max(b.time - a.time for a, b in pairwise(transactions))
        assert gap > timedelta(days=10)
        assert {t.debtor.kind for t in transactions} <= {"business", None}


def test_who_leaves_for_a_war_is_silent_at_home_afterwards(town, schemes):
    for subject, transactions in schemes["ftf-outbound"]:
        own = {t.id for t in transactions}
        after = [
            t
            for t in town.transactions
            if t.id not in own
            and t.time > transactions[-1].time
            and subject in {p.customer for p in (t.debtor, t.creditor) if p}
        ]
        assert after == []
        assert any(t.travel_destination not in (None, "US") for t in transactions)
        assert not in_town(transactions[-1].place)


def test_who_comes_back_from_a_war_was_silent_for_two_months(town, schemes):
    for subject, _ in schemes["ftf-returnee"]:
        times = [t.time for t in town.transactions if subject in {p.customer for p in (t.debtor, t.creditor) if p}]
        assert max(b - a for a, b in pairwise(times)) >= timedelta(days=61)


def test_a_funnel_fills_in_many_towns_and_empties_in_one(schemes):
    for subject, transactions in schemes["narcotics-funnel"]:
        towns = {(round(t.place.latitude), round(t.place.longitude)) for t in _incoming(subject, transactions)}
        assert len(towns) >= 3
        assert not any(in_town(t.place) for t in _incoming(subject, transactions))
        assert _outgoing(subject, transactions)
        assert _total(_outgoing(subject, transactions)) < _total(_incoming(subject, transactions))


def test_a_nested_correspondent_carries_payments_in_many_names_from_few_banks(schemes):
    for subject, transactions in schemes["nested-correspondent"]:
        received = _incoming(subject, transactions)
        assert len({t.debtor.account for t in received}) <= 3
        assert len({t.ultimate_debtor.name for t in received}) > 0.9 * len(received) >= 14


def test_an_invoice_is_paid_twice_or_its_goods_have_no_market_price(schemes):
    for _, transactions in schemes["trade-misinvoicing"]:
        invoices = Counter(t.invoice for t in transactions)
        assert None not in invoices
        assert all(t.commodity is not None for t in transactions)
        assert len(invoices) in (1, len(transactions))


def test_a_kickback_is_the_same_share_of_every_public_payment(schemes):
    for subject, transactions in schemes["procurement-kickback"]:
        received, sent = _incoming(subject, transactions), _outgoing(subject, transactions)
        assert {t.debtor.kind for t in received} == {"public"}
        assert len({t.creditor.account for t in sent}) == 1
        shares = sorted(float(b.amount / a.amount) for a, b in zip(received, sent, strict=True))
        assert shares[0] > 0.045
        assert shares[-1] < 1.05 * shares[0] < 0.22


@pytest.mark.parametrize("typology", ["tf-self-funding", "tf-online-fundraising", "wmd-it-worker", "crypto-layering"])
def test_most_of_what_comes_in_is_gone_again(schemes, typology):
    for subject, transactions in schemes[typology]:
        received, sent = _incoming(subject, transactions), _outgoing(subject, transactions)
        assert 0.6 < _total(sent) / _total(received) <= 1
        assert received[0].time < sent[0].time


def test_remittances_to_a_conflict_go_to_many_people_there(schemes):
    for subject, transactions in schemes["tf-remittance-fanout"]:
        assert len({p.account for p in _with(subject, transactions)}) >= 6
        (country,) = {p.country for p in _with(subject, transactions)}
        assert country != "US"
