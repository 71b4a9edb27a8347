"""`counterflow train`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from streams.cli.console import Json, load_settings, print_json
from streams.cli.replay import FileToRead, MapFile

if TYPE_CHECKING:
    from models.manifest import Manifest

Out = Annotated[Path, typer.Option(help="Folder for model.skops, model.json and card.md.")]
Labels = Annotated[
    str | None,
    typer.Option(
        metavar="COLUMN", help="Column that says what was wrong, as in a backtest. Adds a ranker; never an input."
    ),
]
Dispositions = Annotated[
    Path | None,
    typer.Option(
        exists=True,
        dir_okay=False,
        help="What analysts decided, as `counterflow dispositions --json` prints it: labels where the column has none.",
    ),
]
Seed = Annotated[int, typer.Option(min=0, help="Of the forests; the same seed and file give the same model.")]


def train(
    file: FileToRead,
    mapping: MapFile = None,
    *,
    out: Out,
    labels: Labels = None,
    dispositions: Dispositions = None,
    seed: Seed = 1,
    as_json: Json = False,
) -> None:
    """Train the anomaly model on a file of past transactions.

    The file goes through the same intake and signals as in a worker. The first 60 % of its movements fit the model,
    the next 20 % calibrate it, and the last 20 % say how well it works. Nobody needs labels; with a column of
    them, or with dispositions, a ranker is trained as well. card.md says what came out.
    """
    settings = load_settings()
    from models.train import train as trained
    from streams.reference import Reference
    from streams.warm import calm_garbage_collector

    calm_garbage_collector()
    reference = Reference.load(settings.reference_dir, settings.watch_list)
    manifest = trained(file, mapping, out, settings, reference, label=labels, dispositions=dispositions, seed=seed)
    if as_json:
        import msgspec

        print_json(msgspec.to_builtins(manifest))
    else:
        _print(manifest, out)


def _print(manifest: Manifest, out: Path) -> None:
    from rich.console import Console
    from rich.table import Table

    console, data = Console(), manifest.data
    rejected = sum(data.rejected.values())
    console.print(
        f"{data.transactions:,} transactions, {data.movements:,} movements"
        + (f"; {rejected:,} records would be rejected and were left out" if rejected else "")
        + (f"; those of {data.kept_share:.1%} of the transactions are used" if data.kept_share < 1 else "")
    )
    table = Table("part", "from (UTC)", "to", "movements", box=None, pad_edge=False)
    for part in manifest.parts:
        table.add_row(part.name, f"{part.since:%Y-%m-%d %H:%M}", f"{part.until:%Y-%m-%d %H:%M}", f"{part.rows:,}")
    console.print(table)
    shares = list(manifest.holdout.oddness[0].shares)
    table = Table("segment", "holdout", *(f"tail < {bound}" for bound in shares), box=None, pad_edge=False)
    for each in manifest.holdout.oddness:
        table.add_row(each.segment, f"{each.rows:,}", *(f"{each.shares[bound]:.2%}" for bound in shares))
    console.print(table)
    if manifest.holdout.rankings:
        console.print(_rankings(manifest))
    console.print(f"model {manifest.version}: {len(manifest.signals)} signals. Written: {out}/card.md", soft_wrap=True)


def _rankings(manifest: Manifest) -> object:
    from rich.table import Table

    budgets = list(manifest.holdout.rankings[0].budgets)
    head = [f"precision, recall of the first {float(budget):.1%}" for budget in budgets]
    table = Table("of", "by", "crimes", "PR-AUC", *head, box=None, pad_edge=False)
    for each in manifest.holdout.rankings:
        found = ["{:.2f}, {:.2f}".format(*each.budgets[budget]) for budget in budgets]
        table.add_row(each.of, each.by, f"{each.positive:,} of {each.ranked:,}", f"{each.pr_auc:.3f}", *found)
    return table
