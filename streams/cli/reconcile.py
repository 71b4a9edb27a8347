"""`counterflow reconcile`."""

from __future__ import annotations

import asyncio
from decimal import Decimal

import typer

from streams.cli.console import Json, load_settings, print_json

_WIDTH = 100
"""Columns that the table needs, also where the output is no terminal."""


def reconcile(as_json: Json = False) -> None:
    """Compare what went in with what was processed: count and value by day, channel and currency.

    The input is read again from `transactions` as far as intake has committed, what was processed from `movements` as
    far as the subjects have. Exit status 1 where they differ, or where a record was neither used nor rejected.
    """
    settings = load_settings()
    from streams.reconcile import reconcile as compare

    found = asyncio.run(compare(settings))
    lines = list(found.lines())
    summary = {
        "records": found.records,
        "rejected": found.rejected,
        "lost": found.lost,
        "not_settled": found.not_settled,
        "agrees": found.agrees(),
    }
    if as_json:
        rows = [
            {
                "day": day.isoformat(),
                "channel": channel,
                "currency": currency,
                "input": {"count": left.count, "value": str(left.value)},
                "processed": {"count": right.count, "value": str(right.value)},
            }
            for (day, channel, currency), left, right in lines
        ]
        print_json({**summary, "lines": rows})
    else:
        from rich.console import Console
        from rich.table import Table

        table = Table(box=None, pad_edge=False)
        for name in ("day", "channel", "currency"):
            table.add_column(name, no_wrap=True)
        for name in ("input", "value", "processed", "value", "difference"):
            table.add_column(name, justify="right", no_wrap=True)
        for (day, channel, currency), left, right in lines:
            difference = right.value - left.value
            table.add_row(
                day.isoformat(),
                channel,
                currency,
                f"{left.count:,}",
                f"{left.value:,}",
                f"{right.count:,}",
                f"{right.value:,}",
                f"[red]{difference:,}[/]" if left != right else str(Decimal(0)),
            )
        console = Console(width=max(Console().width, _WIDTH))
        console.print(table)
        console.print(
            f"{found.records:,} records: {found.rejected:,} rejected, {found.not_settled:,} not settled,"
            f" {found.lost:,} lost. Input and processed {'agree' if found.agrees() else '[red]differ[/]'}."
        )
    if not found.agrees():
        raise typer.Exit(1)
