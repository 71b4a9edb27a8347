"""Another catalogue is judged on the same stream, and every alert that comes or goes is counted."""

from __future__ import annotations

from pathlib import Path
from shutil import copy

import pytest
import yaml

from streams.backtest.compare import compare, other_catalogue
from streams.catalogue import SHIPPED
from streams.errors import CatalogueError
from tests.backtest.made import alert_ids, alerts, run, write
from tests.flows.run import Run
from tests.flows.worlds import CATALOGUE, stream_of

NAME = "layering-chain"


def changed(folder: Path, **keys: object) -> Path:
    """A folder with one shipped typology, changed."""
    content = yaml.safe_load((SHIPPED / f"{NAME}.yaml").read_text())
    folder.mkdir()
    (folder / f"{NAME}.yaml").write_text(yaml.safe_dump({**content, **keys}))
    return folder


def test_a_typology_that_goes_into_shadow_loses_its_alerts_and_no_other(tmp_path: Path):
    write(tmp_path, stream_of(0))
    run(tmp_path, compare=changed(tmp_path / "other", status="shadow"))
    expected = {each["alert"]["id"] for each in alerts(tmp_path) if each["alert"]["typology"] == NAME}
    found = run(tmp_path, compare=tmp_path / "other").metrics["compare"]["typologies"]
    assert expected
    assert found.pop(NAME)["lost"] == len(expected)
    assert all(each["lost"] == each["gained"] == 0 for each in found.values())


def test_what_is_lost_one_way_is_gained_the_other(tmp_path: Path):
    transactions = stream_of(0)
    other = other_catalogue(changed(tmp_path / "other", status="shadow"), CATALOGUE)
    ours, theirs = Run().read(transactions).raised, Run(catalogue=other).read(transactions).raised
    there, back = compare(ours, theirs), compare(theirs, ours)
    assert there[NAME].lost == back[NAME].gained > 0
    assert there[NAME].subjects_lost == back[NAME].subjects_gained > 0
    assert [each.id for each in there[NAME].lost_examples] == [each.id for each in back[NAME].gained_examples]
    assert all(each.typology == NAME for each in there[NAME].lost_examples)


def test_the_comparison_leaves_the_alerts_of_the_run_alone(tmp_path: Path):
    write(tmp_path, stream_of(0))
    run(tmp_path)
    expected = alert_ids(tmp_path)
    run(tmp_path, compare=changed(tmp_path / "other", status="shadow"))
    assert alert_ids(tmp_path) == expected


def test_an_equal_typology_changes_nothing(tmp_path: Path):
    write(tmp_path, stream_of(0))
    (tmp_path / "same").mkdir()
    copy(SHIPPED / f"{NAME}.yaml", tmp_path / "same")
    found = run(tmp_path, compare=tmp_path / "same").metrics
    assert found["compare"]["catalogue_digest"] == found["catalogue_digest"]
    assert all(each["lost"] == each["gained"] == 0 for each in found["compare"]["typologies"].values())
    assert sum(each["kept"] for each in found["compare"]["typologies"].values()) == found["alerts_by_topic"]["alerts"]


def test_a_folder_without_a_typology_is_refused(tmp_path: Path):
    (tmp_path / "empty").mkdir()
    with pytest.raises(CatalogueError, match="holds no typology"):
        other_catalogue(tmp_path / "empty", CATALOGUE)
