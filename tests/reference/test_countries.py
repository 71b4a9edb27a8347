from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from streams.errors import ReferenceTableError
from streams.movement import MovementFlag
from streams.reference import Reference
from streams.reference.countries import NO_FLAG, Countries, CountryFlag, FlagPeriod

Write = Callable[..., Path]
TODAY = date(2026, 6, 30)
SYRIA = CountryFlag.INCREASED_MONITORING
PERIODS = [
    FlagPeriod("AA", CountryFlag.CONFLICT_ZONE, date(2020, 7, 1), date(2021, 6, 30), "test"),
    FlagPeriod("BB", CountryFlag.EMBARGO_UN, date(2020, 1, 1), date.max, "test"),
]
COUNTRIES = Countries({"AA": "Aland", "BB": "Beland"}, PERIODS)


def test_a_flag_holds_from_its_first_to_its_last_day():
    assert COUNTRIES.flags("AA", date(2020, 6, 30)) == NO_FLAG
    assert COUNTRIES.flags("AA", date(2020, 7, 1)) == CountryFlag.CONFLICT_ZONE
    assert COUNTRIES.flags("AA", date(2021, 6, 30)) == CountryFlag.CONFLICT_ZONE
    assert COUNTRIES.flags("AA", date(2021, 7, 1)) == NO_FLAG


def test_a_flag_without_an_end_holds_on():
    assert COUNTRIES.flags("BB", date(2999, 1, 1)) == CountryFlag.EMBARGO_UN


@pytest.mark.parametrize("flag", [CountryFlag.EMBARGO_UN, CountryFlag.EMBARGO_EU, CountryFlag.EMBARGO_US])
def test_an_embargo_of_any_of_the_three_is_one_for_the_signals(flag: CountryFlag):
    countries = Countries({"AA": "Aland"}, [FlagPeriod("AA", flag, date(2020, 1, 1), date(2020, 12, 31), "test")])
    embargo = MovementFlag.EMBARGO | MovementFlag.HIGH_RISK
    assert countries.movement_flags("AA", date(2020, 12, 31)) == embargo
    assert countries.movement_flags("AA", date(2021, 1, 1)) == 0


def test_a_way_into_a_conflict_is_a_flag_of_its_own():
    periods = [FlagPeriod("AA", CountryFlag.CONFLICT_TRANSIT, date(2020, 1, 1), date.max, "test")]
    countries = Countries({"AA": "Aland"}, periods)
    assert countries.movement_flags("AA", TODAY) == MovementFlag.BORDERS_CONFLICT


def test_an_unknown_country_has_no_flag_and_is_not_known():
    assert COUNTRIES.known("AA")
    assert not COUNTRIES.known("ZZ")
    assert COUNTRIES.flags("ZZ", TODAY) == NO_FLAG


def test_every_period_tells_its_source():
    assert [period.source for period in COUNTRIES.periods("BB")] == ["test"]
    assert COUNTRIES.periods("ZZ") == ()


@pytest.mark.parametrize(
    ("country", "day", "expected"),
    [
        ("IR", TODAY, CountryFlag.CALL_FOR_ACTION | CountryFlag.EMBARGO),
        ("KP", TODAY, CountryFlag.CALL_FOR_ACTION | CountryFlag.EMBARGO),
        ("MM", date(2022, 10, 20), CountryFlag.INCREASED_MONITORING | CountryFlag.EMBARGO_EU),
        ("MM", date(2022, 10, 21), CountryFlag.CALL_FOR_ACTION | CountryFlag.EMBARGO_EU),
        ("ZA", date(2025, 10, 23), CountryFlag.INCREASED_MONITORING),
        ("ZA", date(2025, 10, 24), NO_FLAG),
        ("KW", date(2026, 2, 12), NO_FLAG),
        ("KW", date(2026, 2, 13), CountryFlag.INCREASED_MONITORING),
        ("DZ", date(2026, 6, 19), NO_FLAG),
        ("IQ", date(2026, 6, 19), CountryFlag.INCREASED_MONITORING | CountryFlag.EMBARGO_UN),
        ("IR", date(2025, 9, 27), CountryFlag.CALL_FOR_ACTION | CountryFlag.EMBARGO_EU | CountryFlag.EMBARGO_US),
        ("RU", date(2014, 7, 15), NO_FLAG),
        ("RU", date(2014, 7, 16), CountryFlag.EMBARGO_US),
        ("RU", date(2014, 8, 1), CountryFlag.EMBARGO_EU | CountryFlag.EMBARGO_US),
        ("CU", TODAY, CountryFlag.EMBARGO_US),
        ("SY", date(2025, 5, 27), SYRIA | CountryFlag.EMBARGO_EU | CountryFlag.EMBARGO_US),
        ("SY", date(2025, 5, 28), SYRIA | CountryFlag.EMBARGO_US),
        ("SY", date(2025, 7, 1), SYRIA),
        ("CN", TODAY, NO_FLAG),
        ("US", TODAY, NO_FLAG),
    ],
)
def test_the_risk_of_a_country_is_that_of_the_lists_on_the_day(
    reference: Reference, country: str, day: date, expected: CountryFlag
):
    assert reference.countries.flags(country, day) & CountryFlag.HIGH_RISK == expected


def test_the_lists_of_the_fatf_have_the_published_lengths(reference: Reference):
    def listed(day: date) -> int:
        flags = [reference.countries.flags(country, day) for country in reference.countries.names]
        return sum(CountryFlag.INCREASED_MONITORING in found for found in flags)

    published = {
        date(2020, 2, 21): 18,
        date(2021, 10, 21): 23,
        date(2023, 6, 23): 26,
        date(2023, 10, 27): 23,
        date(2025, 2, 21): 25,
        date(2025, 10, 24): 20,
        date(2026, 2, 13): 22,
        date(2026, 6, 19): 22,
    }
    assert {day: listed(day) for day in published} == published


def test_conflict_follows_the_fiscal_year_of_the_list(reference: Reference):
    flags = reference.countries.flags
    assert CountryFlag.CONFLICT_ZONE not in flags("UA", date(2022, 6, 30))
    assert CountryFlag.CONFLICT_ZONE in flags("UA", date(2022, 7, 1))
    assert not flags("PL", date(2022, 7, 1)) & CountryFlag.CONFLICT
    assert flags("TR", TODAY) & CountryFlag.CONFLICT == CountryFlag.CONFLICT_TRANSIT
    assert flags("SY", TODAY) & CountryFlag.CONFLICT == CountryFlag.CONFLICT_ZONE
    assert flags("LB", TODAY) & CountryFlag.CONFLICT == CountryFlag.CONFLICT


def test_the_european_union_has_the_members_of_the_day(reference: Reference):
    def members(day: date, flag: CountryFlag) -> set[str]:
        return {country for country in reference.countries.names if flag in reference.countries.flags(country, day)}

    parts = {"AX", "GF", "GP", "MF", "MQ", "RE", "YT"}
    assert len(members(TODAY, CountryFlag.EU_MEMBER) - parts) == 27
    assert members(date(2020, 1, 31), CountryFlag.EU_MEMBER) - members(TODAY, CountryFlag.EU_MEMBER) == {"GB"}
    assert "GB" not in members(date(2020, 2, 1), CountryFlag.EU_MEMBER)
    assert members(TODAY, CountryFlag.EEA_MEMBER) == members(TODAY, CountryFlag.EU_MEMBER) - parts | {"IS", "LI", "NO"}


HEADERS = {"countries": "code,name,source", "flags": "country,flag,effective_from,effective_to,source"}
SOUND = {"countries": ("AA,Aland,x", "BB,Beland,x"), "flags": ("AA,embargo_un,2020-01-01,,x",)}


@pytest.mark.parametrize(
    ("name", "line", "message"),
    [
        ("countries", "aa,Small,x", "column code"),
        ("countries", "AA,Again,x", "column code: AA is there twice"),
        ("countries", "CC,,x", "column name: is empty"),
        ("countries", "CC,Celand,", "column source: is empty"),
        ("flags", "ZZ,embargo_un,2020-01-01,,x", "column country: 'ZZ' is not a known country"),
        ("flags", "BB,conflict_neighbour,2020-01-01,,x", "column flag"),
        ("flags", "BB,embargo_un,2020-01-01,,", "column source: is empty"),
        ("flags", "BB,embargo_un,2020-13-01,,x", "column effective_from"),
        ("flags", "BB,embargo_un,2020-01-02,2020-01-01,x", "column effective_to"),
        ("flags", "AA,embargo_un,2021-01-01,,x", "column effective_from: .* line 2"),
    ],
)
def test_a_broken_row_is_refused_with_its_line_and_column(table: Write, name: str, line: str, message: str):
    def load(**extra: str) -> Countries:
        lines = {each: [*SOUND[each], *([extra[each]] if each in extra else [])] for each in HEADERS}
        return Countries.load(**{each: table(HEADERS[each], *lines[each], name=f"{each}.csv") for each in HEADERS})

    assert load().flags("AA", TODAY) == CountryFlag.EMBARGO_UN
    with pytest.raises(ReferenceTableError, match=rf"{name}\.csv, line {len(SOUND[name]) + 2}, {message}"):
        load(**{name: line})


def test_the_same_flag_may_come_back_after_a_gap(table: Write):
    lines = ("AA,embargo_un,2022-01-01,,x", "AA,embargo_un,2020-01-01,2020-12-31,x")
    countries = Countries.load(
        table(HEADERS["countries"], *SOUND["countries"], name="countries.csv"),
        table(HEADERS["flags"], *lines, name="flags.csv"),
    )
    assert countries.flags("AA", date(2020, 12, 31)) == CountryFlag.EMBARGO_UN
    assert countries.flags("AA", date(2020, 12, 31) + timedelta(1)) == NO_FLAG
    assert countries.flags("AA", date(2022, 1, 1)) == CountryFlag.EMBARGO_UN
