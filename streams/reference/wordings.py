"""What words say: of payments, sectors, occupations and licences; and what purpose codes say.

Tables: `words.csv`, `purposes.csv`, `sectors.csv`, `occupations.csv`, `licences.csv`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from streams.reference.phrases import Phrases, bits_of, phrase_of
from streams.reference.tables import read_table
from streams.tags import Profile

_REMEMBERED = 65_536
_PROFILES = {"without_income": int(Profile.WITHOUT_INCOME), "official": int(Profile.OFFICIAL)}


class Words:
    """Tags by words of a remittance text, in several languages."""

    def __init__(self, phrases: Phrases) -> None:
        self._phrases = phrases

    @classmethod
    def load(cls, path: Path) -> Words:
        """Read the table; raises ReferenceTableError."""
        rows = read_table(path, ("language", "phrase", "tags", "source")).rows
        for row in rows:
            row.text("source")
            row.matching("language", "[a-z]{2}", "an ISO 639-1 code of two small letters")
            row.text("tags")
        return cls(Phrases((phrase_of(row), bits_of(row, "tags")) for row in rows))

    def tags(self, text: str) -> int:
        """Tag bits of all listed words and phrases in a text."""
        return self._phrases.find(text) or 0


class Purposes:
    """Tags by ISO 20022 purpose code."""

    def __init__(self, tags: Mapping[str, int]) -> None:
        self._tags = dict(tags)

    @classmethod
    def load(cls, path: Path) -> Purposes:
        """Read the table; raises ReferenceTableError."""
        found: dict[str, int] = {}
        for row in read_table(path, ("code", "meaning", "tags", "source")).rows:
            code = row.matching("code", "[A-Z0-9]{1,4}", "a code of up to four capital letters and digits")
            if code in found:
                raise row.error("code", f"{code} is there twice")
            row.text("meaning")
            row.text("source")
            found[code] = bits_of(row, "tags")
        return cls(found)

    def tags(self, code: str) -> int:
        """Tag bits of a purpose; none for an unknown one."""
        return self._tags.get(code, 0)


class Sectors:
    """Tags of the goods that a sector deals in, by NACE or ISIC code or by words."""

    def __init__(self, codes: Mapping[str, int], phrases: Phrases) -> None:
        self._codes = dict(codes)
        self._phrases = phrases

    @classmethod
    def load(cls, path: Path) -> Sectors:
        """Read the table; raises ReferenceTableError."""
        codes: dict[str, int] = {}
        phrases: list[tuple[str, int]] = []
        for row in read_table(path, ("phrase", "tags", "source")).rows:
            phrase, bits = phrase_of(row), bits_of(row, "tags")
            row.text("source")
            if phrase.isdigit():
                codes[phrase] = bits
            else:
                phrases.append((phrase, bits))
        return cls(codes, Phrases(phrases))

    def tags(self, text: str) -> int | None:
        """Tag bits that a sector deals in; None where the sector is not known."""
        digits = text.replace(".", "").strip()
        if digits.isdigit():
            return next((self._codes[digits[:end]] for end in (4, 3, 2) if digits[:end] in self._codes), None)
        return self._phrases.find(text)


class Occupations:
    """Profile bits by words of an occupation."""

    def __init__(self, phrases: Phrases) -> None:
        self._phrases = phrases
        self.profile = lru_cache(maxsize=_REMEMBERED)(self._profile)

    @classmethod
    def load(cls, path: Path) -> Occupations:
        """Read the table; raises ReferenceTableError."""
        rows = read_table(path, ("language", "phrase", "profile", "source")).rows
        for row in rows:
            row.text("source")
        return cls(Phrases((phrase_of(row), bits_of(row, "profile", _PROFILES)) for row in rows))

    def _profile(self, text: str) -> int:
        """Profile bits of an occupation; KNOWN_OCCUPATION alone where its words say nothing."""
        return int(Profile.KNOWN_OCCUPATION) | (self._phrases.find(text) or 0)


class Licences:
    """Tags of the goods that a licence covers, by its words."""

    def __init__(self, phrases: Phrases) -> None:
        self._phrases = phrases
        self.covers = lru_cache(maxsize=_REMEMBERED)(self._covers)

    @classmethod
    def load(cls, path: Path) -> Licences:
        """Read the table; raises ReferenceTableError."""
        rows = read_table(path, ("phrase", "tags", "source")).rows
        for row in rows:
            row.text("source")
        return cls(Phrases((phrase_of(row), bits_of(row, "tags")) for row in rows))

    def _covers(self, licence: str) -> int:
        """Tag bits of the goods that a licence lets its holder deal in."""
        return self._phrases.find(licence) or 0
