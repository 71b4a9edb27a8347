"""An exported town is the town, as far as columns can hold it, with its crimes in a column that nothing reads."""

from __future__ import annotations

import csv
from pathlib import Path

import msgspec
import pytest

from models.synthetic import Town, build
from models.synthetic.export import LABEL, export
from streams.intake.reading import read
from streams.mapping import MappedFile, Mapping
from streams.records import Party
from streams.reference.watch_list import WatchList
from streams.settings import Settings


@pytest.fixture(scope="module")
def town() -> Town:
    return build(seed=5, subjects=300, injections=1, twins=0, typologies=["cash-structuring", "arms-trafficking"])


def without_lists(record: msgspec.Struct) -> msgspec.Struct:
    """What columns can hold of it."""
    kept = {}
    for name in record.__struct_fields__:
        value = getattr(record, name)
        kept[name] = without_lists(value) if isinstance(value, Party) else () if isinstance(value, tuple) else value
    return msgspec.structs.replace(record, **kept)


def test_what_the_mapping_reads_is_what_the_town_did(town: Town, tmp_path: Path):
    export_file, map_file, _ = export(town, tmp_path)
    mapped = MappedFile(export_file, Mapping.load(map_file))
    found = [each for record in mapped for each in read(record, None, Settings())]
    assert found == [without_lists(each) for each in town.transactions]
    assert mapped.unreadable == 0


def test_every_transaction_of_a_crime_has_its_name(town: Town, tmp_path: Path):
    export_file, map_file, _ = export(town, tmp_path)
    with export_file.open(newline="") as file:
        labels = {row["id"]: row[LABEL] for row in csv.DictReader(file) if row[LABEL]}
    assert set(labels.values()) == {"cash-structuring", "arms-trafficking"}
    assert labels == {name: each.typology for each in town.injections for name in each.transactions}
    assert Mapping.load(map_file).labels == (LABEL,)


def test_the_watch_list_can_be_read_again(tmp_path: Path):
    town = build(seed=5, subjects=600, injections=1, typologies=["sanctions-match"])
    *_, watch_file = export(town, tmp_path)
    assert len(WatchList.load(watch_file)) == len(WatchList(town.watch)) > 0
