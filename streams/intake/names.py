"""What is left of a name when it is edited a little: a key that nearly equal names share.

FinCEN and BIS (FIN-2022-Alert003, FIN-2023-GLOBALEXPORT): after a designation the same trade goes on through firms with
slightly altered names. The key survives another legal form, accents, vowels, doubled letters, punctuation and another
order of words; not another consonant, number or script.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import groupby

from streams.intake.tagging import hash32

LETTERS_LEAST = 3
"""A key of fewer letters and digits would be shared by too many."""
_FORMS = frozenset(
    re.findall(
        r"\w+",
        "ab ag ao aps as bhd bv cjsc co corp corporation doo dmcc fz fzc fzco fze gmbh inc incorporated jsc kft kg kgaa"
        " kk limited llc llp lp ltd ltda mbh nv oao ohg ojsc ooo oy oyj pao pjsc plc pte pty pvt sa sarl sas sdn sl spa"
        " srl sro too tov ug zao zrt and the und"
        " ао зао оао ооо пао тов тоо",  # noqa: RUF001  (Cyrillic letters that look like Latin ones are meant)
    )
)
"""Words for the legal form, and such as come and go with it."""
_VOWELS = frozenset("aeiouyаеиоуыэюя")  # noqa: RUF001  (likewise)
_UNSPLIT = re.compile(r"[.'\u2019`]")
_UNDECOMPOSED = str.maketrans("øłđı", "oldi")


def name_key(name: str | None) -> int:
    """A stable 32-bit hash of what edits leave of a name; 0 for none and for one too short."""
    if not name:
        return 0
    words = _plain(name).split()
    kept = [word for word in words if word not in _FORMS]
    skeletons = sorted(_skeleton(word) for word in kept or words)
    if sum(map(len, skeletons)) < LETTERS_LEAST:
        return 0
    return hash32(" ".join(skeletons))


def _plain(name: str) -> str:
    """Letters and digits without case and accents, the rest as spaces; dots and apostrophes as nothing."""
    folded = unicodedata.normalize("NFKD", _UNSPLIT.sub("", name).casefold()).translate(_UNDECOMPOSED)
    marked = (letter for letter in folded if not unicodedata.category(letter).startswith("M"))
    return "".join(letter if letter.isalnum() else " " for letter in marked)


def _skeleton(word: str) -> str:
    """The first letter and the consonants and digits after it, of doubled letters one."""
    single = "".join(letter if not letter.isdigit() else "".join(run) for letter, run in groupby(word))
    return single[:1] + "".join(letter for letter in single[1:] if letter not in _VOWELS)
