"""Samples near thresholds: a few of each typology, the nearest first, with what held by least or was wanting."""

from __future__ import annotations

from itertools import pairwise

import pytest

from streams.backtest.border import SAMPLES, Sample, above
from streams.backtest.nearness import FIRED
from streams.backtest.reading import Stream
from streams.backtest.run import Judge, Judged, Observed
from streams.backtest.scores import is_of_networks
from tests.flows.worlds import CATALOGUE, REFERENCE, SETTINGS, stream_of

TRANSACTIONS = stream_of(4, schemes=20)


@pytest.fixture(scope="module")
def run() -> tuple[Observed, Judged]:
    stream = Stream(TRANSACTIONS, list(range(len(TRANSACTIONS))), [], len(TRANSACTIONS))
    observed = Observed(CATALOGUE)
    return observed, Judge(SETTINGS, REFERENCE).judge(stream, CATALOGUE, lambda _: None, observed)


@pytest.fixture
def below(run: tuple[Observed, Judged]) -> dict[str, list[Sample]]:
    return run[0].border.below(TRANSACTIONS)


def test_below_are_the_nearest_of_different_subjects_with_what_was_wanting(below):
    found = [samples for samples in below.values() if samples]
    assert found
    for samples in found:
        assert len({each.subject for each in samples}) == len(samples) <= SAMPLES
        assert all(first.nearness >= second.nearness for first, second in pairwise(samples))
        assert all(0 < each.nearness < FIRED and each.words for each in samples)


def test_a_sample_is_of_a_party_of_its_transaction(below):
    parties = {
        each.id: {f"customer:{party.customer}" for party in (each.debtor, each.creditor) if party is not None}
        for each in TRANSACTIONS
    }
    assert all(each.subject in parties[each.transaction] for samples in below.values() for each in samples)


def test_networks_are_near_no_single_movement(below):
    assert all(not below[each.id] for each in CATALOGUE.typologies if is_of_networks(each))


def test_above_are_the_alerts_with_the_smallest_margins(run):
    raised = run[1].raised
    found = above(raised)
    assert found
    assert found.keys() <= {each.alert.typology for each in raised}
    for samples in found.values():
        assert len({each.subject for each in samples}) == len(samples) <= SAMPLES
        assert all(first.nearness <= second.nearness for first, second in pairwise(samples))
        assert all(FIRED <= each.nearness <= 2 for each in samples)
