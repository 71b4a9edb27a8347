"""The whole way: an alert on the topic, in the store, in a browser, decided there, and out of the queue."""

from __future__ import annotations

import asyncio
import json
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Awaitable, Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from streams import topics
from streams.broker import LocalBroker, Process, free_port
from streams.desk.accounts import Account, Accounts, hashed
from streams.dispositions.topic import read_all
from streams.worker_process import environment
from tests.desk.browser import Browser, found
from tests.desk.visitor import PASSWORD
from tests.integration.harness import settings_for
from tests.sinks.made import alert, record
from tests.sinks.process import SinkProcess, publish

pytestmark = pytest.mark.postgres


def answers(address: str) -> int:
    """Status of a page; 0 for none."""
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


async def until(reached: Callable[[], Awaitable[bool]], said: Callable[[], str]) -> None:
    """Wait until something holds."""
    deadline = time.monotonic() + 60
    while not await reached():
        assert time.monotonic() < deadline, said()
        await asyncio.sleep(0.2)


async def test_an_alert_is_closed_in_a_browser_without_scripts(
    embedded_broker: LocalBroker, database: str, tmp_path: Path
):
    program = found()
    if program is None:
        pytest.skip("needs Chromium, and none is on the path (Debian: apt install chromium)")
    own = {"postgres_dsn": database, "desk_dir": tmp_path, "desk_cookie_secure": False, "desk_port": free_port()}
    log = tmp_path / "access.jsonl"
    settings = settings_for(
        embedded_broker, **own, desk_metrics_port=free_port(), desk_access_log=log, session_timeout_seconds=3.0
    )
    Accounts(tmp_path / "users.json").put(Account("Analyst 1", "analyst", hashed(PASSWORD)))
    topics.create(settings)
    publish(settings, [record(alert(1), 0), record(alert(2, due_at=alert(2).due_at.replace(year=2999)), 0)])
    home, health = f"http://127.0.0.1:{settings.desk_port}/", f"http://127.0.0.1:{settings.desk_metrics_port}"
    command = [sys.executable, "-m", "streams.cli", "desk"]
    with SinkProcess(settings, "postgres") as sink, Process(command, env=environment(settings)) as desk:
        async with Browser(program) as browser:

            async def is_ready() -> bool:
                return answers(f"{health}/ready") == 200 and answers(home) == 200

            await until(is_ready, desk.tail)
            await browser.open(home)
            await browser.write("name", "Analyst 1")
            await browser.write("password", PASSWORD)
            await browser.follow("main button")

            async def is_listed() -> bool:
                await browser.open(home)
                return bool(await browser.script("document.querySelectorAll('tbody tr').length === 2"))

            await until(is_listed, sink.said)
            await browser.follow("tbody tr:first-child a[href^='/alert/']")
            assert urlsplit(str(await browser.script("location.href"))).path == "/alert/alert-1"
            await browser.click("input[value=close]")
            await browser.click("input[value=false_positive]")
            await browser.write("note", "A market stall.")
            await browser.follow("form.verdict button")
            assert "Sent" in await browser.text()
            [made] = await read_all(settings)
            assert (made.alert, made.verdict, made.reason) == ("alert-1", "close", "false_positive")
            assert (made.decided_by, made.note) == ("Analyst 1", "A market stall.")

            async def is_gone() -> bool:
                await browser.open(home)
                return bool(await browser.script("document.querySelectorAll('tbody tr').length === 1"))

            await until(is_gone, sink.said)
            assert "closed (1)" in await browser.text()
            with urllib.request.urlopen(f"{health}/metrics", timeout=5) as answer:
                assert 'counterflow_desk_verdicts_total{verdict="close"} 1.0' in answer.read().decode()
        desk.end()
        assert desk.returncode == 0, desk.tail()
    deeds = [json.loads(line)["deed"] for line in log.read_text().splitlines()]
    assert deeds.count("verdict") == 1
    assert deeds.count("sign-in") == 1
