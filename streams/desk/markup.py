"""HTML from elements: a text becomes markup only by being escaped, so that no page has to think of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import NamedTuple

from streams.trace.wording import clean


class Markup(str):
    """HTML that is escaped already."""

    __slots__ = ()


Child = str | None
"""Markup goes in as it is, any other text is escaped, None is nothing."""
Attribute = str | int | bool | None
_VOID = frozenset({"br", "hr", "input", "link", "meta"})


def text(words: str) -> Markup:
    """A stranger's text: escaped, and without what would turn a line around. Line ends stay."""
    return Markup("\n".join(escape(clean(line)) for line in words.splitlines()))


def join(parts: Iterable[Child], between: str = "") -> Markup:
    """Parts one after the other."""
    return Markup(between.join(each if isinstance(each, Markup) else text(each) for each in parts if each is not None))


def el(name: str, /, *children: Child, **attributes: Attribute) -> Markup:
    """An element. `class_` and `for_` lose their underscore, others become hyphens; True is an attribute without a
    value, None and False are none."""
    said = ""
    for key, value in attributes.items():
        if value is None or value is False:
            continue
        word = key.rstrip("_").replace("_", "-")
        said += f" {word}" if value is True else f' {word}="{escape(clean(str(value)))}"'
    return Markup(f"<{name}{said}>" if name in _VOID else f"<{name}{said}>{join(children)}</{name}>")


class Column(NamedTuple):
    """A column of a table."""

    title: str
    kind: str = ""
    """`number` stands to the right, `time` stays on one line."""


def table(caption: str, columns: Sequence[Column], rows: Iterable[Sequence[Child]], nothing: str = "None.") -> Markup:
    """A table with a caption for screen readers; a sentence where there are no rows."""
    body = [
        el("tr", *(el("td", cell, class_=column.kind or None) for column, cell in zip(columns, row, strict=True)))
        for row in rows
    ]
    if not body:
        return el("p", nothing, class_="quiet")
    head = el("tr", *(el("th", each.title, scope="col", class_=each.kind or None) for each in columns))
    whole = el("table", el("caption", caption), el("thead", head), el("tbody", join(body, "\n")))
    return el("div", whole, class_="wide")
