"""One growing array that many subjects share, each owning a run of rows.

Compiled code walks plain arrays; a Python list of small arrays, one per subject, would have to be entered from Python
for every subject. Runs have power-of-two sizes and go back to a free list of their size.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import numpy as np
import numpy.typing as npt

SMALLEST_RUN = 8


class Arena:
    """Rows of one dtype, handed out in runs."""

    def __init__(self, dtype: np.dtype[Any], rows: int = 4096) -> None:
        self.rows: npt.NDArray[Any] = np.zeros(rows, dtype=dtype)
        self._end = 0
        self._free: dict[int, list[int]] = defaultdict(list)

    def bytes(self) -> memoryview:
        """All rows as bytes; taken anew after anything was allocated."""
        return self.rows.view(np.uint8).data.toreadonly()

    def allocate(self, rows: int) -> tuple[int, int]:
        """A run of at least `rows` rows: (start, capacity)."""
        capacity = max(SMALLEST_RUN, 1 << (rows - 1).bit_length())
        free = self._free[capacity]
        if free:
            return free.pop(), capacity
        if self._end + capacity > len(self.rows):
            grown = np.zeros(max(2 * len(self.rows), self._end + capacity), dtype=self.rows.dtype)
            grown[: self._end] = self.rows[: self._end]
            self.rows = grown
        start, self._end = self._end, self._end + capacity
        return start, capacity

    def release(self, start: int, capacity: int) -> None:
        """Give a run back."""
        if capacity:
            self._free[capacity].append(start)

    def grow(self, start: int, capacity: int, length: int, rows: int) -> tuple[int, int]:
        """Move a run's first `length` rows to one that holds `rows`: (start, capacity)."""
        new_start, new_capacity = self.allocate(rows)
        self.rows[new_start : new_start + length] = self.rows[start : start + length]
        self.release(start, capacity)
        return new_start, new_capacity
