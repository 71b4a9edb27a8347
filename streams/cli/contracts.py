"""`counterflow contracts`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from streams.cli.console import Json, load_settings, print_json


def contracts(
    out: Annotated[Path, typer.Option(metavar="DIR", help="Folder for the files; made where it is missing.")],
    as_json: Json = False,
) -> None:
    """Write the AsyncAPI document of all topics, as these settings have them, and the JSON Schemas of all records."""
    settings = load_settings()
    from streams.contracts import write
    from streams.errors import SettingsError

    try:
        files = write(settings, out)
    except OSError as error:
        raise SettingsError(f"{out} cannot be written: {error.strerror}") from error
    if as_json:
        print_json({"files": [str(file) for file in files]})
    else:
        print("\n".join(map(str, files)))
