"""`counterflow filing`: whether reports were filed, who may know, and until when."""

from __future__ import annotations

import sys
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from streams.cli.console import Json, load_settings

if TYPE_CHECKING:
    from streams.filing.registry import Registry
    from streams.filing.restricted import Recorded, Standing

app = typer.Typer(
    help="""Record and look up whether reports were filed; restricted, and every look is written down.

    Needs the topics filings.restricted and filings.access (`counterflow topics create --restricted`), and rights on
    them that workers and dashboards must not have.
    """,
    no_args_is_help=True,
)
By = Annotated[str, typer.Option(help="Who does this.")]
Why = Annotated[str, typer.Option(help="Why; an auditor reads it.")]
AlertId = Annotated[str, typer.Argument(help="The alert's id, or its first characters, eight or more.")]
Subject = Annotated[str, typer.Argument(help="The subject, such as customer:C1.")]
Which = Annotated[str, typer.Argument(help="An alert's id or its beginning, a subject such as customer:C1, or `all`.")]
Status = Annotated[str, typer.Option(help="filed, not-filed or withdrawn.")]
Reference = Annotated[str, typer.Option(help="The authority's reference, such as a BSA identifier.")]
FiledAt = Annotated[str | None, typer.Option(metavar="TIME", help="When it was filed (RFC 3339).")]
Note = Annotated[str, typer.Option(help="What else is to be known.")]
Whose = Annotated[
    str,
    typer.Option(help="Whose alert it is, with its whole id, where it is not on the topics any more."),
]
Expired = Annotated[bool, typer.Option("--expired", help="Erase all that is past its retention and under no hold.")]


@app.command()
def record(
    alert_id: AlertId,
    status: Status,
    by: By,
    why: Why,
    reference: Reference = "",
    filed_at: FiledAt = None,
    note: Note = "",
    subject: Whose = "",
) -> None:
    """Record what became of a report on an alert.

    What was recorded before is kept with it; reference and time of filing stay where they are not said anew.
    """
    if status not in ("filed", "not-filed", "withdrawn"):
        raise typer.BadParameter("a status is filed, not-filed or withdrawn", param_hint="--status")
    fields: dict[str, Any] = {"status": status, "reference": reference, "note": note}
    if filed_at is not None:
        fields["filed_at"] = _time(filed_at)
    filing = _registry(by, why).record(alert_id, fields, subject)
    print(f"recorded: alert {filing.alert} of {filing.subject}, {filing.status}")


@app.command()
def show(which: Which, by: By, why: Why, as_json: Json = False) -> None:
    """Show what is recorded; that you looked is written down before the answer comes."""
    found = _registry(by, why).show(which)
    if as_json:
        import msgspec

        said = {"filings": list(found.filings.values()), "holds": list(found.holds.values())}
        print(msgspec.json.format(msgspec.json.encode(said), indent=2).decode())
        return
    _print(found)


@app.command()
def hold(subject: Subject, by: By, why: Why) -> None:
    """Put a legal hold on a subject (not on an alert): nothing of it is erased until it is lifted."""
    _registry(by, why).hold(subject)
    print(f"on hold: {subject}")


@app.command()
def lift(subject: Subject, by: By, why: Why) -> None:
    """Lift the legal hold on a subject."""
    _registry(by, why).lift(subject)
    print(f"no longer on hold: {subject}")


@app.command()
def erase(
    by: By,
    why: Why,
    which: Annotated[str, typer.Argument(help="An alert's id or its beginning, or a subject.")] = "",
    expired: Expired = False,
) -> None:
    """Erase the records of an alert or a subject, or all that are past their retention.

    A legal hold wins over erasure and retention. A record that must still be kept is erased only where the setting
    filing_early_erasure allows it. The broker removes what is erased from its log within filing_compaction_days.
    """
    if bool(which) == expired:
        raise typer.BadParameter("name an alert or a subject, or say --expired")
    registry = _registry(by, why)
    found = registry.erase_expired() if expired else registry.erase(which)
    print(f"erased: {', '.join(each.alert for each in found)}" if found else "nothing to erase")


@app.command()
def store(by: By, why: Why) -> None:
    """Bring the restricted tables in PostgreSQL to what the topics say.

    The database is that of the setting filing_postgres, its tables those of streams/filing/restricted.sql.
    """
    settings = load_settings()
    from streams.errors import SettingsError
    from streams.filing.store import store as bring

    if settings.filing_postgres is None:
        raise SettingsError("setting filing_postgres is missing: the connection string of the restricted tables")
    standing, looks = _registry(by, why).everything()
    bring(settings.filing_postgres.get_secret_value(), standing, looks)
    print(f"stored: {len(standing.filings)} filings, {len(standing.holds)} holds, {len(looks)} looks")


def _registry(by: str, why: str) -> Registry:
    settings = load_settings()
    from streams.filing.registry import Registry

    return Registry(settings, by, why, _warn)


def _warn(text: str) -> None:
    from streams.trace.wording import clean

    print(clean(f"counterflow: {text}"), file=sys.stderr)


def _time(text: str) -> datetime:
    try:
        time = datetime.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(
            f"{text!r} is no time such as 2026-01-31T09:00:00Z", param_hint="--filed-at"
        ) from error
    if time.tzinfo is None:
        raise typer.BadParameter("a time carries its zone, such as 2026-01-31T09:00:00Z", param_hint="--filed-at")
    return time


def _print(found: Standing) -> None:
    from streams.trace.wording import clean

    for each in sorted(found.filings.values(), key=lambda each: (each.at, each.alert)):
        print(clean(_line(each, f"{each.status}: alert {each.alert} of {each.subject}")))
        for before in reversed(each.earlier):
            print(clean(_line(before, f"  before: {before.status}")))
    for held in sorted(found.holds.values(), key=lambda each: each.at):
        print(clean(f"on hold since {held.at:%Y-%m-%d %H:%M} UTC by {held.by}: {held.subject}, {held.why}"))
    if not (found.filings or found.holds):
        print("nothing is recorded")


def _line(filing: Recorded, head: str) -> str:
    said = f"{head}, by {filing.by} on {filing.at:%Y-%m-%d %H:%M} UTC"
    more = [filing.reference and f"reference {filing.reference}", filing.note]
    if filing.filed_at is not None:
        more.insert(0, f"filed on {filing.filed_at:%Y-%m-%d}")
    return ", ".join([said, *(each for each in more if each)])
