"""Which change of a schema breaks whom."""

from __future__ import annotations

import copy
import json
from typing import Any

import jsonschema
import pytest

from streams.schemas import DIRECTIONS, RECORDS, VERSION, Direction, last_released, path, schema, version_of
from streams.schemas.compatibility import allowed, broken

ITEM = {"type": "object", "properties": {"n": {"type": "integer", "minimum": 0}}, "required": ["n"]}
OLD: dict[str, Any] = {
    "$ref": "#/$defs/Record",
    "$defs": {
        "Item": ITEM,
        "Record": {
            "type": "object",
            "properties": {
                "id": {"type": "string", "minLength": 1, "maxLength": 10},
                "word": {"enum": ["a", "b"]},
                "number": {"type": "integer", "maximum": 9},
                "note": {"anyOf": [{"type": "string", "pattern": "^x"}, {"type": "null"}], "default": None},
                "items": {"type": "array", "items": {"$ref": "#/$defs/Item"}, "maxItems": 3},
                "map": {"type": "object", "additionalProperties": {"type": "string", "maxLength": 5}},
            },
            "required": ["id", "word"],
        },
    },
}
"""What is changed below."""


def changed(at: str, value: Any = None, *, removed: bool = False) -> dict[str, Any]:
    """OLD with another value at a path apart by `/`, below the record's properties."""
    new = copy.deepcopy(OLD)
    *way, last = at.split("/")
    place = new["$defs"]
    for step in way:
        place = place[step]
    if removed:
        del place[last]
    else:
        place[last] = value
    return new


P = "Record/properties"
NULL, TEXT = {"type": "null"}, {"type": "string", "pattern": "^x"}
CASES = [
    ("a further optional field", changed(f"{P}/new", {"type": "string"}), "", ""),
    ("a further required field", changed("Record/required", ["id", "word", "number"]), "", "number: is now required"),
    ("a field that may be absent", changed("Record/required", ["id"]), "word: may now be absent", ""),
    ("a field less", changed(f"{P}/number", removed=True), "number: field was removed", "number: field was removed"),
    ("a word more", changed(f"{P}/word", {"enum": ["a", "b", "c"]}), "word: enumeration has further values: c", ""),
    ("a word less", changed(f"{P}/word", {"enum": ["a"]}), "", "word: enumeration lost values: b"),
    ("any word", changed(f"{P}/word", {"type": "string"}), "word: type: string against only ['a', 'b']", ""),
    (
        "a wider type",
        changed(f"{P}/number", {"type": "number", "maximum": 9}),
        "number: type: number against integer",
        "",
    ),
    ("another type", changed(f"{P}/id", {"type": "integer"}), "id: type: integer against string", "id: type: string"),
    ("a looser bound", changed(f"{P}/id/maxLength", 11), "id: maxLength was loosened", ""),
    ("a tighter bound", changed(f"{P}/id/maxLength", 9), "", "id: maxLength was tightened"),
    ("no bound", changed(f"{P}/number/maximum", removed=True), "number: maximum was loosened", ""),
    ("a lower bound more", changed(f"{P}/number/minimum", 1), "", "number: minimum was tightened"),
    (
        "another pattern",
        changed(f"{P}/note/anyOf", [{"type": "string", "pattern": "^y"}, NULL]),
        "note: pattern",
        "note: pattern",
    ),
    ("no null", changed(f"{P}/note/anyOf", [TEXT]), "", "note: type: null against string"),
    (
        "null too",
        changed(f"{P}/id", {"anyOf": [OLD["$defs"]["Record"]["properties"]["id"], NULL]}),
        "id: type: null",
        "",
    ),
    ("inside a list", changed("Item/properties/n/minimum", 1), "", "items[].n: minimum was tightened"),
    ("a shorter list", changed(f"{P}/items/maxItems", 2), "", "items: maxItems was tightened"),
    ("inside a map", changed(f"{P}/map/additionalProperties/maxLength", 6), "map{}: maxLength was loosened", ""),
    ("what is not understood", changed(f"{P}/id/not", {"const": "x"}), "id: not changed", "id: not changed"),
    ("a reworded description", changed(f"{P}/id/description", "Better."), "", ""),
    ("another default", changed(f"{P}/note/default", "x"), "", ""),
]


@pytest.mark.parametrize(("new", "readers", "writers"), [each[1:] for each in CASES], ids=[each[0] for each in CASES])
def test_each_kind_of_change_breaks_whom_it_breaks(new: dict[str, Any], readers: str, writers: str):
    sides: tuple[tuple[Direction, str], ...] = (("written", readers), ("read", writers))
    for direction, expected in sides:
        found = [str(each) for each in broken(OLD, new, direction)]
        assert len(found) == bool(expected), found
        assert all(each.startswith(expected) for each in found)
    assert len(broken(OLD, new, "both")) == bool(readers) + bool(writers)


@pytest.mark.parametrize("name", RECORDS)
def test_a_schema_keeps_what_it_promises_itself(name: str):
    assert broken(schema(name), schema(name), "both") == []


@pytest.mark.parametrize("name", RECORDS)
def test_the_last_released_schema_is_not_broken_unless_the_version_says_so(name: str):
    released = last_released()
    file = path(name, released)
    if not file.exists():
        return  # a record that is new breaks nobody
    found = broken(json.loads(file.read_text()), schema(name), DIRECTIONS[name])
    told = "\n".join(map(str, found))
    assert not found or allowed(version_of(released.name), version_of(VERSION)), (
        f"{name} breaks what version {released.name} promised:\n{told}\n"
        "Keep the promise (add an optional field beside the old one), or raise the major version in streams/schemas and"
        " pyproject.toml (before 1.0.0 the minor one) and say in CHANGELOG.md what others must change. As long as"
        f" {VERSION} is not released itself, `python -m streams.schemas --release` replaces its schemas."
    )


def test_no_released_record_has_disappeared():
    gone = {file.name.partition(".")[0] for file in last_released().rglob("*.json")} - RECORDS.keys()
    assert not gone or allowed(version_of(last_released().name), version_of(VERSION))


@pytest.mark.parametrize(
    ("old", "new", "may"),
    [
        ("1.4.2", "2.0.0", True),
        ("1.4.2", "1.5.0", False),
        ("0.1.3", "0.2.0", True),
        ("0.1.3", "0.1.4", False),
        ("0.9.0", "1.0.0", True),
    ],
)
def test_only_a_major_version_may_break_and_before_the_first_a_minor_one(old: str, new: str, may: bool):
    assert allowed(version_of(old), version_of(new)) == may


CONTENTS: list[dict[str, Any]] = [
    {},
    {"type": "integer"},
    {"type": "integer", "minimum": 1, "maximum": 3},
    {"type": "integer", "minimum": 0, "maximum": 2},
    {"type": "number", "maximum": 3},
    {"type": "string"},
    {"type": "string", "maxLength": 1},
    {"type": "string", "minLength": 2},
    {"type": "string", "pattern": "^a"},
    {"enum": ["a", "bb"]},
    {"enum": ["a", "bb", 1]},
    {"type": "null"},
    {"anyOf": [{"type": "null"}, {"type": "string", "maxLength": 1}]},
    {"anyOf": [{"type": "integer", "maximum": 1}, {"type": "string"}, {"type": "null"}]},
    {"type": "array", "items": {"type": "string"}, "maxItems": 2},
    {"type": "array", "items": {"enum": ["a", "bb"]}, "minItems": 1},
    {"type": "object", "additionalProperties": {"type": "string"}},
    {"type": "object", "additionalProperties": {"type": "string", "maxLength": 1}},
]
VALUES: list[Any] = [
    None,
    0,
    1,
    2,
    3,
    4,
    0.5,
    "",
    "a",
    "ab",
    "bb",
    "c",
    [],
    ["a"],
    ["c", "bb"],
    ["a"] * 3,
    [1],
    {},
    {"k": "a"},
    {"k": "ab"},
]


def record(content: dict[str, Any], required: bool) -> dict[str, Any]:
    return {"type": "object", "properties": {"x": content}, "required": ["x"] if required else []}


def test_where_nothing_is_broken_what_one_allows_the_other_allows():
    instances = [{}, *({"x": value} for value in VALUES)]
    schemas = [record(content, required) for content in CONTENTS for required in (False, True)]
    allows = [
        frozenset(
            number for number, each in enumerate(instances) if jsonschema.Draft202012Validator(schema).is_valid(each)
        )
        for schema in schemas
    ]
    kept = 0
    for old, allowed_before in zip(schemas, allows, strict=True):
        for new, allowed_now in zip(schemas, allows, strict=True):
            if not broken(old, new, "read"):
                kept += 1
                assert allowed_before <= allowed_now, (old, new)
            if not broken(old, new, "written"):
                assert allowed_now <= allowed_before, (old, new)
    assert kept > 2 * len(schemas)
