"""`model.json`: what a saved model is, as a program reads it."""

from __future__ import annotations

import msgspec

from models.drift import Reference
from models.evaluate import Holdout
from models.split import Part

FORMAT = 2
"""Of the folder; a model of another one is refused."""


class Used(msgspec.Struct, frozen=True):
    """A signal that the model sees."""

    name: str
    unit: str
    version: str
    """See `models.features.version_of`."""


class Data(msgspec.Struct, frozen=True):
    """What it was trained on."""

    file: str
    """Name, without its folder."""
    sha256: str
    mapping_sha256: str | None
    transactions: int
    rejected: dict[str, int]
    movements: int
    kept_share: float
    """Share of transactions whose movements were used."""
    labels: str | None
    """The column, or the file of dispositions, where there was one."""


class Kind(msgspec.Struct, frozen=True):
    """How a kind of party is judged."""

    kind: str
    segment: str
    """Its own, or `all` where it had too few rows."""
    fit: int
    """Movements of this kind in each part."""
    calibrate: int
    holdout: int
    unknown: float
    """Share of values in `fit` that were unknown and are imputed."""


class Manifest(msgspec.Struct, frozen=True):
    """Everything that is said of a model beside the model itself."""

    format: int
    digest: str
    """SHA-256 of model.skops; its first twelve digits are the model's version."""
    seed: int
    libraries: dict[str, str]
    data: Data
    parts: list[Part]
    signals: list[Used]
    constant: list[str]
    """Signals that were left out because they never changed."""
    kinds: list[Kind]
    reference: dict[str, Reference]
    """Of each signal, in `fit`."""
    score_reference: Reference
    """Of the tails, in `calibrate`."""
    holdout: Holdout

    @property
    def version(self) -> str:
        """The model's name in alerts and metrics."""
        return self.digest[:12]
