"""Repetition: of payees, invoices, texts, amounts, routes."""

from __future__ import annotations

from itertools import accumulate
from typing import Any

from streams.signals import circles, distributions, kickback, likeness, payees
from streams.signals.compiled import kernel
from streams.signals.family import Family, Signal

_PARTS = (payees.SIGNALS, likeness.SIGNALS, distributions.SIGNALS, circles.SIGNALS, kickback.SIGNALS)
_SIGNALS: tuple[Signal, ...] = tuple(signal for part in _PARTS for signal in part)
_A, _B, _C, _D, _E = accumulate(len(part) for part in _PARTS)
_payees, _likeness, _distributions, _circles, _kickback = (
    part.fill for part in (payees, likeness, distributions, circles, kickback)
)


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
    _payees(history, first, last, unit, scratch, out[:_A])
    _likeness(history, first, last, unit, scratch, out[_A:_B])
    _distributions(history, first, last, scratch, out[_B:_C])
    _circles(history, first, last, unit, scratch, out[_C:_D])
    _kickback(history, first, last, out[_D:_E])


FAMILY = Family("patterns", _SIGNALS, _fill)
