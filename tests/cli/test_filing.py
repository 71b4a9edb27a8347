"""Who looks is written down before the answer comes; holds win; what is erased is gone."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
from aiokafka.errors import KafkaError
from aiokafka.structs import ConsumerRecord
from kafka import KafkaProducer

from streams import topics
from streams.connection import client_options
from streams.filing import registry
from streams.filing.restricted import Filing, filing_key, hold_key
from streams.publisher import Publisher
from streams.scan import partitions_of, scan
from streams.settings import Settings
from tests.filing.made import alert

OF = ("--subject", "customer:C1")
"""Saves looking for the alert."""
GONE = "1ffe9636-61e5-51b0-8262-04b972e4bfc2"
"""An alert that the topics have no more."""
WHO = ("--by", "Analyst 4", "--why", "audit of March")


@pytest.fixture
def restricted(cluster: Settings) -> Settings:
    """A cluster with the restricted topics, and an alert."""
    topics.create(cluster, topics.restricted(cluster))
    send(cluster, "alerts", (None, msgspec.json.encode(alert())))
    return cluster


def send(settings: Settings, name: str, *records: tuple[bytes | None, bytes | None]) -> None:
    producer = KafkaProducer(**client_options(settings), enable_idempotence=False, linger_ms=20)
    for key, value in records:
        producer.send(settings.topic(name), value, key, partition=0)
    producer.close()


def records(settings: Settings, name: str) -> list[ConsumerRecord]:
    async def read() -> list[ConsumerRecord]:
        topic = settings.topic(name)
        return [
            each async for _, found in scan(settings, topic, await partitions_of(settings, topic)) for each in found
        ]

    return asyncio.run(read())


def looks(settings: Settings) -> list[tuple[str, str, str, str]]:
    found: list[dict[str, Any]] = [json.loads(each.value) for each in records(settings, "filings.access")]
    return [(each["deed"], each["what"], each["by"], each["why"]) for each in found]


def test_what_is_recorded_can_be_looked_up_by_alert_and_subject_and_every_look_is_kept(
    counterflow, restricted: Settings
):
    identity = alert().id
    filed = ("--status", "filed", "--reference", "BSA-1", "--filed-at", "2025-04-02T00:00:00Z")
    done = counterflow("filing", "record", identity[:30], *filed, *WHO)
    assert done.out == f"recorded: alert {identity} of customer:C1, filed\n"
    for which in (identity, "customer:C1", "all"):
        shown = json.loads(counterflow("filing", "show", which, "--json", *WHO).out)["filings"]
        assert [(each["alert"], each["reference"], each["by"]) for each in shown] == [(identity, "BSA-1", "Analyst 4")]
    assert counterflow("filing", "show", "customer:C2", *WHO).out == "nothing is recorded\n"
    assert looks(restricted) == [
        ("record", identity, "Analyst 4", "audit of March"),
        *(("show", which, "Analyst 4", "audit of March") for which in (identity, "customer:C1", "all", "customer:C2")),
    ]


def test_a_report_on_an_alert_that_the_topics_have_no_more_is_recorded_with_its_subject(
    counterflow, restricted: Settings
):
    gone = ("filing", "record", GONE, "--status", "not-filed", *WHO)
    assert counterflow(*gone).status == 1
    assert counterflow(*gone, "--subject", "customer:7").out == f"recorded: alert {GONE} of customer:7, not-filed\n"


def test_a_beginning_of_an_id_means_the_recorded_alert_in_every_command_and_no_other(counterflow, restricted: Settings):
    short = GONE[:8]
    of = ("--status", "not-filed", "--subject", "customer:7", *WHO)
    unknown = counterflow("filing", "record", short, *of)
    assert unknown.status == 1
    assert "needs its whole id" in unknown.err
    assert counterflow("filing", "record", GONE, *of).status == 0
    assert counterflow("filing", "record", short, *of).out == f"recorded: alert {GONE} of customer:7, not-filed\n"
    assert f"alert {GONE} of customer:7" in counterflow("filing", "show", short, *WHO).out
    assert "must be kept until" in counterflow("filing", "erase", short, *WHO).err
    old(restricted, f"{short}-other", "customer:8", 1)
    for command in (("record", short, *of), ("show", short, *WHO), ("erase", short, *WHO)):
        assert f"2 recorded alerts begin with {short}" in counterflow("filing", *command).err


@pytest.mark.parametrize("wrong", ["1ffe9636", "C1", "customer:", "Customer:C1"])
def test_a_hold_is_on_a_subject_and_on_nothing_else(counterflow, restricted: Settings, wrong: str):
    for command in (("hold", wrong), ("record", GONE, "--status", "filed", "--subject", wrong)):
        refused = counterflow("filing", *command, *WHO)
        assert (refused.status, refused.out) == (1, "")
        assert "is no subject, such as customer:C1" in refused.err
    assert records(restricted, "filings.restricted") == []


def test_a_hold_on_a_subject_of_whom_nothing_is_recorded_says_so(counterflow, restricted: Settings):
    early = counterflow("filing", "hold", "customer:C1", *WHO)
    assert early.out == "on hold: customer:C1\n"
    assert early.err == "counterflow: nothing is recorded of customer:C1 so far: the hold keeps what will be\n"
    counterflow("filing", "record", alert().id, "--status", "filed", *OF, *WHO)
    assert counterflow("filing", "hold", "customer:C1", *WHO).err == ""


def test_no_record_moves_a_held_alert_to_another_subject_or_loses_what_was_filed(counterflow, restricted: Settings):
    identity = alert().id
    filed = ("--status", "filed", "--reference", "BSA 1", "--filed-at", "2025-04-02T00:00:00Z")
    counterflow("filing", "record", identity, *filed, *OF, *WHO)
    counterflow("filing", "hold", "customer:C1", *WHO)
    moved = counterflow("filing", "record", identity, "--subject", "customer:ZZ", "--status", "not-filed", *WHO)
    assert moved.status == 1
    assert "is recorded as one of customer:C1, not of customer:ZZ" in moved.err
    assert counterflow("filing", "record", identity, "--status", "withdrawn", *WHO).status == 0
    [shown] = json.loads(counterflow("filing", "show", "customer:C1", "--json", *WHO).out)["filings"]
    assert (shown["status"], shown["reference"], shown["filed_at"]) == ("withdrawn", "BSA 1", "2025-04-02T00:00:00Z")
    assert [each["status"] for each in shown["earlier"]] == ["filed"]
    assert "\n  before: filed, by Analyst 4 on " in counterflow("filing", "show", "customer:C1", *WHO).out
    assert "under a legal hold" in counterflow("filing", "erase", identity, *WHO).err


@pytest.mark.parametrize(("option", "length"), [("--by", 129), ("--why", 1025)])
def test_who_and_why_that_are_too_long_are_refused_before_anything_is_written(
    counterflow, restricted: Settings, option: str, length: int
):
    said = dict(zip(WHO[::2], WHO[1::2], strict=True)) | {option: "x" * length}
    done = counterflow("filing", "hold", "customer:C1", *(word for pair in said.items() for word in pair))
    assert (done.status, done.out) == (1, "")
    assert f"{option} cannot be written down" in done.err
    assert looks(restricted) == []
    assert records(restricted, "filings.restricted") == []


def test_a_record_that_cannot_be_read_is_said_and_stops_only_what_it_may_be_about(counterflow, restricted: Settings):
    days = restricted.filing_retention_days
    old(restricted, "old-and-held", "customer:1", days + 1)
    old(restricted, "old-and-free", "customer:2", days + 1)
    too_long = {"subject": "customer:1", "by": "B", "why": "x" * 1025, "at": "2025-04-02T00:00:00Z", "schema": 1}
    send(restricted, "filings.restricted", (hold_key("customer:1"), json.dumps(too_long).encode()))
    send(restricted, "filings.restricted", (filing_key(GONE), b"{}"))
    shown = counterflow("filing", "show", "all", *WHO)
    assert (shown.status, shown.out.count("filed: alert")) == (0, 2)
    assert "'hold:customer:1' that cannot be read" in shown.err
    for command in ("show", "erase"):
        assert f"the record on alert {GONE} cannot be read" in counterflow("filing", command, GONE[:8], *WHO).err
    replacing = counterflow("filing", "record", GONE, "--status", "filed", "--subject", "customer:7", *WHO)
    assert replacing.status == 1
    assert counterflow("filing", "erase", "--expired", *WHO).out == "erased: old-and-free\n"
    assert "a legal hold that cannot be read" in counterflow("filing", "erase", "customer:1", *WHO).err
    assert counterflow("filing", "hold", "customer:1", *WHO).status == 0
    assert "on hold since" in counterflow("filing", "show", "customer:1", *WHO).out
    assert counterflow("filing", "lift", "customer:1", *WHO).status == 0
    assert counterflow("filing", "erase", "--expired", *WHO).out == "erased: old-and-held\n"


def test_a_look_that_cannot_be_read_hides_no_other(restricted: Settings):
    send(restricted, "filings.access", (None, b"{}"))
    said: list[str] = []
    _, found = registry.Registry(restricted, "Analyst 4", "audit", said.append).everything()
    assert [each.what for each in found.values()] == ["all"]
    assert [each for each in said if "filings.access has a record at 0 that cannot be read" in each]


def test_a_hold_that_is_placed_while_an_erasure_begins_wins(counterflow, restricted: Settings, monkeypatch):
    old(restricted, "old", "customer:1", restricted.filing_retention_days + 1)
    start, starts = Publisher.start, []

    async def slow(self: Publisher) -> None:
        starts.append(self)
        if len(starts) == 2:
            monkeypatch.setattr(Publisher, "start", start)
            await asyncio.to_thread(counterflow, "filing", "hold", "customer:1", *WHO)
        await start(self)

    monkeypatch.setattr(Publisher, "start", slow)
    assert "customer:1 is under a legal hold" in counterflow("filing", "erase", "customer:1", *WHO).err


def test_a_later_record_replaces_the_earlier_one(counterflow, restricted: Settings):
    identity = alert().id
    for status in ("filed", "withdrawn"):
        assert counterflow("filing", "record", identity, "--status", status, *OF, *WHO).status == 0
    assert counterflow("filing", "show", identity, *WHO).out.startswith(f"withdrawn: alert {identity} of customer:C1")


def test_nothing_is_shown_where_the_look_cannot_be_written_down(counterflow, restricted: Settings, monkeypatch):
    counterflow("filing", "record", alert().id, "--status", "filed", *OF, *WHO)

    async def refuse(*_arguments: object) -> None:
        raise KafkaError("not authorised")

    monkeypatch.setattr(registry.Registry, "_log", refuse)
    done = counterflow("filing", "show", "all", *WHO)
    assert (done.status, done.out) == (1, "")
    assert "not authorised" in done.err


@pytest.mark.parametrize("missing", [("--by", " "), ("--why", "")])
def test_somebody_looks_for_a_reason(counterflow, restricted: Settings, missing: tuple[str, str]):
    said = dict(zip(WHO[::2], WHO[1::2], strict=True)) | dict([missing])
    done = counterflow("filing", "show", "all", *(word for pair in said.items() for word in pair))
    assert done.status == 1
    assert "say --by and --why" in done.err
    assert looks(restricted) == []


def test_without_the_restricted_topics_it_is_said_how_to_make_them(counterflow, cluster: Settings):
    done = counterflow("filing", "show", "all", *WHO)
    assert done.status == 2
    assert "run `counterflow topics create --restricted`" in done.err
    created = json.loads(counterflow("topics", "create", "--restricted", "--json").out)["created"]
    assert {name.removeprefix(cluster.topic_prefix) for name in created} == {"filings.restricted", "filings.access"}
    assert counterflow("filing", "show", "all", *WHO).out == "nothing is recorded\n"


def old(settings: Settings, identity: str, subject: str, days: int) -> None:
    at = datetime.now(UTC) - timedelta(days=days)
    filing = Filing(alert=identity, subject=subject, status="filed", by="Analyst 4", at=at)
    send(settings, "filings.restricted", (filing_key(identity), msgspec.json.encode(filing)))


def test_a_hold_wins_over_erasure_and_retention_until_it_is_lifted(counterflow, restricted: Settings):
    days = restricted.filing_retention_days
    old(restricted, "old-and-held", "customer:1", days + 1)
    old(restricted, "old-and-free", "customer:2", days + 1)
    old(restricted, "young", "customer:3", days - 1)
    assert counterflow("filing", "hold", "customer:1", *WHO).out == "on hold: customer:1\n"
    assert counterflow("filing", "erase", "--expired", *WHO).out == "erased: old-and-free\n"
    held = counterflow("filing", "erase", "customer:1", *WHO)
    assert held.status == 1
    assert "customer:1 is under a legal hold" in held.err
    assert counterflow("filing", "lift", "customer:1", *WHO).status == 0
    assert counterflow("filing", "erase", "customer:1", *WHO).out == "erased: old-and-held\n"
    assert counterflow("filing", "lift", "customer:1", *WHO).err == "counterflow: no hold is on customer:1\n"
    shown = json.loads(counterflow("filing", "show", "all", "--json", *WHO).out)
    assert [each["alert"] for each in shown["filings"]] == ["young"]
    assert shown["holds"] == []
    assert {each.key for each in records(restricted, "filings.restricted") if each.value is None} >= {
        filing_key("old-and-held"),
        filing_key("old-and-free"),
    }


def test_what_must_be_kept_is_erased_only_where_the_setting_says_so(counterflow, restricted: Settings, monkeypatch):
    old(restricted, "young", "customer:3", 10)
    refused = counterflow("filing", "erase", "young", *WHO)
    assert refused.status == 1
    assert "must be kept until" in refused.err
    monkeypatch.setenv("COUNTERFLOW_FILING_EARLY_ERASURE", "true")
    assert counterflow("filing", "erase", "young", *WHO).out == "erased: young\n"
    assert counterflow("filing", "erase", "young", *WHO).err == "counterflow: nothing is recorded of young\n"


@pytest.mark.parametrize("wrong", [(), ("young", "--expired")])
def test_what_to_erase_is_said_in_one_way(counterflow, restricted: Settings, wrong: tuple[str, ...]):
    assert counterflow("filing", "erase", *wrong, *WHO).status == 2


def test_nothing_of_it_is_on_any_other_topic(counterflow: Callable[..., Any], restricted: Settings):
    counterflow("filing", "record", alert().id, "--status", "filed", "--reference", "BSA-4711", *OF, *WHO)
    counterflow("filing", "hold", "customer:C1", *WHO)
    for name in ("alerts", "alerts.shadow", "alerts.suppressed", "reports.due"):
        values = [each.value for each in records(restricted, name)]
        assert values == ([msgspec.json.encode(alert())] if name == "alerts" else [])
