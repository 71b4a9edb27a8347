"""The course of the demo, from the first process to the verdict."""

from __future__ import annotations

import json
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
from rich.console import Console

from models.synthetic import build
from streams import replay
from streams.demo.screen import Screen
from streams.demo.stage import Stage, set_up
from streams.demo.verdict import Published, Verdict
from streams.errors import CounterflowError
from streams.progress import standing
from streams.tail import Tail

_TOPICS = ("alerts", "alerts.shadow", "reports.due")
_LOOK_SECONDS = 1.0
_STALLED_SECONDS = 60.0


def run(seed: int, out: Path, keep: bool) -> int:
    """Play the demo and write `alerts.jsonl` and `summary.json` into the folder `out`; the exit status.

    With `keep`, broker and worker stay until Ctrl-C. Raises CounterflowError when the worker ends or stands still.
    """
    began = time.monotonic()
    console = Console(highlight=False)
    out.mkdir(parents=True, exist_ok=True)
    with _ended_by_sigterm(), set_up() as stage, Screen(console) as screen:
        screen.say(f"The broker listens at {stage.settings.broker}; a worker is starting.")
        town = build(seed)
        screen.say(f"{len(town.customers):,} customers make {len(town.transactions):,} transactions.")
        stage.wait_until_ready()
        with Tail(stage.settings, _TOPICS) as tail, (out / "alerts.jsonl").open("wb") as file:
            play = _Play(stage, screen, _Audience(stage, screen, tail, file))
            play.perform(len(town.transactions), town.lines())
            published = play.audience.published
        verdict = Verdict.of(town.injections, published, len(town.transactions), time.monotonic() - began)
        (out / "summary.json").write_text(json.dumps(verdict.summary(), indent=2) + "\n")
