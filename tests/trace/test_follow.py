"""Money is followed to where it is and to where it came from, and none is lost on the way."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.trace import follow
from streams.trace.follow import least_of
from tests.trace.made import Paid, followed, rests, values

SPLIT_AND_JOINED = [
    Paid(0, "X", "A", 1000_00),
    Paid(1, "A", "B", 480_00),
    Paid(1.5, "A", "C", 490_00),
    Paid(2, "B", "D", 470_00),
    Paid(2.5, "C", "D", 480_00),
    Paid(3, "D", "E", 930_00),
]
"""1,000 in, 480 and 490 out, together again 950, of which 20 stay; those who pass it on keep 30, 10 and 10."""


def test_the_example_by_hand_forwards():
    trail = followed(SPLIT_AND_JOINED, [0], "forward")
    assert trail.begun == 1000_00
    assert values(trail) == {0: 1000_00, 1: 480_00, 2: 490_00, 3: 470_00, 4: 480_00, 5: 930_00}
    assert rests(trail) == {"A": 30_00, "B": 10_00, "C": 10_00, "D": 20_00, "E": 930_00}
    assert [each.hop for each in trail.payments] == [0, 1, 1, 2, 2, 3]


def test_the_example_by_hand_backwards():
    # 930 of 950: 470 and 480 give 460.10 and 469.90 of it, rounded to cents by largest remainders.
    trail = followed(SPLIT_AND_JOINED, [5], "backward")
    assert values(trail) == {5: 930_00, 3: 460_11, 4: 469_89, 1: 460_11, 2: 469_89, 0: 930_00}
    assert rests(trail) == {"X": 930_00}


def test_a_payment_holds_only_its_part_of_mixed_money():
    payments = [Paid(0, "X", "A", 1000_00), Paid(0.5, "Y", "A", 3000_00), Paid(1, "A", "B", 2000_00)]
    assert values(followed(payments, [0], "forward")) == {0: 1000_00, 2: 500_00}
    assert rests(followed(payments, [0], "forward")) == {"A": 500_00, "B": 500_00}
    assert values(followed(payments, [2], "backward")) == {2: 2000_00, 0: 500_00, 1: 1500_00}


def test_a_commission_rests_with_whoever_keeps_it():
    payments = [Paid(0, "X", "A", 1000_00), Paid(1, "A", "B", 970_00)]
    assert rests(followed(payments, [0], "forward")) == {"A": 30_00, "B": 970_00}


def test_what_a_payer_had_before_originates_with_it():
    payments = [Paid(0, "X", "A", 1000_00), Paid(1, "A", "B", 1500_00)]
    assert rests(followed(payments, [1], "backward")) == {"A": 500_00, "X": 1000_00}
    assert rests(followed(payments, [0], "forward")) == {"B": 1000_00}


def test_evidence_that_holds_other_evidence_is_not_counted_twice():
    payments = [Paid(0, "X", "A", 1000_00), Paid(1, "A", "B", 970_00), Paid(2, "A", "C", 50_00)]
    trail = followed(payments, [0, 1, 2], "forward")
    assert trail.begun == 1020_00
    assert rests(trail) == {"B": 970_00, "C": 50_00}
    assert trail.nodes[ord("A")].begun == 20_00
    assert followed(payments, [0, 1, 2], "backward").begun == 1020_00


def test_money_that_goes_in_a_circle_comes_to_an_end():
    ring = [Paid(day, *pair, 1000_00) for day, pair in enumerate([("A", "B"), ("B", "C"), ("C", "A"), ("A", "B")])]
    trail = followed(ring, [0], "forward")
    assert values(trail) == dict.fromkeys(range(4), 1000_00)
    assert rests(trail) == {"B": 1000_00}
    assert rests(followed(ring, [3], "backward")) == {"A": 1000_00}


def test_a_circle_at_one_instant_comes_to_an_end_too():
    ring = [Paid(0, *pair, 1000_00) for pair in [("A", "B"), ("B", "C"), ("C", "A"), ("A", "B")]]
    assert rests(followed(ring, [0], "forward")) == {"B": 1000_00}


def test_nothing_is_followed_through_those_who_are_no_subject():
    payments = [Paid(0, "X", "A", 1000_00), Paid(1, "A", "b", 600_00), Paid(2, "b", "C", 600_00)]
    assert rests(followed(payments, [0], "forward")) == {"A": 400_00, "b": 600_00}
    assert rests(followed(payments, [2], "backward")) == {"b": 600_00}


def test_units_do_not_mix():
    payments = [Paid(0, "X", "A", 1000), Paid(1, "Y", "A", 70, 1), Paid(2, "A", "B", 500), Paid(3, "A", "B", 50, 1)]
    assert values(followed(payments, [0], "forward")) == {0: 1000, 2: 500}
    assert values(followed(payments, [1], "forward")) == {1: 70, 3: 50}


def test_money_older_than_the_window_rests():
    payments = [Paid(0, "X", "A", 1000_00), Paid(14, "A", "B", 1000_00)]
    assert rests(followed(payments, [0], "forward")) == {"A": 1000_00}
    assert rests(followed(payments, [1], "backward")) == {"A": 1000_00}


def test_what_goes_on_beyond_the_hops_is_counted_and_what_rests_is_told_apart():
    trail = followed(SPLIT_AND_JOINED, [0], "forward", hops=2)
    assert [each.row for each in trail.payments] == [0, 1, 2, 3, 4]
    assert (trail.cuts["hops"].count, trail.cuts["hops"].value) == (2, 930_00)
    assert rests(trail) == {"A": 30_00, "B": 10_00, "C": 10_00, "D": 20_00}
    assert trail.nodes[ord("D")].stopped == 930_00


def test_small_payments_are_counted():
    trail = followed(SPLIT_AND_JOINED, [0], "forward", least=485_00)
    assert values(trail) == {0: 1000_00, 2: 490_00}
    assert (trail.cuts["share"].count, trail.cuts["share"].value) == (2, 960_00)


def test_what_goes_to_parties_that_are_not_shown_is_counted():
    trail = followed(SPLIT_AND_JOINED, [0], "forward", shown="XAC")
    assert values(trail) == {0: 1000_00, 2: 490_00}
    assert (trail.cuts["nodes"].count, trail.cuts["nodes"].value) == (2, 960_00)


def test_evidence_from_parties_that_are_not_shown_is_followed_all_the_same():
    trail = followed(SPLIT_AND_JOINED, [0], "forward", shown="AB")
    assert values(trail) == {1: 480_00}
    assert trail.begun == 1000_00
    assert trail.cuts["nodes"].count == 3
    assert trail.cuts["nodes"].value == 490_00 + 470_00


def test_a_hub_ends_the_trail_and_is_counted(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(follow, "PAIRS_MAX", 1)
    trail = followed(SPLIT_AND_JOINED, [0], "forward")
    assert (trail.cuts["hubs"].count, trail.cuts["hubs"].value) == (1, 1000_00)
    assert trail.nodes[ord("A")].stopped == 1000_00


def test_all_subjects_together_are_bounded_too_and_the_first_are_followed(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(follow, "PAIRS_TOTAL_MAX", 3)
    trail = followed(SPLIT_AND_JOINED, [0], "forward")
    assert values(trail) == {0: 1000_00, 1: 480_00, 2: 490_00, 3: 470_00}
    assert trail.nodes[ord("C")].stopped == 490_00
    assert (trail.cuts["hubs"].count, trail.cuts["hubs"].value) == (2, 490_00 + 470_00)


def test_the_number_of_payments_is_bounded_and_the_rest_is_counted(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(follow, "EDGES_MAX", 2)
    trail = followed(SPLIT_AND_JOINED, [0], "forward")
    assert len(trail.payments) == 2
    assert (trail.cuts["payments"].count, trail.cuts["payments"].value) == (2, 960_00)


def test_the_least_is_rounded_up_and_never_nothing():
    assert least_of(1001, Fraction("0.01")) == 11
    assert least_of(50, Fraction(0)) == 1


LETTERS = st.sampled_from("ABCDEx")
PAYMENTS = st.lists(
    st.builds(
        Paid,
        st.sampled_from([0.0, 0.5, 1.0, 3.0, 7.0, 13.0, 14.0, 20.0, 30.0]),
        LETTERS,
        LETTERS,
        st.one_of(st.integers(1, 99), st.integers(1, 10**7), st.just(2**62)),
        st.just(0),
    ).filter(lambda paid: paid.debtor != paid.creditor),
    min_size=1,
    max_size=25,
)


@given(
    PAYMENTS,
    st.data(),
    st.sampled_from(["forward", "backward"]),
    st.integers(0, 4),
    st.sampled_from([1, 50, 10**5]),
    st.one_of(st.none(), st.sets(st.sampled_from("ABCDEx"), max_size=5).map("".join)),
)
def test_money_is_conserved_to_the_cent(payments, data, direction, hops, least, shown):
    evidence = data.draw(st.sets(st.integers(0, len(payments) - 1), min_size=1, max_size=4))
    trail = followed(payments, sorted(evidence), direction, hops=hops, least=least, shown=shown)
    for figures in trail.nodes.values():
        assert figures.begun + figures.came == figures.went + figures.rests + figures.stopped
        assert min(figures.begun, figures.came, figures.went, figures.rests, figures.stopped) >= 0
    stopped = sum(figures.stopped for figures in trail.nodes.values())
    rested = sum(figures.rests for figures in trail.nodes.values())
    lost = sum(trail.cuts[name].value for name in ("share", "nodes", "payments"))
    assert trail.begun == rested + stopped + lost
    assert stopped == trail.cuts["hops"].value + trail.cuts["hubs"].value
    ordered = sorted(payments, key=lambda paid: paid.day)
    assert all(0 < each.value <= ordered[each.row].value for each in trail.payments)
    assert [each.row for each in trail.payments] == sorted(
        (each.row for each in trail.payments), reverse=direction == "backward"
    )
    assert all(each.hop <= hops for each in trail.payments)


@given(PAYMENTS)
def test_where_everything_is_evidence_every_payment_is_followed_whole(payments):
    trail = followed(payments, range(len(payments)), "forward")
    paid = sorted(payments, key=lambda each: each.day)
    assert {each.row for each in trail.payments} == set(range(len(payments)))
    assert all(each.hop == 0 and each.value == paid[each.row].value for each in trail.payments)
