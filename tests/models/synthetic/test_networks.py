"""Each crime of a network has its shape at every level, and each twin lacks what makes it one."""

from collections import Counter, defaultdict
from datetime import timedelta
from inspect import get_annotations

import pytest

from models.synthetic import LEVELS, build, crimes

_TIMES = 4


@pytest.fixture(scope="module", params=LEVELS)
def schemes(request):
    """The injections and twins of networks in one town, with their transactions, by typology."""
    town = build(
        41,
        2600,
        injections=_TIMES,
        twins=_TIMES,
        level=request.param,
        typologies=[*crimes.NETWORKS, "underground-bank-mirror"],
    )
    by_id = {transaction.id: transaction for transaction in town.transactions}
    found = defaultdict(list)
    for scene in (*town.injections, *town.twins):
        transactions = [by_id[number] for number in scene.transactions]
        found[scene.typology, scene.twin].append((scene, transactions))
    return found


def _subject(party):
    return f"customer:{party.customer}" if party.customer else f"account:{party.account}"


def _links(transactions):
    """Who pays whom."""
    return {(_subject(t.debtor), _subject(t.creditor)) for t in transactions if t.debtor and t.creditor}


def _into(transactions, subject):
    return [t for t in transactions if t.creditor is not None and _subject(t.creditor) == subject]


def _out_of(transactions, subject):
    return [t for t in transactions if t.debtor is not None and _subject(t.debtor) == subject]


def _total(transactions):
    return sum(t.amount for t in transactions)


def _nothing_is_paid_before_it_came(transactions, subjects):
    for subject in subjects:
        received, sent = _into(transactions, subject), _out_of(transactions, subject)
        if received and sent:
            assert _total(sent) <= _total(received)
            assert sent[0].time > received[0].time


def test_the_crimes_of_networks_are_those_that_always_give_back_several():
    several = {name for name in crimes.names() if get_annotations(crimes.crime(name))["return"] == "list[Account]"}
    assert several == crimes.NETWORKS


def test_money_of_a_round_trip_comes_back_to_where_it_began_through_two_to_five_others(schemes):
    for scene, transactions in schemes["round-trip", False]:
        origin = scene.subjects[0]
        others = scene.subjects[1:]
        assert 2 <= len(others) <= 5
        sent, back = _out_of(transactions, origin), _into(transactions, origin)
        assert 0.75 < _total(back) / _total(sent) < 1
        assert timedelta(days=1) < back[-1].time - sent[0].time <= timedelta(days=25)
        assert max(t.time for t in sent) < min(t.time for t in back)
        _nothing_is_paid_before_it_came(transactions, others)


def test_a_chain_forwards_over_three_to_six_accounts_and_keeps_little(schemes):
    for scene, transactions in schemes["layering-chain", False]:
        links = list(zip(scene.subjects, scene.subjects[1:], strict=False))
        assert _links(transactions) == set(links)
        assert 3 <= len(links) <= 6
        first, last = (_total([t for t in transactions if _links([t]) == {link}]) for link in (links[0], links[-1]))
        assert 0.8 <= last / first <= 1
        _nothing_is_paid_before_it_came(transactions, scene.subjects[1:])


def test_what_one_account_scatters_another_gathers(schemes):
    for scene, transactions in schemes["scatter-gather", False]:
        origin, destination, *between = scene.subjects
        assert 3 <= len(between) <= 8
        assert _links(transactions) == {(origin, each) for each in between} | {(each, destination) for each in between}
        assert 0.85 < _total(_into(transactions, destination)) / _total(_out_of(transactions, origin)) < 1
        _nothing_is_paid_before_it_came(transactions, between)


def _ends(transactions):
    """Those who only pay, those who do both, those who are only paid."""
    links = _links(transactions)
    payers, payees = {a for a, _ in links}, {b for _, b in links}
    return payers - payees, payers & payees, payees - payers


def test_each_account_of_a_layer_takes_from_several_and_pays_several(schemes):
    for scene, transactions in schemes["bipartite-layering", False]:
        senders, layer, receivers = _ends(transactions)
        assert 3 <= len(senders) <= 6
        assert 2 <= len(layer) <= 4
        assert 3 <= len(receivers) <= 6
        assert senders | layer | receivers == set(scene.subjects)
        for account in layer:
            assert len({t.debtor.account for t in _into(transactions, account)}) >= 2
            assert len({t.creditor.account for t in _out_of(transactions, account)}) >= 2
        _nothing_is_paid_before_it_came(transactions, layer)


def test_stacked_layers_lie_one_behind_the_other(schemes):
    for _, transactions in schemes["stacked-layering", False]:
        senders, between, receivers = _ends(transactions)
        links = _links(transactions)
        reached, layers = senders, []
        while not reached <= receivers:
            reached = {b for a, b in links if a in reached}
            layers.append(reached)
        *layers, last = layers
        assert 2 <= len(layers) <= 3
        assert set().union(*layers) == between
        assert last == receivers
        assert all(2 <= len(layer) <= 3 for layer in layers)
        for account in between:
            assert len({t.debtor.account for t in _into(transactions, account)}) >= 2
            assert len({t.creditor.account for t in _out_of(transactions, account)}) >= 2
        _nothing_is_paid_before_it_came(transactions, between)


def test_mules_are_new_get_like_amounts_and_empty_into_one_exit_within_a_day(schemes):
    for scene, transactions in schemes["cyber-mule-network", False]:
        _, mules, exits = _ends(transactions)
        assert 4 <= len(mules) <= 10
        assert len(exits) == 1
        assert mules <= set(scene.subjects) <= mules | exits
        credits = [t for mule in mules for t in _into(transactions, mule)]
        assert max(t.amount for t in credits) / min(t.amount for t in credits) < 1.9
        assert all(timedelta(0) < t.time.date() - t.creditor.opened <= timedelta(days=75) for t in credits)
        for mule in mules:
            for paid in _out_of(transactions, mule):
                waited = min(paid.time - t.time for t in _into(transactions, mule) if t.time < paid.time)
                assert waited < timedelta(hours=32)
        _nothing_is_paid_before_it_came(transactions, mules)


def test_a_broker_is_reached_by_the_money_of_structured_cash_and_of_another_crime(schemes):
    for scene, transactions in schemes["crime-convergence", False]:
        broker, cash, other, *through = scene.subjects
        deposits = _into(transactions, cash)
        assert {t.channel for t in deposits} == {"cash"}
        assert max(t.amount for t in deposits) < 10_000 < _total(deposits)
        assert other in {_subject(p) for t in transactions if t not in deposits for p in (t.debtor, t.creditor) if p}
        last = through[0] if through else other
        payers = {_subject(t.debtor) for t in _into(transactions, broker)}
        assert payers == {cash, last}
        assert {_subject(t.creditor) for t in _out_of(transactions, cash)} == {broker}
        assert deposits[-1].time < _into(transactions, broker)[-1].time < _out_of(transactions, broker)[-1].time


def _shared(transactions, subjects):
    """By how many of the subjects the devices, phones and addresses are used that they show, the commonest first."""
    found = defaultdict(set)
    for t in transactions:
        for party in (t.debtor, t.creditor):
            if party is not None and _subject(party) in subjects:
                for told in party.identifiers.items():
                    found[told].add(party.customer)
        if t.device and _subject(t.debtor) in subjects:
            found["device", t.device].add(t.debtor.customer)
    return sorted(map(len, found.values()), reverse=True)


def test_the_accounts_of_a_ring_share_an_identity_and_pay_the_same_receivers(schemes):
    for scene, transactions in schemes["identity-ring", False]:
        ring = [subject for subject in scene.subjects if subject.startswith("customer:")]
        assert 4 <= len(ring) <= 10
        assert _shared(transactions, ring).count(len(ring)) >= (2 if scene.level == "plain" else 1)
        _, members, receivers = _ends(transactions)
        assert members == set(ring)
        assert len(receivers) <= 2
        _nothing_is_paid_before_it_came(transactions, ring)


def test_one_invoice_of_one_seller_is_paid_by_several_or_more_than_once(schemes):
    for scene, transactions in schemes["shared-invoice", False]:
        payers = {_subject(t.debtor) for t in transactions}
        assert len(payers) == len(transactions) >= 2
        assert {_subject(t.creditor) for t in transactions} == {scene.subjects[0]}
        assert len({t.invoice for t in transactions} - {None}) == 1
        if len(payers) == 2:
            assert min(t.amount for t in transactions) > _total(transactions) * 2 / 5


def test_legs_of_two_accounts_of_one_broker_mirror_each_other_in_two_countries():
    town = build(3, 1600, injections=16, typologies=["underground-bank-mirror"])
    by_id = {t.id: t for t in town.transactions}
    apart = [each for each in town.injections if len(each.subjects) == 2]
    assert 1 <= len(apart) < 10
    for injection in apart:
        transactions = [by_id[number] for number in injection.transactions]
        inward, outward = injection.subjects
        received, sent = _into(transactions, inward), _out_of(transactions, outward)
        assert len(received) == len(sent) == len(transactions) / 2 >= 4
        (here,), (there,) = {t.debtor.country for t in received}, {t.creditor.country for t in sent}
        assert here != there
        assert 0.955 < _total(sent) / _total(received) < 0.995
        whole = [t for t in town.transactions if inward in map(_subject, filter(None, (t.debtor, t.creditor)))]
        whole += [t for t in town.transactions if outward in map(_subject, filter(None, (t.debtor, t.creditor)))]
        assert _shared(whole, injection.subjects)[0] == 2
        assert not {(inward, outward), (outward, inward)} & _links(whole)


def test_nobody_in_a_savings_club_gets_more_than_was_paid_in(schemes):
    for scene, transactions in schemes["round-trip", True]:
        for member in scene.subjects[:-1]:
            assert _total(_into(transactions, member)) == _total(_out_of(transactions, member))
        assert len({t.amount for t in transactions}) == 1


def test_whoever_hands_on_honestly_in_a_chain_keeps_a_tenth_at_least(schemes):
    for scene, transactions in schemes["layering-chain", True]:
        for middle in scene.subjects[1:-1]:
            assert _total(_out_of(transactions, middle)) <= _total(_into(transactions, middle)) * 91 / 100


def test_traders_of_a_supply_chain_keep_a_quarter_at_least(schemes):
    for scene, transactions in schemes["stacked-layering", True]:
        for trader in scene.subjects:
            assert _total(_out_of(transactions, trader)) <= _total(_into(transactions, trader)) * 3 / 4


def test_payment_agents_name_an_invoice_and_for_whom_they_pay(schemes):
    for scene, transactions in schemes["bipartite-layering", True]:
        for agent in scene.subjects:
            assert all(t.invoice and t.ultimate_debtor for t in _out_of(transactions, agent))


def test_an_invoice_is_honestly_paid_by_no_more_than_two(schemes):
    for _, transactions in schemes["shared-invoice", True]:
        assert Counter(t.invoice for t in transactions).most_common() == [(transactions[0].invoice, 2)]
        assert len({_subject(t.debtor) for t in transactions}) == 2


def test_honest_sharers_are_three_at_most_or_come_once_each(schemes):
    for scene, transactions in schemes["identity-ring", True]:
        own = Counter(_subject(t.debtor) for t in transactions if _subject(t.debtor) in scene.subjects)
        assert len(scene.subjects) <= 3 or set(own.values()) == {1}
        assert _shared(transactions, scene.subjects)[0] >= 2
