"""Durations as people write them: `10d`, `48h`, `1d 6h`, `90m`."""

from __future__ import annotations

import re
from datetime import timedelta

_PARTS = {"d": "days", "h": "hours", "m": "minutes"}
_DURATION = re.compile(r"(\d{1,5}[dhm])( \d{1,5}[dhm]){0,2}")


def parse_duration(text: str) -> timedelta:
    """The duration that `text` states; raises ValueError where it states none."""
    if not _DURATION.fullmatch(text):
        raise ValueError(f"{text!r} is not a duration such as 10d, 48h or 1d 6h")
    return sum((timedelta(**{_PARTS[part[-1]]: int(part[:-1])}) for part in text.split()), timedelta())


def spell_duration(text: str) -> str:
    """`10d` as `10 days`."""
    words = []
    for part in text.split():
        number, unit = int(part[:-1]), _PARTS[part[-1]]
        words.append(f"{number} {unit.removesuffix('s') if number == 1 else unit}")
    return " ".join(words)
