"""The demo as a person runs it: it finds every typology, and Ctrl-C leaves nothing behind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

DEMO = [sys.executable, "-m", "streams.cli", "demo", "--out"]
LIMIT_SECONDS = 180


@pytest.mark.slow
def test_every_typology_is_detected_within_three_minutes(tmp_path: Path):
    done = subprocess.run([*DEMO, tmp_path], capture_output=True, text=True, timeout=LIMIT_SECONDS)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr
    summary = json.loads((tmp_path / "summary.json").read_text())
    assert summary["transactions"] >= 100_000
    assert len(summary["typologies"]) >= 74
    found = summary["typologies"].values()
    assert all(each["injected"] >= 3 and each["detected"] >= each["injected"] - 1 for each in found)
    assert sum(each["detected"] for each in found) >= 0.95 * sum(each["injected"] for each in found)
    alerts = [json.loads(line) for line in (tmp_path / "alerts.jsonl").read_text().splitlines()]
    assert {each["typology"] for each in alerts} >= summary["typologies"].keys()


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_an_end_in_the_middle_leaves_no_process(tmp_path: Path, number: signal.Signals):
    # A killed demo cannot remove its temporary folder; this one goes with the test's.
    env = {**os.environ, "TMPDIR": str(tmp_path)}
    with subprocess.Popen([*DEMO, tmp_path], stdout=subprocess.PIPE, text=True, env=env) as demo:
        assert demo.stdout is not None
        assert any("the worker is starting" in line for line in demo.stdout)
        children = children_of(demo.pid)
        assert len(children) == 2  # the broker and the worker
        demo.send_signal(number)
        assert demo.wait(timeout=30) == (-signal.SIGKILL if number == signal.SIGKILL else 130)
    deadline = time.monotonic() + 10
    while (left := [child for child in children if runs(child)]) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert left == []


def runs(pid: int) -> bool:
    state = subprocess.run(["ps", "-o", "state=", "-p", str(pid)], capture_output=True, text=True).stdout.strip()
    return state not in ("", "Z")


def children_of(pid: int) -> list[int]:
    listed = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=True)
    return [int(line) for line in listed.stdout.split()]
