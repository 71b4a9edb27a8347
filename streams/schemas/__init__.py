"""JSON Schemas of the public records, generated from the code and committed: `python -m streams.schemas` writes them.

A test fails when a committed schema is not what the code says, and another when it breaks what the last released one
promised (`compatibility.py`). `python -m streams.schemas --release` puts the schemas of this version under `released/`.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Literal

import msgspec

from streams.filing.restricted import Access, Filing, Hold
from streams.records import Alert, DeadLetter, Disposition, Rejected, Transaction
from streams.schemas.words import describe

FOLDER = Path(__file__).parent
RELEASED = FOLDER / "released"
VERSION = "0.1.0"
"""Of the schemas, which is that of the package."""
RECORDS: dict[str, type[msgspec.Struct]] = {
    "access": Access,
    "alert": Alert,
    "dead_letter": DeadLetter,
    "disposition": Disposition,
    "filing": Filing,
    "hold": Hold,
    "rejected": Rejected,
    "transaction": Transaction,
}
"""File name, without `.schema.json`, and record."""
RESTRICTED = frozenset({"access", "filing", "hold"})
"""Records of the restricted topics, in a folder of their own: no other schema has a place for a filing."""
Direction = Literal["read", "written", "both"]
DIRECTIONS: dict[str, Direction] = {
    "access": "written",
    "alert": "written",
    "dead_letter": "written",
    "disposition": "both",
    "filing": "written",
    "hold": "written",
    "rejected": "written",
    "transaction": "read",
}
"""Whether Counterflow reads a record that others write, writes one that others read, or both."""
_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_OPEN = "Further fields may come: readers ignore those that they do not know."
_CLOSED = (
    "A field that is not known here is refused; further ones may come, so readers ignore those that they do not know."
)


def schema(name: str) -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a record."""
    record = RECORDS[name]
    generated = msgspec.json.schema(record)
    describe(generated["$defs"], record)
    policy = _CLOSED if record.__struct_config__.forbid_unknown_fields else _OPEN
    return {
        "$schema": _DIALECT,
        "$id": f"urn:counterflow:schema:{name}:{VERSION}",
        "$comment": f"Generated from {record.__module__} by `python -m streams.schemas`; do not edit.",
        "title": f"Counterflow {name.replace('_', ' ')}, version {VERSION}",
        "description": f"{generated['$defs'][record.__name__]['description']} {policy}",
        **generated,
    }


def path(name: str, folder: Path = FOLDER) -> Path:
    """Where the schema of a record lies."""
    return folder / ("restricted" if name in RESTRICTED else "") / f"{name}.schema.json"


def render(name: str) -> str:
    """The text of the schema of a record, as the file has it."""
    return json.dumps(schema(name), indent=2, ensure_ascii=False) + "\n"


def write(folder: Path = FOLDER) -> list[Path]:
    """Write all schemas into a folder; the files written."""
    (folder / "restricted").mkdir(parents=True, exist_ok=True)
    for name in RECORDS:
        path(name, folder).write_text(render(name), encoding="utf-8")
    return [path(name, folder) for name in RECORDS]


def last_released() -> Path:
    """The folder of the newest released schemas; its name is their version."""
    return max(RELEASED.iterdir(), key=lambda folder: version_of(folder.name))


def version_of(text: str) -> tuple[int, int, int]:
    """A version such as `1.2.3`, to compare."""
    major, minor, patch = map(int, text.split("."))
    return major, minor, patch
