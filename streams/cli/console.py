"""What the commands share: the settings in force, and how things are printed."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from streams.settings import Settings

Json = Annotated[bool, typer.Option("--json", help="Print JSON for a program to read.")]


def load_settings(**fields: Any) -> Settings:
    """The settings in force, with `fields` on top; SettingsError, a line for each field, where they are refused."""
    from pydantic import ValidationError
    from pydantic_settings import SettingsError as SettingsSourceError
    from yaml import YAMLError

    from streams.errors import SettingsError
    from streams.settings import Settings

    file = os.environ.get("COUNTERFLOW_SETTINGS_FILE")
    if file is not None and not Path(file).is_file():
        raise SettingsError(f"COUNTERFLOW_SETTINGS_FILE names {file}, which is no file")
    try:
        return Settings(**fields)
    except ValidationError as error:
        raise SettingsError("\n".join(map(_problem, error.errors()))) from error
    except (SettingsSourceError, YAMLError) as error:
        raise SettingsError(str(error)) from error


def _problem(error: Any) -> str:
    name = ".".join(map(str, error["loc"]))
    return f"setting {name}: {error['msg']}" if name else str(error["msg"])


def print_json(value: Any) -> None:
    """One JSON document on standard output."""
    print(json.dumps(value, indent=2, ensure_ascii=False))
