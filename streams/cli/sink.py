"""`counterflow sink`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from streams.cli.console import load_settings
from streams.sinks.batch import ALERT_TOPICS, DISPOSITIONS

app = typer.Typer(
    help="""Take alerts out of Kafka: to PostgreSQL, a webhook or files. Each is a process of its own that runs until
    SIGTERM or Ctrl-C, in a consumer group of its own. Metrics, `/health` and `/ready` are at COUNTERFLOW_METRICS_HOST
    and COUNTERFLOW_SINK_METRICS_PORT. What cannot be delivered goes to the topic `sinks.dead`, with the reason.""",
    no_args_is_help=True,
)

Topics = Annotated[list[str], typer.Option("--topic", "-t", help="Take this topic; may be given several times.")]
_ALERTS = list(ALERT_TOPICS)


@app.command()
def postgres(
    retention_days: Annotated[
        int | None,
        typer.Option(min=1, help="Delete what is older and decided, and under no legal hold; else as set, or nothing."),
    ] = None,
    migrate: Annotated[bool, typer.Option(help="Bring the tables up to date, and end.")] = False,
) -> None:
    """Keep alerts, evidence, verdicts and the money around alerts in the database of COUNTERFLOW_POSTGRES_DSN."""
    settings = load_settings(**_given(postgres_retention_days=retention_days))
    from streams.sinks.postgres.connection import Store

    if migrate:
        store = Store(settings)
        try:
            applied = store.migrated()
        finally:
            store.close()
        print(f"applied {', '.join(applied)}" if applied else "the alert store is up to date")
        return
    from streams.sinks.postgres.sink import PostgresSink
    from streams.sinks.run import run

    run(settings, PostgresSink, [*_ALERTS, DISPOSITIONS])


@app.command()
def webhook(
    url: Annotated[str | None, typer.Option(help="Where to; else COUNTERFLOW_WEBHOOK_URL.")] = None,
    topic: Topics = ["alerts", "reports.due"],  # noqa: B006  (typer's way to give a list as the default)
) -> None:
    """Post alerts to COUNTERFLOW_WEBHOOK_URL, signed with COUNTERFLOW_WEBHOOK_SECRET (Standard Webhooks).

    Each is posted until the receiver has it, those of one subject in order. An answer 400, 422 or the like makes a dead
    letter; so do several answers 500. Whoever is away, too busy, or refuses the key is waited for.
    """
    settings = load_settings(**_given(webhook_url=url))
    from streams.sinks.run import run
    from streams.sinks.webhook.sink import WebhookSink

    run(settings, WebhookSink, topic)


@app.command()
def file(
    folder: Annotated[Path | None, typer.Option("--dir", help="Where to; else COUNTERFLOW_FILE_DIR.")] = None,
    topic: Topics = _ALERTS,
) -> None:
    """Append alerts to `alerts.jsonl` in a folder: one JSON object a line, put aside by size and by day."""
    settings = load_settings(**_given(file_dir=folder))
    from streams.sinks.files.sink import FileSink
    from streams.sinks.run import run

    run(settings, FileSink, topic)


def _given(**fields: Any) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}
