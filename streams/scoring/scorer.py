"""What models say of the movements of a step: the columns of `streams.signals.model`, filled in one call.

The champion's columns are in the matrix when the catalogue looks at it. A challenger's are put in their place
afterwards, for typologies that read them, and what then fires goes to `alerts.shadow`.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal, Protocol

import numpy as np
import numpy.typing as npt

from streams import metrics
from streams.records import Unusual
from streams.signals.model import SIGNALS as OF_MODEL
from streams.signals.registry import INDEX
from streams.subject.subjects import Applied

if TYPE_CHECKING:
    from models.drift import Drift

log = logging.getLogger(__name__)

Role = Literal["champion", "challenger"]
ROLES: tuple[Role, ...] = ("champion", "challenger")
Floats = npt.NDArray[np.float64]

FIRST = INDEX[OF_MODEL[0].name]
END = FIRST + len(OF_MODEL)
"""The model's columns of the matrix."""
_TAIL = INDEX["anomaly_tail"] - FIRST


class Served(Protocol):
    """A model that was loaded and checked, see `models.serving`."""

    @property
    def version(self) -> str:
        """What alerts and metrics call it."""

    @property
    def ranks(self) -> bool:
        """Whether it learned from labels."""

    @property
    def signals(self) -> int:
        """How many signals it sees."""

    def judge(self, matrix: Floats, kinds: npt.NDArray[np.uint8]) -> Floats:
        """The model's columns (rows, `SIGNALS`) of a matrix (rows, all signals) of PartyCodes `kinds`."""

    def unusual(self, signal: str, row: Floats, kind: int) -> Sequence[Unusual]:
        """What makes a row (all signals,) stand out in one of the model's signals, the strongest first."""

    @property
    def imputed(self) -> int:
        """Unknown values so far that a median stood for."""

    def watch(self, matrix: Floats, columns: Floats) -> npt.NDArray[np.intp]:
        """Take some rows into the sample that drift is told from; which. `columns` are what `judge` said of them."""

    def drift(self) -> Drift:
        """How far the sample is from what the model was trained on."""


class Scorer:
    """The models in force. Without any, it does nothing."""

    def __init__(self) -> None:
        self._models: dict[Role, Served] = {}
        self.failures: dict[Role, str] = {}
        """Models that broke while they scored, and how."""

    def __getitem__(self, role: Role) -> Served | None:
        return self._models.get(role)

    def use(self, role: Role, model: Served | None) -> None:
        """Judge by this model from the next call of `fill` on; None for none."""
        self.failures.pop(role, None)
        if model is None:
            self._models.pop(role, None)
        else:
            self._models[role] = model

    def fill(self, applied: Applied) -> None:
        """Fill in the champion's columns of the movements that were applied."""
        champion = self._scored("champion", applied)
        if champion is not None:
            rows, columns = champion
            applied.matrix[rows, FIRST:END] = columns

    def challenge(self, applied: Applied) -> bool:
        """Put the challenger's columns in the place of the champion's; whether there are any."""
        challenger = self._scored("challenger", applied)
        if challenger is not None:
            rows, columns = challenger
            applied.matrix[rows, FIRST:END] = columns
        return challenger is not None

    def unusual(self, role: Role, signal: str, row: Floats, kind: int) -> Sequence[Unusual]:
        """What makes a row (all signals,) stand out to a model in one of its signals; nothing without one."""
        model = self._models.get(role)
        if model is None:
            return ()
        try:
            return model.unusual(signal, row, kind)
        except Exception as error:
            self._broke(role, model, error)
            return ()

    def _broke(self, role: Role, model: Served, error: Exception) -> None:
        # The records are not at fault, so they must not be set aside for it.
        log.error("the %s %s broke and is out; typologies go on without it", role, model.version, exc_info=error)
        self.use(role, None)
        self.failures[role] = f"{model.version} broke while it scored: {error!r}"
        metrics.MODEL_FAILURES.labels(role).inc()

    def _scored(self, role: Role, applied: Applied) -> tuple[npt.NDArray[np.intp] | slice, Floats] | None:
        """Which rows were applied, and the model's columns of them; None without a model."""
        model = self._models.get(role)
        if model is None or not len(applied.status):
            return None
        new = applied.is_new
        whole = bool(new.all())
        rows = slice(None) if whole else np.flatnonzero(new)
        matrix, kinds = (applied.matrix, applied.kinds) if whole else (applied.matrix[rows], applied.kinds[rows])
        imputed = model.imputed
        try:
            with metrics.STAGE.labels(f"score_{role}").time():
                columns = model.judge(matrix, kinds)
                sampled = model.watch(matrix, columns)
        except Exception as error:
            self._broke(role, model, error)
            return None
        metrics.MODEL_SCORED.labels(role).inc(len(columns))
        metrics.MODEL_IMPUTED.labels(role).inc(model.imputed - imputed)
        tails = metrics.MODEL_TAIL.labels(role)
        for tail in columns[sampled, _TAIL].tolist():
            tails.observe(tail)
        return rows, columns
