"""Where people of the town travel to, and what is in the town itself."""

from __future__ import annotations

import math
from typing import NamedTuple

from numpy.random import Generator

from models.synthetic.draws import chance, integer
from streams.records import Place

MACHINE_LIMIT = 1000_00
"""Cents that a machine pays out at a time."""
_TOWN = (40.78, -74.0)
_TOWN_REACH_KM = 80.0


class City(NamedTuple):
    """Another town, in degrees north and east."""

    name: str
    country: str
    north: float
    east: float

    @property
    def km(self) -> float:
        """How far from the town it is."""
        return _km(self.north, self.east)

    @property
    def hours_ahead(self) -> float:
        """By how much its clocks are ahead of the town's, by the sun."""
        return round((self.east - _TOWN[1]) / 15)


NEAR = (
    City("Philadelphia", "US", 39.95, -75.16), City("Boston", "US", 42.36, -71.06),
    City("Albany", "US", 42.65, -73.75), City("Atlantic City", "US", 39.36, -74.42),
    City("Washington", "US", 38.90, -77.04), City("Baltimore", "US", 39.29, -76.61),
    City("Montreal", "CA", 45.50, -73.57),
)  # fmt: skip
"""For a weekend, by car or bus."""
DOMESTIC = (
    City("Miami", "US", 25.77, -80.19), City("Orlando", "US", 28.54, -81.38),
    City("Chicago", "US", 41.88, -87.63), City("Las Vegas", "US", 36.17, -115.14),
    City("Los Angeles", "US", 34.05, -118.24), City("Denver", "US", 39.74, -104.99),
    City("Seattle", "US", 47.61, -122.33), City("Houston", "US", 29.76, -95.37),
    City("Atlanta", "US", 33.75, -84.39), City("Nashville", "US", 36.16, -86.78),
    City("San Diego", "US", 32.72, -117.16), City("San Ysidro", "US", 32.56, -117.04),
    City("El Paso", "US", 31.76, -106.49), City("Laredo", "US", 27.51, -99.51),
    City("McAllen", "US", 26.20, -98.23), City("Brownsville", "US", 25.90, -97.50),
    City("Yuma", "US", 32.69, -114.63),
)  # fmt: skip
"""By air, to friends, relatives or the sun; some live near the southern border."""
_ABROAD = (
    City("Cancun", "MX", 21.16, -86.85), City("Cancun", "MX", 21.16, -86.85),
    City("Mexico City", "MX", 19.43, -99.13), City("Punta Cana", "DO", 18.58, -68.40),
    City("Montego Bay", "JM", 18.47, -77.92), City("Nassau", "BS", 25.05, -77.35),
    City("Toronto", "CA", 43.65, -79.38), City("Vancouver", "CA", 49.28, -123.12),
    City("London", "GB", 51.51, -0.13), City("Paris", "FR", 48.86, 2.35),
    City("Rome", "IT", 41.90, 12.50), City("Barcelona", "ES", 41.39, 2.17),
    City("Berlin", "DE", 52.52, 13.40), City("Lisbon", "PT", 38.72, -9.14),
    City("Dublin", "IE", 53.35, -6.26), City("Athens", "GR", 37.98, 23.73),
    City("Istanbul", "TR", 41.01, 28.98), City("Antalya", "TR", 36.90, 30.70),
    City("Tokyo", "JP", 35.68, 139.69), City("San Jose", "CR", 9.93, -84.08),
    City("Dubai", "AE", 25.20, 55.27), City("Bangkok", "TH", 13.76, 100.50),
    City("Hong Kong", "HK", 22.32, 114.17), City("Singapore", "SG", 1.35, 103.82),
    City("Panama City", "PA", 8.98, -79.52), City("Tel Aviv", "IL", 32.08, 34.78),
)  # fmt: skip
ABROAD = (*_ABROAD[:14], *_ABROAD[:14], *_ABROAD[:14], *_ABROAD)
"""For a holiday or on business, the most common ones four times as often."""
_FAMILIES = (
    City("Guadalajara", "MX", 20.67, -103.35), City("Guatemala City", "GT", 14.63, -90.51),
    City("San Salvador", "SV", 13.69, -89.22), City("Tegucigalpa", "HN", 14.07, -87.19),
    City("Santo Domingo", "DO", 18.49, -69.93), City("Manila", "PH", 14.60, 120.98),
    City("Delhi", "IN", 28.61, 77.21), City("Shanghai", "CN", 31.23, 121.47),
    City("Bogota", "CO", 4.71, -74.07), City("Hanoi", "VN", 21.03, 105.85),
    City("Lagos", "NG", 6.52, 3.38), City("Accra", "GH", 5.60, -0.19),
    City("Nairobi", "KE", -1.29, 36.82), City("Lahore", "PK", 31.55, 74.34),
    City("Warsaw", "PL", 52.23, 21.01), City("Quito", "EC", -0.18, -78.47),
    City("Addis Ababa", "ET", 9.01, 38.76), City("Beirut", "LB", 33.89, 35.50),
    City("Kathmandu", "NP", 27.72, 85.32), City("Baghdad", "IQ", 33.31, 44.37),
    City("Gaziantep", "TR", 37.07, 37.38), City("Sanliurfa", "TR", 37.16, 38.79),
)  # fmt: skip
FAMILIES = (*_FAMILIES[:13], *_FAMILIES)
"""Where relatives of those who came from abroad live, the most common origins twice; a few beside places at war."""


def in_town(place: Place | None) -> bool:
    """Whether a place is in the town; one without coordinates is not known to be."""
    if place is None or place.latitude is None or place.longitude is None:
        return False
    return _km(place.latitude, place.longitude) < _TOWN_REACH_KM


def spot(rng: Generator, city: City) -> Place:
    """Somewhere in a city."""
    return _around(rng, city, None)


def machine(rng: Generator, city: City) -> Place:
    """A machine of another bank in a city; half of them tell their number."""
    number = f"M{integer(rng, 1000, 9999)}" if chance(rng, 0.5) else None
    return _around(rng, city, number)


def counter(rng: Generator, city: City) -> Place:
    """A branch of the institution in another city of the country."""
    return _around(rng, city, f"B{100 + DOMESTIC.index(city)}", 0.004)


def _around(rng: Generator, city: City, branch: str | None, spread: float = 0.03) -> Place:
    return Place(
        country=city.country,
        branch=branch,
        latitude=round(city.north + spread * rng.standard_normal(), 4),
        longitude=round(city.east + spread * rng.standard_normal(), 4),
    )


def _km(north: float, east: float) -> float:
    """Great-circle distance from the town, by the haversine formula."""
    here, there, across = math.radians(_TOWN[0]), math.radians(north), math.radians(east - _TOWN[1])
    half = math.sin((there - here) / 2) ** 2 + math.cos(here) * math.cos(there) * math.sin(across / 2) ** 2
    return 12742.0 * math.asin(math.sqrt(half))
