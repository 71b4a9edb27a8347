"""Nothing but the shape of what is done tells a crime from a life."""

import re
from collections import Counter, defaultdict

import msgspec
import pytest

from models.synthetic.calendar import ZONE


@pytest.fixture(scope="module", params=["town", "disguised_town"])
def sides(request):
    """The town with its transactions told apart: ordinary, criminal."""
    town = request.getfixturevalue(request.param)
    criminal = {number for injection in town.injections for number in injection.transactions}
    ordinary = [t for t in town.transactions if t.id not in criminal]
    return town, ordinary, [t for t in town.transactions if t.id in criminal]


def _filled(value, path=""):
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _filled(inner, f"{path}.{key}")
    else:
        yield path


def _kinds(transaction):
    return (
        transaction.channel,
        transaction.debtor is not None and transaction.debtor.customer is not None,
        transaction.creditor is not None and transaction.creditor.customer is not None,
    )


def test_crimes_fill_no_field_that_ordinary_life_leaves_empty(sides):
    _, ordinary, criminal = sides
    honest = defaultdict(set)
    for transaction in ordinary:
        honest[_kinds(transaction)].update(_filled(msgspec.to_builtins(transaction)))
    for transaction in criminal:
        assert set(_filled(msgspec.to_builtins(transaction))) <= honest[_kinds(transaction)]


def test_crimes_leave_no_field_empty_that_ordinary_life_always_fills(sides):
    _, ordinary, criminal = sides
    always: dict[tuple[str, bool, bool], set[str]] = {}
    for transaction in ordinary:
        filled = set(_filled(msgspec.to_builtins(transaction)))
        always[_kinds(transaction)] = always.get(_kinds(transaction), filled) & filled
    for transaction in criminal:
        assert set(_filled(msgspec.to_builtins(transaction))) >= always[_kinds(transaction)]


def test_words_and_purposes_of_crimes_are_those_of_ordinary_life(sides):
    _, ordinary, criminal = sides

    def wordings(transactions):
        return {(t.channel, t.purpose, re.sub(r"\d+", "1", t.remittance or "")) for t in transactions}

    assert wordings(criminal) <= wordings(ordinary)


def test_ids_and_names_of_parties_follow_one_pattern(sides):
    town, ordinary, criminal = sides

    def patterns(transactions):
        return {
            tuple(re.sub(r"\d+", "1", text or "") for text in (party.account, party.customer, party.name))
            for t in transactions
            for party in (t.debtor, t.creditor)
            if party is not None
        }

    assert patterns(criminal) <= patterns(ordinary)
    numbers = sorted(int(injection.subject[1:]) for injection in town.injections)
    assert 0.3 < sum(number > len(town.customers) / 2 for number in numbers) / len(numbers) < 0.7


def test_crimes_are_done_in_the_hours_in_which_such_things_are_done(sides):
    _, ordinary, criminal = sides

    def by_hour(transactions):
        hours: defaultdict[str, Counter[int]] = defaultdict(Counter)
        for transaction in transactions:
            hours[transaction.initiation or "elsewhere"][transaction.time.astimezone(ZONE).hour] += 1
        return hours

    honest, crooked = by_hour(ordinary), by_hour(criminal)
    for initiation, hours in crooked.items():
        assert all(honest[initiation][hour] for hour in hours)
        night = sum(hours[hour] for hour in range(2, 6)) / hours.total()
        assert night <= sum(honest[initiation][hour] for hour in range(2, 6)) / honest[initiation].total() + 0.04


def test_moments_of_crimes_are_as_uneven_as_others(sides):
    _, _, criminal = sides
    assert len({t.time.microsecond for t in criminal}) > 500
    assert max(Counter(t.time.second for t in criminal).values()) < 2 * len(criminal) / 60


def test_partners_in_crime_are_partly_customers_partly_known_elsewhere_and_partly_never_seen(sides):
    town, ordinary, _ = sides
    known = {f"account:{p.account}" for t in ordinary for p in (t.debtor, t.creditor) if p and not p.customer}
    partners = {
        subject
        for injection in town.injections
        for subject in injection.participants
        if subject != f"customer:{injection.subject}"
    }
    here = {subject for subject in partners if subject.startswith("customer:")}
    assert 0.1 < len(here) / len(partners) < 0.5
    assert 0.1 < len(partners & known) / len(partners) < 0.6


def test_ordinary_life_knows_accounts_that_appear_only_once(sides):
    _, ordinary, _ = sides
    seen = Counter(p.account for t in ordinary for p in (t.debtor, t.creditor) if p and not p.customer)
    once = sum(
        any(p and not p.customer and seen[p.account] == 1 for p in (t.debtor, t.creditor))
        for t in ordinary
        if t.channel == "transfer"
    )
    assert once > 0.03 * sum(t.channel == "transfer" for t in ordinary)


def test_offenders_lead_an_ordinary_life_beside_their_crime(sides):
    town, ordinary, _ = sides
    moved = Counter(p.customer for t in ordinary for p in (t.debtor, t.creditor) if p and p.customer)
    new_or_silent = ("dormant-reactivation", "mule-account", "early-life-surge")
    of_long_standing = [i for i in town.injections if i.typology not in new_or_silent]
    assert sum(moved[i.subject] >= 5 for i in of_long_standing) > 0.9 * len(of_long_standing)
    assert all(moved[i.subject] for i in town.injections if i.typology == "dormant-reactivation")
