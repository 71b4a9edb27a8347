"""Slow twins of the families content, corridors and profile."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from itertools import pairwise

from streams.movement import ChannelCode, MovementFlag, PartyCode
from streams.tags import TAG_NAMES, Profile, Tag
from tests.signals.slow import DAY, DIRECTIONS, IN, OUT, Moment, Seen, twin

GOODS = (
    Tag.DUAL_USE | Tag.ARMS | Tag.TIMBER | Tag.WILDLIFE | Tag.CULTURAL | Tag.PHARMA
    | Tag.PRECURSOR | Tag.FUEL | Tag.MINERALS | Tag.LUXURY | Tag.BRANDED
)  # fmt: skip


def people(movements: list[Seen]) -> int:
    """Distinct counterparties."""
    return len({seen.counterparty for seen in movements if seen.counterparty})


def tagged(tag: Tag, outward: bool) -> Callable[[Moment], list[Seen]]:
    """Movements of 30 days with a tag."""
    return lambda m: [seen for seen in m.flow("30d", outward) if tag in seen.tags]


def flagged(flags: MovementFlag, outward: bool) -> Callable[[Moment], list[Seen]]:
    """Movements of 30 days with any of some flags."""
    return lambda m: [seen for seen in m.flow("30d", outward) if seen.flags & flags]


def totals(name: str, suffix: str, select: Callable[[Moment], list[Seen]]) -> None:
    """Twins of a count and a sum."""
    twin(f"{name}_count_{suffix}")(lambda m: len(select(m)))
    twin(f"{name}_sum_{suffix}")(lambda m: m.money(select(m)))


def _people_of(select: Callable[[Moment], list[Seen]], m: Moment) -> int:
    return people(select(m))


for _name, _tag in TAG_NAMES.items():
    twin(f"is_{_name}")(lambda m, tag=_tag: tag in m.this.tags)  # type: ignore[misc]
    for _direction, _outward in DIRECTIONS.items():
        totals(f"{_name}_{_direction}", "30d", tagged(_tag, _outward))

for _name, _direction in (
    ("salary", "in"), ("tax_refund", "in"), ("lodging", "out"), ("ride", "out"), ("freelance", "in"),
    ("crowdfunding", "in"), ("donation", "in"), ("exchange", "out"), ("instrument", "out"), ("with_person", "in"),
    ("with_person", "out"),
):  # fmt: skip
    twin(f"{_name}_{_direction}_counterparties_30d")(
        partial(_people_of, tagged(TAG_NAMES[_name], DIRECTIONS[_direction]))
    )


@twin("resale_ratio_90d")
def _resale(m: Moment) -> float:
    this = m.this
    if this.outward or not this.value or not this.tags & GOODS or not this.flows:
        return math.nan
    bought = [
        seen
        for seen in m.visible[:-1]
        if seen.outward
        and seen.value
        and seen.flows
        and seen.tags & this.tags & GOODS
        and m.now - seen.time_us < 90 * DAY
    ]
    return this.value / bought[-1].amount if bought else math.nan


CLASSES = {
    "foreign": MovementFlag.FOREIGN,
    "embargo": MovementFlag.EMBARGO,
    "conflict_area": MovementFlag.CONFLICT | MovementFlag.BORDERS_CONFLICT,
    "transit": MovementFlag.TRANSIT,
    "wildlife_source": MovementFlag.WILDLIFE_SOURCE,
    "wildlife_demand": MovementFlag.WILDLIFE_DEMAND,
    "precursor_source": MovementFlag.PRECURSOR_SOURCE,
    "counterfeit_source": MovementFlag.COUNTERFEIT_SOURCE,
    "timber_source": MovementFlag.TIMBER_SOURCE,
    "minerals_source": MovementFlag.MINERALS_SOURCE,
    "offshore": MovementFlag.OFFSHORE,
    "exploitation_source": MovementFlag.EXPLOITATION_SOURCE,
}
for _name, _flags in CLASSES.items():
    twin(f"counterparty_is_{_name}")(
        lambda m, flags=_flags: bool(m.this.flags & flags) if m.this.country else math.nan  # type: ignore[misc]
    )
    for _direction, _outward in DIRECTIONS.items():
        totals(f"{_name}_{_direction}", "30d", flagged(_flags, _outward))
for _outward in (IN, OUT):
    twin(f"foreign_{'out' if _outward else 'in'}_counterparties_30d")(
        partial(_people_of, flagged(CLASSES["foreign"], _outward))
    )
_foreign_out = flagged(CLASSES["foreign"], OUT)


def _sent(name: str, m: Moment) -> list[Seen]:
    return [seen for seen in flagged(CLASSES[name], OUT)(m) if seen.channel != ChannelCode.CARD]


def _not_paid_before(m: Moment, movements: list[Seen]) -> list[Seen]:
    month = m.flow("30d")
    before = {seen.counterparty for seen in m.visible if seen.flows and seen.outward and seen not in month}
    return [seen for seen in movements if seen.counterparty not in before]


def _people_sent(name: str, m: Moment) -> int:
    return people(_sent(name, m))


def _people_never_paid(name: str, m: Moment) -> int:
    return people(_not_paid_before(m, _sent(name, m)))


for _name in ("conflict_area", "exploitation_source"):
    twin(f"{_name}_out_counterparties_30d")(partial(_people_sent, _name))
for _name in ("foreign", "conflict_area"):
    twin(f"new_{_name}_out_counterparties_30d")(partial(_people_never_paid, _name))
_travel = flagged(MovementFlag.TRAVEL_CONFLICT, OUT)


def _small(m: Moment, movements: list[Seen]) -> list[Seen]:
    return [seen for seen in movements if seen.value is not None and seen.value < 300 * m.unit]


twin("foreign_out_countries_30d")(lambda m: len({seen.country for seen in _foreign_out(m) if seen.country}))
twin("small_foreign_out_count_30d")(lambda m: len(_small(m, _sent("foreign", m))))
twin("small_foreign_out_counterparties_30d")(lambda m: people(_small(m, _sent("foreign", m))))
twin("small_conflict_area_out_counterparties_30d")(lambda m: people(_small(m, _sent("conflict_area", m))))
totals("conflict_travel_out", "30d", _travel)


@twin("conflict_before_silence")
def _before_silence(m: Moment) -> float:
    days = sorted({seen.day for seen in m.arrived if seen.flows and seen.day <= m.this.day})
    silences = []
    for earlier, later in pairwise([*days, m.this.day]):
        if later > m.this.day - 7 and earlier < later:
            silences.append((later - earlier - 1, earlier))
    if not silences:
        return math.nan
    start = max(silences)[1]
    used = CLASSES["conflict_area"] | MovementFlag.TRAVEL_CONFLICT | MovementFlag.CONFLICT_BORDER_AREA
    return any(seen.flows and seen.flags & used and 0 <= start - seen.day < 30 for seen in m.arrived)


def _income(m: Moment) -> int | None:
    income: int | None = m.latest("declared_income", None)
    return income


def _against_income(m: Moment, movements: list[Seen]) -> float:
    income = _income(m)
    return 12 * sum(seen.amount for seen in movements) / income if income else math.nan


twin("age_years")(lambda m: math.nan if (b := m.latest("born_day", None)) is None else (m.this.day - b) / 365.2425)
twin("declared_income_month")(lambda m: math.nan if (i := _income(m)) is None else i / m.unit / 12)
twin("income_ratio_30d")(lambda m: _against_income(m, m.flow("30d", IN)))
twin("luxury_income_ratio_30d")(lambda m: _against_income(m, tagged(Tag.LUXURY, OUT)(m)))


def _said(name: str, known: Profile, wanted: Profile) -> None:
    @twin(name)
    def flag(m: Moment) -> float:
        said = m.latest("profile", Profile(0)) or Profile(0)
        return bool(said & wanted) if said & known else math.nan


_said("is_pep", Profile.KNOWN_PEP, Profile.PEP)
_said("is_pep_related", Profile.KNOWN_PEP, Profile.PEP_RELATED)
_said("is_employee", Profile.KNOWN_EMPLOYEE, Profile.EMPLOYEE)
_said("is_official", Profile.KNOWN_OCCUPATION, Profile.OFFICIAL)
_said("lacks_income", Profile.KNOWN_OCCUPATION, Profile.WITHOUT_INCOME)
twin("subject_is_sanctioned")(lambda m: bool((m.latest("profile", Profile(0)) or Profile(0)) & Profile.SANCTIONED))
for _name, _kind in (
    ("is_business", PartyCode.BUSINESS), ("is_npo", PartyCode.NPO), ("is_public", PartyCode.PUBLIC),
    ("is_money_service", PartyCode.MONEY_SERVICE),
):  # fmt: skip
    twin(_name)(
        lambda m, kind=_kind: math.nan if (k := m.latest("kind", PartyCode.NONE)) is None else k is kind  # type: ignore[misc]
    )
