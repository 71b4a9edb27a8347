"""A case file as PDF, for the file and the printer: the sections of the page, laid out on A4.

The letters are those of Bitstream Vera, which comes with reportlab and has Latin script only, or of the font of the
setting `report_font`. Characters that the font lacks are replaced, and the first page says how many.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from io import BytesIO
from pathlib import Path
from typing import Any

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError, TTFont
from reportlab.platypus import CondPageBreak, LongTable, Paragraph, SimpleDocTemplate, Spacer, TableStyle

from streams.errors import SettingsError
from streams.filing.case import Case, Missing
from streams.filing.pdf_drawings import graph_drawing, timeline_drawing
from streams.filing.sections import WARNING, Section, heading, sections
from streams.filing.tables import TableOf
from streams.filing.timeline import HEIGHT

_MARGIN = 36.0
_PAGE = landscape(A4)
_FRAME = 6.0
"""What the frame of a page leaves free inside the margins."""
WIDTH = _PAGE[0] - 2 * (_MARGIN + _FRAME)
_LINE = colors.HexColor("#d1d5db")
_ROOM = 70.0
"""A heading with less room below it begins the next page."""
_CELL_MAX = 1500
"""Characters of a cell: a row must fit a page."""


class Letters:
    """A font, and what of a text it can show."""

    def __init__(self, path: Path | None) -> None:
        """Raises SettingsError where the file is no TrueType font."""
        name = "Vera" if path is None else path.stem
        try:
            font = TTFont(name, "Vera.ttf" if path is None else str(path))
        except (TTFError, OSError) as error:
            raise SettingsError(f"report_font: {path} is no TrueType font that can be used: {error}") from error
        pdfmetrics.registerFont(font)
        pdfmetrics.registerFontFamily(name, normal=name, bold=name, italic=name, boldItalic=name)
        self.name = name
        self._shown = font.face.charToGlyph
        self.replaced = 0

    def text(self, text: str) -> str:
        """The text with a question mark for what the font cannot show."""
        missing = {each for each in text if ord(each) not in self._shown}
        self.replaced += sum(each in missing for each in text)
        return "".join("?" if each in missing else each for each in text)


def pdf(case: Case, missing: Sequence[Missing], font: Path | None = None) -> bytes:
    """The whole document; the same case gives the same bytes."""
    letters = Letters(font)
    body = [part for section in sections(case, missing) for part in _section(section, case, letters)]
    title = letters.text(heading(case))
    head = [_paragraph(title, letters, 15), _paragraph(WARNING, letters, 9, warning=True)]
    if letters.replaced:
        said = f"Characters that the font lacks, shown here as a question mark: {letters.replaced}. The page has them."
        head.append(_paragraph(said, letters, 9))
    target = BytesIO()
    template = SimpleDocTemplate(
        target,
        pagesize=_PAGE,
        leftMargin=_MARGIN,
        rightMargin=_MARGIN,
        topMargin=_MARGIN,
        bottomMargin=_MARGIN,
        title=title,
        author=letters.text(case.produced_by),
        invariant=1,
    )
    foot = f"Confidential draft, not filed. {title}. Produced {case.produced_at:%Y-%m-%d %H:%M:%S} UTC."

    def footer(canvas: Any, document: Any) -> None:
        canvas.setFont(letters.name, 7)
        canvas.drawString(_MARGIN, _MARGIN / 2, foot[:180])
        canvas.drawRightString(_PAGE[0] - _MARGIN, _MARGIN / 2, f"Page {document.page}")

    template.build([*head, Spacer(0, 6), *body], onFirstPage=footer, onLaterPages=footer)
    return target.getvalue()


def _section(section: Section, case: Case, letters: Letters) -> Iterator[Any]:
    yield CondPageBreak(_ROOM + (HEIGHT if section.drawing == "timeline" else 0))
    yield _paragraph(letters.text(section.title), letters, 12)
    for each in section.paragraphs:
        yield _paragraph(letters.text(each), letters, 9)
    if section.drawing == "timeline":
        yield timeline_drawing(case.rows, letters, WIDTH)
    elif section.drawing == "graph":
        yield graph_drawing(case.trace, letters, WIDTH, _PAGE[1] - 2 * _MARGIN - 24)
    if section.table is not None:
        yield Spacer(0, 3)
        yield _table(section.table, letters)
    yield Spacer(0, 8)


def _paragraph(text: str, letters: Letters, size: float, *, warning: bool = False) -> Any:
    style = ParagraphStyle(
        f"text{size}",
        fontName=letters.name,
        fontSize=size,
        leading=size * 1.3,
        spaceAfter=2,
        splitLongWords=True,
    )
    if warning:
        style.borderColor, style.borderWidth, style.borderPadding = colors.HexColor("#b91c1c"), 1, 4
        style.spaceBefore, style.spaceAfter = 8, 10
    return Paragraph(escape(text), style)


def _table(table: TableOf, letters: Letters) -> Any:
    small = ParagraphStyle("cell", fontName=letters.name, fontSize=7, leading=8.6, splitLongWords=True)
    right = ParagraphStyle("number", parent=small, alignment=2)
    grey = ParagraphStyle("head", parent=small, textColor=colors.HexColor("#6b7280"))

    def cell(column: int, text: str, style: ParagraphStyle) -> Any:
        cut = text if len(text) <= _CELL_MAX else f"{text[:_CELL_MAX]}…"
        return Paragraph(escape(letters.text(cut)), right if column in table.numbers else style)

    rows = [[cell(column, name, grey) for column, name in enumerate(table.columns)]]
    rows += [[cell(column, text, small) for column, text in enumerate(row)] for row in table.rows]
    widths = table.widths or (1.0,) * len(table.columns)
    found = LongTable(rows, colWidths=[WIDTH * each / sum(widths) for each in widths], repeatRows=1)
    found.setStyle(
        TableStyle(
            [
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LINEBELOW", (0, 0), (-1, -1), 0.4, _LINE),
                ("LEFTPADDING", (0, 0), (-1, -1), 2),
                ("RIGHTPADDING", (0, 0), (-1, -1), 4),
                ("TOPPADDING", (0, 0), (-1, -1), 1.5),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 1.5),
            ]
        )
    )
    return found
