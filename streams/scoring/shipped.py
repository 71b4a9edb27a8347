"""The model that comes with Counterflow, for what is to be the same everywhere: cases, injected scenarios, the demo."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from streams.scoring.scorer import Scorer

if TYPE_CHECKING:
    from models.serving import ServedModel


def with_shipped_model() -> Scorer:
    """A scorer of its own with the model that comes with Counterflow; raises ModelError where it must not be loaded."""
    from models.serving import DEFAULT

    return with_model(DEFAULT)


def with_model(folder: Path) -> Scorer:
    """A scorer with the model of a folder; raises ModelError where it must not be loaded."""
    scorer = Scorer()
    scorer.use("champion", _served(folder))
    return scorer


@cache
def _served(folder: Path) -> ServedModel:
    from models.serving import serve

    return serve(folder)
