"""Phones, addresses and devices are told and shared in ordinary life too."""

from collections import defaultdict

import pytest

from models.synthetic.calendar import Calendar
from models.synthetic.contacts import register
from models.synthetic.population import Population
from models.synthetic.town import START
from models.synthetic.world import stream


@pytest.fixture(scope="module")
def population():
    people = Population(stream(1, "population"), Calendar(START, 90), 1500)
    register(stream(1, "contacts"), people)
    return people


def _sharers(population, name):
    found = defaultdict(list)
    for customer in population.customers:
        if name in customer.identifiers:
            found[customer.identifiers[name]].append(customer)
    return [group for group in found.values() if len(group) > 1]


@pytest.mark.parametrize(("name", "share"), [("phone", 0.86), ("address", 0.93)])
def test_most_customers_have_told_it_and_some_have_not(population, name, share):
    told = sum(name in customer.identifiers for customer in population.customers)
    assert told / len(population.customers) == pytest.approx(share, abs=0.03)


def test_families_share_an_address_and_few_a_phone(population):
    addresses, phones = _sharers(population, "address"), _sharers(population, "phone")
    assert len(addresses) > 100
    assert 5 < len(phones) < len(addresses) / 2
    assert max(len(group) for group in phones) <= 4


def test_many_at_one_address_are_students_of_a_dormitory(population):
    large = [group for group in _sharers(population, "address") if len(group) >= 6]
    assert large
    assert sum({customer.role for customer in group} == {"student"} for group in large) > len(large) / 2


def test_some_of_a_household_use_the_same_device(population):
    used = defaultdict(set)
    for customer in population.customers:
        for _, device in customer.devices:
            used[device].add(customer.id)
    assert 5 < sum(len(users) > 1 for users in used.values()) < 0.1 * len(used)
    assert max(len(users) for users in used.values()) <= 4


def test_firms_have_a_phone_of_their_own(population):
    assert all({customer.kind for customer in group} == {"person"} for group in _sharers(population, "phone"))


def test_no_number_or_address_is_given_out_twice(population):
    rng = stream(2, "contacts")
    contacts = register(stream(1, "contacts"), Population(stream(1, "population"), Calendar(START, 90), 300))
    assert len({contacts.phone(rng) for _ in range(500)}) == 500
    assert len({contacts.address(rng) for _ in range(500)}) == 500


def test_entering_contacts_leaves_everything_else_of_the_people_as_it_was(population):
    without = Population(stream(1, "population"), Calendar(START, 90), 1500)
    for here, there in zip(population.customers, without.customers, strict=True):
        assert (here.id, here.opened, here.income, here.main.id) == (
            there.id,
            there.opened,
            there.income,
            there.main.id,
        )
        assert [day for day, _ in here.devices] == [day for day, _ in there.devices]
