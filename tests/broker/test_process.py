"""Children end with us, however we end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from streams.broker import Process

SLEEP = [sys.executable, "-c", "import time; print('up', flush=True); time.sleep(60)"]
STUBBORN = [
    sys.executable,
    "-c",
    "import signal, time; signal.signal(15, signal.SIG_IGN); print('up', flush=True); time.sleep(60)",
]


def eventually(happened: Callable[[], bool], seconds: float = 10.0) -> bool:
    deadline = time.monotonic() + seconds
    while not happened() and time.monotonic() < deadline:
        time.sleep(0.02)
    return happened()


def runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    status = Path(f"/proc/{pid}/stat")
    return not status.exists() or status.read_text().rpartition(")")[2].split()[0] != "Z"


def test_a_process_ends_with_its_context():
    with Process(SLEEP) as process:
        assert eventually(lambda: "up" in process.tail())
        assert runs(process.pid)
    assert not runs(process.pid)


def test_a_process_that_ignores_sigterm_is_killed():
    process = Process(STUBBORN)
    assert eventually(lambda: "up" in process.tail())
    process.end(grace_seconds=0.1)
    assert process.returncode == -signal.SIGKILL


def test_ending_twice_is_harmless():
    process = Process(SLEEP)
    process.end()
    process.end()
    assert process.returncode == -signal.SIGTERM


def test_the_tail_is_the_end_of_the_output():
    with Process([sys.executable, "-c", "print(*range(30), sep='\\n')"]) as process:
        assert eventually(lambda: process.returncode == 0)
        assert process.tail(lines=2) == "28\n29"


def test_output_goes_to_the_named_log(tmp_path: Path):
    log = tmp_path / "log"
    with Process([sys.executable, "-c", "print('hello')"], log=log) as process:
        assert eventually(lambda: process.returncode == 0)
    assert log.read_text() == "hello\n"


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's parent-death signal is Linux's")
def test_a_killed_parent_takes_its_process_along():
    source = (
        f"from streams.broker import Process\nimport time\nprint(Process({SLEEP!r}).pid, flush=True)\ntime.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", source], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        assert runs(child)
        parent.kill()
    assert eventually(lambda: not runs(child))
