"""A town that lives now, from the command line."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from models.synthetic import Town
from streams.demo import live
from streams.demo.live import Clock, Plan
from streams.reference.watch_list import WatchList
from streams.settings import Settings
from streams.tail import Tail

SMALL = ("--subjects", 200, "--injections", 0, "--past-days", 2, "--live-days", 0, "--rate", 100_000)


@pytest.fixture
def watch_list(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = tmp_path / "town" / "watch_list.csv"
    monkeypatch.setenv("COUNTERFLOW_WATCH_LIST", str(file))
    return file


@pytest.fixture
def tomorrow(monkeypatch: pytest.MonkeyPatch) -> None:
    """The last night of a town goes on past midnight, and would be waited for in the small hours."""
    clock = Clock(now=lambda: datetime.now(UTC) + timedelta(days=1))
    monkeypatch.setattr(live, "stream", partial(live.stream, clock=clock))


def count(settings: Settings) -> int:
    found = 0
    with Tail(settings, ["transactions"]) as tail:
        while not tail.at_end():
            found += len(tail.poll(0.2))
    return found


def made(plan: Plan | None) -> Town:
    assert plan is not None
    return plan.town()


@pytest.mark.usefixtures("tomorrow")
def test_the_town_ends_where_today_begins_and_goes_out_once(counterflow, cluster: Settings, watch_list: Path):
    result = counterflow("stream-town", *SMALL)
    assert result.status == 0, result.err
    plan = Plan.read(watch_list.with_name("town.json"))
    town = made(plan)
    assert plan is not None
    assert (datetime.now(UTC).date() - plan.start).days in (2, 3)  # 3 where midnight passed meanwhile
    assert plan.sent == count(cluster) == len(town.transactions)
    assert f"All {plan.sent:,} transactions are published." in result.out
    again = counterflow("stream-town", *SMALL)
    assert again.status == 0
    assert count(cluster) == plan.sent


def test_prepare_writes_the_watch_list_before_there_is_a_broker(counterflow, watch_list: Path):
    result = counterflow("stream-town", "--prepare", *SMALL)
    assert result.status == 0, result.err
    plan = Plan.read(watch_list.with_name("town.json"))
    assert plan is not None
    assert plan.sent == 0
    WatchList.load(watch_list)
    assert len(watch_list.read_text().splitlines()) == 1 + len(plan.town().watch)


def test_prepare_leaves_a_town_as_it_is(counterflow, watch_list: Path):
    counterflow("stream-town", "--prepare", *SMALL)
    plan = Plan(7, 200, 0, date(2026, 1, 1), 2, sent=5)
    plan.write(watch_list.with_name("town.json"))
    assert counterflow("stream-town", "--prepare", *SMALL).status == 0
    assert Plan.read(watch_list.with_name("town.json")) == plan


def test_it_says_that_the_worker_must_share_the_watch_list(counterflow):
    result = counterflow("stream-town", *SMALL)
    assert result.status == 2
    assert "COUNTERFLOW_WATCH_LIST is not set" in result.err


def test_a_town_too_small_for_its_crimes_is_refused(counterflow, watch_list: Path):
    result = counterflow("stream-town", "--prepare", "--subjects", 3, "--past-days", 2, "--live-days", 0)
    assert result.status == 2
    assert not watch_list.exists()
