"""`counterflow dispose`."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Literal, cast

import typer

from streams.cli.console import Json, load_settings

if TYPE_CHECKING:
    from streams.dispositions.making import Wish
    from streams.records import CloseReason, Disposition, Verdict
    from streams.settings import Settings

AlertId = Annotated[
    str | None, typer.Argument(help="The alert's id, or its first characters, eight or more.", show_default=False)
]
Subject = Annotated[
    str | None, typer.Option(help="Instead of an alert a subject that `counterflow review` drew, such as customer:C17.")
]
VerdictOption = Annotated[
    Literal["escalate", "close", "duplicate", "data-error"],
    typer.Option(
        "--verdict", help="Escalate as suspicious, close, or leave out as a duplicate or an error in the data."
    ),
]
Reason = Annotated[
    Literal["false-positive", "known", "insufficient"] | None,
    typer.Option(
        help="Why it is closed: honest behaviour, known and explained before, or a suspicion that does not suffice."
    ),
]
Note = Annotated[str, typer.Option(help="In words, for whoever looks at it later.")]
By = Annotated[str, typer.Option(help="Who decides.")]
ApprovedBy = Annotated[
    str | None, typer.Option(help="The second person, where something is to hold without a date, or for long.")
]
SnoozeUntil = Annotated[
    str | None, typer.Option(metavar="DATE", help="Hold back this typology on this subject until then (UTC), or news.")
]
SnoozeForever = Annotated[bool, typer.Option("--snooze-indefinitely", help="The same without a date.")]
AllowOption = Annotated[
    str | None,
    typer.Option("--allow", metavar="COUNTERPARTY", help="Hold back evidence with this counterparty alone, or news."),
]
Until = Annotated[str | None, typer.Option(metavar="DATE", help="Until when the counterparty is allowed (UTC).")]
EveryTypology = Annotated[
    bool,
    typer.Option("--every-typology", help="Allow it for other typologies too, unless they point to another crime."),
]
Sampled = Annotated[bool, typer.Option("--sampled", help="The alert was drawn by `counterflow review`.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show what would be published, and publish nothing.")]


def dispose(
    alert_id: AlertId = None,
    *,
    subject: Subject = None,
    verdict: VerdictOption,
    reason: Reason = None,
    note: Note = "",
    by: By,
    approved_by: ApprovedBy = None,
    snooze_until: SnoozeUntil = None,
    snooze_indefinitely: SnoozeForever = False,
    allow: AllowOption = None,
    until: Until = None,
    every_typology: EveryTypology = False,
    sampled: Sampled = False,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Decide about an alert, and publish that to `dispositions`, where the workers take it up.

    A verdict other than escalate ends the alert; what goes on is published to `alerts.suppressed` until half as much of
    it is new. A snooze or an allowed counterparty holds back more, and ends by its date, by a crime or a counterparty
    that the alert did not name, or when the evidence has grown by suppression_growth. Sanctions and reports that the
    law asks for are never held back. Without a date, or for more than suppression_max_days, it takes a second person.
    """
    if (alert_id is None) == (subject is None):
        raise typer.BadParameter("name either an alert or, with --subject, a subject that was drawn for review")
    if snooze_until is not None and snooze_indefinitely:
        raise typer.BadParameter("a snooze has a date or none", param_hint="--snooze-indefinitely")
    if until is not None and allow is None:
        raise typer.BadParameter("this is the date of --allow; a snooze has --snooze-until", param_hint="--until")
    settings = load_settings()
    from streams.dispositions.making import Wish
    from streams.records import Snooze

    end = _date(snooze_until, "--snooze-until")
    wish = Wish(
        verdict=cast("Verdict", verdict.replace("-", "_")),
        decided_by=by,
        decided_at=datetime.now(UTC),
        reason=cast("CloseReason | None", reason and reason.replace("-", "_")),
        note=note,
        approved_by=approved_by,
        snooze=Snooze(until=end) if end is not None or snooze_indefinitely else None,
        allow=allow or "",
        allow_until=_date(until, "--until"),
        every_typology=every_typology,
        sampled=sampled,
    )
    found = asyncio.run(_made(settings, alert_id, subject, wish))
    _show(found, as_json)
    if not dry_run:
        from streams.dispositions.topic import publish

        partition = asyncio.run(publish(settings, found))
        if not as_json:
            typer.echo(f"Published to {settings.topic('dispositions')}/{partition}.")


async def _made(settings: Settings, alert_id: str | None, subject: str | None, wish: Wish) -> Disposition:
    from streams.dispositions.making import about_alert, about_subject
    from streams.dispositions.permitted import refuse_suppression, unsuppressible
    from streams.errors import DispositionError

    if subject is not None:
        from streams.dispositions.sampling import activities

        did = (await activities(settings, [subject]))[subject]
        if not did.movements:
            raise DispositionError(f"{subject} is not on {settings.topic('movements')}")
        transactions = list(dict.fromkeys(line.transaction for line in did.lines))
        return about_subject(subject, transactions, wish, settings.suppression_max_days)
    from streams.trace.finding import find_alert

    topic, alert = await find_alert(settings, alert_id or "")
    if wish.snooze is not None or wish.allow:
        refuse_suppression(topic, alert, unsuppressible(settings))
    return about_alert(alert, wish, settings.suppression_max_days)


def _date(text: str | None, option: str) -> datetime | None:
    """A day, which begins at midnight UTC, or a time with a zone; in the future."""
    if text is None:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(f"{text!r} is no date such as 2026-09-30", param_hint=option) from error
    found = found if found.tzinfo is not None else found.replace(tzinfo=UTC)
    if found <= datetime.now(UTC):
        raise typer.BadParameter(f"{text} is over", param_hint=option)
    return found


def _show(found: Disposition, as_json: bool) -> None:
    import msgspec

    if as_json:
        print(msgspec.json.encode(found).decode())
        return
    from rich.console import Console

    from streams.cli.render import disposition_text

    Console(highlight=False).print(disposition_text(found), soft_wrap=True)
