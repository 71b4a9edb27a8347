"""The command `counterflow`. One module for each command or group; each imports what it needs when it runs."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from streams.cli import (
    alerts,
    backtest,
    broker,
    catalogue,
    contracts,
    demo,
    desk,
    dispose,
    dispositions,
    filing,
    reconcile,
    replay,
    report,
    review,
    settings,
    sink,
    stream_town,
    topics,
    trace,
    train,
    worker,
)
from streams.errors import CounterflowError, SettingsError

app = typer.Typer(
    name="counterflow",
    help="""A streaming monitor for illicit finance: transactions on Kafka in, explained alerts out.

    Settings come from the environment (COUNTERFLOW_BROKER and so on) and from the YAML file that
    COUNTERFLOW_SETTINGS_FILE names; `counterflow settings` lists them all. To see it work without any
    Kafka: `counterflow demo`.

    Exit status: 0 when all went well, 1 when something failed, 2 when the command or the settings are wrong.
    """,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
)
app.command("worker")(worker.worker)
app.command("replay")(replay.replay)
app.command("backtest")(backtest.backtest)
app.command("alerts")(alerts.alerts)
app.command("reconcile")(reconcile.reconcile)
app.command("trace")(trace.trace)
app.command("report")(report.report)
app.command("dispose")(dispose.dispose)
app.command("dispositions")(dispositions.dispositions)
app.command("review")(review.review)
app.command("train")(train.train)
app.command("demo")(demo.demo)
app.command("stream-town")(stream_town.stream_town)
app.command("broker")(broker.broker)
app.command("settings")(settings.settings)
app.command("contracts")(contracts.contracts)
app.add_typer(topics.app, name="topics")
app.add_typer(sink.app, name="sink")
app.add_typer(desk.app, name="desk")
app.add_typer(filing.app, name="filing")
app.add_typer(catalogue.app, name="catalogue")


def _print_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"counterflow {version('counterflow')}")
        raise typer.Exit


@app.callback()
def _options(
    _version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    pass


def main() -> None:
    """Run the command; an error raised on purpose is one readable message on standard error, never a traceback."""
    try:
        app()
    except CounterflowError as error:
        print(f"counterflow: {error}", file=sys.stderr)
        sys.exit(2 if isinstance(error, SettingsError) else 1)
    except KeyboardInterrupt:
        sys.exit(130)
