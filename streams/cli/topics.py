"""`counterflow topics`."""

from __future__ import annotations

from typing import Annotated

import typer

from streams.cli.console import Json, load_settings, print_json

app = typer.Typer(help="Create and describe the topics that Counterflow reads and writes.", no_args_is_help=True)


Restricted = Annotated[
    bool, typer.Option("--restricted", help="Create the topics of filings instead, which workers do not need.")
]


@app.command()
def create(restricted: Restricted = False, as_json: Json = False) -> None:
    """Create the topics that are missing, and check that all fit the settings."""
    settings = load_settings()
    from streams import topics

    created = topics.create(settings, topics.restricted(settings) if restricted else None)
    if not restricted:
        topics.check(settings)
    if as_json:
        print_json({"created": created})
    else:
        print(f"created {', '.join(created)}" if created else "all topics are there")


@app.command()
def describe(as_json: Json = False) -> None:
    """Show each topic with its partitions and purpose; those that are missing, too."""
    settings = load_settings()
    from streams import topics

    found = topics.describe(settings)
    if as_json:
        print_json(
            [
                {
                    "name": each.topic.name,
                    "purpose": each.topic.purpose,
                    "partitions": each.partitions,
                    "partitions_wanted": each.topic.partitions,
                    "replicas": each.replicas,
                }
                for each in found
            ]
        )
        return
    from rich.console import Console
    from rich.table import Table

    table = Table("topic", "partitions", "replicas", "purpose", box=None, pad_edge=False)
    for each in found:
        partitions = str(each.partitions) if each.partitions else "[red]missing[/]"
        table.add_row(each.topic.name, partitions, str(each.replicas or ""), each.topic.purpose)
    Console().print(table)
