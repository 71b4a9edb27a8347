"""`python -m models.default_model`: trains the model that comes along, on a synthetic town in which nobody offends."""

from __future__ import annotations

import tempfile
from pathlib import Path

from models.serving import DEFAULT
from models.synthetic import build
from models.synthetic.export import export
from models.train import train
from streams.reference import Reference
from streams.settings import Settings
from streams.warm import calm_garbage_collector

SEED, SUBJECTS, DAYS = 11, 2400, 120


def main() -> None:
    """Build the town, train, and say what came out."""
    calm_garbage_collector()
    with tempfile.TemporaryDirectory() as folder:
        town = build(SEED, SUBJECTS, DAYS, injections=0)
        file, mapping, _ = export(town, Path(folder))
        manifest = train(file, mapping, DEFAULT, Settings(), Reference.load())
    print(f"model {manifest.version}: {manifest.data.movements:,} movements. Written: {DEFAULT / 'card.md'}")


if __name__ == "__main__":
    main()
