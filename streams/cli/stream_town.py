"""`counterflow stream-town`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

from streams.cli.console import load_settings
from streams.errors import SettingsError

if TYPE_CHECKING:
    from streams.demo.live import Plan

Seed = Annotated[int, typer.Option(help="Of the town; the same seed gives the same people.")]
Subjects = Annotated[int, typer.Option(min=1, help="Customers of the institution.")]
Injections = Annotated[int, typer.Option(min=0, help="How often each typology is injected.")]
PastDays = Annotated[int, typer.Option(min=0, help="Days before today that the town has lived already.")]
LiveDays = Annotated[int, typer.Option(min=0, help="Days from today on that it will live.")]
Rate = Annotated[float, typer.Option(min=0.001, help="Transactions a second at most, of the past.")]
Prepare = Annotated[bool, typer.Option("--prepare", help="Write the watch list and the plan, and end.")]

_SAY_EVERY = 10_000


def stream_town(
    seed: Seed = 7,
    subjects: Subjects = 3200,
    injections: Injections = 3,
    past_days: PastDays = 90,
    live_days: LiveDays = 30,
    rate: Rate = 400.0,
    prepare: Prepare = False,
) -> None:
    """Publish a synthetic town that lives now to `transactions`, for a worker that runs already.

    Its past goes out at a pace, what is still to come at its own hour. The town's watch list is written where
    COUNTERFLOW_WATCH_LIST says, which must be so for the worker too, and beside it the plan of the town, `town.json`.
    Where there is a plan, that town goes on where it ended, and the options of the town are not looked at. Delete the
    plan together with the topics and states.
    """
    settings = load_settings()
    if settings.watch_list is None:
        raise SettingsError(
            "COUNTERFLOW_WATCH_LIST is not set; stream-town writes the town's watch list there, and the worker reads it"
        )
    from datetime import UTC, datetime

    from streams.demo.live import Plan, stream
    from streams.reference.watch_list import write_watch_list

    file = settings.watch_list.with_name("town.json")
    plan = Plan.read(file)
    known = plan is not None and settings.watch_list.exists()
    if prepare and known:
        print(f"{file} has the plan of a town already")
        return
    plan = plan or Plan.around(
        datetime.now(UTC).date(),
        seed=seed,
        subjects=subjects,
        injections=injections,
        past_days=past_days,
        live_days=live_days,
    )
    try:
        town = plan.town()
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error
    if not known:
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            write_watch_list(settings.watch_list, town.watch, "the synthetic town")
            plan.write(file)
        except OSError as error:
            raise SettingsError(f"setting watch_list: {error}") from error
    last = town.transactions[-1].time
    print(
        f"A town of {len(town.customers):,} customers; {len(town.transactions):,} transactions from {plan.start} to"
        f" {last:%Y-%m-%d}, {plan.sent:,} of them sent. Written: {settings.watch_list} and {file}",
        flush=True,
    )
    if not prepare:
        plan = stream(settings, town, plan, file, rate, _say(len(town.transactions)))
        print(f"All {plan.sent:,} transactions are published.")


def _say(total: int) -> Callable[[Plan], None]:
    """Says now and then how far it is."""
    said = 0

    def on_sent(plan: Plan) -> None:
        nonlocal said
        if plan.sent - said >= _SAY_EVERY:
            said = plan.sent
            print(f"{plan.sent:,} of {total:,} sent", flush=True)

    return on_sent
