"""What is left of a name when it is edited a little: a key that nearly equal names share.

FinCEN and BIS (FIN-2022-Alert003, FIN-2023-GLOBALEXPORT): after a designation the same trade goes on through firms with
slightly altered names. The key survives another legal form, accents, vowels, doubled letters, punctuation and another
order of words; not another consonant, number or script.
"""

from __future__ import annotations

import re
import unicodedata

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
_WITHOUT_VOWELS = str.maketrans("", "", "aeiouyаеиоуыэюя")  # noqa: RUF001  (likewise)
_DOUBLED = re.compile(r"([^\W\d_])\1+")
_BETWEEN = re.compile(r"[\W_]+")
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
    folded = _UNSPLIT.sub("", name).casefold()
    if not folded.isascii():
        folded = unicodedata.normalize("NFKD", folded).translate(_UNDECOMPOSED)
        folded = "".join(letter for letter in folded if not unicodedata.category(letter).startswith("M"))
    return _BETWEEN.sub(" ", folded)


def _skeleton(word: str) -> str:
    """The first letter and the consonants and digits after it, of doubled letters one."""
    single = _DOUBLED.sub(r"\1", word)
    return single[:1] + single[1:].translate(_WITHOUT_VOWELS)
