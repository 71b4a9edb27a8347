"""What is measured: rules, the model's parts, all together, and the peer. Each is fitted on the first part of a stream
and gives every movement of any stream a score."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from models import train
from models.anomaly import Model
from models.features import candidates, varying
from models.figures import rolling
from models.figures.stream import Flags, Floats, Judged
from models.ranker import Ranker, fit_ranker
from models.rows import Rows
from streams.backtest.together import together
from streams.signals.family import Signal

TRAINED = 0.6
"""Share of the movements that anything is learned from."""
_FITS = 0.8
"""Share of these that the forest is fitted on; the rest calibrates it."""


@dataclass(frozen=True, slots=True)
class Systems:
    """Everything that was learned."""

    model: Model
    ranker: Ranker
    without_volume: Ranker
    """A ranker that sees neither counts nor money."""
    shares: npt.NDArray[np.int64]
    """The columns that it sees."""
    peer: Any
    peer_settings: dict[str, Any]

    def scores(self, judged: Judged) -> dict[str, Floats]:
        """The score of each movement by each system."""
        rows = judged.rows
        tails = self.model.score(rows.signals, rows.kinds)
        ranks = self.ranker.rank(rows.signals[:, self.model.columns], tails)
        poor = self.without_volume.rank(rows.signals[:, self.shares], np.ones(len(rows)))
        peer = self.peer.predict(rolling.features(judged), raw_score=True)
        return {
            "rules": judged.rules,
            "anomaly": -np.log(tails),
            "ranker": ranks,
            "together": _together(judged, tails, ranks, judged.rules),
            "LightGBM on rolling counts": peer[rows.transactions.astype(np.int64)],
            "together, no counts or money": _together(judged, tails, poor, judged.rules),
            "payments of the month alone": _volume(rows),
        }


def _together(judged: Judged, tails: Floats, ranks: Floats, rules: Floats) -> Floats:
    rows = judged.rows
    numbers = rows.transactions.astype(np.int64), rows.subjects.astype(np.int64)
    return together(tails, ranks, rules, *numbers, rows.times_us)


def _volume(rows: Rows) -> Floats:
    names = [each.name for each in candidates()]
    columns = [names.index(f"{way}_count_30d") for way in ("in", "out")]
    counts: Floats = np.nan_to_num(rows.signals[:, columns].astype(np.float64))
    return counts[:, 0] + counts[:, 1]


def _is_size(signal: Signal) -> bool:
    return signal.unit in ("count", "money", "threshold_money")


def learn(judged: Judged, seed: int) -> Systems:
    """Fit everything on the first part of a stream. Raises ModelError where there is too little in it."""
    fitting, calibrating = ~judged.after(TRAINED * _FITS), judged.after(TRAINED * _FITS) & ~judged.after(TRAINED)
    before = fitting | calibrating
    labels = judged.labels.astype(np.int8)
    trained = train.fit(judged.rows, [fitting, calibrating, ~before], labels, seed)
    assert trained.ranker is not None
    sizes = np.array([_is_size(each) for each in candidates()])
    shares = np.flatnonzero(varying(judged.rows.signals[before]) & ~sizes)
    chosen = judged.rows.where(before)
    poor = fit_ranker(chosen.signals[:, shares], np.ones(len(chosen)), judged.labels[before], seed)
    peer, settings = rolling.score(
        rolling.features(judged), of_transactions(judged, judged.labels), of_transactions(judged, before), seed
    )
    return Systems(trained.model, trained.ranker, poor, shares.astype(np.int64), peer, settings)


def of_transactions(judged: Judged, of_movements: Flags) -> Flags:
    """Which transactions have a movement that is meant."""
    found = np.zeros(len(judged.transactions), np.bool_)
    found[judged.rows.transactions[of_movements].astype(np.int64)] = True
    return found
