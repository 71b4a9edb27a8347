"""What merchant categories say of a purchase: `merchant_categories.csv`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from streams.reference.phrases import bits_of
from streams.reference.tables import read_table


class Merchants:
    """Tags by merchant category (ISO 18245); a code of its own goes before a range."""

    def __init__(self, tags: Mapping[str, int]) -> None:
        self._tags = dict(tags)

    @classmethod
    def load(cls, path: Path) -> Merchants:
        """Read the table; raises ReferenceTableError."""
        ranges: dict[str, int] = {}
        single: dict[str, int] = {}
        for row in read_table(path, ("code", "meaning", "tags", "source")).rows:
            code = row.matching("code", "[0-9]{4}(-[0-9]{4})?", "four digits, or two such codes joined by -")
            row.text("meaning")
            row.text("source")
            first, _, last = code.partition("-")
            if last and last < first:
                raise row.error("code", f"{last} is before {first}")
            target = ranges if last else single
            for number in range(int(first), int(last or first) + 1):
                if f"{number:04d}" in target:
                    raise row.error("code", f"{number:04d} is there twice")
                target[f"{number:04d}"] = bits_of(row, "tags")
        return cls(ranges | single)

    def tags(self, code: str) -> int:
        """Tag bits of a category; none for an unknown one."""
        return self._tags.get(code, 0)
