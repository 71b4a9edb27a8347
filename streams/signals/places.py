"""Where and when payments are made."""

from __future__ import annotations

from typing import Any

from streams.signals.compiled import kernel
from streams.signals.family import Family, Signal

_SIGNALS: tuple[Signal, ...] = ()


@kernel
def _fill(
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
    out[:] = 0.0


FAMILY = Family("places", _SIGNALS, _fill)
