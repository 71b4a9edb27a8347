"""Everything that the page shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from streams.backtest.border import Sample
from streams.backtest.compare import Difference
from streams.backtest.metrics import Curve
from streams.records import Alert


@dataclass(frozen=True, slots=True)
class Findings:
    """What a backtest found."""

    metrics: dict[str, Any]
    """As in `metrics.json`."""
    alerts: Sequence[Alert]
    """New ones of the topic `alerts`, in their order."""
    scores: pl.Series
    """Of every movement."""
    curves: Mapping[str, Curve]
    """Of precision over recall; empty without labels."""
    differences: Mapping[str, Difference] | None
    """By typology; None where nothing was compared."""
    above: Mapping[str, Sequence[Sample]]
    """By typology, see `streams.backtest.border`."""
    below: Mapping[str, Sequence[Sample]]
