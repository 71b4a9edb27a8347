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
    return _with(_shipped())


def with_model(folder: Path) -> Scorer:
    """A scorer with the model of a folder; raises ModelError where it must not be loaded."""
    from models.serving import serve

    return _with(serve(folder))


@cache
def _shipped() -> ServedModel:
    from models.serving import DEFAULT, serve

    return serve(DEFAULT)


def _with(model: ServedModel) -> Scorer:
    scorer = Scorer()
    scorer.use("champion", model)
    return scorer
