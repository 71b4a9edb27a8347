"""`counterflow backtest`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from streams.cli.console import Json, load_settings, print_json
from streams.cli.replay import FileToRead, MapFile

if TYPE_CHECKING:
    from streams.backtest import Summary
    from streams.backtest.backtest import OnProgress

Out = Annotated[Path, typer.Option(help="Folder for report.html, metrics.json, alerts, scores and rejected rows.")]
Labels = Annotated[
    str | None, typer.Option(metavar="COLUMN", help="Column that says what was wrong; no rule of the mapping reads it.")
]
Compare = Annotated[
    Path | None, typer.Option(metavar="FOLDER", help="Typologies to try in the place of those of the same id.")
]
ModelFolder = Annotated[
    Path | None,
    typer.Option("--model", metavar="FOLDER", help="A model that `counterflow train` wrote, to score with."),
]
Capacity = Annotated[int | None, typer.Option(min=1, help="Alerts that can be looked at in a day.")]


def backtest(
    file: FileToRead,
    out: Out,
    mapping: MapFile = None,
    labels: Labels = None,
    compare: Compare = None,
    capacity: Capacity = None,
    model: ModelFolder = None,
    as_json: Json = False,
) -> None:
    """Say what the catalogue would have found in a file, without Kafka.

    The file is judged by the worker's own code, in the order of events, from an empty state on. Rows that would be
    rejected are counted by reason and written beside the rest. With labels it is measured how much of what they tell
    is found; with a folder of typologies, which alerts these would add and take away. With a model the scores are of
    rules and model together, and the figures of each alone are beside them.
    """
    settings = load_settings()
    from datetime import UTC, datetime

    from streams.backtest import Options
    from streams.backtest import backtest as run
    from streams.catalogue.deployment import Deployment
    from streams.warm import calm_garbage_collector, warm_up

    catalogue = Deployment.read(settings).compiled(settings.catalogue_at or datetime.now(UTC))
    warm_up(settings)
    calm_garbage_collector()
    try:
        with _progress() as on_progress:
            options = Options(file, mapping, out, labels, compare, capacity, model)
            summary = run(options, settings, catalogue, on_progress)
    except OSError as error:
        raise typer.BadParameter(f"{error.filename or out}: {error.strerror}", param_hint="--out") from error
    if as_json:
        print_json(summary.metrics)
        return
    _say(summary)


@contextmanager
def _progress() -> Iterator[OnProgress]:
    """A bar for each thing that is done, on standard error, so that standard output holds the result alone."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

    tasks: dict[str, TaskID] = {}
    columns = TextColumn("{task.description}"), BarColumn(), TextColumn("{task.percentage:>3.0f}%")
    with Progress(*columns, TimeRemainingColumn(), console=Console(stderr=True)) as progress:

        def on_progress(phase: str, done: int, total: int) -> None:
            if phase not in tasks:
                tasks[phase] = progress.add_task(phase)
            progress.update(tasks[phase], completed=done, total=total)

        yield on_progress


def _say(summary: Summary) -> None:
    found = summary.metrics
    topics = found["alerts_by_topic"]
    seconds = found["seconds_reading"] + found["seconds_judging"]
    print(
        f"{found['transactions']:,} transactions, {found['movements']:,} movements in {seconds:.1f} s"
        f" ({found['transactions_per_second']:,}/s)"
    )
    print(
        f"{topics['alerts']:,} alerts ({found['alerts_per_10_000_transactions'] or 0:.2f} per 10,000 transactions),"
        f" {topics['alerts.shadow']:,} in shadow, {topics['reports.due']:,} reports due"
    )
    if summary.rejected:
        reasons = ", ".join(f"{count:,} {reason}" for reason, count in summary.rejected.most_common())
        print(f"{summary.rejected.total():,} rejected: {reasons}")
    for name, count in (("not settled", found["not_settled"]), ("that came again", found["movements_repeated"])):
        if count:
            print(f"{count:,} {name}")
    if "labels" in found:
        _say_quality(found["labels"])
    if "compare" in found:
        _say_difference(found["compare"]["typologies"])
    if "capacity" in found:
        loss = found["capacity"]
        print(f"at {loss['alerts_a_day']:,} alerts a day {loss['alerts_lost']:,} alerts are not looked at")
    print("Written: " + ", ".join(map(str, summary.written)))


def _say_quality(labels: dict[str, Any]) -> None:
    if labels["labelled_without_score"]:
        print(f"{labels['labelled_without_score']:,} labelled transactions were not judged")
    for unit in ("transaction", "subject"):
        figures = labels[f"by_{unit}"]
        if not figures["labelled"]:
            print(f"by {unit}: nothing of {figures['count']:,} is labelled")
            continue
        print(f"by {unit}: {figures['labelled']:,} of {figures['count']:,} labelled, PR-AUC {figures['pr_auc']:.3f}")
        for name, at in figures["at"].items():
            precision = "none" if at["precision"] is None else f"{at['precision']:.1%}"
            print(f"  {name}: {at['count']:,}, precision {precision}, recall {at['recall']:.1%}")
        parts = ", ".join(
            f"{name} {each[f'by_{unit}']['pr_auc']:.3f}" for name, each in labels.get("alone", {}).items()
        )
        if parts:
            print(f"  PR-AUC alone: {parts}")


def _say_difference(typologies: dict[str, dict[str, int]]) -> None:
    changed = {name: each for name, each in typologies.items() if each["gained"] or each["lost"]}
    if not changed:
        print("the other catalogue changes no alert")
    for name, each in changed.items():
        print(f"{name}: {each['gained']:,} alerts gained, {each['lost']:,} lost, {each['kept']:,} kept")
