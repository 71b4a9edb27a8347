"""Files for backtests, and what comes of them."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from streams.backtest import Options, Summary, backtest
from streams.catalogue import Catalogue
from streams.records import Transaction
from tests.flows.worlds import CATALOGUE, SETTINGS

COLUMNS = {
    "id": "number",
    "time": "when",
    "amount": "sum",
    "currency": "unit",
    "channel": "how",
    "device": "device",
    "invoice": "invoice",
    "debtor.customer": "payer",
    "debtor.account": "from",
    "debtor.kind": "payer_kind",
    "debtor.country": "payer_country",
    "debtor.opened": "payer_since",
    "creditor.customer": "payee",
    "creditor.account": "to",
    "creditor.kind": "payee_kind",
    "creditor.country": "payee_country",
    "creditor.opened": "payee_since",
}


def write(folder: Path, transactions: Sequence[Transaction], labels: Sequence[str] = ()) -> None:
    """An export in CSV with a column `verdict`, and the mapping of it."""
    fields = "\n".join(f"  {name}: {{column: {column}}}" for name, column in COLUMNS.items())
    (folder / "map.yaml").write_text(f"fields:\n{fields}\n")
    with (folder / "export.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*COLUMNS.values(), "verdict"])
        for number, each in enumerate(transactions):
            row = msgspec.to_builtins(each)
            writer.writerow([_cell(row, name) for name in COLUMNS] + [labels[number] if labels else ""])


def _cell(row: dict[str, Any], name: str) -> Any:
    outer, _, inner = name.partition(".")
    value = row.get(outer)
    return (value or {}).get(inner, "") if inner else value


def run(folder: Path, catalogue: Catalogue = CATALOGUE, **more: Any) -> Summary:
    """A backtest of that export into the folder `out`."""
    options = Options(folder / "export.csv", folder / "map.yaml", folder / "out", **more)
    return backtest(options, SETTINGS, catalogue)


def alerts(folder: Path) -> list[dict[str, Any]]:
    """What was written of alerts."""
    lines = (folder / "out" / "alerts.jsonl").read_bytes().splitlines()
    return [msgspec.json.decode(line) for line in lines]


def alert_ids(folder: Path) -> set[tuple[str, str]]:
    """Topic and id of what was written of alerts."""
    return {(each["topic"], each["alert"]["id"]) for each in alerts(folder)}
