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
from streams.reference.watch_list import write_watch_list
from streams.tail import Tail

_INJECTIONS = 3
"""Of each typology: so few that most customers lead an ordinary life."""


def run(seed: int, out: Path, keep: bool) -> int:
    """Perform the demo and write `alerts.jsonl`, `summary.json` and `watch_list.csv` into the folder `out`; the exit
    status.

    With `keep`, broker and worker stay until Ctrl-C. Raises CounterflowError when the worker ends or stalls.
    """
    began = time.monotonic()
    out.mkdir(parents=True, exist_ok=True)
    console = Console(highlight=False)
    town = build(seed, injections=_INJECTIONS)
    transactions = len(town.transactions)
    console.print(
        f"A town of {len(town.customers):,} customers; {transactions:,} transactions, with {len(town.injections)}"
        f" injections of {len({each.typology for each in town.injections})} kinds.",
        soft_wrap=not console.is_terminal,
    )
    watch_list = out / "watch_list.csv"
    write_watch_list(watch_list, town.watch, "the synthetic town")
    with _sigterm_like_ctrl_c(), set_up(watch_list) as stage:
        console.print(f"The broker listens at {stage.settings.broker}; the worker is starting.")
        stage.wait_until_ready()
        console.print("It is ready.\n")
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
