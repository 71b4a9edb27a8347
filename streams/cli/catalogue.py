"""`counterflow catalogue`."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from streams.cli import tuning
from streams.cli.console import Json, load_settings, print_json
from streams.cli.replay import MapFile

if TYPE_CHECKING:
    from streams.catalogue import Catalogue, Typology
    from streams.catalogue.needed import Seen
    from streams.settings import Settings

app = typer.Typer(help="The typologies in force: list them, read one, prove them all, tune them.", no_args_is_help=True)
app.command("history")(tuning.history)
app.command("set")(tuning.set_)
app.command("revert")(tuning.revert)


@app.command("list")
def list_typologies(as_json: Json = False) -> None:
    """List every typology with its status, weight and title."""
    catalogue = _load(load_settings())
    if as_json:
        print_json([_summary(typology) for typology in catalogue.typologies])
        return
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    table.add_column("typology", no_wrap=True)
    for name in ("status", "weight", "window", "title"):
        table.add_column(name)
    for each in catalogue.typologies:
        table.add_row(each.id, each.status, f"{each.weight:.2f}", each.window, each.title)
    Console().print(table)


@app.command()
def show(
    name: Annotated[str | None, typer.Argument(metavar="[TYPOLOGY]")] = None,
    at: Annotated[str | None, typer.Option(metavar="TIME", help="As it was or will be then (RFC 3339).")] = None,
    digest: Annotated[str | None, typer.Option(help="As it was under this catalogue_digest of an alert.")] = None,
    as_json: Json = False,
) -> None:
    """Show one typology: its condition with the parameters in force, the signals it reads, and its paper trail.

    Without TYPOLOGY: status and parameters of all of them. A digest, or the beginning of one, is looked for among the
    changes of the file that COUNTERFLOW_CATALOGUE_OVERRIDES names.
    """
    from streams.catalogue.deployment import Deployment

    settings = load_settings()
    deployment = Deployment.read(settings)
    moment, said = tuning.moment_of(deployment, at, digest)
    catalogue = deployment.catalogue(moment or settings.catalogue_at or datetime.now(UTC))
    stated = _document(catalogue[name]) if name is not None else _parameters(catalogue)
    document = {"catalogue_digest": catalogue.digest, **said, **stated}
    if as_json:
        print_json(document)
        return
    import yaml
    from rich.console import Console
    from rich.syntax import Syntax

    text = yaml.safe_dump(document, sort_keys=False, allow_unicode=True, width=100)
    Console().print(Syntax(text, "yaml", background_color="default", word_wrap=True))


@app.command()
def check(
    scenarios: Annotated[
        bool, typer.Option(help="Also inject every shipped typology into a synthetic town, and see it found.")
    ] = True,
    as_json: Json = False,
) -> None:
    """Prove the catalogue: every typology can fire and stay quiet, has its papers, and all its cases hold.

    Cases and injected scenarios are tried with the parameters of their own files, everything else with those in force.
    """
    settings = load_settings()
    from streams.catalogue import check as examine
    from streams.catalogue.rehearsal import Rehearsal
    from streams.reference import Reference

    catalogue = _load(settings)
    # Cases are written for the parameters that stand beside them, not for those of a deployment.
    untuned = _load(settings.model_copy(update={"catalogue_overrides": None}))
    rehearsal = Rehearsal(untuned, settings, Reference.load(settings.reference_dir, settings.watch_list))
    findings = examine(catalogue, settings.history_days, rehearsal.found)
    if scenarios:
        from models.quality.scenarios import untriggered
        from streams.catalogue.catalogue import SHIPPED

        shipped = {path.name for path in SHIPPED.glob("*.yaml")}
        findings += untriggered(untuned, [each for each in untuned.typologies if each.file in shipped], settings)
    if as_json:
        print_json(
            {
                "typologies": len(catalogue.typologies),
                "digest": catalogue.digest,
                "findings": [{"file": each.file, "what": each.what, "do": each.do} for each in findings],
            }
        )
    else:
        for finding in findings:
            print(finding)
        print(f"{len(catalogue.typologies)} typologies, {len(findings) or 'no'} findings")
    if findings:
        raise typer.Exit(1)


@app.command()
def coverage(
    file: Annotated[
        Path | None, typer.Argument(metavar="[FILE]", help="A stream to look at: which typologies can fire on it?")
    ] = None,
    mapping: MapFile = None,
    limit: Annotated[int | None, typer.Option(min=1, help="Look at so many records of the file only.")] = None,
    as_json: Json = False,
) -> None:
    """Write what the catalogue covers, as Markdown: typology by crime, source and peers' rules.

    With FILE, in any form that `counterflow replay` reads, each typology is active, or inactive since the file never
    fills a field that it needs.
    """
    settings = load_settings()
    from streams.catalogue.coverage import document, lines, markdown

    catalogue = _load(settings)
    seen = _seen(catalogue, settings, file, mapping, limit) if file is not None else None
    found = lines(catalogue.typologies, seen)
    if as_json:
        print_json(document(found, catalogue.digest, seen))
    else:
        print(markdown(found, catalogue.digest, seen))


def _seen(catalogue: Catalogue, settings: Settings, file: Path, mapping: Path | None, limit: int | None) -> Seen:
    """What the transactions of a file fill; records that would be rejected are left out, and counted on stderr."""
    from streams.catalogue.needed import MODEL, WATCH_LIST, Seen
    from streams.errors import Rejection
    from streams.intake.reading import read
    from streams.replay import open_source

    provided = {WATCH_LIST: settings.watch_list, MODEL: settings.model}
    seen, refused = Seen(catalogue.typologies, [each for each, given in provided.items() if given is not None]), 0
    for record in islice(open_source(file, mapping), limit):
        try:
            for transaction in read(record, None, settings):
                seen.tally(transaction)
        except Rejection:
            refused += 1
    if refused:
        print(f"{refused:,} records would be rejected and were left out", file=sys.stderr)
    return seen


def _load(settings: Settings) -> Catalogue:
    from streams.catalogue.deployment import Deployment

    return Deployment.read(settings).compiled(settings.catalogue_at or datetime.now(UTC))


def _summary(typology: Typology) -> dict[str, object]:
    keys = ("id", "title", "status", "weight", "window", "stage", "crimes", "topic", "file")
    return {key: getattr(typology, key) for key in keys}


def _parameters(catalogue: Catalogue) -> dict[str, object]:
    return {
        "typologies": {
            each.id: {"status": each.status, "params": each.params, "digest": each.digest}
            for each in catalogue.typologies
        }
    }


def _document(typology: Typology) -> dict[str, object]:
    import msgspec

    from streams.catalogue.typology import Definition

    keys = [key for key in Definition.__struct_fields__ if key != "cases"]
    stated: dict[str, object] = msgspec.to_builtins({key: getattr(typology, key) for key in keys})
    return {**stated, "signals": list(typology.signals), "digest": typology.digest}
