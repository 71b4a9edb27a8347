"""A sample of what came lately, small enough to be kept and looked at again and again.

It fills at once. Then a row takes the place of a random other one, so many an hour that the sample forgets with the
time constant that it is given: rows of long ago fade, and a burst does not wash the rest away.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
import numpy.typing as npt

ROWS = 4096
"""The index of ten bins wanders by some 10 / ROWS without any drift."""


class Sample:
    """Rows of a fixed width."""

    def __init__(self, width: int, memory_seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._rows = np.empty((ROWS, width), dtype=np.float32)
        self._memory_seconds = memory_seconds
        self._clock = clock
        self._since = clock()
        self._random = np.random.default_rng(0)
        self.filled = 0

    def choose(self, rows: int) -> npt.NDArray[np.intp]:
        """Which of `rows` rows to put in, rising; none when there is no room yet."""
        room = ROWS - self.filled
        if room == 0:
            now = self._clock()
            room = min(int((now - self._since) * ROWS / self._memory_seconds), ROWS)
            if room == 0:
                return np.empty(0, dtype=np.intp)
            self._since = now
        if room >= rows:
            return np.arange(rows)
        chosen: npt.NDArray[np.intp] = np.sort(self._random.choice(rows, room, replace=False))
        return chosen

    def put(self, rows: npt.NDArray[np.floating]) -> None:
        """Put rows (rows, width) in, as many as were chosen."""
        fresh = min(len(rows), ROWS - self.filled)
        self._rows[self.filled : self.filled + fresh] = rows[:fresh]
        self.filled += fresh
        if self.filled == ROWS:
            if fresh:
                self._since = self._clock()
            places = self._random.choice(ROWS, len(rows) - fresh, replace=False)
            self._rows[places] = rows[fresh:]

    def rows(self) -> npt.NDArray[np.float32]:
        """A copy of what is in it (rows, width)."""
        return self._rows[: self.filled].copy()
