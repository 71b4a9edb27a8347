"""Forms of suspicious transaction reports by country, and their codes: `filing_forms.csv`, `fincen_codes.csv` and
`goaml_codes.csv`."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

from streams.reference.tables import read_table

_FORMS = ("fincen_sar", "goaml")
_FINCEN = ("activity", "asset", "institution", "regulator", "identifier")
_GOAML = ("funds", "conduct", "indicator")
_OTHER_MAX = 50
"""Characters of what FinCEN is told behind "Other"."""
_OTHER_INSTRUMENT = 41


class FilingForm(NamedTuple):
    """The form of a country's authority."""

    form: str
    currency: str
    authority: str
    source: str


class FincenCode(NamedTuple):
    """A code of the FinCEN SAR; `type` is 0 where there is none above it."""

    type: int
    code: int
    text: str
    source: str

    @property
    def is_other(self) -> bool:
        """Whether the code only says "Other", so that the form wants the text."""
        return self.code % 1000 == 999 or self.code == _OTHER_INSTRUMENT


class FilingTables(NamedTuple):
    """All three tables."""

    forms: dict[str, FilingForm]
    """By country, ISO 3166-1 alpha-2."""
    fincen: dict[tuple[str, str], tuple[FincenCode, ...]]
    """By what is coded and the word for it."""
    goaml: dict[tuple[str, str, str], str]
    """By country, what is coded, and the word for it."""

    @classmethod
    def load(cls, forms: Path, fincen: Path, goaml: Path) -> FilingTables:
        """Read the tables; raises ReferenceTableError."""
        return cls(_forms(forms), _fincen(fincen), _goaml(goaml))


def _forms(path: Path) -> dict[str, FilingForm]:
    found: dict[str, FilingForm] = {}
    for row in read_table(path, ("country", "form", "currency", "authority", "source")).rows:
        country = row.matching("country", "[A-Z]{2}", "a code of two capital letters")
        if country in found:
            raise row.error("country", f"{country} is there twice")
        found[country] = FilingForm(
            row.choice("form", _FORMS),
            row.matching("currency", "[A-Z]{3}", "a code of three capital letters"),
            row.text("authority"),
            row.text("source"),
        )
    return found


def _fincen(path: Path) -> dict[tuple[str, str], tuple[FincenCode, ...]]:
    found: dict[tuple[str, str], list[FincenCode]] = defaultdict(list)
    for row in read_table(path, ("what", "word", "type", "code", "text", "source")).rows:
        code = FincenCode(
            row.integer("type", 99) if row.cells["type"] else 0,
            row.integer("code", 99_999),
            row.text("text"),
            row.text("source"),
        )
        if code.is_other and len(code.text) > _OTHER_MAX:
            raise row.error("text", f"has more than the form's {_OTHER_MAX} characters")
        known = found[row.choice("what", _FINCEN), row.text("word")]
        if any(each.code == code.code for each in known):
            raise row.error("code", f"{code.code} is there twice for {row.cells['word']}")
        known.append(code)
    return {key: tuple(codes) for key, codes in found.items()}


def _goaml(path: Path) -> dict[tuple[str, str, str], str]:
    found: dict[tuple[str, str, str], str] = {}
    for row in read_table(path, ("country", "what", "word", "code", "meaning", "source")).rows:
        key = row.text("country"), row.choice("what", _GOAML), row.text("word")
        if key in found:
            raise row.error("word", f"{key[2]} is there twice")
        row.text("meaning")
        row.text("source")
        found[key] = row.text("code")
    return found
