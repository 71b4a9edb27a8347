"""The formats in which a transaction may arrive: one module each, found by being here.

A module of this package that defines `FORMAT` is a format; adding one touches no other file.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from streams.records import Transaction
from streams.settings import Settings


@dataclass(frozen=True, slots=True)
class Format:
    """How one format is recognised and read.

    `content_types` are media types in lower case, without parameters; several formats may share one, then looking
    decides between them. `looks_like` is cheap and may be wrong: `read` raises Rejection for what it cannot use, and
    nothing else. `last_resort` formats are asked after all others.
    """

    name: str
    content_types: frozenset[str]
    looks_like: Callable[[bytes], bool]
    read: Callable[[bytes, Settings], list[Transaction]]
    last_resort: bool = False


@lru_cache(maxsize=1)
def formats() -> tuple[Format, ...]:
    """All formats, in the order in which they are asked."""
    found = []
    for module in pkgutil.iter_modules(__path__, prefix=f"{__name__}."):
        declared = getattr(importlib.import_module(module.name), "FORMAT", None)
        if isinstance(declared, Format):
            found.append(declared)
    return tuple(sorted(found, key=lambda each: (each.last_resort, each.name)))


@lru_cache(maxsize=1)
def by_content_type() -> Mapping[str, tuple[Format, ...]]:
    """The formats that declare each media type, in the order in which they are asked."""
    declared: dict[str, tuple[Format, ...]] = {}
    for each in formats():
        for content_type in each.content_types:
            declared[content_type] = (*declared.get(content_type, ()), each)
    return declared
