"""What is deployed, read as the tools read it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
_VARIABLE = re.compile(r"\$\$|\$\{(\w+)(?::([-?])([^}]*))?\}")


def load(file: Path) -> Any:
    return yaml.safe_load(file.read_text(encoding="utf-8"))


def documents(*files: Path) -> list[dict[str, Any]]:
    return [document for file in files for document in yaml.safe_load_all(file.read_text(encoding="utf-8")) if document]


def env_file(file: Path) -> dict[str, str]:
    lines = [line for line in file.read_text().splitlines() if line and not line.startswith("#")]
    return dict(line.split("=", 1) for line in lines)


def compose(variables: Mapping[str, str]) -> dict[str, Any]:
    """docker-compose.yml with its variables put in."""

    def value(found: re.Match[str]) -> str:
        name, operator, given = found.groups()
        if found[0] == "$$":
            return "$"
        if variables.get(name):
            return variables[name]
        assert operator != "?", f"{name} {given}"
        return given or ""

    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    made: dict[str, Any] = yaml.safe_load(_VARIABLE.sub(value, text))
    return made


def strings(value: Any) -> Iterator[str]:
    """All texts in a document."""
    if isinstance(value, dict):
        for name, each in value.items():
            yield str(name)
            yield from strings(each)
    elif isinstance(value, list):
        for each in value:
            yield from strings(each)
    elif value is not None:
        yield str(value)
