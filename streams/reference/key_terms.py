"""Terms that an authority wants to read in a report of suspicious activity: `sar_key_terms.csv`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

from streams.reference.tables import read_table

_COLUMNS = ("issuer", "document", "title", "date", "term", "crimes", "source")
_CRIME = "[a-z]+(-[a-z]+)*"
_WORDS = re.compile(r"[\w-]+")


class KeyTerm(NamedTuple):
    """A term, and the document that asks for it."""

    term: str
    crimes: tuple[str, ...]
    """What the document is about, in the words of `crimes` in a typology."""
    issuer: str
    document: str
    """Its number, such as FIN-2025-A003; empty where it has none."""
    title: str
    """Words that its title contains."""
    issued: date
    source: str


class KeyTerms:
    """All terms, found by what a reference says of a document."""

    def __init__(self, terms: Iterable[KeyTerm]) -> None:
        self._terms = tuple(terms)

    @classmethod
    def load(cls, path: Path) -> KeyTerms:
        """Read the table; raises ReferenceTableError."""
        terms = []
        for row in read_table(path, _COLUMNS).rows:
            crimes = row.matching(
                "crimes", f"{_CRIME}( {_CRIME})*", "crimes such as drug-trafficking, with spaces between"
            )
            terms.append(
                KeyTerm(
                    row.text("term"),
                    tuple(crimes.split()),
                    row.text("issuer"),
                    row.cells["document"],
                    row.text("title"),
                    row.day("date"),
                    row.text("source"),
                )
            )
        return cls(terms)

    def __iter__(self) -> Iterator[KeyTerm]:
        return iter(self._terms)

    def for_reference(self, document: str, issuer: str = "") -> tuple[KeyTerm, ...]:
        """The terms that a document asks for, none where none are known.

        `document` is free text, as in the references of a typology. A document is found by its number; one that is
        named without a number by words of its title, among those of the `issuer` where one is given. Case is ignored.
        """
        asked = document.casefold()
        words = set(_WORDS.findall(asked))
        numbered = tuple(each for each in self._terms if each.document and each.document.casefold() in words)
        return numbered or tuple(
            each for each in self._terms if issuer in ("", each.issuer) and each.title.casefold() in asked
        )
