"""Columns of text to lines of JSON, without a step per row in Python."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

_ESCAPED = ['"', "\\", *map(chr, range(0x20))]
_ESCAPES = ['\\"', "\\\\", *(f"\\u{code:04x}" for code in range(0x20))]


def quoted(text: pl.Expr) -> pl.Expr:
    """Text as JSON strings; null stays null."""
    return pl.concat_str([pl.lit('"'), text.str.replace_many(_ESCAPED, _ESCAPES), pl.lit('"')])


def json_object(members: Mapping[str, pl.Expr]) -> pl.Expr:
    """Objects with the members, by dotted path, whose content (JSON text) is not null; null where there are none."""
    fragments = []
    nested: dict[str, dict[str, pl.Expr]] = {}
    for path, content in members.items():
        head, _, rest = path.partition(".")
        if rest:
            nested.setdefault(head, {})[rest] = content
        else:
            fragments.append(_member(head, content))
    fragments += [_member(head, json_object(inner)) for head, inner in nested.items()]
    joined = pl.concat_str(fragments, ignore_nulls=True)
    return pl.when(joined != "").then(pl.concat_str([pl.lit("{"), joined.str.strip_prefix(","), pl.lit("}")]))


def _member(name: str, content: pl.Expr) -> pl.Expr:
    return pl.concat_str([pl.lit(f',"{name}":'), content])
