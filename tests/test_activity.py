"""A worker says which typologies cannot fire on what it is sent."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from streams import activity, metrics
from streams.activity import Activity
from streams.catalogue.needed import WATCH_LIST
from streams.records import Place
from tests.catalogue.test_coverage import catalogue, made


@pytest.fixture(autouse=True)
def _nothing_shown():
    metrics.TYPOLOGY_INACTIVE.clear()


def shown() -> set[tuple[str, str]]:
    samples = [sample for metric in metrics.TYPOLOGY_INACTIVE.collect() for sample in metric.samples]
    return {(sample.labels["typology"], sample.labels["missing"]) for sample in samples if sample.value == 1}


def test_the_metric_names_what_is_missing_until_it_comes(tmp_path: Path):
    watched = Activity(catalogue(tmp_path), [WATCH_LIST])
    assert shown() == {("one-of-two", "product or remittance"), ("placed", "place.branch, party.born")}
    watched.look([made(), made(product="loan", place=Place(branch="B1"))])
    assert shown() == {("placed", "party.born")}


def test_another_catalogue_inherits_what_was_seen(tmp_path: Path):
    found = catalogue(tmp_path)
    watched = Activity(type(found).of([found["one-of-two"]], found.vocabulary), [WATCH_LIST])
    watched.look([made(product="loan", place=Place(branch="B1"))])
    watched.use(found)
    assert shown() == {("placed", "place.branch, party.born")}
    watched.look([made(place=Place(branch="B1"))])
    assert shown() == {("placed", "party.born")}


def test_the_log_says_it_once_after_enough_transactions(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    monkeypatch.setattr(activity, "_ENOUGH", 3)
    watched = Activity(catalogue(tmp_path), [WATCH_LIST])
    with caplog.at_level(logging.WARNING):
        watched.look([made(), made(remittance="rent")])
        assert not caplog.records
        for _ in range(3):
            watched.look([made()])
    assert [record.getMessage() for record in caplog.records] == [
        "typology placed cannot fire: no transaction so far has place.branch, party.born"
    ]
