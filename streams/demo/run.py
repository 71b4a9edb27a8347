"""The course of the demo, from the first process to the verdict."""

from __future__ import annotations

import json
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console

from models.synthetic import build
from streams.demo.play import TOPICS, Play
from streams.demo.screen import Screen
from streams.demo.stage import set_up
from streams.demo.verdict import Verdict
from streams.tail import Tail


def run(seed: int, out: Path, keep: bool) -> int:
    """Perform the demo and write `alerts.jsonl` and `summary.json` into the folder `out`; the exit status.

    With `keep`, broker and worker stay until Ctrl-C. Raises CounterflowError when the worker ends or stalls.
    """
    began = time.monotonic()
    out.mkdir(parents=True, exist_ok=True)
    console = Console(highlight=False)
    with _sigterm_like_ctrl_c(), set_up() as stage:
        console.print(f"The broker listens at {stage.settings.broker}; the worker is starting.")
        town = build(seed)
        transactions = len(town.transactions)
        stage.wait_until_ready()
        console.print(f"A town of {len(town.customers):,} customers; {transactions:,} transactions.\n")
        with (
            Tail(stage.settings, TOPICS) as tail,
            (out / "alerts.jsonl").open("wb") as file,
            Screen(console, transactions) as screen,
        ):
            play = Play(stage, screen, tail, file)
            play.perform(town.lines())
        verdict = Verdict.of(town.injections, play.published, transactions, time.monotonic() - began)
        (out / "summary.json").write_text(json.dumps(verdict.summary(), indent=2) + "\n")
        console.print(verdict.table(), "", sep="\n")
        console.print(verdict.closing(), soft_wrap=not console.is_terminal)
        console.print(f"Written: {out / 'alerts.jsonl'} and {out / 'summary.json'}", soft_wrap=True)
        if keep:
            console.print(
                f"\nStill running: the broker at {stage.settings.broker} and the worker's metrics at"
                f" http://127.0.0.1:{stage.settings.metrics_port}/metrics. Ctrl-C ends them."
            )
            signal.pause()
    return 0 if verdict.complete else 1


@contextmanager
def _sigterm_like_ctrl_c() -> Iterator[None]:
    """While in the block, SIGTERM raises KeyboardInterrupt too, so that everything started is ended."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
