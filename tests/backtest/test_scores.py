"""Scores order movements: what fired above what did not, more weight never lower, few alike."""

from __future__ import annotations

import random
from pathlib import Path

import msgspec
import numpy as np
import polars as pl
import pytest

from streams.alerts.published import REPORTS
from streams.backtest.scores import Scores, counts
from streams.offline import event_order
from streams.records import Transaction
from tests.backtest.made import alerts, run, write
from tests.flows.worlds import CATALOGUE, Stream, stream_of


def _transactions() -> list[Transaction]:
    """Schemes, and small payments of others."""
    chance = random.Random(2)
    others = Stream(chance, [])
    for number in range(80):
        payer, payee = chance.sample(range(20), 2)
        others.pay(f"Q{payer}", f"Q{payee}", chance.uniform(5, 120), 9 * number + chance.uniform(0, 5))
    ordinary = [msgspec.structs.replace(each, id=f"Q{each.id}") for each in others.made]
    return sorted([*stream_of(4, schemes=10), *ordinary], key=event_order)


TRANSACTIONS = _transactions()
COUNTED = {each.id: each.weight for each in CATALOGUE.typologies if counts(each)}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("scores")
    write(made, TRANSACTIONS)
    run(made)
    return made


@pytest.fixture
def scores(folder: Path) -> pl.DataFrame:
    return pl.read_parquet(folder / "out" / "scores.parquet")


def test_there_is_a_row_for_each_side_of_each_transaction(scores: pl.DataFrame):
    sides = {
        (each.id, f"customer:{party.customer}")
        for each in TRANSACTIONS
        for party in (each.debtor, each.creditor)
        if party is not None
    }
    assert set(scores.select("transaction", "subject").iter_rows()) == sides
    assert len(scores) == len(sides)


def test_what_fired_is_above_everything_that_did_not(scores: pl.DataFrame):
    fired = scores["fired"].list.len() > 0
    assert fired.any()
    assert not fired.all()
    least = min(COUNTED.values())
    assert scores.filter(~fired)["score"].to_numpy().max() < least <= scores.filter(fired)["score"].to_numpy().min()
    assert scores["score"].is_between(0, 1).all()


def test_a_score_is_at_least_what_fired_comes_to(scores: pl.DataFrame):
    for fired, score in scores.select("fired", "score").iter_rows():
        quiet = np.prod([1 - COUNTED[name] for name in fired])
        assert 1 - quiet - 1e-12 <= score <= 1 - quiet * (1 - min(COUNTED.values()))


def test_evidence_of_an_alert_has_the_typology_fired_on_it(folder: Path, scores: pl.DataFrame):
    fired = {(row[0], row[1]): row[2] for row in scores.select("transaction", "subject", "fired").iter_rows()}
    checked = 0
    for alert in (each["alert"] for each in alerts(folder) if each["alert"]["typology"] in COUNTED):
        for item in alert["evidence"]:
            if item["direction"] == "between":
                touched = [names for (transaction, _), names in fired.items() if transaction == item["transaction"]]
            else:
                touched = [fired[item["transaction"], alert["subject"]["id"]]]
            assert touched
            for names in touched:
                assert alert["typology"] in names
                checked += 1
    assert checked


def test_few_movements_that_did_not_fire_are_alike(scores: pl.DataFrame):
    waiting = scores.filter(pl.col("fired").list.len() == 0)
    assert waiting["score"].n_unique() > 0.8 * len(waiting)


@pytest.mark.parametrize("near", [0.0, 0.5, 0.999999])
def test_more_fired_weight_never_lowers_a_score(near: float):
    """Even where what fires takes all nearness with it."""
    table = Scores(CATALOGUE)
    weighed = np.flatnonzero(table._weights).tolist()
    pairs: list[tuple[int, int]] = []
    last = -1.0
    for number in [None, *weighed]:
        table._near = [np.array([near if number is None else 0.0])]
        if number is not None:
            pairs.append((0, number))
        score = float(table._scores(pairs)[0])
        assert score >= last
        last = score


def test_shadow_reports_and_what_has_no_weight_do_not_count(scores: pl.DataFrame):
    named = {name for names in scores["fired"].to_list() for name in names}
    assert named <= COUNTED.keys()
    assert {each.id for each in CATALOGUE.typologies if each.status == "shadow"}.isdisjoint(COUNTED)
    assert {each.id for each in CATALOGUE.typologies if each.topic == REPORTS}.isdisjoint(COUNTED)
