"""A case file as one HTML page that needs nothing else and can be printed."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from streams.filing.case import Case, Missing
from streams.filing.sections import WARNING, Section, heading, sections
from streams.filing.tables import TableOf
from streams.filing.timeline import TIMELINE_STYLE, timeline
from streams.html_page import document
from streams.trace.page import GRAPH_STYLE, graph

_SHORT = 16
"""Characters that stand on one line."""
_STYLE = """
body { max-width: 74rem; } .warning { border: 2px solid #b91c1c; padding: .5rem .8rem; font-weight: 600; }
section { margin-bottom: 1.2rem; } td { vertical-align: top; } p { margin: .2rem 0 .5rem; max-width: 60rem; }
.time-line svg { max-width: 100%; height: auto; }
@media print { h2 { break-after: avoid; } .graph { break-inside: avoid; } }
"""


def page(case: Case, missing: Sequence[Missing]) -> str:
    """The whole page. Every text that came from outside is escaped."""
    title = heading(case)
    parts = [f"<h1>{escape(title)}</h1>", f'<p class="warning">{escape(WARNING)}</p>']
    parts += [_section(each, case) for each in sections(case, missing)]
    return document(title, GRAPH_STYLE + TIMELINE_STYLE + _STYLE, parts)


def _section(section: Section, case: Case) -> str:
    parts = [f"<h2>{escape(section.title)}</h2>"]
    parts += [f"<p>{escape(each)}</p>" for each in section.paragraphs]
    if section.drawing == "graph":
        parts.append(graph(case.trace))
    elif section.drawing == "timeline":
        parts.append(f'<div class="graph time-line">{timeline(case.rows)}</div>')
    if section.table is not None:
        parts.append(_table(section.table))
    return "<section>\n" + "\n".join(parts) + "\n</section>"


def _table(table: TableOf) -> str:
    def cell(tag: str, column: int, text: str) -> str:
        mark = ' class="number"' if column in table.numbers else ' class="time"' if len(text) <= _SHORT else ""
        return f"<{tag}{mark}>{escape(text)}</{tag}>"

    head = "".join(cell("th", column, name) for column, name in enumerate(table.columns))
    rows = "".join(
        f"<tr>{''.join(cell('td', column, text) for column, text in enumerate(row))}</tr>\n" for row in table.rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>\n{rows}</tbody></table>"
