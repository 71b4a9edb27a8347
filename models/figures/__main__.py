"""`python -m models.figures DATA`: learn from the first 60 % of a labelled stream, and measure on the rest.

DATA is a folder in the form of AMLGentex, see `models.quality.patterns`. Streams of further folders are only measured.
"""

from __future__ import annotations

import argparse
import json
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from importlib.metadata import version
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from models.figures.measure import measure
from models.figures.report import page
from models.figures.stream import Judged, judge
from models.figures.systems import TRAINED, Systems, learn
from streams.catalogue.catalogue import SHIPPED, Catalogue
from streams.signals.registry import SIGNALS
from streams.warm import calm_garbage_collector

_LIBRARIES = ("scikit-learn", "lightgbm", "numpy", "numba", "polars")


def figures(folder: Path, others: list[Path], seed: int) -> dict[str, Any]:
    """Everything that is published."""
    with ProcessPoolExecutor(2, get_context("spawn"), initializer=calm_garbage_collector) as pool:
        waiting = [pool.submit(judge, each) for each in (folder, *others)]
        judged = waiting[0].result()
        systems = learn(judged, seed)
        streams = [_of_stream(folder, judged, systems, seed)]
        streams += [
            _of_stream(each, other.result(), systems, seed) for each, other in zip(others, waiting[1:], strict=True)
        ]
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "seed": seed,
        "versions": {"counterflow": version("counterflow"), **{name: version(name) for name in _LIBRARIES}},
        "catalogue": Catalogue.load([SHIPPED], None, SIGNALS).digest,
        "peer": systems.peer_settings,
        "streams": streams,
    }


def _of_stream(folder: Path, judged: Judged, systems: Systems, seed: int) -> dict[str, Any]:
    part = judged.after(TRAINED)
    patterns, scores = judged.patterns_within(part), systems.scores(judged)
    return {
        "folder": folder.name,
        "sha256": judged.sha256,
        "transactions": len(judged.transactions),
        "patterns": len(patterns),
        "systems": {name: measure(judged, score, part, patterns, seed) for name, score in scores.items()},
    }


def main() -> int:
    """Write `results.json` and `results.md`, and print the page."""
    parser = argparse.ArgumentParser(prog="python -m models.figures")
    parser.add_argument("data", type=Path, help="folder with transactions.parquet and alert_models.csv")
    parser.add_argument("others", type=Path, nargs="*", help="more of them, that nothing is learned from")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, default=Path(__file__).parent)
    given = parser.parse_args()
    calm_garbage_collector()
    said = figures(given.data, given.others, given.seed)
    (given.out / "results.json").write_text(json.dumps(said, indent=1) + "\n")
    text = page(said)
    (given.out / "results.md").write_text(text)
    print(text)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
