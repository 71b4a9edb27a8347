"""A town as a bank would export it: a CSV with a column that says which crime a transaction is part of, the mapping
file that reads all the others, and the institution's watch list."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from models.synthetic.town import Town
from streams.reference.watch_list import write_watch_list

LABEL = "crime"
"""The column with the typology of the injection that a transaction belongs to; empty for honest ones."""


def export(town: Town, folder: Path) -> list[Path]:
    """Write `town.csv`, `map.yaml` and `watch_list.csv`; their paths.

    Columns are called as the fields that they fill. What is a list, such as the holders of an account, has no column.
    """
    folder.mkdir(parents=True, exist_ok=True)
    rows = [dict(_cells("", msgspec.to_builtins(each))) for each in town.transactions]
    columns = list(dict.fromkeys(name for row in rows for name in row))
    crimes = {name: injection.typology for injection in town.injections for name in injection.transactions}
    export_file, map_file, watch_file = (folder / name for name in ("town.csv", "map.yaml", "watch_list.csv"))
    with export_file.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, [*columns, LABEL])
        writer.writeheader()
        writer.writerows({**row, LABEL: crimes.get(row["id"], "")} for row in rows)
    fields = "".join(f"  {name}: {{column: {name}}}\n" for name in columns)
    map_file.write_text(f"fields:\n{fields}labels: [{LABEL}]\n", encoding="utf-8")
    write_watch_list(watch_file, town.watch, "the synthetic town")
    return [export_file, map_file, watch_file]


def _cells(prefix: str, content: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """What is not a list, by dotted name."""
    for name, value in content.items():
        if isinstance(value, dict):
            yield from _cells(f"{prefix}{name}.", value)
        elif not isinstance(value, list | tuple):
            yield f"{prefix}{name}", value
