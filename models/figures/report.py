"""The figures as a page that people read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from streams.backtest.metrics import BUDGETS

UNITS = ("transaction", "account")


def page(said: dict[str, Any]) -> str:
    """Markdown."""
    return "\n".join(_lines(said)) + "\n"


def _lines(said: dict[str, Any]) -> Iterator[str]:
    versions = ", ".join(f"{name} {each}" for name, each in said["versions"].items())
    yield "# What rules and model find of laundering patterns"
    yield ""
    yield (
        f"Written by `make figures` on {said['date']}, seed {said['seed']}, catalogue `{said['catalogue'][:12]}`,"
        f" {versions}. Everything is learned from the first 60 % of the first stream and measured on the last 40 % of"
        " each; of the others nothing is learned. How it is done: the docstrings of `models/figures`."
    )
    yield ""
    yield (
        "PR-AUC is average precision, with an interval of 95 % from 200 bootstrap samples: of patterns where"
        " transactions are ranked, of accounts where accounts are. A budget is a share of the transactions, or of the"
        " accounts, of the tested part. A pattern is found where one of its transactions, or of its members, is within"
        " the budget; *days* is the median from its first payment in the tested part until then, of those found."
    )
    for number, stream in enumerate(said["streams"]):
        yield from _stream(stream, is_first=number == 0)


def _stream(stream: dict[str, Any], is_first: bool) -> Iterator[str]:
    systems = stream["systems"]
    first = next(iter(systems.values()))
    learned = "learned from its first 60 %" if is_first else "nothing learned from it"
    yield ""
    yield f"## {stream['folder']}: {learned}"
    yield ""
    yield (
        f"{stream['transactions']:,} transactions (SHA-256 `{stream['sha256'][:12]}`). Tested:"
        + ",".join(
            f" {first[f'by_{unit}']['count']:,} {unit}s, {first[f'by_{unit}']['wrong']:,} of them laundering"
            for unit in UNITS
        )
        + f"; {stream['patterns']} patterns."
    )
    yield ""
    yield "| score | PR-AUC by transaction | by account |"
    yield "|---|---|---|"
    for name, figures in systems.items():
        yield f"| {name} | {' | '.join(_precision(figures[f'by_{unit}']) for unit in UNITS)} |"
    for unit in UNITS if stream["patterns"] else ():
        yield from _patterns(systems, unit)


def _precision(figures: dict[str, Any]) -> str:
    return f"{figures['pr_auc']:.3f} ({figures['low']:.3f} to {figures['high']:.3f})"


def _patterns(systems: dict[str, Any], unit: str) -> Iterator[str]:
    kinds = next(iter(systems.values()))[f"by_{unit}"]["budgets"][f"{BUDGETS[0]:g}"]["recall_by_type"]
    heads = [f"{kind.replace('_', '-')} ({of})" for kind, (_, of) in kinds.items()]
    yield ""
    yield f"Patterns found by {unit}s, at {' / '.join(f'{budget:.1%}' for budget in BUDGETS)} of them:"
    yield ""
    yield f"| score | {' | '.join(heads)} | all | days |"
    yield "|---" * (len(heads) + 3) + "|"
    for name, figures in systems.items():
        budgets = [figures[f"by_{unit}"]["budgets"][f"{budget:g}"] for budget in BUDGETS]
        cells = [" / ".join(str(each["recall_by_type"][kind][0]) for each in budgets) for kind in kinds]
        cells.append(" / ".join(str(each["found"]) for each in budgets))
        cells.append(" / ".join(_days(each["median_delay_days"]) for each in budgets))
        yield f"| {name} | {' | '.join(cells)} |"


def _days(value: float | None) -> str:
    return "none" if value is None else f"{value:g}"
