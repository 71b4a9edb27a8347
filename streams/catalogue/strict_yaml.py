"""YAML without its traps: no key twice, no aliases, and only `true` and `false` are booleans.

YAML 1.1 reads the country code NO as false, `10:30` as 630 and a date as an object; in files that analysts write, text
stays text.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml
from yaml.composer import Composer

from streams.errors import CatalogueError

FILE_BYTES_MAX = 64 << 10


class _StrictLoader(Composer, yaml.CSafeLoader):
    """The safe loader, with our resolvers only; libyaml reads, in a tenth of the time of PyYAML's own reader."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012 - PyYAML's own class attribute

    def __init__(self, text: str) -> None:
        yaml.CSafeLoader.__init__(self, text)
        Composer.__init__(self)

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.events.AliasEvent):
            raise yaml.YAMLError("aliases are not allowed")
        return super().compose_node(parent, index)

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [key.value for key, _ in node.value]
        twice = {key for key in keys if keys.count(key) > 1}
        if twice:
            raise yaml.YAMLError(f"line {node.start_mark.line + 1}: key {', '.join(sorted(twice))} stands twice")
        return super().construct_mapping(node, deep)


for _tag, _pattern, _first in (
    ("bool", r"true|false", "tf"),
    ("int", r"-?(0|[1-9][0-9_]*)", "-0123456789"),
    ("float", r"-?[0-9][0-9_]*\.[0-9]+(e-?[0-9]+)?", "-0123456789"),
    ("null", r"null|~|", ["n", "~", ""]),
):
    _StrictLoader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(rf"^(?:{_pattern})$"), list(_first))


def read(path: Path, bytes_max: int = FILE_BYTES_MAX) -> object:
    """The content of a YAML file. Raises CatalogueError, which names the file and the line."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise CatalogueError(f"{path}: cannot be read: {error.strerror}") from error
    if len(data) > bytes_max:
        raise CatalogueError(f"{path}: larger than {bytes_max} bytes")
    return parse(data, path)


def parse(data: bytes, path: Path) -> object:
    """The content of YAML text; `path` is named in the CatalogueError that is raised where it is wrong."""
    try:
        return yaml.load(data.decode("utf-8"), Loader=_StrictLoader)
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
        raise CatalogueError(f"{path}: {' '.join(str(error).split())}") from error
