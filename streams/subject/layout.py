"""The records that a subject's state is made of, as NumPy dtypes that compiled code and storage share."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from streams.movement import HISTORY

CHUNK_ROWS = 8
"""Rows of history, or days, that are stored as one record. A touched subject writes its last, open chunk and no other,
so this bounds what a movement costs on the changelog: on average half a chunk."""

DAY: npt.DTypeLike = np.dtype(
    [
        ("day", "<i4"),  # days since 1970-01-01 UTC
        ("count_in", "<u4"),
        ("count_out", "<u4"),
        ("flags", "<u4"),  # MovementFlag of all its movements together
        ("tags", "<u8"),  # Tag of all its movements together
        ("value_in", "<i8"),  # minor units of the base currency
        ("value_out", "<i8"),
        ("high_risk_value", "<i8"),  # both directions
        ("cash_in_booked", "<i8"),  # minor units of the threshold currency, by the institution's business day
        ("cash_out_booked", "<i8"),
        ("cash_in_value", "<i8"),  # the same cash in minor units of the base currency
        ("cash_out_value", "<i8"),
        ("cash_in_count", "<u4"),  # movements in it
        ("cash_out_count", "<u4"),
        ("cash_in_before", "<u2"),  # of these, what came before it reached its limit; no more than BEFORE_MAX
        ("cash_out_before", "<u2"),
        ("duty", "<u2"),  # whose business day the cash is booked on, see `streams.movement.duty_code`
        ("reserved", "u1", (2,)),
    ]
)
"""One day of a subject. Exact however many movements the day has, since it does not depend on the kept history.

Cash that different duties count, of institutions of another country or kind, has a further row of the same day, in
which all else is zero.
"""
BEFORE_MAX = 2**16 - 1

SUBJECT: npt.DTypeLike = np.dtype(
    [
        ("history_start", "<i8"),  # where its rows lie in the arena of histories
        ("history_capacity", "<i8"),
        ("history_length", "<i8"),
        ("history_first", "<i8"),  # ordinal of its first row since the subject began, a multiple of CHUNK_ROWS
        ("history_dirty", "<i8"),  # lowest ordinal that changed since the last write
        ("days_start", "<i8"),
        ("days_capacity", "<i8"),
        ("days_length", "<i8"),
        ("days_first", "<i8"),
        ("days_dirty", "<i8"),
        ("sequence", "<i8"),  # movements applied so far
        ("position", "<i8"),  # of the last movement applied or skipped, its place: see `streams.subject.place`
        ("position_us", "<i8"),
        ("position_transaction", "<u8"),
        ("position_tie", "<u8"),
        ("first_seen_us", "<i8"),
        ("last_time_us", "<i8"),
        ("late", "<i8"),  # movements that arrived out of event-time order
        ("declared_income", "<i8"),  # what the party last said of itself, like all below
        ("born_day", "<i4"),
        ("profile", "<u4"),
        ("opened_day", "<i4"),
        ("kind", "u1"),
        ("truncated", "u1"),  # whether more movements came than the latest one may see
        ("reserved", "u1", (2,)),
    ]
)
"""The head of a subject's state."""


class SubjectRow(NamedTuple):
    """A SUBJECT record as Python numbers: reading a whole batch of heads at once costs a tenth of field by field."""

    history_start: int
    history_capacity: int
    history_length: int
    history_first: int
    history_dirty: int
    days_start: int
    days_capacity: int
    days_length: int
    days_first: int
    days_dirty: int
    sequence: int
    position: int
    position_us: int
    position_transaction: int
    position_tie: int
    first_seen_us: int
    last_time_us: int
    late: int
    declared_income: int
    born_day: int
    profile: int
    opened_day: int
    kind: int
    truncated: int
    reserved: object


HISTORY_DTYPE = np.dtype(HISTORY)
DAY_DTYPE = np.dtype(DAY)
SUBJECT_DTYPE = np.dtype(SUBJECT)
