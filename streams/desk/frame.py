"""The frame of every page of the desk, and its style."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.resources import files

from streams.desk.markup import Child, Markup, el, join
from streams.desk.session import Session
from streams.filing.timeline import TIMELINE_STYLE
from streams.html_page import STYLE
from streams.trace.page import GRAPH_STYLE

STYLE_SHEET = f"{STYLE}{GRAPH_STYLE}{TIMELINE_STYLE}{(files(__package__) / 'desk.css').read_text(encoding='utf-8')}"
"""All rules; pages have none of their own, so that no style may stand in a page."""


def page(title: str, session: Session | None, parts: Iterable[Child], waiting: int = 0, refresh: bool = False) -> str:
    """A whole page. `waiting` are decisions for a second person; `refresh` has the browser ask again at once."""
    head = el(
        "head",
        el("meta", charset="utf-8"),
        el("meta", name="viewport", content="width=device-width"),
        el("meta", http_equiv="refresh", content="0") if refresh else None,
        el("title", f"{title} · Counterflow"),
        el("link", rel="stylesheet", href="/style.css"),
        el("link", rel="icon", href="data:,"),
    )
    skip = el("a", "To the content", href="#content", class_="skip")
    main = el("main", *parts, id="content")
    return f"<!DOCTYPE html>\n{el('html', head, el('body', skip, _header(session, waiting), main), lang='en')}\n"


def message(kind: str, *parts: Child) -> Markup:
    """A sentence that must not be overlooked; `kind` is `done`, `sent` or `trouble`."""
    return el("p", *parts, class_=f"box-note {kind}", role="alert" if kind == "trouble" else "status")


def hidden(**values: str) -> Markup:
    """Fields of a form that nobody sees."""
    return join(el("input", type="hidden", name=name, value=value) for name, value in values.items())


def _header(session: Session | None, waiting: int) -> Markup:
    if session is None:
        return el("header", el("strong", "Counterflow desk"))
    approvals = f"Second person ({waiting})" if waiting else "Second person"
    links = el("nav", el("a", "Queue", href="/"), el("a", approvals, href="/proposals"), aria_label="Pages")
    leave = el(
        "form",
        hidden(csrf=session.csrf),
        el("button", "Sign out", class_="plain"),
        method="post",
        action="/sign-out",
    )
    return el("header", el("strong", "Counterflow desk"), links, el("span", f"{session.name}, {session.role}"), leave)
