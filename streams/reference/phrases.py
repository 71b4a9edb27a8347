"""Finding listed words and phrases in a text: whole words, whatever their case and accents."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

from streams.reference.tables import Row
from streams.tags import TAG_NAMES

_WORD = re.compile(r"\w+")
_WITHOUT_SPACES = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]")
"""Kana and Chinese characters, which are written without spaces between words."""
_SPELLED = str.maketrans({"ß": "ss", "ø": "o", "đ": "d", "ł": "l", "\u0131": "i"})


def words_of(text: str) -> list[str]:
    """The words of a text in lower case, without accents."""
    if text.isascii():
        return _WORD.findall(text.lower())
    plain = unicodedata.normalize("NFKD", text.casefold()).translate(_SPELLED)
    return _WORD.findall("".join(letter for letter in plain if not unicodedata.combining(letter)))


class Phrases:
    """Bits by phrase; a text has the bits of all phrases in it."""

    def __init__(self, bits: Iterable[tuple[str, int]]) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], int]]] = {}
        self._anywhere: dict[str, int] = {}
        for phrase, value in bits:
            words = tuple(words_of(phrase))
            if _WITHOUT_SPACES.search(phrase):
                joined = "".join(words)
                self._anywhere[joined] = self._anywhere.get(joined, 0) | value
            else:
                self._by_first.setdefault(words[0], []).append((words, value))

    def find(self, text: str) -> int | None:
        """The bits of all phrases in a text; None where there is none of them."""
        words = words_of(text)
        found = None
        for at, word in enumerate(words):
            for phrase, value in self._by_first.get(word, ()):
                if tuple(words[at : at + len(phrase)]) == phrase:
                    found = (found or 0) | value
        if self._anywhere and _WITHOUT_SPACES.search(text):
            joined = "".join(words)
            for part, value in self._anywhere.items():
                if part in joined:
                    found = (found or 0) | value
        return found


def bits_of(row: Row, column: str, names: Mapping[str, int] = TAG_NAMES) -> int:
    """The names in a cell, separated by spaces, as one number; raises ReferenceTableError for an unknown one."""
    found = 0
    for name in row.cells[column].split():
        if name not in names:
            raise row.error(column, f"{name!r} is none of {', '.join(sorted(names))}")
        found |= int(names[name])
    return found


def phrase_of(row: Row) -> str:
    """The cell `phrase`, which must hold a word; raises ReferenceTableError."""
    phrase = row.text("phrase")
    if not words_of(phrase):
        raise row.error("phrase", f"{phrase!r} has no word in it")
    return phrase
