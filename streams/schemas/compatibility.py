"""Whether a changed schema keeps what the one before promised, to those who read and to those who write.

Of what Counterflow **writes**, readers hold the old schema: everything that is written now must be allowed by it, and
every field that it has must still exist. A field that may now be absent, a wider type, a further word in an enumeration
or a looser bound breaks a reader. Of what it **reads**, writers hold the old schema: everything that it allowed must be
allowed now. A new required field, a narrower type, a word less or a tighter bound breaks a writer.

Both are one question, asked in either direction: is everything that one schema allows also allowed by the other? The
answer is careful: what the check does not understand counts as broken. Unknown fields are outside of it, since readers
ignore them and writers must not send them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from streams.schemas import Direction

Schema = dict[str, Any]
_LOW, _HIGH = ("minimum", "minLength", "minItems"), ("maximum", "maxLength", "maxItems")
_SAME = ("pattern", "format")
_UNDERSTOOD = {
    *_LOW,
    *_HIGH,
    *_SAME,
    *("$ref", "anyOf", "enum", "type", "properties", "required", "additionalProperties", "propertyNames", "items"),
    *("title", "description", "default", "$defs", "$schema", "$id", "$comment"),
}


@dataclass(frozen=True, order=True)
class Broken:
    """A change that breaks somebody."""

    path: str
    """The field, such as `evidence[].amount`; empty for the record itself."""
    what: str
    whom: Literal["readers", "writers"]

    def __str__(self) -> str:
        return f"{self.path or 'the record'}: {self.what} (breaks {self.whom})"


def broken(old: Schema, new: Schema, direction: Direction) -> list[Broken]:
    """What breaks where `new` follows `old`, for readers of what is written and writers of what is read."""
    found: set[Broken] = set()
    if direction != "read":
        found |= {Broken(path, what, "readers") for path, what in _Fit(new, old, "readers").whole()}
    if direction != "written":
        found |= {Broken(path, what, "writers") for path, what in _Fit(old, new, "writers").whole()}
    return sorted(found)


def allowed(old_version: tuple[int, int, int], new_version: tuple[int, int, int]) -> bool:
    """Whether a version may break what another promised: the major number must grow, or before 1.0.0 the minor one."""
    return new_version[0] > old_version[0] or (
        new_version[0] == old_version[0] == 0 and new_version > (*old_version[:2], 1 << 31)
    )


class _Fit:
    """Whether everything that the `inner` schema allows is allowed by the `outer` one."""

    def __init__(self, inner: Schema, outer: Schema, whom: Literal["readers", "writers"]) -> None:
        self._roots = inner, outer
        self._whom = whom
        self._under_way: set[tuple[str, str]] = set()

    def whole(self) -> Iterator[tuple[str, str]]:
        """Path and what is wrong there."""
        return self._fit(*self._roots, "")

    def _fit(self, inner: Schema, outer: Schema, path: str) -> Iterator[tuple[str, str]]:
        names = inner.get("$ref", ""), outer.get("$ref", "")
        if all(names):
            if names in self._under_way:
                return
            self._under_way.add(names)
        inner, outer = self._resolved(inner, 0), self._resolved(outer, 1)
        for unknown in sorted((inner.keys() | outer.keys()) - _UNDERSTOOD):
            if inner.get(unknown) != outer.get(unknown):
                yield path, f"{unknown} changed, which this check does not understand"
        if "anyOf" in inner:
            for branch in inner["anyOf"]:
                yield from self._fit(branch, outer, path)
        elif "anyOf" in outer:
            yield from self._one_of(inner, outer["anyOf"], path)
        else:
            yield from self._plain(inner, outer, path)
        self._under_way.discard(names)

    def _one_of(self, inner: Schema, branches: list[Schema], path: str) -> Iterator[tuple[str, str]]:
        """Of the branches that it may fit, the complaints of the nearest."""
        tried = [list(self._fit(inner, branch, path)) for branch in branches]
        yield from min(tried, key=lambda found: (len(found), any(what.startswith("type") for _, what in found)))

    def _plain(self, inner: Schema, outer: Schema, path: str) -> Iterator[tuple[str, str]]:
        if "enum" in outer:
            yield from self._words(inner, outer["enum"], path)
            return
        if "enum" in inner:
            strange = [word for word in inner["enum"] if not _of_type(word, outer.get("type"))]
            if strange or any(outer.get(key) is not None for key in (*_LOW, *_HIGH, *_SAME)):
                yield path, f"type: {inner['enum']} against {_kind(outer)}"
            return
        if not _types(inner) <= _types(outer):
            yield path, f"type: {_kind(inner)} against {_kind(outer)}"
            return
        yield from self._bounds(inner, outer, path)
        yield from self._object(inner, outer, path)
        if "items" in outer:
            yield from self._fit(inner.get("items", {}), outer["items"], f"{path}[]")

    def _words(self, inner: Schema, words: list[Any], path: str) -> Iterator[tuple[str, str]]:
        if "enum" not in inner:
            yield path, f"type: {_kind(inner)} against only {words}"
        elif strange := [word for word in inner["enum"] if word not in words]:
            done = "enumeration has further values" if self._whom == "readers" else "enumeration lost values"
            yield path, f"{done}: {', '.join(map(str, strange))}"

    def _bounds(self, inner: Schema, outer: Schema, path: str) -> Iterator[tuple[str, str]]:
        how = "loosened" if self._whom == "readers" else "tightened"
        for key in _LOW:
            if key in outer and (key not in inner or inner[key] < outer[key]):
                yield path, f"{key} was {how}"
        for key in _HIGH:
            if key in outer and (key not in inner or inner[key] > outer[key]):
                yield path, f"{key} was {how}"
        for key in _SAME:
            if key in outer and inner.get(key) != outer[key]:
                yield path, f"{key} was {how} or changed"

    def _object(self, inner: Schema, outer: Schema, path: str) -> Iterator[tuple[str, str]]:
        had, has = inner.get("properties", {}), outer.get("properties", {})
        for name, wanted in has.items():
            if name in had:
                yield from self._fit(had[name], wanted, _below(path, name))
            elif self._whom == "readers":
                yield _below(path, name), "field was removed"
        if self._whom == "writers":
            for name in had.keys() - has.keys():
                yield _below(path, name), "field was removed"
        for name in set(outer.get("required", ())) - set(inner.get("required", ())):
            yield _below(path, name), "may now be absent" if self._whom == "readers" else "is now required"
        yield from self._names(inner, outer, path)

    def _names(self, inner: Schema, outer: Schema, path: str) -> Iterator[tuple[str, str]]:
        """Of maps: names and contents."""
        for key, place in (("additionalProperties", f"{path}{{}}"), ("propertyNames", f"{path}{{name}}")):
            mine, theirs = inner.get(key), outer.get(key)
            if isinstance(theirs, dict):
                yield from self._fit(mine if isinstance(mine, dict) else {}, theirs, place)
            elif isinstance(mine, dict) and theirs is False:
                yield path, "type: a map of any names against a record"

    def _resolved(self, schema: Schema, side: int) -> Schema:
        while "$ref" in schema:
            schema = self._roots[side]["$defs"][schema["$ref"].removeprefix("#/$defs/")]
        return schema


_ALL = frozenset({"string", "number", "integer", "boolean", "null", "object", "array"})


def _types(schema: Schema) -> frozenset[str]:
    named = schema.get("type")
    found = _ALL if named is None else frozenset([named] if isinstance(named, str) else named)
    return found | {"integer"} if "number" in found else found


def _of_type(word: Any, named: str | None) -> bool:
    kinds = {str: "string", bool: "boolean", int: "integer", float: "number", type(None): "null"}
    kind = kinds[type(word)]
    return kind in _types({"type": named} if named is not None else {})


def _kind(schema: Schema) -> str:
    return str(schema.get("type") or schema.get("enum") or "anything")


def _below(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name
