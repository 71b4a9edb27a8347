"""`python -m models.quality`."""

from __future__ import annotations

import argparse
from pathlib import Path

from models.quality.run import look, plans, record
from models.synthetic import LEVELS


def main() -> int:
    """Measure everything, or look at some typologies; 1 where the budget is exceeded."""
    parser = argparse.ArgumentParser(prog="python -m models.quality")
    parser.add_argument("typology", nargs="*", help="look at these only, and write nothing")
    parser.add_argument("--record", metavar="NAME", help="write what is found of these to NAME.json and NAME.md")
    parser.add_argument("--times", type=int, help="injections of each typology at each level, and twins")
    parser.add_argument("--level", choices=LEVELS, action="append", help="only this level; may be repeated")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2, help="towns at a time")
    parser.add_argument("--out", type=Path, default=Path(__file__).parent)
    parser.add_argument("--explain", action="store_true", help="say what each missed injection wanted")
    given = parser.parse_args()
    levels = tuple(given.level or LEVELS)
    if given.typology and not given.record:
        return look(given.typology, given.times or 20, levels, given.seed, given.explain)
    planned = plans(given.times or 100, levels, given.seed, given.typology)
    return record(planned, given.jobs, given.out, given.record or "results")


if __name__ == "__main__":
    raise SystemExit(main())
