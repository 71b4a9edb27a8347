"""`python -m models.synthetic FILE`: a town as JSON lines, to try things on a file.

Beside the fields of a transaction each line has `injected`, 1 where the transaction belongs to an injection and 0
elsewhere: a label, which intake does not read.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import msgspec

from models.synthetic.town import Town, build


def write(town: Town, file: Path) -> int:
    """Write a town with its label, and say how many transactions belong to injections."""
    injected = {transaction for each in town.injections for transaction in each.transactions}
    encode, found = msgspec.json.Encoder().encode, 0
    with file.open("wb") as lines:
        for transaction in town.transactions:
            label = int(transaction.id in injected)
            found += label
            lines.write(encode({**msgspec.to_builtins(transaction), "injected": label}) + b"\n")
    return found


def main() -> int:
    """Build and write."""
    parser = argparse.ArgumentParser(prog="python -m models.synthetic", description="Write a synthetic town to a file.")
    parser.add_argument("file", type=Path, help="JSON lines, in event-time order")
    parser.add_argument("--subjects", type=int, default=1200)
    parser.add_argument("--days", type=int, default=90)
    parser.add_argument("--injections", type=int, default=2, help="of each typology")
    parser.add_argument("--seed", type=int, default=7)
    given = parser.parse_args()
    town = build(given.seed, given.subjects, given.days, given.injections)
    found = write(town, given.file)
    print(f"{given.file}: {len(town.transactions):,} transactions, {found:,} of them injected")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
