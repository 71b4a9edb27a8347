"""What the fields of records mean, for their schemas: the docstrings below the fields, which Python does not keep."""

from __future__ import annotations

import ast
import inspect
import sys
from collections import ChainMap
from collections.abc import Mapping
from functools import cache
from typing import Any

import msgspec


def describe(definitions: Mapping[str, dict[str, Any]], record: type[msgspec.Struct]) -> None:
    """Put the docstrings of fields into the definitions of a record and of what it is made of.

    `definitions` are as msgspec names them, by class; all their classes are in the record's module.
    """
    said = _words(record.__module__)
    for name, definition in definitions.items():
        if "description" in definition:
            definition["description"] = " ".join(definition["description"].split())
        for field, content in definition.get("properties", {}).items():
            if text := said.get(name, {}).get(field):
                content["description"] = text


@cache
def _words(module: str) -> dict[str, dict[str, str]]:
    """Class, field, its own or of a class above it, and what its docstring says."""
    found: dict[str, dict[str, str]] = {}
    for node in ast.parse(inspect.getsource(sys.modules[module])).body:
        if isinstance(node, ast.ClassDef):
            above = [found[base.id] for base in node.bases if isinstance(base, ast.Name) and base.id in found]
            found[node.name] = dict(ChainMap(_fields(node), *above))
    return found


def _fields(node: ast.ClassDef) -> dict[str, str]:
    found = {}
    for statement, following in zip(node.body, node.body[1:], strict=False):
        match statement, following:
            case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(text))):
                found[name] = " ".join(text.split())
    return found
