"""`counterflow catalogue history`, `set` and `revert`."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from streams.cli.console import Json, load_settings, print_json

if TYPE_CHECKING:
    from streams.catalogue.deployment import Deployment
    from streams.catalogue.history import Edit, Entry, Value
    from streams.catalogue.tuning import Change
    from streams.settings import Settings

Reason = Annotated[str, typer.Option(help="Why; an auditor reads it.")]
Author = Annotated[str, typer.Option(help="Who makes the change.")]
Approver = Annotated[str | None, typer.Option(help="Who else approved it.")]
Effective = Annotated[
    str | None, typer.Option(metavar="TIME", help="From when on (RFC 3339, not in the past); now by default.")
]


def history(as_json: Json = False) -> None:
    """List who changed what, when, why, and the digest of the catalogue from then on.

    Changes to come are listed too. Digests are those of the typology files as they are now.
    """
    from streams.catalogue.deployment import Deployment
    from streams.catalogue.history import history as entries

    found = list(entries(Deployment.read(load_settings())))
    if as_json:
        print_json([_document(entry) for entry in found])
        return
    from rich.console import Console
    from rich.table import Table

    table = Table(
        "id", "effective", "typology", "change", "author", "approver", "reason", "digest", box=None, pad_edge=False
    )
    for entry in found:
        change = entry.change
        reason = f"Reverts {change.reverts}. {change.reason}" if change.reverts else change.reason
        table.add_row(
            change.id,
            _time(change.effective),
            ", ".join(sorted({edit.knob.typology for edit in entry.edits})),
            "\n".join(map(_words, entry.edits)),
            change.author,
            change.approver or "",
            " ".join(reason.split()),
            (entry.digest or "")[:12],
        )
    Console().print(table if found else "no changes")


def set_(
    typology: Annotated[str, typer.Argument(metavar="TYPOLOGY")],
    params: Annotated[list[str] | None, typer.Argument(metavar="[PARAM=VALUE]...")] = None,
    *,
    reason: Reason,
    author: Author,
    approver: Approver = None,
    effective: Effective = None,
    status: Annotated[str | None, typer.Option(help="`shadow` to try it out, `stable` to count.")] = None,
    as_json: Json = False,
) -> None:
    """Change parameters or the status of a typology from now, or from a later time, on.

    The change is appended to the file that COUNTERFLOW_CATALOGUE_OVERRIDES names, once the catalogue that results was
    compiled and proved for this typology, its cases apart. Running workers take it up by themselves.
    """
    given = dict(_param(each) for each in params or ())
    _append(
        load_settings(),
        {"typology": typology, "params": given, "status": status},
        {"reason": reason, "author": author, "approver": approver},
        effective,
        as_json,
    )


def revert(
    change: Annotated[str, typer.Argument(metavar="ID")],
    *,
    reason: Reason,
    author: Author,
    approver: Approver = None,
    effective: Effective = None,
    as_json: Json = False,
) -> None:
    """Put back what held before a change, in everything that it changed.

    It does so by a further change, which can be reverted too; one that is still to come is called off.
    `counterflow catalogue history` lists the ids.
    """
    settings = load_settings()
    _append(
        settings,
        {"reverts": change},
        {"reason": reason, "author": author, "approver": approver},
        effective or _when_to_come(settings, change),
        as_json,
    )


def _when_to_come(settings: Settings, change: str) -> str | None:
    from streams.catalogue.deployment import Deployment

    to_come = Deployment.read(settings).tuning.after(datetime.now(UTC))
    return next((_time(stage.change.effective) for stage in to_come if stage.change.id == change), None)


def moment_of(deployment: Deployment, at: str | None, digest: str | None) -> tuple[datetime | None, dict[str, Any]]:
    """The moment that was asked for, None for now; for a digest also what is to be said of it."""
    if at is not None and digest is not None:
        raise typer.BadParameter("give either --at or --digest")
    if digest is None:
        return (_parsed(at, "--at") if at is not None else None), {}
    from streams.catalogue.history import find

    whole, spans = find(deployment, digest)
    said = [{"since": _time(span.since), "until": _time(span.until)} for span in spans]
    return spans[0].since or datetime.min.replace(tzinfo=UTC), {"catalogue_digest": whole, "in_force": said}


def _append(
    settings: Settings, what: dict[str, Any], who: dict[str, Any], effective: str | None, as_json: bool
) -> None:
    """Prove a change, append it, and print what it does."""
    from streams.catalogue.deployment import Deployment
    from streams.catalogue.history import history as entries
    from streams.catalogue.tuning_file import append
    from streams.errors import SettingsError

    file = settings.catalogue_overrides
    if file is None:
        raise SettingsError("COUNTERFLOW_CATALOGUE_OVERRIDES must name the file that holds the changes")
    change = _change({**what, **who}, effective)
    found: list[Entry] = []

    def prove(new: Path) -> None:
        deployment = Deployment.read(settings.model_copy(update={"catalogue_overrides": new}))
        entry = next(each for each in entries(deployment) if each.change.id == change.id)
        _prove(deployment, entry)
        found.append(entry)

    append(file, change, prove)
    if as_json:
        print_json(_document(found[0]))
        return
    for edit in found[0].edits:
        print(f"{edit.knob.typology}: {_words(edit)}")
    print(f"change {change.id}, effective {_time(change.effective)}, catalogue {found[0].digest} from then on")


def _change(fields: dict[str, Any], effective: str | None) -> Change:
    import msgspec

    from streams.catalogue.tuning import Change
    from streams.errors import CatalogueError

    now = datetime.now(UTC).replace(microsecond=0)
    since = now if effective is None else _parsed(effective, "--effective")
    if since < now:
        raise typer.BadParameter("a change cannot take effect in the past", param_hint="--effective")
    stated = {key: value for key, value in fields.items() if value}
    try:
        return msgspec.convert({**stated, "effective": since}, Change).named()
    except msgspec.ValidationError as error:
        raise CatalogueError(f"the change is refused: {error}") from error


def _prove(deployment: Deployment, entry: Entry) -> None:
    """Refuse a change that does nothing, or after which a typology cannot be proved."""
    from streams.errors import CatalogueError

    deployment.prove(datetime.now(UTC))
    if all(edit.old == edit.new for edit in entry.edits):
        raise CatalogueError(
            f"nothing to change: {'; '.join(f'{e.knob.label} is {_said(e.new)}' for e in entry.edits)}"
        )


def _param(text: str) -> tuple[str, float]:
    name, equals, value = text.partition("=")
    try:
        if not name or not equals:
            raise ValueError
        return name, float(value)
    except ValueError:
        _refuse(f"{text!r} is not of the form PARAM=NUMBER")


def _refuse(why: str) -> NoReturn:
    raise typer.BadParameter(why)


def _parsed(text: str, option: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is not a time of RFC 3339", param_hint=option) from None
    if moment.tzinfo is None:
        raise typer.BadParameter(f"{text!r} has no zone; end it with Z or an offset", param_hint=option)
    return moment.astimezone(UTC)


def _document(entry: Entry) -> dict[str, Any]:
    change = entry.change
    return {
        "id": change.id,
        "effective": _time(change.effective),
        "edits": [
            {"typology": edit.knob.typology, "param": edit.knob.param, "old": edit.old, "new": edit.new}
            for edit in entry.edits
        ],
        "reverts": change.reverts,
        "author": change.author,
        "approver": change.approver,
        "reason": change.reason,
        "digest": entry.digest,
    }


def _words(edit: Edit) -> str:
    return f"{edit.knob.label} {_said(edit.old)} -> {_said(edit.new)}"


def _said(value: Value) -> str:
    return f"{value:.15g}" if isinstance(value, float) else str(value if value is not None else "unknown")


def _time(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z") if moment is not None else None
