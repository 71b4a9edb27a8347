"""The fields of Transaction that a mapping file can fill, by dotted path, as the record type declares them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from difflib import get_close_matches
from functools import lru_cache
from types import NoneType
from typing import Any, Literal, get_args, get_origin, get_type_hints

import msgspec

from streams.errors import MappingError
from streams.records import Text, Transaction

Kind = Literal["text", "decimal", "time", "date", "boolean", "number"]

_KINDS: dict[Any, Kind] = {Decimal: "decimal", datetime: "time", date: "date", bool: "boolean", float: "number"}


@dataclass(frozen=True, slots=True)
class Field:
    """A field with its kind, which decides how it is written, and its declared type, which decides what is valid."""

    kind: Kind
    type: Any


def field_at(path: str) -> Field:
    """The field at a path such as `debtor.account` or `debtor.identifiers.phone`.

    Raises MappingError, with the near name, for a path that Transaction does not have or that holds a list.
    """
    known = _fields()
    if path in known:
        return known[path]
    parent, _, name = path.rpartition(".")
    if name and parent in _dictionaries():
        return Field("text", Text)
    raise MappingError(f"{path!r} is no field that can be mapped{suggestion(path, known)}")


def literal(path: str, content: object, field: Field) -> str:
    """A constant as the JSON text that stands in a transaction. Raises MappingError where the field cannot hold it."""
    if field.kind == "decimal" and isinstance(content, int | float) and not isinstance(content, bool):
        content = str(content)
    try:
        return msgspec.json.encode(msgspec.convert(content, field.type)).decode()
    except msgspec.ValidationError as error:
        hint = "" if isinstance(content, str) else f"; YAML read the word as {type(content).__name__}: put it in quotes"
        raise MappingError(f"{path}: {content!r} cannot stand here: {error}{hint}") from None


def suggestion(name: str, known: Iterable[str]) -> str:
    """`; did you mean …?` with the nearest known name, or nothing."""
    near = get_close_matches(name, list(known), n=1, cutoff=0.6)
    return f"; did you mean {near[0]!r}?" if near else ""


@lru_cache(maxsize=1)
def _fields() -> dict[str, Field]:
    return {path: Field(_kind(base), declared) for path, base, declared in _leaves(Transaction, "") if base is not dict}


@lru_cache(maxsize=1)
def _dictionaries() -> frozenset[str]:
    return frozenset(path for path, base, _ in _leaves(Transaction, "") if base is dict)


def _leaves(struct: type[msgspec.Struct], prefix: str) -> Iterable[tuple[str, Any, Any]]:
    """Path, bare type and declared type of every field below; lists are left out, as one column cannot hold them."""
    for name, declared in get_type_hints(struct, include_extras=True).items():
        base = _bare(declared)
        if isinstance(base, type) and issubclass(base, msgspec.Struct):
            yield from _leaves(base, f"{prefix}{name}.")
        elif base is not tuple:
            yield f"{prefix}{name}", base, declared


def _bare(declared: Any) -> Any:
    """The type itself, without None, constraints and parameters; str for literals."""
    origin = get_origin(declared)
    if origin is None:
        return declared
    if origin is Literal:
        return str
    if origin in (tuple, dict):
        return origin
    return _bare(next(argument for argument in get_args(declared) if argument is not NoneType))


def _kind(base: Any) -> Kind:
    return _KINDS.get(base, "text")
