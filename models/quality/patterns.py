"""What the catalogue finds of the laundering patterns in one run of AMLGentex: `python -m models.quality.patterns`.

The folder holds `transactions.parquet` (columns id, time, amount, nameOrig, nameDest, bankOrig, bankDest, patternID)
and `alert_models.csv` (modelID, type, accountID). Pattern ids and types are labels: they are read for the score alone.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

import polars as pl

from streams.alerts.published import SHADOW, Raised
from streams.catalogue.catalogue import SHIPPED, Catalogue
from streams.offline import Offline
from streams.records import Alert, Party, Transaction
from streams.reference import Reference
from streams.settings import Settings
from streams.signals.registry import SIGNALS

CURRENCY = "SEK"
MATCHING: Mapping[str, frozenset[str]] = {
    "fan_in": frozenset({"fan-in", "micro-structuring", "mule-account"}),
    "fan_out": frozenset({"fan-out", "tf-remittance-fanout"}),
    "cycle": frozenset({"round-trip", "loan-back"}),
    "bipartite": frozenset({"bipartite-layering"}),
    "stack": frozenset({"stacked-layering", "layering-chain"}),
    "scatter_gather": frozenset({"scatter-gather"}),
    "gather_scatter": frozenset({"gather-scatter", "mule-account"}),
}
"""Typologies that are about the shape of a pattern, and do not merely fire near it."""
_PER = 10_000


@dataclass(frozen=True, slots=True)
class Pattern:
    """One laundering pattern, as the generator says."""

    kind: str
    members: frozenset[str]
    """Subject ids."""
    transactions: frozenset[str]
    started: datetime


class Hit(NamedTuple):
    """A revision of an alert, as far as scoring needs it."""

    id: str
    typology: str
    subject: str
    detected: datetime
    listed: frozenset[str]
    """Transactions of its evidence and paths."""
    shadow: bool


def transactions_of(frame: pl.DataFrame) -> list[Transaction]:
    """The payments as a mapping file would give them, without labels; payments of nothing are left out."""
    return [
        Transaction(
            id=row["id"],
            time=datetime.fromisoformat(row["time"]),
            amount=amount,
            currency=CURRENCY,
            debtor=Party(account=str(row["nameOrig"])),
            creditor=Party(account=str(row["nameDest"])),
            debtor_agent=row["bankOrig"],
            creditor_agent=row["bankDest"],
            channel="transfer",
        )
        for row in frame.drop("isSAR", "patternID", strict=False).iter_rows(named=True)
        if (amount := Decimal(str(row["amount"])).quantize(Decimal("0.01"))) > 0
    ]


def patterns_of(frame: pl.DataFrame, models: pl.DataFrame) -> list[Pattern]:
    """The labels. `models` has modelID, type and accountID; a pattern without a payment in `frame` is left out."""
    paid = frame.filter(pl.col("patternID") >= 0)
    found = []
    for (number, kind), rows in sorted(models.group_by("modelID", "type"), key=lambda each: each[0][0]):
        own = paid.filter(pl.col("patternID") == number)
        if own.height:
            members = frozenset(f"account:{account}" for account in rows["accountID"])
            started = min(datetime.fromisoformat(time) for time in own["time"])
            found.append(Pattern(str(kind), members, frozenset(own["id"]), started))
    return found


def hits(raised: Sequence[Raised]) -> list[Hit]:
    """What scoring needs of all revisions."""
    return [
        Hit(
            each.alert.id,
            each.alert.typology,
            each.alert.subject.id,
            each.alert.detected_at,
            _listed(each.alert),
            each.topic == SHADOW,
        )
        for each in raised
    ]


def _listed(alert: Alert) -> frozenset[str]:
    paid = {payment.transaction for path in alert.paths for payment in path.payments}
    return frozenset(paid.union(item.transaction for item in alert.evidence))


def judge(transactions: Sequence[Transaction]) -> list[Raised]:
    """Every alert of the shipped catalogue, revisions included."""
    catalogue = Catalogue.load([SHIPPED], None, SIGNALS)
    return list(Offline(catalogue, Settings(), Reference.load()).judge(transactions))


def score(patterns: Sequence[Pattern], found: Sequence[Hit], transactions: int) -> dict[str, Any]:
    """Recall by type of pattern, and alerts by typology; alerts in shadow are told apart."""
    return {
        "patterns": {
            kind: {
                "patterns": sum(each.kind == kind for each in patterns),
                **{
                    name: _recall([each for each in patterns if each.kind == kind], kept)
                    for name, kept in (
                        ("stable", [each for each in found if not each.shadow]),
                        ("with_shadow", list(found)),
                    )
                },
            }
            for kind in sorted({each.kind for each in patterns})
        },
        "alerts": {
            name: _alerts([each for each in found if each.shadow == shadow], patterns, transactions)
            for name, shadow in (("stable", False), ("shadow", True))
        },
    }


def _recall(patterns: Sequence[Pattern], found: Sequence[Hit]) -> dict[str, Any]:
    strict, matching, half, delays = 0, 0, 0, []
    for pattern in patterns:
        on = [each for each in found if each.subject in pattern.members and each.listed & pattern.transactions]
        strict += bool(on)
        matching += any(each.typology in MATCHING.get(pattern.kind, frozenset()) for each in on)
        half += any(2 * len(each.listed & pattern.transactions) >= len(pattern.transactions) for each in on)
        if on:
            delays.append((min(each.detected for each in on) - pattern.started).total_seconds() / 86_400)
    return {
        "any_typology": strict,
        "matching_typology": matching,
        "half_listed": half,
        "median_delay_days": round(median(delays), 1) if delays else None,
    }


def _alerts(found: Sequence[Hit], patterns: Sequence[Pattern], transactions: int) -> dict[str, Any]:
    laundering = frozenset[str]().union(*(each.transactions for each in patterns))
    right: dict[str, dict[str, bool]] = {}
    for each in found:
        of_typology = right.setdefault(each.typology, {})
        of_typology[each.id] = of_typology.get(each.id, False) or bool(each.listed & laundering)
    total = sum(map(len, right.values()))
    return {
        "alerts": total,
        "per_10000_transactions": round(_PER * total / transactions, 2) if transactions else None,
        "precision": round(sum(sum(each.values()) for each in right.values()) / total, 4) if total else None,
        "typologies": {
            name: {"alerts": len(each), "on_patterns": sum(each.values())} for name, each in sorted(right.items())
        },
    }


def table(said: Mapping[str, Any]) -> list[str]:
    """The figures as Markdown, line by line."""
    lines = [
        "# What the rules find of laundering patterns",
        "",
        f"Written by `make patterns` on {said['date']}: {said['transactions']:,} transactions of one run of AMLGentex"
        f" (file `{said['file'][:12]}`), catalogue `{said['catalogue'][:12]}`. Labels are used for this score alone.",
        "",
        "A pattern is found by an alert on one of its members that lists one of its payments, in evidence or paths:"
        " *any* typology, *matching* where the typology is about that shape, *half* where one alert lists at least half"
        " of the pattern's payments. *Days* is the median from the pattern's first payment to the first alert. In"
        " brackets with the alerts in shadow.",
        "",
        "| pattern | patterns | any | matching | half | days |",
        "|---|---|---|---|---|---|",
    ]
    for kind, row in said["patterns"].items():
        cells = [
            f"{row['stable'][name]} ({row['with_shadow'][name]})"
            for name in ("any_typology", "matching_typology", "half_listed", "median_delay_days")
        ]
        lines.append(f"| {kind.replace('_', '-')} | {row['patterns']} | {' | '.join(cells)} |")
    for name, alerts in said["alerts"].items():
        lines += [
            "",
            f"Alerts, {name}: {alerts['alerts']:,}, {alerts['per_10000_transactions']} per 10,000 transactions; share"
            f" that lists a payment of a pattern: {alerts['precision']}.",
        ]
        if alerts["typologies"]:
            lines += ["", "| typology | alerts | on patterns |", "|---|---|---|"]
            lines += [
                f"| {typology} | {row['alerts']} | {row['on_patterns']} |"
                for typology, row in alerts["typologies"].items()
            ]
    return lines


def measure(folder: Path) -> dict[str, Any]:
    """All figures of one folder. Raises OSError or polars' errors where its files cannot be read."""
    file = folder / "transactions.parquet"
    frame, models = pl.read_parquet(file), pl.read_csv(folder / "alert_models.csv")
    transactions = transactions_of(frame)
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "file": hashlib.sha256(file.read_bytes()).hexdigest(),
        "catalogue": Catalogue.load([SHIPPED], None, SIGNALS).digest,
        "transactions": len(transactions),
        **score(patterns_of(frame, models), hits(judge(transactions)), len(transactions)),
    }


def main() -> int:
    """Measure one folder, and write `patterns.json` and `patterns.md`."""
    parser = argparse.ArgumentParser(prog="python -m models.quality.patterns")
    parser.add_argument("folder", type=Path, help="with transactions.parquet and alert_models.csv")
    parser.add_argument("--out", type=Path, default=Path(__file__).parent)
    given = parser.parse_args()
    said = measure(given.folder)
    (given.out / "patterns.json").write_text(json.dumps(said, indent=1) + "\n")
    lines = table(said)
    (given.out / "patterns.md").write_text("\n".join(lines) + "\n")
    print("\n".join(lines))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
