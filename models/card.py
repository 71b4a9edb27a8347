"""The model card: what a model is for and not for, what it was made of, and what is known of how well it works.

After Mitchell and others, Model Cards for Model Reporting, 2019.
"""

from __future__ import annotations

from collections.abc import Sequence

from models.evaluate import BOUNDS, Ranking
from models.manifest import Manifest
from streams.backtest.metrics import BUDGETS

_FOR = """\
It says how odd a movement is among those of the same kind of party: the *tail*, the share of normal behaviour that is
at least this odd. Whoever looks at odd movements first sees sooner what no typology describes yet.

It is not for deciding about anybody. Odd is not criminal, and most of what is odd is honest; much that is criminal is
not odd. A tail alone is no ground for a report, for closing an account or for refusing a payment. It must not be used
on another institution's customers without training on them."""
_LIMITS = """\
- What is frequent is normal to it, crimes included: they were in the data and nobody took them out.
- It learns from the first part of the time. In the beginning of a file nobody has a history, so the file should be far
  longer than the longest window of the signals; shares of the holdout far from their bounds say that times have
  changed.
- A signal that never changed in training is not seen. One that never changed in a segment is not seen there.
- Unknown values are taken for the segment's median, which hides what is odd in their being unknown.
- Movements of one subject resemble each other, so there are fewer independent rows than rows.
- Who somebody is, and where, is no input: neither age, country, occupation, nor office. The kind of party chooses the
  segment. Behaviour may still go with any of them; look at alerts by group.
- Labels are of what was looked at, and those of the last days may have come later than the days. Subjects may be in
  more than one part: a ranker's figures are of the same customers later, not of others."""


def card(manifest: Manifest) -> str:
    """The card as Markdown."""
    sections = [
        ("What it is for", _FOR),
        ("What it was trained on", _data(manifest)),
        ("Segments", _segments(manifest)),
        ("Holdout", _holdout(manifest)),
        ("Limits", _LIMITS),
        ("How it was made", _made(manifest)),
    ]
    return (
        f"# Anomaly model {manifest.version}\n\n"
        + "\n\n".join(f"## {head}\n\n{text}" for head, text in sections)
        + "\n"
    )


def _data(manifest: Manifest) -> str:
    data = manifest.data
    lines = [
        f"`{data.file}`, SHA-256 `{data.sha256}`"
        + (f", read by a mapping with SHA-256 `{data.mapping_sha256}`" if data.mapping_sha256 else "")
        + f": {data.transactions:,} transactions, {data.movements:,} movements.",
        "Rejected and not seen: " + (", ".join(f"{n:,} {why}" for why, n in data.rejected.items()) or "none") + ".",
    ]
    if data.kept_share < 1:
        lines.append(
            f"Only the movements of {data.kept_share:.1%} of the transactions were used, chosen by the hash of their"
            " ids. Signals were computed from all."
        )
    lines.append(f"Labels: the column `{data.labels}`, as a target alone." if data.labels else "Labels: none.")
    rows = [
        (part.name, f"{part.since:%Y-%m-%d %H:%M}", f"{part.until:%Y-%m-%d %H:%M}", f"{part.rows:,}")
        for part in manifest.parts
    ]
    return "\n".join(lines) + "\n\n" + _table(("part", "from (UTC)", "to", "movements"), rows)


def _segments(manifest: Manifest) -> str:
    rows = [
        (each.kind, each.segment, f"{each.fit:,}", f"{each.calibrate:,}", f"{each.holdout:,}", f"{each.unknown:.1%}")
        for each in manifest.kinds
    ]
    told = "A kind of party with too few movements is judged by the segment `all`, which is fitted on everybody."
    return told + "\n\n" + _table(("kind", "segment", "fit", "calibrate", "holdout", "values unknown"), rows)


def _holdout(manifest: Manifest) -> str:
    head = ("segment", "movements", *(f"tail < {bound:g}" for bound in BOUNDS))
    rows = [
        (each.segment, f"{each.rows:,}", *(f"{each.shares[f'{bound:g}']:.3%}" for bound in BOUNDS))
        for each in manifest.holdout.oddness
    ]
    told = (
        "Share of movements with a tail below each bound; were the holdout like the time before, it would be the bound."
    )
    text = told + "\n\n" + _table(head, rows)
    if manifest.holdout.rankings:
        text += "\n\nWith labels; precision / recall among the first that are looked at:\n\n"
        text += ranking_table(manifest.holdout.rankings)
    elif manifest.data.labels:
        text += "\n\nThe labels of the holdout are all the same, so there is nothing to rank."
    return text


def ranking_table(rankings: Sequence[Ranking]) -> str:
    """Figures of rankings as a table."""
    head = ("of", "by", "crimes", "chance", "PR-AUC", *(f"first {budget:.1%}" for budget in BUDGETS))
    rows = [
        (
            each.of,
            each.by,
            f"{each.positive:,} of {each.ranked:,}",
            f"{each.positive / each.ranked:.4f}",
            f"{each.pr_auc:.4f}",
            *("{:.3f} / {:.3f}".format(*each.budgets[f"{budget:g}"]) for budget in BUDGETS),
        )
        for each in rankings
    ]
    return _table(head, rows)


def _made(manifest: Manifest) -> str:
    libraries = ", ".join(f"{name} {number}" for name, number in manifest.libraries.items())
    return (
        f"Isolation forests over {len(manifest.signals)} signals, whose scores are calibrated to tails"
        + (
            "; a ranker, histogram gradient boosting, over the same signals and the tail"
            if manifest.data.labels
            else ""
        )
        + f". Seed {manifest.seed}; {libraries}. `model.skops` has the SHA-256 `{manifest.digest}`.\n"
        f"{len(manifest.constant)} further signals never changed in the first part and were left out."
    )


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)
