"""A town that lives now: nothing goes out before its time, and whoever goes on begins where the last one ended."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from models.synthetic import Town
from streams import replay, topics
from streams.demo import live
from streams.demo.live import Clock, Plan, stream
from streams.errors import BrokerError, SettingsError
from streams.settings import Settings
from streams.tail import Tail

TODAY = date(2026, 1, 20)
NOW = datetime(2026, 1, 20, 15, tzinfo=UTC)
PLAN = Plan.around(TODAY, seed=1, subjects=200, injections=0, past_days=2, live_days=2)


@pytest.fixture(scope="module")
def town() -> Town:
    return PLAN.town()


class Hands:
    """A clock that only moves when somebody waits, by `least` or more."""

    def __init__(self, now: datetime, least: timedelta = timedelta(0)) -> None:
        self.time = now
        self._least = least
        self.clock = Clock(lambda: self.time, self.sleep)

    def sleep(self, seconds: float) -> None:
        assert seconds > 0
        self.time += max(timedelta(seconds=seconds), self._least)


@pytest.fixture
def settings(embedded_broker, prefix: str) -> Settings:
    made = Settings(broker=embedded_broker.bootstrap, embedded_broker=True, topic_prefix=prefix)
    topics.create(made)
    return made


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """What `stream` publishes, where no broker is asked."""
    found: list[bytes] = []
    monkeypatch.setattr(replay, "publish", lambda _settings, _name, records, rate: found.extend(records))
    return found


def published(settings: Settings) -> list[bytes]:
    found: list[bytes] = []
    with Tail(settings, ["transactions"]) as tail:
        while not tail.at_end():
            found += [record.value for record in tail.poll(0.2)]
    return found


def test_a_town_around_today_has_a_past_and_a_future(town: Town):
    past = [each for each in town.transactions if each.time <= NOW]
    assert PLAN.start == date(2026, 1, 18)
    assert 0.2 < len(past) / len(town.transactions) < 0.8
    assert town.transactions[-1].time < datetime(2026, 1, 23, tzinfo=UTC)


def test_the_days_of_the_week_are_those_of_the_calendar():
    months = [Plan(1, 200, 0, date(2026, month, 2), 28).town() for month in (3, 8)]
    for each in months:
        cash = [one for one in each.transactions if one.booking_date is not None]
        assert cash
        assert all(one.booking_date.weekday() < 5 for one in cash if one.booking_date)


def test_what_was_and_what_is_to_come_reach_the_broker_in_order(town: Town, settings: Settings, tmp_path: Path):
    hands = Hands(NOW, timedelta(hours=6))
    plan = stream(settings, town, PLAN, tmp_path / "town.json", None, clock=hands.clock)
    assert published(settings) == list(town.lines())
    assert plan.sent == len(town.transactions)
    assert Plan.read(tmp_path / "town.json") == plan
    assert hands.time >= town.transactions[-1].time


def test_nothing_goes_out_before_its_time(town: Town, sent: list[bytes], tmp_path: Path):
    hands = Hands(NOW)

    def look(plan: Plan) -> None:
        assert town.transactions[plan.sent - 1].time <= hands.time

    stream(Settings(), town, PLAN, tmp_path / "town.json", None, look, hands.clock)
    assert sent == list(town.lines())


def test_whoever_goes_on_begins_where_the_last_one_ended(
    town: Town, sent: list[bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(live, "_CHUNK_RECORDS", 50)
    file = tmp_path / "town.json"
    PLAN.write(file)

    def stop(plan: Plan) -> None:
        if plan.sent >= 100:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stream(Settings(), town, PLAN, file, None, stop, Hands(NOW).clock)
    assert len(sent) == 100
    kept = Plan.read(file)
    assert kept is not None
    stream(Settings(), kept.town(), kept, file, None, clock=Hands(NOW).clock)
    assert sent == list(town.lines())


def test_what_the_broker_did_not_take_is_not_counted_as_sent(
    town: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    def refuse(*_given: Any, **_more: Any) -> None:
        raise BrokerError("away")

    monkeypatch.setattr(replay, "publish", refuse)
    PLAN.write(tmp_path / "town.json")
    with pytest.raises(BrokerError):
        stream(Settings(), town, PLAN, tmp_path / "town.json", None, clock=Hands(NOW).clock)
    assert Plan.read(tmp_path / "town.json") == PLAN


@pytest.mark.parametrize("content", ["", "{}", json.dumps({"seed": 1, "sent": "many"})])
def test_a_file_that_holds_no_plan_is_refused(content: str, tmp_path: Path):
    (tmp_path / "town.json").write_text(content)
    with pytest.raises(SettingsError, match=r"town\.json holds no plan"):
        Plan.read(tmp_path / "town.json")
