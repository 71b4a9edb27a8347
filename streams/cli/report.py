"""`counterflow report`."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from streams.cli.console import load_settings

AlertIds = Annotated[
    list[str], typer.Argument(help="Ids of alerts of one subject, or their first eight characters or more.")
]
Out = Annotated[Path, typer.Option(help="Folder for the draft; it is made where there is none.")]
By = Annotated[str, typer.Option(help="Who makes the draft.")]
Jurisdiction = Annotated[
    str, typer.Option(help="Country (ISO 3166-1) whose duty it is, where it is not that of the evidence's institution.")
]
ProducedAt = Annotated[
    str | None, typer.Option(metavar="TIME", help="Say this time (RFC 3339) instead of now, to reproduce a draft.")
]


def report(
    alert_ids: AlertIds, out: Out, by: By, jurisdiction: Jurisdiction = "", produced_at: ProducedAt = None
) -> None:
    """Draft a suspicious transaction report of some alerts of one subject; nothing is sent to anybody.

    Reads the alerts, their transactions and all movements from their topics, in no consumer group. Writes a case file
    as a page and as PDF, its data, the form in XML where the jurisdiction has one that is known here (FinCEN SAR,
    goAML), and what of the form is missing. The institution's own details come from the setting filing_institution.
    """
    settings = load_settings()
    import re

    if jurisdiction and not re.fullmatch("[A-Z]{2}", jurisdiction):
        raise typer.BadParameter("a country has two capital letters, such as US", param_hint="--jurisdiction")
    if not by.strip():
        raise typer.BadParameter("somebody makes the draft", param_hint="--by")
    from aiokafka.errors import KafkaError

    from streams.errors import BrokerError
    from streams.filing.draft import draft, write
    from streams.filing.gathering import Request, gather
    from streams.reference import Reference

    request = Request(alert_ids, _time(produced_at), by.strip(), jurisdiction)
    reference = Reference.load(settings.reference_dir, settings.watch_list)
    try:
        material = asyncio.run(gather(settings, reference, request))
    except KafkaError as error:
        raise BrokerError(f"reading from {settings.broker} failed: {error}") from error
    files = draft(material, settings, reference)
    write(files, out)
    _say(material.case.form_note, files, out)


def _time(text: str | None) -> datetime:
    if text is None:
        return datetime.now(UTC).replace(microsecond=0)
    try:
        time = datetime.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(
            f"{text!r} is no time such as 2026-01-31T09:00:00Z", param_hint="--produced-at"
        ) from error
    if time.tzinfo is None:
        raise typer.BadParameter("a time carries its zone, such as 2026-01-31T09:00:00Z", param_hint="--produced-at")
    return time.astimezone(UTC)


def _say(note: str, files: dict[str, bytes], out: Path) -> None:
    import json

    from streams.filing.draft import MISSING

    missing = json.loads(files[MISSING])["missing"]
    mandatory = sum(each["mandatory"] for each in missing)
    print(note)
    if missing:
        print(f"{mandatory} mandatory and {len(missing) - mandatory} other elements are missing or to be confirmed.")
    print("A draft; nothing was sent. Written: " + ", ".join(str(out / name) for name in files))
