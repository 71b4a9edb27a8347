"""JSON Schemas of the public records, generated from the code and committed: `python -m streams.schemas` writes them.

A test fails when a committed schema is not what the code says.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec

from streams.records import Alert, DeadLetter, Disposition, Rejected, Transaction

FOLDER = Path(__file__).parent
RECORDS: dict[str, type[msgspec.Struct]] = {
    "alert": Alert,
    "dead_letter": DeadLetter,
    "disposition": Disposition,
    "rejected": Rejected,
    "transaction": Transaction,
}
"""File name, without `.schema.json`, and record."""
_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema(record: type[msgspec.Struct]) -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a record."""
    generated = msgspec.json.schema(record)
    return {
        "$schema": _DIALECT,
        "$comment": "Generated from streams/records.py by `python -m streams.schemas`; do not edit.",
        **generated,
    }


def path(name: str) -> Path:
    """Where the schema of a record lies."""
    return FOLDER / f"{name}.schema.json"


def render(name: str) -> str:
    """The text of the schema of a record, as the file has it."""
    return json.dumps(schema(RECORDS[name]), indent=2, ensure_ascii=False) + "\n"


def write() -> list[Path]:
    """Write all schemas; the files written."""
    for name in RECORDS:
        path(name).write_text(render(name))
    return [path(name) for name in RECORDS]
