"""Signals that the pass over a subject's history cannot know: whoever knows them fills them in afterwards."""

from __future__ import annotations

from typing import Any

import numpy as np

from streams.signals.compiled import kernel


@kernel
def leave_unknown(
    history: Any,
    first: int,
    last: int,
    movement: Any,
    days: Any,
    days_end: int,
    subject: Any,
    unit: float,
    scratch: Any,
    out: Any,
) -> None:
    """A `Family.fill` that knows nothing."""
    out[:] = np.nan
