"""`counterflow alerts`."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, Annotated, Any

import typer

from streams.cli.console import load_settings

if TYPE_CHECKING:
    from streams.settings import Settings

Follow = Annotated[bool, typer.Option("--follow", "-f", help="Wait for more after the last one; end with Ctrl-C.")]
Topics = Annotated[list[str], typer.Option("--topic", "-t", help="Read this topic; may be given several times.")]
Limit = Annotated[int | None, typer.Option(min=1, help="Stop after so many.")]
Raw = Annotated[bool, typer.Option("--json", help="Print each as it was published: one JSON object a line.")]

_POLL_SECONDS = 0.5


def alerts(follow: Follow = False, topic: Topics = ["alerts"], limit: Limit = None, raw: Raw = False) -> None:  # noqa: B006  (typer's way to give a list as the default)
    """Show the alerts that were published, as any consumer downstream gets them.

    Reads from the first one on, without a consumer group, and so disturbs nobody. Other topics of the same shape are
    `alerts.shadow` (typologies that are being tried out) and `reports.due` (reports that the law demands).
    """
    settings = load_settings()
    found = islice(_values(settings, topic, follow), limit)
    try:
        if raw:
            for value in found:
                print(value.decode(), flush=follow)
        else:
            _show(found)
        sys.stdout.flush()
    except BrokenPipeError:  # the reader, such as `head`, has had enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _values(settings: Settings, names: list[str], follow: bool) -> Iterator[bytes]:
    from streams.tail import Tail

    with Tail(settings, names) as tail:
        while True:
            for record in tail.poll(_POLL_SECONDS):
                if record.value is not None:
                    yield record.value
            if not follow and tail.at_end():
                return


def _show(values: Iterator[bytes]) -> None:
    import msgspec
    from rich.console import Console

    from streams.cli.render import alert_text

    console = Console(highlight=False)
    for value in values:
        alert: dict[str, Any] = msgspec.json.decode(value)
        console.print(alert_text(alert), end="\n\n", soft_wrap=not console.is_terminal)
