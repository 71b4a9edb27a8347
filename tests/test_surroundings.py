"""Lists and disk, as alarms see them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from prometheus_client import REGISTRY

from streams import metrics
from streams.settings import Settings
from streams.surroundings import Surroundings


@pytest.fixture(autouse=True)
def _nothing_stays() -> Iterator[None]:
    metrics.LIST_CHANGED.clear()
    yield
    metrics.LIST_CHANGED.clear()


def changed(name: str, state: str) -> float | None:
    return REGISTRY.get_sample_value("counterflow_list_changed_timestamp_seconds", {"list": name, "state": state})


def test_a_watch_list_that_changes_is_newer_on_the_disk_than_what_was_loaded(tmp_path: Path):
    path = tmp_path / "watch.csv"
    path.touch()
    os.utime(path, (1000, 1000))
    surroundings = Surroundings(Settings(watch_list=path))
    surroundings.look()
    assert (changed("watch_list", "loaded"), changed("watch_list", "on_disk")) == (1000, 1000)
    os.utime(path, (2000, 2000))
    surroundings.look()
    assert (changed("watch_list", "loaded"), changed("watch_list", "on_disk")) == (1000, 2000)


def test_of_the_tables_of_an_institution_the_newest_counts(tmp_path: Path):
    for name, when in (("rates.csv", 3000), ("goods.csv", 2000), ("notes.txt", 9000)):
        (tmp_path / name).touch()
        os.utime(tmp_path / name, (when, when))
    Surroundings(Settings(reference_dir=tmp_path)).look()
    assert changed("reference_tables", "on_disk") == 3000


def test_without_lists_of_its_own_nothing_is_said_of_them():
    Surroundings(Settings()).look()
    assert not [sample for metric in metrics.LIST_CHANGED.collect() for sample in metric.samples]


def test_a_list_that_is_gone_keeps_its_last_value(tmp_path: Path):
    path = tmp_path / "watch.csv"
    path.touch()
    os.utime(path, (1000, 1000))
    surroundings = Surroundings(Settings(watch_list=path))
    surroundings.look()
    path.unlink()
    surroundings.look()
    assert changed("watch_list", "on_disk") == 1000


def test_states_on_disk_are_measured_with_what_is_free_beside_them(tmp_path: Path):
    folder = tmp_path / "states"
    (folder / "app" / "subjects").mkdir(parents=True)
    (folder / "app" / "subjects" / "000001.sst").write_bytes(b"x" * 1234)
    Surroundings(Settings(store="rocksdb", data_dir=folder)).look()
    assert REGISTRY.get_sample_value("counterflow_state_disk_bytes") == 1234
    free = REGISTRY.get_sample_value("counterflow_disk_free_bytes")
    size = REGISTRY.get_sample_value("counterflow_disk_size_bytes")
    assert free is not None
    assert size is not None
    assert 0 < free <= size


def test_a_memory_store_measures_no_disk(tmp_path: Path):
    Surroundings(Settings(data_dir=tmp_path / "never")).look()
    assert not (tmp_path / "never").exists()


def test_the_day_of_the_newest_rate_is_its_midnight():
    Surroundings(Settings()).rates_until(date(2026, 1, 2))
    assert REGISTRY.get_sample_value("counterflow_rates_newest_timestamp_seconds") == 1767312000
