"""How many alerts each state has, without a scan of the index for every page."""

from __future__ import annotations

import time
from collections.abc import Callable

from streams.desk.store import Connection

_SHARE = 20.0
"""Counts are kept for so many times what counting took."""
_SECONDS_MAX = 30.0


class StateCounts:
    """Counts anew when it is cheap; where it takes long, what was counted some seconds ago. For several threads."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._kept: tuple[float, dict[str, int]] = (0.0, {})

    def read(self, connection: Connection) -> dict[str, int]:
        """Alerts by state; at most half a minute old."""
        until, kept = self._kept
        began = self._clock()
        if kept and began < until:
            return kept
        found = dict(connection.execute(b"SELECT state, count(*) FROM alerts GROUP BY state").fetchall())
        ended = self._clock()
        self._kept = ended + min(_SECONDS_MAX, _SHARE * (ended - began)), found
        return found
