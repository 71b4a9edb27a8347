"""The kernel that puts signals on the scale on which a model sees them."""

from __future__ import annotations

from typing import Any

import numpy as np

from streams.signals.compiled import kernel


@kernel
def prepare(matrix: Any, columns: Any, logged: Any, median: Any, centre: Any, spread: Any, out: Any) -> int:
    """Fill `out` (rows, features) with scaled values; how many unknown ones were imputed. See `features.Scale`."""
    unknown = 0
    for i in range(matrix.shape[0]):
        for j in range(columns.shape[0]):
            value = np.float64(matrix[i, columns[j]])
            if not np.isfinite(value):
                value = median[j]
                unknown += 1
            if logged[j] and value != 0.0:
                value = np.log1p(value) if value > 0.0 else -np.log1p(-value)
            out[i, j] = np.float32((value - centre[j]) / spread[j])
    return unknown
