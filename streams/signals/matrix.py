"""One row of the signal matrix: every family's kernel, each on its own columns."""

from __future__ import annotations

from itertools import accumulate
from typing import Any

from streams.signals.compiled import kernel
from streams.signals.registry import FAMILIES
from streams.signals.sight import look

(
    _current,
    _volume,
    _counterparties,
    _threshold,
    _balance,
    _baseline,
    _geography,
    _content,
    _corridors,
    _places,
    _patterns,
    _profile,
    _conversion,
    _flows,
    _model,
) = (family.fill for family in FAMILIES)
(
    _A,
    _B,
    _C,
    _D,
    _E,
    _F,
    _G,
    _H,
    _I,
    _J,
    _K,
    _L,
    _M,
    _N,
    _O,
) = accumulate(len(family.signals) for family in FAMILIES)


@kernel
def fill_row(
    history: Any,
    first: int,
    last: int,
    movement: Any,
    days: Any,
    days_end: int,
    subject: Any,
    unit: float,
    scratch: Any,
    row: Any,
) -> None:
    """Fill `row` (float64, one value per signal in registry order); the arguments are those of `Family.fill`."""
    look(history, first, last, scratch)
    _current(history, first, last, movement, days, days_end, subject, unit, scratch, row[:_A])
    _volume(history, first, last, movement, days, days_end, subject, unit, scratch, row[_A:_B])
    _counterparties(history, first, last, movement, days, days_end, subject, unit, scratch, row[_B:_C])
    _threshold(history, first, last, movement, days, days_end, subject, unit, scratch, row[_C:_D])
    _balance(history, first, last, movement, days, days_end, subject, unit, scratch, row[_D:_E])
    _baseline(history, first, last, movement, days, days_end, subject, unit, scratch, row[_E:_F])
    _geography(history, first, last, movement, days, days_end, subject, unit, scratch, row[_F:_G])
    _content(history, first, last, movement, days, days_end, subject, unit, scratch, row[_G:_H])
    _corridors(history, first, last, movement, days, days_end, subject, unit, scratch, row[_H:_I])
    _places(history, first, last, movement, days, days_end, subject, unit, scratch, row[_I:_J])
    _patterns(history, first, last, movement, days, days_end, subject, unit, scratch, row[_J:_K])
    _profile(history, first, last, movement, days, days_end, subject, unit, scratch, row[_K:_L])
    _conversion(history, first, last, movement, days, days_end, subject, unit, scratch, row[_L:_M])
    _flows(history, first, last, movement, days, days_end, subject, unit, scratch, row[_M:_N])
    _model(history, first, last, movement, days, days_end, subject, unit, scratch, row[_N:_O])
