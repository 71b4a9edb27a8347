"""Where a transaction was made, in the few bytes that a movement has for it."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from streams.intake.tagging import hash32
from streams.movement import UNKNOWN_PLACE
from streams.records import Place

_HUNDREDTHS = 100
_REMEMBERED = 100_000


class Whereabouts(NamedTuple):
    """The place of a transaction: hash of branch, machine or coordinates (0 for unknown), hundredths of a degree or
    UNKNOWN_PLACE, country as two letters in 16 bits (0 for unknown), MovementFlag bits of the area."""

    branch: int
    latitude: int
    longitude: int
    country: int
    flags: int


NOWHERE = Whereabouts(0, UNKNOWN_PLACE, UNKNOWN_PLACE, 0, 0)


def country_code(country: str | None) -> int:
    """Two letters as a 16-bit number; 0 for none."""
    return ord(country[0]) << 8 | ord(country[1]) if country else 0


class Map:
    """Finds whereabouts; `areas` gives the MovementFlag bits at degrees north and east."""

    def __init__(self, areas: Callable[[float, float], int]) -> None:
        self._areas = areas
        self.of = lru_cache(maxsize=_REMEMBERED)(self._of)

    def _of(self, place: Place | None) -> Whereabouts:
        if place is None:
            return NOWHERE
        country, latitude, longitude = country_code(place.country), place.latitude, place.longitude
        if latitude is None or longitude is None:
            return Whereabouts(hash32(place.branch), UNKNOWN_PLACE, UNKNOWN_PLACE, country, 0)
        north, east = round(latitude * _HUNDREDTHS), round(longitude * _HUNDREDTHS)
        branch = hash32(place.branch) or hash32(f"{north}/{east}")
        return Whereabouts(branch, north, east, country, self._areas(latitude, longitude))
