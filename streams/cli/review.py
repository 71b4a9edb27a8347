"""`counterflow review`."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

from streams.cli.console import Json, load_settings

if TYPE_CHECKING:
    from streams.dispositions.sampling import Activity, Sample

Alerts = Annotated[int, typer.Option(min=0, help="Draw so many alerts that are held back.")]
Subjects = Annotated[int, typer.Option(min=0, help="Draw so many subjects without an alert.")]
Seed = Annotated[int, typer.Option(min=0, help="The same seed and topics give the same sample.")]

_SHOWN = 10
"""Movements of a subject on the screen."""


def review(alerts: Alerts = 5, subjects: Subjects = 5, seed: Seed = 1, as_json: Json = False) -> None:
    """Draw at random from what nobody would have looked at: alerts that are held back, and subjects without an alert.

    Verdicts about them (`counterflow dispose ALERT_ID --sampled`, `counterflow dispose --subject SUBJECT`) say what is
    missed, and keep training from confirming only what was flagged before. What has such a verdict is not drawn again.
    """
    settings = load_settings()
    from streams.dispositions.sampling import sample

    found = asyncio.run(sample(settings, alerts, subjects, seed))
    if as_json:
        import msgspec

        print(msgspec.json.format(msgspec.json.encode(found), indent=2).decode())
    else:
        _print(found, settings.base_currency)


def _print(found: Sample, currency: str) -> None:
    import msgspec
    from rich.console import Console

    from streams.cli.render import alert_text

    console = Console(highlight=False)
    console.print(f"{len(found.alerts)} of {found.held_back} alerts that are held back", style="bold")
    for alert in found.alerts:
        console.print(f"  {alert.id}", style="dim")
        console.print(alert_text(msgspec.to_builtins(alert)), soft_wrap=True)
    console.print(f"{len(found.subjects)} of {found.below} subjects without an alert", style="bold")
    for each in found.subjects:
        console.print(_activity(each, currency), soft_wrap=True, markup=False)


def _activity(did: Activity, currency: str) -> str:
    lines = [
        f"  {did.subject} · {did.movements} movements with {did.counterparties} counterparties,"
        f" {did.first[:10]} to {did.last[:10]} · in {did.received:,} {currency}, out {did.paid:,} {currency}"
    ]
    lines += [
        f"    {when} {each.direction:>3} {each.amount:>12} {each.currency}  {each.counterparty}"
        for each in did.lines[-_SHOWN:]
        for when in [each.time[:16].replace("T", " ")]
    ]
    if did.movements > _SHOWN:
        lines.append(f"    … the newest {_SHOWN}; --json lists more")
    return "\n".join(lines)
