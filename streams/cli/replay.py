"""`counterflow replay`."""

from __future__ import annotations

import time
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from streams.cli.console import Json, load_settings, print_json

if TYPE_CHECKING:
    from rich.progress import Progress

FileToRead = Annotated[
    Path,
    typer.Argument(metavar="FILE", help="CSV, Parquet or JSON lines with --map; else .jsonl, .json or .xml. Also .gz."),
]
MapFile = Annotated[
    Path | None, typer.Option("--map", metavar="MAP.yaml", help="Says where each field of a transaction comes from.")
]
Rate = Annotated[float | None, typer.Option(min=0.001, help="Transactions a second at most; without, no limit.")]
Limit = Annotated[int | None, typer.Option(min=1, help="Stop after so many transactions.")]


def replay(
    file: FileToRead, mapping: MapFile = None, rate: Rate = None, limit: Limit = None, as_json: Json = False
) -> None:
    """Publish a file to `transactions`, in its order.

    With a mapping file each row becomes a transaction, whatever the columns are called. Without one the records are
    published as they stand: JSON lines in Counterflow's own fields, or one JSON or XML document such as a pacs.008.
    The file goes to one partition, chosen by its name, because only within a partition Kafka keeps the order.
    """
    settings = load_settings()
    from streams import replay as replaying

    source = replaying.open_source(file, mapping)
    began = time.monotonic()
    with _progress() as progress:
        bar = progress.add_task(file.name, total=limit or source.total, sent=0)

        def on_sent(count: int) -> None:
            progress.update(bar, completed=count if limit else source.done, sent=count)

        count = replaying.publish(settings, file.name, islice(source, limit), rate=rate, on_sent=on_sent)
    seconds = time.monotonic() - began
    topic = settings.topic("transactions")
    if as_json:
        print_json(
            {"topic": topic, "transactions": count, "unreadable": source.unreadable, "seconds": round(seconds, 3)}
        )
    else:
        print(f"{count:,} transactions published to {topic} in {seconds:.1f} s ({count / seconds:,.0f}/s)")
        if source.unreadable:
            print(f"{source.unreadable:,} of them could not be read as the mapping says; intake will say why")


def _progress() -> Progress:
    """On standard error, so that standard output holds the result alone."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = ("{task.description}", BarColumn(), "{task.percentage:>3.0f}%", "{task.fields[sent]:,} sent")
    shown = (TextColumn(column) if isinstance(column, str) else column for column in columns)
    return Progress(*shown, TimeRemainingColumn(), console=Console(stderr=True))
