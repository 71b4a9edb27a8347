"""`python -m models.synthetic`."""

from __future__ import annotations

import argparse
from pathlib import Path

from models.synthetic import LEVELS, build
from models.synthetic.export import export


def main() -> None:
    """Write a town as an export with labels."""
    parser = argparse.ArgumentParser(prog="python -m models.synthetic", description=main.__doc__)
    parser.add_argument("out", type=Path, help="folder for town.csv, map.yaml and watch_list.csv")
    parser.add_argument("--subjects", type=int, default=3200, help="customers of the institution")
    parser.add_argument("--days", type=int, default=90)
    parser.add_argument("--injections", type=int, default=3, help="of each typology")
    parser.add_argument("--level", choices=LEVELS, default="plain")
    parser.add_argument("--seed", type=int, default=7)
    given = parser.parse_args()
    town = build(
        seed=given.seed,
        subjects=given.subjects,
        days=given.days,
        injections=given.injections,
        twins=given.injections,
        level=given.level,
    )
    written = export(town, given.out)
    print(f"{len(town.transactions):,} transactions, {len(town.injections):,} injections")
    print("Written: " + ", ".join(map(str, written)))


if __name__ == "__main__":
    main()
