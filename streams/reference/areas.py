"""Border areas that authorities name: `border_areas.csv`."""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from streams.movement import MovementFlag
from streams.reference.countries import Countries
from streams.reference.tables import Row, read_table

_REMEMBERED = 65_536
_KM_PER_DEGREE = 111.195
"""Of latitude: a mean Earth radius of 6371.0088 km (IUGG)."""
_COLUMNS = ("name", "country", "latitude", "longitude", "radius_km", "kind", "source")
_KINDS = {
    "border_area": int(MovementFlag.BORDER_AREA),
    "conflict_border_area": int(MovementFlag.CONFLICT_BORDER_AREA),
}
_DEGREES = r"-?[0-9]{1,3}(\.[0-9]{1,6})?"


class Area(NamedTuple):
    """A circle around a place; `flag` is a bit of MovementFlag."""

    latitude: float
    longitude: float
    radius_km: float
    flag: int


class Areas:
    """All areas; an answer is remembered, so that asking again is a look-up."""

    def __init__(self, areas: Iterable[Area]) -> None:
        self._areas = tuple(areas)
        self.flags = lru_cache(maxsize=_REMEMBERED)(self._flags)

    @classmethod
    def load(cls, path: Path, countries: Countries) -> Areas:
        """Read the table; raises ReferenceTableError."""
        areas = []
        for row in read_table(path, _COLUMNS).rows:
            row.text("name")
            row.text("source")
            if not countries.known(row.text("country")):
                raise row.error("country", f"{row.cells['country']!r} is not a known country")
            kind = _KINDS[row.choice("kind", _KINDS)]
            radius = float(row.amount("radius_km"))
            areas.append(Area(_degrees(row, "latitude", 90), _degrees(row, "longitude", 180), radius, kind))
        return cls(areas)

    def _flags(self, latitude: float, longitude: float) -> int:
        """MovementFlag bits of all areas around a point, in degrees north and east."""
        found = 0
        for area in self._areas:
            north = (latitude - area.latitude) * _KM_PER_DEGREE
            if abs(north) <= area.radius_km:
                turn = (longitude - area.longitude + 180) % 360 - 180
                east = turn * _KM_PER_DEGREE * math.cos(math.radians(area.latitude))
                if math.hypot(north, east) <= area.radius_km:
                    found |= area.flag
        return found


def _degrees(row: Row, column: str, most: int) -> float:
    value = float(row.matching(column, _DEGREES, "degrees such as 31.76 or -106.49"))
    if abs(value) > most:
        raise row.error(column, f"{value} is beyond {most} degrees")
    return value
