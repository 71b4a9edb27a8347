"""Nothing but the shape of what is done tells a crime from a life.

The honest side is ordinary life and the twins together: a listed name or goods from a war belong to what a typology is
about, and are told by honest people too.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from typing import Any

import msgspec
import pytest

from models.synthetic import LEVELS, crimes
from models.synthetic.calendar import ZONE, booking_date
from models.synthetic.places import in_town
from streams.records import Party, Transaction

_IN_PERSON = ("branch", "machine", "card_present")


def _staged(town):
    """Ids of the transactions of crimes, and of twins."""
    criminal = {number for injection in town.injections for number in injection.transactions}
    return criminal, {number for twin in town.twins for number in twin.transactions}


@pytest.fixture(scope="module", params=["demo", *LEVELS])
def sides(request, town, towns_by_level):
    """A town with its transactions told apart: ordinary or of a twin, criminal."""
    staged = town if request.param == "demo" else towns_by_level[request.param]
    criminal, _ = _staged(staged)
    honest = [t for t in staged.transactions if t.id not in criminal]
    return staged, honest, [t for t in staged.transactions if t.id in criminal]


@pytest.fixture(scope="module")
def lives(town, honest_town, towns_by_level):
    """Ordinary life of all towns."""
    found: list[Transaction] = []
    for staged in (town, honest_town, *towns_by_level.values()):
        criminal, twins = _staged(staged)
        found += [t for t in staged.transactions if t.id not in criminal and t.id not in twins]
    return found


@pytest.fixture(scope="module")
def honest_side(lives, towns_by_level):
    """Ordinary life of all towns, and the twins."""
    found = list(lives)
    for staged in towns_by_level.values():
        _, twins = _staged(staged)
        found += [t for t in staged.transactions if t.id in twins]
    return found


@pytest.fixture(scope="module")
def by_typology(town, towns_by_level):
    """All transactions of crimes, by typology."""
    found: defaultdict[str, list[Transaction]] = defaultdict(list)
    for staged in (town, *towns_by_level.values()):
        by_id = {t.id: t for t in staged.transactions}
        for injection in staged.injections:
            found[injection.typology] += [by_id[number] for number in injection.transactions]
    return found


def _fields(record):
    """The fields that are filled; what the institution knows of its own customers is theirs, whatever they do."""
    found: set[str] = set()
    for name in record.__struct_fields__:
        inner = getattr(record, name)
        if inner is None:
            continue
        if isinstance(inner, Party):
            told = (
                ("customer",) if inner.customer else ("account", "name", "kind", "country", "wallet", "born", "opened")
            )
            found |= {f"{name}.{each}" for each in told if getattr(inner, each) is not None}
        elif isinstance(inner, msgspec.Struct):
            found |= {f"{name}.{each}" for each in _fields(inner)}
        else:
            found.add(name)
    return found


def _here(party):
    return party is not None and party.customer is not None


def _kinds(transaction):
    return transaction.channel, _here(transaction.debtor), _here(transaction.creditor)


def _pattern(text):
    return re.sub(r"\d+", "1", text) if text else text


def _parties(transaction):
    return [party for party in (transaction.debtor, transaction.creditor) if party is not None]


@pytest.fixture(scope="module")
def usual_fields(honest_side):
    """The fields that the honest side fills, and those that it always fills, by channel and sides."""
    some: defaultdict[tuple[str, bool, bool], set[str]] = defaultdict(set)
    always: dict[tuple[str, bool, bool], set[str]] = {}
    for transaction in honest_side:
        kinds, filled = _kinds(transaction), _fields(transaction)
        some[kinds] |= filled
        always[kinds] = always.get(kinds, filled) & filled
    return some, always


@pytest.mark.parametrize("typology", crimes.names())
def test_crimes_fill_no_field_that_the_honest_side_leaves_empty_and_leave_none_empty_that_it_fills(
    by_typology, usual_fields, typology
):
    some, always = usual_fields
    for transaction in by_typology[typology]:
        kinds = _kinds(transaction)
        assert always[kinds] <= _fields(transaction) <= some[kinds]


_SAID: dict[str, Callable[[Transaction], Iterable[Any]]] = {
    "purpose and words": lambda t: [(t.channel, t.purpose, _pattern(t.remittance))],
    "merchant category": lambda t: [(t.channel, t.merchant_category, t.initiation)],
    "goods": lambda t: [(t.channel, t.commodity.hs, t.commodity.unit)] if t.commodity else [],
    "product": lambda t: [(t.channel, t.product, t.initiation, t.purpose)],
    "papers": lambda t: [(name, _pattern(getattr(t, name))) for name in ("invoice", "shipment", "consignee")],
    "device": lambda t: [(t.channel, t.initiation, _pattern(t.device))],
    "return": lambda t: [(t.channel, t.original is not None, t.purpose, _pattern(t.remittance))],
    "journey": lambda t: [(t.channel, t.travel_destination is not None, t.merchant_category)],
    "initiation": lambda t: [(_kinds(t), t.initiation)],
    "place": lambda t: [
        (t.channel, t.initiation, in_town(t.place), _pattern(t.place.branch), t.place.latitude is not None)
        if t.place
        else (t.channel, t.initiation)
    ],
    "party": lambda t: [
        (_pattern(p.account), _pattern(p.customer), _pattern(p.name), p.kind, _pattern(p.wallet)) for p in _parties(t)
    ],
    "identifiers": lambda t: [
        tuple((name, _pattern(told)) for name, told in p.identifiers.items()) for p in _parties(t)
    ],
    "third party": lambda t: [
        (_pattern(p.name), p.kind, _pattern(p.account), p.country == "US")
        for p in (t.ultimate_debtor, t.ultimate_creditor, t.conductor)
        if p is not None
    ],
    "agent": lambda t: [
        re.sub(f"{p.country}30$", "CC30", agent or "")[:3] + (agent or "")[6:]
        if p.country == "US"
        else re.sub(r"^BNK[A-F]" + (p.country or "") + "30$", "BNK", agent or "")
        for agent, p in ((t.debtor_agent, t.debtor), (t.creditor_agent, t.creditor))
        if p is not None
    ],
    "country": lambda t: [
        (p is t.debtor, p.country) for p in (t.debtor, t.creditor) if p is not None and not p.customer
    ],
    "currency": lambda t: [(t.channel, t.currency)],
}
"""What a transaction says, each a list of things that ordinary people must say too."""


@pytest.fixture(scope="module")
def honestly_said(honest_side):
    return {what: {said for t in honest_side for said in says(t)} for what, says in _SAID.items()}


@pytest.mark.parametrize("typology", crimes.names())
@pytest.mark.parametrize("what", _SAID)
def test_what_crimes_say_honest_people_say_too(by_typology, honestly_said, what, typology):
    said = {said for transaction in by_typology[typology] for said in _SAID[what](transaction)}
    assert said <= honestly_said[what]


@pytest.mark.parametrize(
    "what", ["merchant category", "product", "purpose and words", "party", "identifiers", "journey"]
)
def test_ordinary_life_alone_says_what_does_not_belong_to_a_typology(by_typology, lives, what):
    ordinary = {said for transaction in lives for said in _SAID[what](transaction)}
    assert {said for transactions in by_typology.values() for t in transactions for said in _SAID[what](t)} <= ordinary


def test_customers_who_offend_are_numbered_like_all_others(sides):
    staged, _, _ = sides
    numbers = sorted(int(injection.subject[1:]) for injection in staged.injections)
    assert 0.3 < sum(number > len(staged.customers) / 2 for number in numbers) / len(numbers) < 0.7


def test_crimes_are_done_in_the_hours_in_which_such_things_are_done(sides, lives):
    _, _, criminal = sides

    def by_hour(transactions):
        hours: defaultdict[str, Counter[int]] = defaultdict(Counter)
        for transaction in transactions:
            hours[transaction.initiation or "elsewhere"][transaction.time.astimezone(ZONE).hour] += 1
        return hours

    honest, crooked = by_hour(lives), by_hour(criminal)
    for initiation, hours in crooked.items():
        assert all(honest[initiation][hour] for hour in hours)
        night = sum(hours[hour] for hour in range(2, 6)) / hours.total()
        assert night <= sum(honest[initiation][hour] for hour in range(2, 6)) / honest[initiation].total() + 0.04


def test_crimes_are_done_on_the_days_on_which_such_things_are_done(by_typology, lives):
    def by_day(transactions):
        return {(t.channel, t.initiation, t.time.astimezone(ZONE).weekday()) for t in transactions}

    assert by_day([t for transactions in by_typology.values() for t in transactions]) <= by_day(lives)


def test_moments_of_crimes_are_as_uneven_as_others(sides):
    _, _, criminal = sides
    assert len({t.time.microsecond for t in criminal}) > 500
    assert max(Counter(t.time.second for t in criminal).values()) < 2 * len(criminal) / 60


def test_cash_of_crimes_is_booked_on_the_business_day_it_belongs_to_and_nothing_else_is_booked(by_typology):
    for transactions in by_typology.values():
        for transaction in transactions:
            expected = booking_date(transaction.time) if transaction.channel == "cash" else None
            assert transaction.booking_date == expected


def test_cash_of_crimes_is_made_of_notes_and_a_machine_gives_no_more_than_its_limit(by_typology):
    for transactions in by_typology.values():
        for transaction in transactions:
            if transaction.channel == "cash":
                assert transaction.amount % 1 == 0
            if transaction.channel == "cash" and transaction.initiation == "machine" and transaction.debtor:
                assert transaction.amount % 20 == 0
                assert transaction.amount <= 1000


def test_remittances_of_honest_people_are_of_odd_and_of_round_sums(lives):
    sent = [t.amount for t in lives if t.channel == "remittance" and t.debtor.customer]
    assert 0.1 < sum(amount % 1 != 0 for amount in sent) / len(sent) < 0.5


def test_balances_come_with_a_crime_where_they_come_with_the_offenders_ordinary_life(sides):
    staged, honest, criminal = sides

    def told(transactions):
        for t in transactions:
            if t.currency == "USD" and _here(t.debtor) != _here(t.creditor):
                yield (t.debtor if _here(t.debtor) else t.creditor).customer, t.balance_after is not None

    usual = dict(told(honest))
    assert all(sent == usual.get(customer, sent) for customer, sent in told(criminal))
    offenders = [usual[injection.subject] for injection in staged.injections if injection.subject in usual]
    assert sum(offenders) / len(offenders) == pytest.approx(sum(usual.values()) / len(usual), abs=0.12)


def test_devices_of_offenders_are_seen_as_often_as_those_of_others(sides):
    _, honest, criminal = sides

    def seen(transactions):
        online = [t.device is not None for t in transactions if t.initiation == "online" and _here(t.debtor)]
        return sum(online) / len(online)

    assert seen(criminal) == pytest.approx(seen(honest), abs=0.12)


def test_partners_in_crime_are_partly_customers_partly_known_elsewhere_and_partly_never_seen(sides):
    staged, honest, _ = sides
    known = {f"account:{p.account}" for t in honest for p in _parties(t) if not p.customer}
    partners = {
        subject
        for injection in staged.injections
        for subject in injection.participants
        if subject not in injection.subjects
    }
    here = {subject for subject in partners if subject.startswith("customer:")}
    assert 0.1 < len(here) / len(partners) < 0.5
    assert 0.1 < len(partners & known) / len(partners) < 0.6


def test_ordinary_life_knows_accounts_that_appear_only_once(sides):
    _, honest, _ = sides
    seen = Counter(p.account for t in honest for p in _parties(t) if not p.customer)
    transfers = [t for t in honest if t.channel == "transfer"]
    once = sum(any(not p.customer and seen[p.account] == 1 for p in _parties(t)) for t in transfers)
    assert once > 0.03 * len(transfers)


_NEW_OR_SILENT = {
    "dormant-reactivation", "mule-account", "early-life-surge", "ftf-outbound", "ftf-returnee", "human-smuggling",
    "narcotics-funnel", "cyber-mule-network",
}  # fmt: skip


def test_offenders_lead_an_ordinary_life_beside_their_crime(sides):
    staged, honest, _ = sides
    moved = Counter(p.customer for t in honest for p in _parties(t) if p.customer)
    of_long_standing = [i for i in staged.injections if i.typology not in _NEW_OR_SILENT]
    assert sum(moved[i.subject] >= 5 for i in of_long_standing) > 0.9 * len(of_long_standing)
    assert all(moved[i.subject] for i in staged.injections if i.typology == "dormant-reactivation")


def test_twins_are_led_by_people_who_live_beside_it(towns_by_level):
    for staged in towns_by_level.values():
        criminal, twins = _staged(staged)
        ordinary = [t for t in staged.transactions if t.id not in criminal and t.id not in twins]
        moved = Counter(p.customer for t in ordinary for p in _parties(t) if p.customer)
        of_long_standing = [i for i in staged.twins if i.typology not in _NEW_OR_SILENT]
        assert sum(moved[i.subject] >= 5 for i in of_long_standing) > 0.9 * len(of_long_standing)


def test_what_is_done_in_person_has_a_place_in_crimes_too(by_typology):
    for transactions in by_typology.values():
        for transaction in transactions:
            if transaction.initiation in _IN_PERSON and transaction.channel != "cheque":
                assert transaction.place is not None
