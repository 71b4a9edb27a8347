"""The three parts of the training time: what fits, what calibrates, and what nothing is learned from."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
import numpy as np
import numpy.typing as npt

from streams.errors import ModelError

NAMES = ("fit", "calibrate", "holdout")
_CUTS = (0.6, 0.8)


class Part(msgspec.Struct, frozen=True):
    """One part, from its first movement to its last."""

    name: str
    since: datetime
    until: datetime
    rows: int


def split(times_us: npt.NDArray[np.int64]) -> list[npt.NDArray[np.bool_]]:
    """Which rows belong to each part: the first 60 per cent by event time, the next 20, the last 20.

    Rows of the same time are in the same part. Raises ModelError where a part would be empty.
    """
    if len(times_us):
        first, second = np.quantile(times_us, _CUTS, method="higher")
        parts = [times_us < first, (times_us >= first) & (times_us < second), times_us >= second]
        if all(part.any() for part in parts):
            return parts
    raise ModelError(f"{len(times_us):,} movements cannot be split by time into {', '.join(NAMES)}: they are too few")


def described(times_us: npt.NDArray[np.int64], parts: list[npt.NDArray[np.bool_]]) -> list[Part]:
    """The parts as they are told."""
    return [
        Part(name, _time(times_us[part].min()), _time(times_us[part].max()), int(part.sum()))
        for name, part in zip(NAMES, parts, strict=True)
    ]


def _time(us: int) -> datetime:
    return datetime.fromtimestamp(int(us) // 1_000_000, UTC)
