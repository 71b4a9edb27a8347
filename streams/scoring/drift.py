"""Drift in the metrics: whether what a model sees is still what it was trained on."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from streams import metrics
from streams.scoring.scorer import Role, Served

if TYPE_CHECKING:
    from models.drift import Drift

log = logging.getLogger(__name__)


class Shown:
    """What the metrics show, so that what no longer holds can be taken back."""

    def __init__(self) -> None:
        self._signals: set[str] = set()
        self._stale: set[tuple[str, str]] = set()
        self._scored: set[Role] = set()

    def drift(self, role: Role, model: Served | None) -> None:
        """Show how far the sample of a model has drifted; signals are told of the champion's."""
        if model is None:
            self._forget(role)
            return
        drift = model.drift()
        metrics.DRIFT_ROWS.labels(role).set(drift.rows)
        if drift.score is None:
            self._forget(role, drift.rows)
            return
        metrics.SCORE_PSI.labels(role).set(drift.score)
        self._scored.add(role)
        if role == "champion":
            self._psi(drift)
            self._staleness(drift)

    def _forget(self, role: Role, rows: int = 0) -> None:
        """Show nothing of a model that is gone, or of which too little is known yet."""
        metrics.DRIFT_ROWS.labels(role).set(rows)
        if role in self._scored:
            self._scored.discard(role)
            metrics.SCORE_PSI.remove(role)
        if role == "champion":
            for signal in self._signals:
                metrics.SIGNAL_PSI.remove(signal)
            for stale in self._stale:
                metrics.SIGNAL_STALE.remove(*stale)
            self._signals, self._stale = set(), set()

    def _psi(self, drift: Drift) -> None:
        for signal in self._signals - drift.signals.keys():
            metrics.SIGNAL_PSI.remove(signal)
        for signal, psi in drift.signals.items():
            metrics.SIGNAL_PSI.labels(signal).set(psi)
        self._signals = set(drift.signals)

    def _staleness(self, drift: Drift) -> None:
        now = {(name, "silent") for name in drift.silent} | {(name, "constant") for name in drift.constant}
        for stale in self._stale - now:
            metrics.SIGNAL_STALE.remove(*stale)
        for signal, state in sorted(now - self._stale):
            metrics.SIGNAL_STALE.labels(signal, state).set(1)
            log.warning("signal %s is %s, and in the model's training it varied", signal, state)
        self._stale = now
