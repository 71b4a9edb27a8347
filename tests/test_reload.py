"""A running worker takes up what changed in its files, or became effective, and goes on with the old where it must."""

from __future__ import annotations

import asyncio
import logging
import os
import re
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from streams import metrics
from streams.catalogue import SHIPPED, Catalogue
from streams.catalogue.deployment import Deployment
from streams.errors import CatalogueError
from streams.reload import Reloader, show_in_force
from streams.settings import Settings
from tests.catalogue.test_tuning import START, change


class Bench:
    """A reloader over a file of changes and a folder of own typologies, with a clock to be set."""

    def __init__(self, folder: Path) -> None:
        self.file, self.own = folder / "tuning.yaml", folder / "own"
        self.own.mkdir()
        self.write()
        self.now = START
        self.settings = Settings(catalogue_overrides=self.file, catalogue_dirs=(self.own,))
        self.reloader = Reloader(self.settings, lambda: self.now)

    def write(self, *changes: dict[str, object]) -> None:
        self.file.write_bytes(msgspec.json.encode(changes))

    async def look(self) -> Catalogue | None:
        return await self.reloader.look()

    @property
    def senders(self) -> float:
        return self.reloader.catalogue["fan-in"].params["day_senders"]


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


def senders(number: int, day: int = 0, **fields: object) -> dict[str, object]:
    return change(day, params={"day_senders": number}, **fields)


def own_text(own_condition: bool = True) -> str:
    """A file of an institution's own, `own.yaml`."""
    text = (SHIPPED / "fan-in.yaml").read_text().replace("id: fan-in", "id: own")
    return (
        text.replace("and in_sum_7d >= params.min_value", "and in_sum_7d > params.min_value") if own_condition else text
    )


def failures() -> float:
    return sum(sample.value for metric in metrics.CATALOGUE_FAILURES.collect() for sample in metric.samples[:1])


async def test_nothing_is_loaded_while_nothing_changes(bench: Bench):
    assert await bench.look() is None
    bench.now += timedelta(days=1)
    assert await bench.look() is None


async def test_an_edit_gives_another_catalogue_and_the_old_one_stays_what_it_was(bench: Bench):
    old = bench.reloader.catalogue
    bench.write(senders(8))
    new = await bench.look()
    assert new is bench.reloader.catalogue
    assert (old["fan-in"].params["day_senders"], bench.senders) == (6, 8)
    assert new.digest != old.digest
    assert await bench.look() is None


async def test_a_file_that_was_touched_or_only_commented_is_no_other_catalogue(bench: Bench):
    os.utime(bench.file, (1, 1))
    assert await bench.look() is None
    bench.file.write_text("# a comment\n")
    assert await bench.look() is None


async def test_a_change_is_taken_up_when_its_time_comes(bench: Bench):
    bench.write(senders(8, day=2), senders(9, day=4))
    assert await bench.look() is None
    bench.now = START + timedelta(days=2)
    assert await bench.look() is not None
    assert bench.senders == 8
    assert await bench.look() is None
    bench.now = START + timedelta(days=9)
    assert await bench.look() is not None
    assert bench.senders == 9


async def test_a_clock_that_is_set_back_takes_nothing_back(bench: Bench):
    bench.write(senders(8, day=2))
    bench.now = START + timedelta(days=3)
    await bench.look()
    bench.now = START
    bench.write(senders(8, day=2), change(1, params={"min_value": 3000}))
    await bench.look()
    assert bench.senders == 8


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"- {", "tuning.yaml: "),
        (msgspec.json.encode([senders(8, typology="fan-inn")]), "unknown typology fan-inn; did you mean fan-in?"),
        (msgspec.json.encode([senders(8, day=9, typology="fan-inn")]), "unknown typology fan-inn"),
        (msgspec.json.encode([change(params={"day_sender": 8})]), "unknown parameter day_sender"),
        (b"\xff", "tuning.yaml: "),
        (None, "cannot be read"),
    ],
)
async def test_a_bad_edit_is_refused_once_and_the_old_catalogue_goes_on(
    bench: Bench, caplog: pytest.LogCaptureFixture, content: bytes | None, problem: str
):
    bench.write(senders(8))
    await bench.look()
    before = failures()
    if content is None:
        bench.file.unlink()
    else:
        bench.file.write_bytes(content)
    for _ in range(3):
        assert await bench.look() is None
    assert bench.senders == 8
    assert failures() == before + 1
    assert problem in bench.reloader.warning
    assert metrics.CATALOGUE_REFUSED._value.get() == 1
    assert bench.reloader.catalogue.digest[:12] in bench.reloader.warning
    assert [record.levelno for record in caplog.records].count(logging.ERROR) == 1
    bench.write(senders(9))
    assert await bench.look() is not None
    assert (bench.senders, bench.reloader.warning) == (9, "")
    assert metrics.CATALOGUE_REFUSED._value.get() == 0


async def test_the_way_back_by_hand_ends_the_warning(bench: Bench):
    good = bench.file.read_bytes()
    bench.file.write_bytes(b"- {")
    await bench.look()
    assert bench.reloader.warning
    bench.file.write_bytes(good)
    assert await bench.look() is None
    assert bench.reloader.warning == ""


async def test_what_was_agreed_before_a_bad_edit_still_takes_effect(bench: Bench):
    bench.write(senders(8, day=2))
    await bench.look()
    bench.file.write_bytes(b"- {")
    await bench.look()
    bench.now = START + timedelta(days=2)
    assert await bench.look() is not None
    assert bench.senders == 8
    assert "tuning.yaml" in bench.reloader.warning


async def test_a_file_of_an_own_folder_is_taken_up_changed_and_dropped(bench: Bench):
    text = own_text()
    (bench.own / "own.yaml").write_text(text)
    added = await bench.look()
    assert added is not None
    assert added["own"].weight == 0.5
    (bench.own / "own.yaml").write_text(text.replace("weight: 0.5", "weight: 0.6"))
    changed = await bench.look()
    assert changed is not None
    assert changed["own"].weight == 0.6
    (bench.own / "own.yaml").unlink()
    dropped = await bench.look()
    assert dropped is not None
    assert "own" not in [typology.id for typology in dropped.typologies]


CANNOT_BE_PROVED = [
    ("impossible-travel", {"min_speed": -1, "min_km": -1}, "no values were found under which it stays quiet"),
    ("tf-remittance-fanout", {"min_receivers": 0, "min_new": 0}, "it can fire on an ordinary payment, by"),
    ("tax-and-payroll-fraud", {"min_refunds": 0}, "it can fire on an ordinary payment, by"),
    ("mule-account", {"min_forwarded": 5}, "no values were found under which it fires"),
]


@pytest.mark.parametrize(("typology", "params", "problem"), CANNOT_BE_PROVED)
@pytest.mark.parametrize("day", [0, 9])
async def test_an_edit_after_which_a_typology_cannot_be_proved_is_refused_and_the_old_catalogue_goes_on(
    bench: Bench, typology: str, params: dict[str, float], problem: str, day: int
):
    bench.write(senders(8))
    await bench.look()
    bench.write(senders(8), change(day, id="loose", typology=typology, params=params))
    assert await bench.look() is None
    assert f"{bench.file}: change loose: {typology}.yaml: {problem}" in bench.reloader.warning
    assert bench.senders == 8
    bench.write(senders(8), change(day, id="loose", typology=typology, params=params), change(day, reverts="loose"))
    assert await bench.look() is None
    assert (bench.reloader.warning == "") is (day == 0)


@pytest.mark.parametrize(("typology", "params", "problem"), CANNOT_BE_PROVED)
def test_a_worker_does_not_start_with_it(tmp_path: Path, typology: str, params: dict[str, float], problem: str):
    path = tmp_path / "tuning.yaml"
    path.write_bytes(msgspec.json.encode([change(typology=typology, params=params)]))
    with pytest.raises(CatalogueError, match=re.escape(f"{typology}.yaml: {problem}")):
        Reloader(Settings(catalogue_overrides=path))


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (own_text(own_condition=False), "own.yaml: its condition is that of fan-in.yaml"),
        (own_text(), ""),
        (own_text().replace("[money-laundering, fraud]", "[]"), "own.yaml: it names no crime: list the crimes"),
        (own_text().replace("window: 7d", "window: 24h"), "own.yaml: its window of 24h cuts off evidence"),
    ],
)
async def test_an_own_file_that_cannot_be_proved_is_refused(bench: Bench, text: str, problem: str):
    (bench.own / "own.yaml").write_text(text)
    assert (await bench.look() is None) is bool(problem)
    assert problem in bench.reloader.warning


async def test_proving_a_change_takes_well_under_a_second(bench: Bench):
    bench.write(senders(8))
    deployment = Deployment.read(bench.settings)
    deployment.prove(START)
    before = time.perf_counter()
    deployment.prove(START)
    proved = time.perf_counter() - before
    before = time.perf_counter()
    deployment.compiled(START)
    assert proved - (time.perf_counter() - before) < 0.5


async def test_an_own_file_may_not_take_the_id_of_a_shipped_one(bench: Bench):
    (bench.own / "fan-in.yaml").write_text((SHIPPED / "fan-in.yaml").read_text())
    assert await bench.look() is None
    assert "id fan-in is taken by" in bench.reloader.warning


async def test_a_file_that_is_still_being_written_is_left_for_the_next_look(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
):
    bench.write(senders(8), senders(9, typology="fan-in"))
    monkeypatch.setattr("time.sleep", lambda _seconds: bench.file.write_bytes(msgspec.json.encode([senders(7)])))
    assert await bench.look() is None
    monkeypatch.undo()
    assert await bench.look() is not None
    assert bench.senders == 7


async def test_a_change_that_was_in_force_and_is_deleted_is_called_out(bench: Bench, caplog: pytest.LogCaptureFixture):
    bench.write(senders(8, id="first"), senders(9, day=3, id="to-come"))
    await bench.look()
    bench.write()
    assert await bench.look() is not None
    warned = [record.getMessage() for record in caplog.records if record.levelno == logging.WARNING]
    assert warned == ["change first was in force and is gone from the file; revert it instead"]


def test_files_that_are_wrong_at_the_start_are_refused(tmp_path: Path):
    path = tmp_path / "tuning.yaml"
    with pytest.raises(CatalogueError, match="cannot be read"):
        Reloader(Settings(catalogue_overrides=path))
    path.write_bytes(msgspec.json.encode([senders(8)]))
    with pytest.raises(CatalogueError, match="approved by somebody other"):
        Reloader(Settings(catalogue_overrides=path, tuning_needs_approver=True))
    assert Reloader(Settings(catalogue_overrides=path)).catalogue["fan-in"].params["day_senders"] == 8


async def test_looking_goes_on_by_itself_and_wakes_when_a_change_is_due(tmp_path: Path):
    path = tmp_path / "tuning.yaml"
    path.write_text("")
    reloader = Reloader(Settings(catalogue_overrides=path, catalogue_reload_seconds=0.05))
    loaded: list[Catalogue] = []
    running = asyncio.create_task(reloader.run(loaded.append))
    due = datetime.now(UTC) + timedelta(seconds=1.5)
    path.write_bytes(msgspec.json.encode([senders(8), senders(9, effective=due.isoformat())]))
    async with asyncio.timeout(20):
        while len(loaded) < 2:
            await asyncio.sleep(0.02)
    assert datetime.now(UTC) >= due
    running.cancel()
    assert [each["fan-in"].params["day_senders"] for each in loaded] == [8, 9]


async def test_a_change_is_not_waited_for_longer_than_until_it_is_due(tmp_path: Path):
    path = tmp_path / "tuning.yaml"
    due = datetime.now(UTC) + timedelta(seconds=4)
    path.write_bytes(msgspec.json.encode([senders(9, effective=due.isoformat())]))
    reloader = Reloader(Settings(catalogue_overrides=path, catalogue_reload_seconds=3600))
    loaded: list[Catalogue] = []
    running = asyncio.create_task(reloader.run(loaded.append))
    async with asyncio.timeout(180):
        while not loaded:
            await asyncio.sleep(0.02)
    running.cancel()
    assert loaded[0]["fan-in"].params["day_senders"] == 9


async def test_it_can_be_turned_off_and_a_past_catalogue_be_kept(tmp_path: Path):
    path = tmp_path / "tuning.yaml"
    path.write_bytes(msgspec.json.encode([senders(8), senders(9, day=2)]))
    for settings, expected in (
        (Settings(catalogue_overrides=path, catalogue_reload_seconds=0), 9),
        (Settings(catalogue_overrides=path, catalogue_at=START + timedelta(days=1)), 8),
    ):
        reloader = Reloader(settings)
        assert reloader.catalogue["fan-in"].params["day_senders"] == expected
        async with asyncio.timeout(1):
            await reloader.run(lambda _catalogue: None)


async def test_the_metrics_name_the_catalogue_in_force_and_no_other(bench: Bench):
    def shown() -> dict[str, float]:
        found = [sample for metric in metrics.CATALOGUE.collect() for sample in metric.samples]
        return {sample.labels["digest"]: sample.value for sample in found}

    old = bench.reloader.catalogue
    show_in_force(old)
    assert shown()[old.digest] == 1
    bench.write(senders(8))
    new = await bench.look()
    assert new is not None
    show_in_force(new, old)
    assert shown()[new.digest] == 1
    assert old.digest not in shown()
    assert datetime.now(UTC).timestamp() - metrics.CATALOGUE_LOADED._value.get() < 60
    metrics.CATALOGUE.clear()
