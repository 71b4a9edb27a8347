"""The contract with everybody around Counterflow: an AsyncAPI document of all topics, JSON Schemas of all records.

Both are made from the code and the settings in force: `counterflow contracts --out DIR`. What the defaults give is
`deploy/asyncapi.yaml`, written by `python -m streams.contracts`; a test fails when it is stale.
"""

from __future__ import annotations

from pathlib import Path

from streams import schemas
from streams.contracts.document import render
from streams.settings import Settings

NAME = "asyncapi.yaml"


def write(settings: Settings, folder: Path) -> list[Path]:
    """Write the document and the schemas into a folder; the files written."""
    folder.mkdir(parents=True, exist_ok=True)
    document = folder / NAME
    document.write_text(render(settings), encoding="utf-8")
    return [document, *schemas.write(folder)]
