"""`counterflow demo`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Seed = Annotated[int, typer.Option(help="Of the town; the same seed gives the same town.")]
Out = Annotated[Path, typer.Option(help="Folder for alerts.jsonl and summary.json.")]
Keep = Annotated[bool, typer.Option("--keep", help="Leave broker and worker running at the end, until Ctrl-C.")]


def demo(seed: Seed = 7, out: Out = Path("out/demo"), keep: Keep = False) -> None:
    """Stream a synthetic town through a real worker and an embedded broker, and see what is found.

    Needs nothing else: starts the broker, creates the topics, starts a worker process, and publishes some hundred
    thousand transactions of ordinary life with every typology injected at known places. Ends by itself with a table of
    what was injected and what was detected; exit status 1 if a typology was not
    detected at all.
    """
    from streams.demo import run

    raise typer.Exit(run(seed, out, keep))
