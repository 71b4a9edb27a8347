from __future__ import annotations

import logging
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from models.serving import DEFAULT
from streams import metrics
from streams.scoring.scorer import Role, Scorer
from streams.scoring.supply import Supply
from streams.settings import Settings
from streams.subject.advance import Status
from tests.scoring.made import Breaking, applied


def at_once(action: Callable[[], None]) -> None:
    action()


def up(role: Role) -> float:
    return float(metrics.MODEL_UP.labels(role)._value.get())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(DEFAULT, tmp_path / "model"))


@pytest.fixture
def scorer() -> Scorer:
    return Scorer()


def test_the_shipped_model_loads_and_is_called_default(scorer: Scorer):
    supply = Supply(Settings(model=Path("default")), scorer)
    supply.start()
    assert scorer["champion"] is not None
    assert up("champion") == 1
    assert supply.warning == ""


def test_without_a_model_it_says_so_in_the_log_and_all_is_well(scorer: Scorer, caplog: pytest.LogCaptureFixture):
    with caplog.at_level(logging.WARNING):
        supply = Supply(Settings(), scorer)
        supply.start()
    assert "no model is configured" in caplog.text
    assert supply.warning == ""
    assert scorer["champion"] is None


@pytest.mark.parametrize("damage", ["no folder", "another digest", "no manifest", "bytes"])
def test_a_model_that_cannot_be_loaded_leaves_the_typologies_loudly(
    scorer: Scorer, folder: Path, damage: str, caplog: pytest.LogCaptureFixture
):
    match damage:
        case "no folder":
            shutil.rmtree(folder)
        case "another digest":
            (folder / "model.skops").write_bytes((folder / "model.skops").read_bytes() + b"x")
        case "no manifest":
            (folder / "model.json").unlink()
        case "bytes":
            (folder / "model.json").write_bytes(b"\x00\xff")
    failures = metrics.MODEL_FAILURES.labels("champion")._value.get()
    supply = Supply(Settings(model=folder), scorer)
    with caplog.at_level(logging.ERROR):
        supply.start()
    assert scorer["champion"] is None
    assert up("champion") == 0
    assert metrics.MODEL_FAILURES.labels("champion")._value.get() == failures + 1
    assert "the champion was not loaded, typologies go on without it" in supply.warning
    assert supply.warning in caplog.text


async def test_other_files_are_swapped_in_and_bad_ones_change_nothing(scorer: Scorer, folder: Path):
    supply = Supply(Settings(model=folder), scorer)
    supply.start()
    first = scorer["champion"]
    await supply.look("champion", at_once)
    assert scorer["champion"] is first

    whole = (folder / "model.skops").read_bytes()
    (folder / "model.skops").write_bytes(whole[:1000])
    await supply.look("champion", at_once)
    supply.show("champion")
    assert scorer["champion"] is first
    assert "goes on" in supply.warning
    assert up("champion") == 0

    (folder / "model.skops").write_bytes(whole)
    await supply.look("champion", at_once)
    supply.show("champion")
    assert scorer["champion"] is not first
    assert supply.warning == ""
    assert up("champion") == 1


async def test_a_swap_waits_until_no_step_is_under_way(scorer: Scorer, folder: Path):
    supply = Supply(Settings(model=folder), scorer)
    supply.start()
    first, waiting = scorer["champion"], list[Callable[[], None]]()
    (folder / "model.skops").touch()
    await supply.look("champion", waiting.append)
    assert scorer["champion"] is first
    waiting.pop()()
    assert scorer["champion"] is not first


def test_a_model_that_broke_is_told_of_until_it_is_mended(scorer: Scorer, folder: Path):
    supply = Supply(Settings(model=folder), scorer)
    supply.start()
    scorer.use("champion", Breaking("m3", 0.0))
    scorer.fill(applied(Status.APPLIED))
    supply.show("champion")
    assert "the champion is out, typologies go on without it" in supply.warning
    assert up("champion") == 0


def test_a_challenger_is_loaded_beside_the_champion(scorer: Scorer, folder: Path):
    Supply(Settings(model=Path("default"), challenger=folder), scorer).start()
    assert scorer["champion"] is not None
    assert scorer["challenger"] is not None
    assert up("challenger") == 1
