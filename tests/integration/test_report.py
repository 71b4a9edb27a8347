"""A draft of an alert that a worker raised, through the command as an analyst types it."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from lxml import etree, html

from streams import topics
from streams.broker import LocalBroker
from streams.filing.draft import draft
from streams.filing.fincen import NAMESPACE
from streams.filing.gathering import Request, gather
from streams.reference import Reference
from streams.settings import Settings
from streams.worker_process import WorkerProcess, environment
from tests.integration.harness import publish, read_all, settings_for, wait_processed
from tests.integration.made import deposit, party, transfer

DAY = timedelta(days=1)
HOSTILE = "<b>Customer & Sons</b>\u202e'\""
AT = "2025-04-01T09:00:00Z"
VALUES = [
    *(deposit(f"cash-{day}", "S", "9400.50", day * DAY) for day in range(4)),
    transfer("out-1", "15000.00", 4 * DAY, debtor=party("S"), creditor={**party("M1"), "name": HOSTILE}),
    transfer("out-2", "16000.00", 4.5 * DAY, debtor=party("S"), creditor=party("M2")),
]
"""Four deposits below the report limit, passed on to two."""


@pytest.fixture(scope="module")
def ran(embedded_broker: LocalBroker) -> tuple[Settings, dict[str, str]]:
    """Settings of a cluster on which a worker has judged the stream, and the ids of the alerts on S by typology."""
    settings = settings_for(embedded_broker, base_currency="USD")
    topics.create(settings)
    with WorkerProcess(settings) as worker:
        publish(settings, VALUES)
        wait_processed(worker, settings, len(VALUES))
    raised = [
        json.loads(record.value)
        for name in ("alerts", "alerts.shadow")
        for record in read_all(settings, settings.topic(name))
    ]
    return settings, {each["typology"]: each["id"] for each in raised if each["subject"]["id"] == "customer:S"}


def _report(settings: Settings, out: Path, *alerts: str) -> subprocess.CompletedProcess[str]:
    arguments = [*alerts, "--out", str(out), "--by", "Analyst 4", "--produced-at", AT]
    return subprocess.run(
        [sys.executable, "-m", "streams.cli", "report", *arguments],
        env={**os.environ, **environment(settings)},
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_alerts_become_a_case_file_and_a_sar(ran: tuple[Settings, dict[str, str]], tmp_path: Path) -> None:
    settings, alerts = ran
    wanted = [alerts["cash-structuring"][:8], *(name for each, name in alerts.items() if each != "cash-structuring")]
    done = _report(settings, tmp_path / "draft", *wanted)
    assert done.returncode == 0, done.stderr
    assert "nothing was sent" in done.stdout
    files = {path.name: path.read_bytes() for path in (tmp_path / "draft").iterdir()}
    assert set(files) == {"case.html", "case.pdf", "case.json", "missing.json", "fincen-sar.xml"}
    assert {path.stat().st_mode & 0o077 for path in (tmp_path / "draft").iterdir()} == {0}
    case: dict[str, Any] = json.loads(files["case.json"])
    cash = [row for row in case["rows"] if row["channel"] == "cash"]
    assert len(cash) in (3, 4)
    [total] = [each for each in case["totals"] if each["direction"] == "in"]
    assert Decimal(total["amount"]) == len(cash) * Decimal("9400.50")
    assert case["subject"]["names"] == ["Customer S"]
    assert {each["transaction"] for each in case["places"]} == {row["transaction"] for row in case["rows"]}
    page: Any = html.document_fromstring(files["case.html"].decode())
    text = page.text_content()
    for words in ("9,400.50", "Customer S", "Analyst 4", "2025-04-01 09:00:00", "What is missing for a filing"):
        assert words in text
    assert len(page.xpath("//svg[@aria-label]")) == 2
    assert files["case.pdf"].startswith(b"%PDF-")
    sar = etree.fromstring(files["fincen-sar.xml"])
    [amount] = sar.findall(f".//{{{NAMESPACE}}}TotalSuspiciousAmountText")
    assert int(amount.text or "") >= len(cash) * Decimal("9400.50")
    missing = json.loads(files["missing.json"])["missing"]
    assert "Activity/FilingDateText" in {each["element"] for each in missing}


def test_the_same_request_gives_the_same_bytes(ran: tuple[Settings, dict[str, str]]) -> None:
    settings, alerts = ran
    reference = Reference.load()
    request = Request([alerts["cash-structuring"]], datetime.fromisoformat(AT), "Analyst 4", "LU")
    one, two = (draft(asyncio.run(gather(settings, reference, request)), settings, reference) for _ in range(2))
    assert "goaml.xml" in one
    assert one == two
