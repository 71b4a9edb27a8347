"""The frame of every page that Counterflow writes: one file that needs nothing else, no network and no scripts."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

STYLE = """
body { font: 14px/1.45 system-ui, sans-serif; color: #1f2937; margin: 2rem; }
h1 { font-size: 1.4rem; margin: 0 0 .2rem; } h2 { font-size: 1.1rem; margin: 1.6rem 0 .4rem; }
.quiet { color: #6b7280; margin: 0 0 .8rem; } .method { border-left: 4px solid #b45309; padding-left: .8rem; }
.graph { overflow-x: auto; border: 1px solid #d1d5db; } svg { display: block; }
table { border-collapse: collapse; }
th, td { padding: .2rem .7rem; border-bottom: 1px solid #e5e7eb; text-align: left; }
td { overflow-wrap: anywhere; } .number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
.time { white-space: nowrap; }
text { font: 11px system-ui, sans-serif; fill: #1f2937; }
@media print {
  @page { size: A4 landscape; margin: 12mm; }
  body { margin: 0; font-size: 10px; } .graph { overflow: visible; border: 0; }
  .graph > svg { width: 100%; height: auto; } tr { break-inside: avoid; }
  thead { display: table-header-group; }
}
"""
"""Rules that every page has."""


def document(title: str, style: str, parts: Iterable[str]) -> str:
    """A whole page of HTML with further rules of style; `parts` must be escaped already."""
    head = [
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">",
        '<meta name="viewport" content="width=device-width">',
        f"<title>{escape(title)}</title>\n<style>{STYLE}{style}</style>\n</head>\n<body>",
    ]
    return "\n".join([*head, *parts, "</body>\n</html>\n"])
