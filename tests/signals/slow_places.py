"""Slow twins of the family places."""

from __future__ import annotations

import math

from streams.movement import ChannelCode, MovementFlag
from streams.tags import Tag
from tests.signals.slow import DAY, DIRECTIONS, HOUR, OUT, Moment, Seen, share, twin

IN_PERSON = Tag.CARD_PRESENT | Tag.AT_BRANCH | Tag.AT_MACHINE


def _cash(m: Moment, outward: bool, days: int = 30) -> list[Seen]:
    return [s for s in m.flow("30d", outward) if s.channel is ChannelCode.CASH and m.now - s.time_us < days * DAY]


def _places(movements: list[Seen]) -> int:
    return len({seen.branch for seen in movements if seen.branch})


def _of_direction(d: str, outward: bool) -> None:
    def on_the_day(m: Moment) -> list[Seen]:
        return [seen for seen in _cash(m, outward) if seen.business_day == m.this.business_day]

    twin(f"cash_{d}_places_business_day")(lambda m: _places(on_the_day(m)))
    twin(f"cash_{d}_count_business_day")(lambda m: len(on_the_day(m)))
    twin(f"cash_{d}_places_10d")(lambda m: _places(_cash(m, outward, 10)))
    twin(f"cash_{d}_places_30d")(lambda m: _places(_cash(m, outward)))
    twin(f"border_cash_{d}_sum_10d")(
        lambda m: m.money([s for s in _cash(m, outward, 10) if MovementFlag.BORDER_AREA in s.flags])
    )


for _d, _outward in DIRECTIONS.items():
    _of_direction(_d, _outward)


def _is_somewhere(seen: Seen) -> bool:
    return seen.latitude is not None and seen.longitude is not None


def _km(one: Seen, other: Seen) -> float:
    """By the angle between two unit vectors, where the kernel uses haversines."""

    def vector(seen: Seen) -> tuple[float, float, float]:
        north, east = math.radians((seen.latitude or 0) / 100), math.radians((seen.longitude or 0) / 100)
        return math.cos(north) * math.cos(east), math.cos(north) * math.sin(east), math.sin(north)

    a, b = vector(one), vector(other)
    cross = (a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0])
    return 6371.0088 * math.atan2(math.hypot(*cross), sum(x * y for x, y in zip(a, b, strict=True)))


@twin("deposit_distance_km_10d")
def _deposit_distance(m: Moment) -> float:
    deposits = [s for s in _cash(m, False, 10) if s is not m.this and _is_somewhere(s)]
    if not deposits or not _is_somewhere(m.this):
        return math.nan
    return min(_km(seen, m.this) for seen in deposits)


@twin("far_deposit_places_10d")
def _far_deposit_places(m: Moment) -> int:
    if not _is_somewhere(m.this):
        return 0
    deposits = [s for s in _cash(m, False, 10) if s is not m.this and _is_somewhere(s)]
    return _places([seen for seen in deposits if _km(seen, m.this) >= 200])


def _before(m: Moment) -> Seen | None:
    if not m.this.tags & IN_PERSON or not _is_somewhere(m.this):
        return None
    earlier = [seen for seen in m.visible[:-1] if seen.tags & IN_PERSON and _is_somewhere(seen)]
    return earlier[-1] if earlier else None


@twin("travel_km")
def _travel_km(m: Moment) -> float:
    before = _before(m)
    return _km(before, m.this) if before else math.nan


@twin("travel_speed_kmh")
def _travel_speed(m: Moment) -> float:
    before = _before(m)
    return _km(before, m.this) / max((m.now - before.time_us) / HOUR, 1 / 60) if before else math.nan


twin("in_border_area")(lambda m: MovementFlag.BORDER_AREA in m.this.flags)
twin("in_conflict_border_area")(lambda m: MovementFlag.CONFLICT_BORDER_AREA in m.this.flags)
twin("conflict_border_cash_out_sum_30d")(
    lambda m: m.money([s for s in _cash(m, OUT) if MovementFlag.CONFLICT_BORDER_AREA in s.flags])
)
twin("conflict_border_count_30d")(
    lambda m: sum(MovementFlag.CONFLICT_BORDER_AREA in seen.flags for seen in m.flow("30d"))
)


def _is_new(m: Moment, field: str, days: int) -> float:
    this = getattr(m.this, field)
    earlier = {getattr(seen, field) for seen in m.visible if m.now - seen.time_us >= days * DAY} - {0}
    return this not in earlier if this and earlier else math.nan


twin("device_is_new")(lambda m: _is_new(m, "device", 2))
twin("place_country_is_new")(lambda m: _is_new(m, "place_country", 1))
twin("devices_30d")(lambda m: len({seen.device for seen in m.flow("30d")} - {0}))
twin("night_share_30d")(lambda m: share(sum(Tag.NIGHT in seen.tags for seen in m.flow("30d")), len(m.flow("30d"))))


def _areas(m: Moment, tag: Tag) -> int:
    return len(
        {
            (math.floor((seen.latitude or 0) / 50), math.floor((seen.longitude or 0) / 50))
            for seen in m.flow("30d", OUT)
            if tag in seen.tags and _is_somewhere(seen)
        }
    )


twin("lodging_areas_30d")(lambda m: _areas(m, Tag.LODGING))
twin("ride_areas_30d")(lambda m: _areas(m, Tag.RIDE))
