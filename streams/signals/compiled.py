"""How signal kernels are compiled, and where the machine code is kept.

Numba notices a change in the file of the function that it cached, not in the files of the functions that this one
calls. So the cache is named after the content of all files that hold kernels: a changed kernel never meets old code.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar, cast

import numba

_F = TypeVar("_F", bound=Callable[..., object])
_STREAMS = Path(__file__).resolve().parent.parent


def _sources_digest() -> str:
    digest = hashlib.sha256()
    for folder in ("signals", "subject"):
        for file in sorted((_STREAMS / folder).glob("*.py")):
            digest.update(file.read_bytes())
    for name in ("flows/links.py", "movement.py", "tags.py"):
        digest.update((_STREAMS / name).read_bytes())
    return digest.hexdigest()[:16]


def _cache_folder() -> Path:
    """Beside the sources, or in NUMBA_CACHE_DIR where those are read-only."""
    given = os.environ.get("NUMBA_CACHE_DIR")
    return (Path(given) if given else _STREAMS / "signals" / "__pycache__") / f"kernels-{_sources_digest()}"


numba.config.CACHE_DIR = str(_cache_folder())  # type: ignore[attr-defined]  # set at run time by Numba


def kernel(function: _F) -> _F:
    """Compile `function` on first call, or take it from the cache."""
    return cast(_F, numba.njit(cache=True, nogil=False)(function))


@kernel
def flag(condition: bool) -> float:
    """1.0 or 0.0: a flag as a signal holds it."""
    return 1.0 if condition else 0.0
