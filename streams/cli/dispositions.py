"""`counterflow dispositions`."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer

from streams.cli.console import load_settings

Lines = Annotated[bool, typer.Option("--json", help="One JSON object a line, as `counterflow train` reads them.")]
Precision = Annotated[bool, typer.Option("--precision", help="How often each typology was right, instead.")]

_WIDTH = 110


def dispositions(precision: Precision = False, as_json: Lines = False) -> None:
    """List what analysts decided, oldest first, or how often their typologies were right.

    Precision is escalated / (escalated + closed as a false positive), by the last verdict about each alert. What was
    drawn at random for review has a row of its own: it says what is missed, not how good the alerts are.
    """
    settings = load_settings()
    from streams.dispositions.topic import read_all

    found = asyncio.run(read_all(settings))
    import msgspec
    from rich.console import Console

    if as_json:
        for each in found:
            print(msgspec.json.encode(each).decode())
        return
    console = Console(highlight=False)
    if console.width < _WIDTH and not console.is_terminal:
        console = Console(highlight=False, width=_WIDTH)
    if precision:
        from streams.cli.render import precision_table
        from streams.dispositions.precision import precisions

        console.print(precision_table(precisions(found), precisions(found, sampled=True)))
        return
    from streams.cli.render import disposition_text

    for each in found:
        console.print(disposition_text(each), end="\n\n", soft_wrap=True)
