"""`counterflow trace`."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated, Any

import typer

from streams.cli.console import Json, load_settings

AlertId = Annotated[str, typer.Argument(help="The alert's id, or its first characters, eight or more.")]
Window = Annotated[str, typer.Option(help="How long money that came in can be what is paid out, such as 14d or 36h.")]
Hops = Annotated[int, typer.Option(min=0, max=50, help="Follow so many payments one after another.")]
MinShare = Annotated[
    str, typer.Option(help="Leave out payments with a smaller share of the alert's money, from 0 to 1.")
]
MaxNodes = Annotated[int, typer.Option(min=2, max=500, help="Show so many parties, those with the most money.")]
Html = Annotated[Path | None, typer.Option(help="Write a page with the graph to this file.")]

_WIDTH = 140
"""Columns that the tables need, also where the output is no terminal."""


def trace(
    alert_id: AlertId,
    window: Window = "14d",
    hops: Hops = 6,
    min_share: MinShare = "0.01",
    max_nodes: MaxNodes = 50,
    html: Html = None,
    as_json: Json = False,
) -> None:
    """Show where the money of an alert came from and where it is now.

    Reads the alert and all movements from their topics, in no consumer group, and follows the transactions of the
    alert's evidence backwards and forwards. Amounts are attributed proportionally: a payment holds the same part of
    everything that came in within the window before it and was not passed on. What the bounds cut off is counted.
    """
    options = _options(window, hops, min_share, max_nodes)
    settings = load_settings()
    from aiokafka.errors import KafkaError

    from streams.errors import BrokerError
    from streams.trace.trace import trace as follow

    try:
        found = asyncio.run(follow(settings, alert_id, options))
    except KafkaError as error:
        raise BrokerError(f"reading from {settings.broker} failed: {error}") from error
    if html is not None:
        from streams.trace.page import page

        try:
            html.write_text(page(found), encoding="utf-8")
        except OSError as error:
            raise typer.BadParameter(f"{html} cannot be written: {error.strerror}", param_hint="--html") from error
    if as_json:
        import msgspec

        print(msgspec.json.format(msgspec.json.encode(found), indent=2).decode())
        return
    from rich.console import Console

    from streams.trace.table import tables

    console = Console(highlight=False)
    if console.width < _WIDTH and not console.is_terminal:
        console = Console(highlight=False, width=_WIDTH)
    console.print(tables(found))
    if html is not None:
        console.print(f"Written: {html}", soft_wrap=True, markup=False)


def _options(window: str, hops: int, min_share: str, max_nodes: int) -> Any:
    from datetime import timedelta
    from decimal import Decimal, InvalidOperation

    from streams.catalogue.duration import parse_duration
    from streams.trace.trace import Options

    try:
        window_us = parse_duration(window) // timedelta(microseconds=1)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--window") from error
    if window_us <= 0:
        raise typer.BadParameter("a window is longer than nothing", param_hint="--window")
    try:
        share = Decimal(min_share)
    except InvalidOperation as error:
        raise typer.BadParameter(f"{min_share!r} is no number", param_hint="--min-share") from error
    if not share.is_finite() or not 0 <= share <= 1 or len(min_share) > 20:
        raise typer.BadParameter("a share is from 0 to 1", param_hint="--min-share")
    return Options(window, window_us, hops, min_share, max_nodes)
