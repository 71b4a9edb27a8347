import hashlib
import os
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import msgspec
import pytest

from models.synthetic import LEVELS, build, crimes, twins
from models.synthetic.calendar import ZONE
from streams.records import Transaction

_DIGEST = """
import hashlib
from models.synthetic import build
print(hashlib.sha256(b"\\n".join(build(seed=11, subjects=1000, injections=1, twins=1).lines())).hexdigest())
"""


def _digest(town):
    return hashlib.sha256(b"\n".join(town.lines())).hexdigest()


def _customers(transaction):
    return [p for p in (transaction.debtor, transaction.creditor) if p is not None and p.customer is not None]


def test_the_same_seed_gives_the_same_bytes_in_another_process_with_another_hash_seed(small_town):
    environment = {**os.environ, "PYTHONHASHSEED": "4711"}
    done = subprocess.run([sys.executable, "-c", _DIGEST], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == _digest(small_town)


def test_another_seed_gives_other_lives_crimes_and_twins(small_town):
    other = build(seed=12, subjects=1000, injections=1, twins=1)
    assert _digest(other) != _digest(small_town)
    for here, there in ((small_town.injections, other.injections), (small_town.twins, other.twins)):
        assert [scene.typology for scene in here] == [scene.typology for scene in there]
        assert not {(scene.subject, scene.started) for scene in here} & {(each.subject, each.started) for each in there}


def test_crimes_of_other_seeds_and_levels_are_other_crimes():
    only = ["loan-back", "human-trafficking"]

    def amounts(seed, level):
        town = build(seed, subjects=200, injections=1, twins=1, level=level, typologies=only)
        own = {number for scene in (*town.injections, *town.twins) for number in scene.transactions}
        return tuple(t.amount for t in town.transactions if t.id in own)

    drawn = [amounts(seed, level) for seed, level in ((1, "plain"), (1, "disguised"), (1, "expert"), (2, "plain"))]
    assert len(set(drawn)) == len(drawn)


def test_the_default_town_is_as_large_as_the_demo_promises(town):
    assert 100_000 <= len(town.transactions) <= 150_000
    seen = {party.customer for transaction in town.transactions for party in _customers(transaction)}
    assert len(seen) >= 3000
    assert town.transactions[-1].time - town.transactions[0].time > timedelta(days=89)


def test_every_line_is_a_valid_transaction_and_decodes_to_the_record(town):
    decoder = msgspec.json.Decoder(Transaction)
    assert [decoder.decode(line) for line in town.lines()] == town.transactions


def test_transactions_come_in_event_time_order_and_ids_say_nothing_else(town):
    times = [transaction.time for transaction in town.transactions]
    assert times == sorted(times)
    assert [transaction.id for transaction in town.transactions] == [f"T{n:08d}" for n in range(1, len(times) + 1)]


def test_amounts_are_positive_and_have_the_two_decimals_of_their_currency(town):
    for transaction in town.transactions:
        assert transaction.amount > 0
        assert transaction.amount.as_tuple().exponent == -2


def test_nobody_is_paid_by_their_own_account(town):
    assert not [t.id for t in town.transactions if t.debtor and t.creditor and t.debtor.account == t.creditor.account]


def test_no_customer_moves_money_before_the_day_it_came(town):
    for transaction in town.transactions:
        day = transaction.time.astimezone(ZONE).date()
        for party in _customers(transaction):
            assert party.opened is not None
            assert party.opened <= day


def test_some_customers_come_while_the_town_lives_and_lead_an_ordinary_life(town):
    offenders = {subject for injection in town.injections for subject in injection.subjects}
    first = town.transactions[0].time.date()
    new = {p.customer for t in town.transactions for p in _customers(t) if p.opened and p.opened > first}
    assert 80 < len({f"customer:{each}" for each in new} - offenders) < 320


def test_balances_are_sent_for_a_part_of_the_transactions_and_are_never_negative(town):
    balances = [t.balance_after for t in town.transactions if t.balance_after is not None]
    assert 0.3 < len(balances) / len(town.transactions) < 0.9
    assert min(balances) >= Decimal(0)


def test_a_balance_follows_from_the_one_before_it(town):
    """Checked where two movements of an account that send a balance follow each other with no other between them."""
    last: dict[str, Decimal | None] = {}
    checked = 0
    for transaction in town.transactions:
        customers = _customers(transaction)
        if transaction.balance_after is None:
            last.update({party.account: None for party in customers})
            continue
        (party,) = customers
        before = last.get(party.account)
        if before is not None:
            signed = transaction.amount if party is transaction.creditor else -transaction.amount
            assert before + signed == transaction.balance_after
            checked += 1
        last[party.account] = transaction.balance_after
    assert checked > 10_000


@pytest.fixture(scope="module", params=["demo", *LEVELS])
def scenes(request, town, towns_by_level):
    """A town with its injections and twins."""
    staged = town if request.param == "demo" else towns_by_level[request.param]
    return staged, [*staged.injections, *staged.twins]


def test_every_typology_is_injected_as_often_as_asked(town):
    assert Counter(injection.typology for injection in town.injections) == dict.fromkeys(crimes.names(), 6)
    assert town.twins == []


@pytest.mark.parametrize("level", LEVELS)
def test_crimes_and_twins_happen_as_often_as_asked_and_know_their_level(towns_by_level, level):
    town = towns_by_level[level]
    assert Counter(injection.typology for injection in town.injections) == dict.fromkeys(crimes.names(), 2)
    assert Counter(twin.typology for twin in town.twins) == dict.fromkeys(twins.names(), 2)
    assert {(scene.level, scene.twin) for scene in town.injections} == {(level, False)}
    assert {(scene.level, scene.twin) for scene in town.twins} == {(level, True)}


def test_injections_name_transactions_of_the_town_and_when_they_happened(scenes):
    town, staged = scenes
    by_id = {transaction.id: transaction for transaction in town.transactions}
    for scene in staged:
        times = [by_id[number].time for number in scene.transactions]
        assert times == sorted(times)
        assert (times[0], times[-1]) == (scene.started, scene.ended)


def test_no_transaction_belongs_to_two_scenes_and_no_customer_leads_two(scenes):
    _, staged = scenes
    numbers = [number for scene in staged for number in scene.transactions]
    assert len(set(numbers)) == len(numbers)
    leads = [subject for scene in staged for subject in scene.subjects if subject.startswith("customer:")]
    assert len(set(leads)) == len(leads) >= len(staged)


def test_participants_are_the_subjects_of_the_transactions_with_an_offender_in_all_of_them(scenes):
    town, staged = scenes
    by_id = {transaction.id: transaction for transaction in town.transactions}
    for scene in staged:
        subjects = set()
        for number in scene.transactions:
            parties = [party for party in (by_id[number].debtor, by_id[number].creditor) if party is not None]
            assert {_subject(party) for party in parties} & set(scene.subjects)
            subjects |= {_subject(party) for party in parties}
        assert scene.participants == tuple(sorted(subjects))
        assert scene.subjects[0] == f"customer:{scene.subject}"
        assert len(set(scene.subjects)) == len(scene.subjects)
        assert set(scene.subjects) <= subjects


def test_the_institution_takes_part_in_every_transaction(scenes):
    town, _ = scenes
    assert all(_customers(transaction) for transaction in town.transactions)


def _subject(party):
    if party.customer:
        return f"customer:{party.customer}"
    return f"wallet:{party.wallet}" if party.wallet else f"account:{party.account}"


def test_most_customers_take_no_part_in_any_injection(town):
    participants = {subject for injection in town.injections for subject in injection.participants}
    customers = {subject for subject in participants if subject.startswith("customer:")}
    assert len(customers) < 0.5 * len(town.customers)


def test_crimes_leave_the_life_of_others_as_it_was():
    def ordinary(town):
        staged = {number for scene in (*town.injections, *town.twins) for number in scene.transactions}
        return Counter(
            (t.time, t.amount, t.debtor and t.debtor.account, t.creditor and t.creditor.account)
            for t in town.transactions
            if t.id not in staged
        )

    without = build(seed=3, subjects=400, typologies=[])
    with_crimes = build(seed=3, subjects=400, injections=2, twins=2, typologies=["fan-in", "pass-through"])
    assert {injection.typology for injection in with_crimes.injections} == {"fan-in", "pass-through"}
    assert ordinary(with_crimes) == ordinary(without)


@pytest.mark.parametrize(("seed", "level"), list(enumerate(LEVELS)))
def test_towns_of_other_seeds_sizes_and_seasons_can_be_built(seed, level):
    start = datetime(2024, 5, 1, tzinfo=UTC) + timedelta(days=120 * seed)
    town = build(seed, 1000 + 50 * seed, 90 + 20 * seed, 1, start, twins=1, level=level)
    assert len(town.injections) == len(town.twins) == len(crimes.names())
    assert town.transactions[0].time >= start


def test_a_start_without_zone_is_refused():
    with pytest.raises(ValueError, match="zone"):
        build(start=datetime(2025, 2, 3))


def test_an_unknown_typology_is_refused_by_name():
    with pytest.raises(ValueError, match="fan-inn"):
        build(subjects=300, typologies=["fan-inn"])


def test_a_life_too_short_for_a_crime_is_refused_with_the_crimes_name():
    with pytest.raises(ValueError, match=r"dormant-reactivation cannot be injected: 60 days are too few"):
        build(subjects=300, days=60, injections=1, typologies=["dormant-reactivation"])


def test_a_town_too_small_for_its_crimes_is_refused():
    with pytest.raises(ValueError, match="more subjects"):
        build(subjects=200, injections=40, typologies=["mule-account"])
