"""The trace of an alert that a worker raised, through the command as an analyst types it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from streams import topics
from streams.broker import LocalBroker
from streams.settings import Settings
from streams.worker_process import WorkerProcess, environment
from tests.integration.harness import publish, read_all, settings_for, wait_processed
from tests.integration.made import deposit, party, transfer

DAY = timedelta(days=1)
VALUES = [
    *(deposit(f"cash-{day}", "S", "9400.00", day * DAY) for day in range(4)),
    transfer("out-1", "15000.00", 4 * DAY, debtor=party("S"), creditor=party("M1")),
    transfer("out-2", "16000.00", 4.5 * DAY, debtor=party("S"), creditor=party("M2")),
    transfer("join-1", "14500.00", 5 * DAY, debtor=party("M1"), creditor=party("END")),
    transfer("join-2", "15700.00", 5.5 * DAY, debtor=party("M2"), creditor=party("END")),
]
"""Four deposits below the report limit, passed on to two, who pay both to one: each keeps a little."""


@pytest.fixture(scope="module")
def ran(embedded_broker: LocalBroker) -> tuple[Settings, str]:
    """Settings of a cluster on which a worker has judged the stream, and the id of the alert that it raised."""
    settings = settings_for(embedded_broker, base_currency="USD")
    topics.create(settings)
    with WorkerProcess(settings) as worker:
        publish(settings, VALUES)
        wait_processed(worker, settings, len(VALUES))
    alerts = [json.loads(record.value) for record in read_all(settings, settings.topic("alerts"))]
    [identity] = {alert["id"] for alert in alerts if alert["typology"] == "cash-structuring"}
    return settings, identity


def _command(settings: Settings, *arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "streams.cli", "trace", *map(str, arguments)],
        env={**os.environ, **environment(settings)},
        capture_output=True,
        text=True,
        timeout=120,
    )


def _json(settings: Settings, *arguments: object) -> dict[str, Any]:
    done = _command(settings, *arguments, "--json")
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_the_money_of_an_alert_is_followed_to_where_it_is(ran: tuple[Settings, str]) -> None:
    settings, identity = ran
    found = _json(settings, identity)
    evidence = Decimal(9400) * found["evidence"]["followed"]
    assert found["evidence"]["followed"] in (3, 4)
    published = [json.loads(record.value) for record in read_all(settings, settings.topic("alerts"))]
    assert found["revision"] == max(alert["revision"] for alert in published if alert["id"] == identity)
    assert Decimal(found["totals"][0]["forward"]) == evidence
    assert {edge["transaction"] for edge in found["edges"]} >= {"out-1", "out-2", "join-1", "join-2"}
    rests = {node["id"]: Decimal(node["forward"]["rests"]) for node in found["nodes"]}
    assert sum(rests.values()) == evidence
    assert max(rests, key=lambda node: rests[node]) == "customer:END"
    [subject] = [node for node in found["nodes"] if node["is_subject_of_alert"]]
    assert (subject["id"], subject["name"]) == ("customer:S", "Customer S")
    assert {node["id"] for node in found["nodes"] if node["kind"] == "cash"} == {"cash paid in"}
    assert found["cut"] == []


def test_bounds_given_to_the_command_are_kept_and_what_they_cut_is_counted(ran: tuple[Settings, str]) -> None:
    settings, identity = ran
    found = _json(settings, identity[:8], "--hops", "1", "--max-nodes", "4")
    assert {edge["transaction"] for edge in found["edges"]} & {"join-1", "join-2"} == set()
    assert [(cut["bound"], cut["payments"]) for cut in found["cut"]] == [("hops", 2)]
    assert _json(settings, identity, "--window", "12h")["totals"] == _json(settings, identity)["totals"]


def test_the_table_and_the_page_say_the_same(ran: tuple[Settings, str], tmp_path: Path) -> None:
    settings, identity = ran
    file = tmp_path / "trace.html"
    done = _command(settings, identity, "--html", file)
    assert done.returncode == 0, done.stderr
    parsed: Any = html.document_fromstring(file.read_text(encoding="utf-8"))
    page = parsed.text_content()
    for words in ("customer:END", "14,500.00 USD", "join-2", "haircut method", "Nothing was cut off."):
        assert words in done.stdout
        assert words in page


def test_an_alert_that_is_not_there_is_one_line_and_status_1(ran: tuple[Settings, str]) -> None:
    settings, identity = ran
    for wanted in ("ffffffff-0000", identity[:7]):
        done = _command(settings, wanted)
        assert done.returncode == 1
        assert done.stderr.startswith(f"counterflow: no alert {wanted} on ")
        assert len(done.stderr.splitlines()) == 1
        assert done.stdout == ""


@pytest.mark.parametrize("wrong", [("--window", "soon"), ("--window", "0d"), ("--min-share", "2"), ("--hops", "-1")])
def test_a_bound_that_makes_no_sense_is_a_usage_error(ran: tuple[Settings, str], wrong: tuple[str, str]) -> None:
    assert _command(ran[0], ran[1], *wrong).returncode == 2
