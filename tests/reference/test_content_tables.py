"""The tables of words, merchants, goods, sectors, licences, occupations and areas, as they are shipped and replaced."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

import streams.reference
from streams.errors import ReferenceTableError
from streams.movement import MovementFlag
from streams.reference import Reference
from streams.reference.areas import Areas
from streams.reference.goods import GoodsTable
from streams.reference.merchants import Merchants
from streams.reference.tables import read_table
from streams.reference.wordings import Licences, Occupations, Purposes, Sectors, Words
from streams.tags import Profile, Tag

REFERENCE = Reference.load()
SHIPPED = Path(streams.reference.__file__).parent


def table(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(("# A test's.", "# source: a test", *lines)) + "\n")
    return path


@pytest.mark.parametrize(
    ("code", "tags"), [("7011", Tag.LODGING), ("3501", Tag.LODGING), ("3999", Tag.LODGING), ("5411", 0), ("0000", 0)]
)
def test_merchant_categories_lead_to_tags_by_code_and_by_range(code: str, tags: int):
    assert REFERENCE.merchants.tags(code) == tags


def test_a_merchant_category_of_its_own_goes_before_its_range(tmp_path: Path):
    lines = ("code,meaning,tags,source", "3000-3299,Airlines,travel,T", "3010,Freight airline,freight,T")
    merchants = Merchants.load(table(tmp_path / "m.csv", *lines))
    assert (merchants.tags("3010"), merchants.tags("3011")) == (Tag.FREIGHT, Tag.TRAVEL)


@pytest.mark.parametrize(
    ("hs", "tags"),
    [
        ("854231", Tag.DUAL_USE),
        ("8542310000", Tag.DUAL_USE),
        ("9303", Tag.ARMS),
        ("930690", Tag.ARMS),
        ("440349", Tag.TIMBER),
        ("10", 0),
    ],
)
def test_goods_are_found_by_the_longest_listed_prefix(hs: str, tags: int):
    goods = REFERENCE.goods.find(hs)
    assert (goods.tags if goods else 0) == tags


def test_the_newest_price_on_or_before_the_day_holds(tmp_path: Path):
    lines = (
        "hs,meaning,tags,unit,price,price_from,source",
        "7403,Copper,,t,8000,2023-01-01,T",
        "7403,Copper,,t,9000,2024-01-01,T",
    )
    copper = GoodsTable.load(table(tmp_path / "g.csv", *lines)).find("740311")
    assert copper is not None
    days = (date(2022, 12, 31), date(2023, 12, 31), date(2024, 1, 1))
    assert [copper.unit_price(day) for day in days] == [None, Decimal(8000), Decimal(9000)]


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("Invoice 12, Rosewood LOGS", Tag.TIMBER),
        ("travaux Dubois", 0),
        ("Spende für die Kinder", Tag.DONATION),
        ("rhino horn and ivory", Tag.WILDLIFE),
        ("购买象牙", Tag.WILDLIFE),
        ("Запчастини для дронів, рахунок 12", Tag.DUAL_USE),
        ("Handyhüllen und Markenschuhe", Tag.BRANDED),
        ("Cagnotte en ligne", Tag.CROWDFUNDING),
        ("fidye yazilimi, veri kurtarma", Tag.INCIDENT_RESPONSE),
        ("سيارة أجرة", Tag.RIDE),
        ("recarga tarjeta prepago", Tag.PREPAID),
        ("Фриланс, этап 2", Tag.FREELANCE),
        ("加密货币柜员机", Tag.KIOSK),
    ],
)
def test_words_of_a_text_lead_to_tags_in_several_languages(text: str, tags: int):
    assert REFERENCE.words.tags(text) == tags


@pytest.mark.parametrize(
    "tag", ["dual_use", "branded", "freelance", "crowdfunding", "kiosk", "incident_response", "prepaid", "ride"]
)
def test_words_of_trades_are_known_in_the_languages_of_the_trade(tag: str):
    rows = read_table(SHIPPED / "words.csv", ("language", "phrase", "tags", "source")).rows
    languages = {row.cells["language"] for row in rows if tag in row.cells["tags"].split()}
    assert {"en", "es", "fr", "de", "ru", "uk", "tr", "ar", "zh"} <= languages


@pytest.mark.parametrize(
    ("hs", "unit", "price"),
    [
        ("261590", "kg", Decimal("57.6")),
        ("271111", "t", Decimal(626)),
        ("284410", "kg", Decimal("116.2")),
        ("440349", "m3", Decimal("395.4")),
        ("440727", "m3", Decimal("631.6")),
        ("710210", "g", Decimal(486)),
        ("930630", "", None),
        ("291524", "kg", None),
    ],
)
def test_a_price_is_there_where_one_code_has_one(hs: str, unit: str, price: Decimal | None):
    goods = REFERENCE.goods.find(hs)
    assert goods is not None
    assert (goods.unit, goods.unit_price(date(2026, 1, 1))) == (unit, price)


def test_purposes_sectors_licences_and_occupations():
    assert REFERENCE.purposes.tags("SALA") == Tag.SALARY
    assert REFERENCE.purposes.tags("XXXX") == 0
    assert REFERENCE.sectors.tags("16.10") == Tag.TIMBER
    assert REFERENCE.sectors.tags("Timber trade and sawmill") == Tag.TIMBER
    assert REFERENCE.sectors.tags("something else") is None
    assert REFERENCE.sectors.tags("grocery") == 0
    assert REFERENCE.licences.covers("Federal Firearms Licence 01") & Tag.ARMS
    assert REFERENCE.licences.covers("driving licence") == 0
    assert REFERENCE.occupations.profile("Étudiante") == Profile.KNOWN_OCCUPATION | Profile.WITHOUT_INCOME
    assert REFERENCE.occupations.profile("baker") == Profile.KNOWN_OCCUPATION


def test_areas_are_circles_around_towns():
    assert REFERENCE.areas.flags(31.76, -106.49) == MovementFlag.BORDER_AREA
    assert REFERENCE.areas.flags(37.07, 37.38) == MovementFlag.CONFLICT_BORDER_AREA
    assert REFERENCE.areas.flags(45.02, -74.73) == MovementFlag.BORDER_AREA
    assert REFERENCE.areas.flags(3.94, 41.86) == MovementFlag.CONFLICT_BORDER_AREA
    assert REFERENCE.areas.flags(40.71, -74.00) == 0
    assert REFERENCE.areas.flags(33.45, -112.07) == 0
    # 30 km around Eagle Pass, by latitude.
    assert REFERENCE.areas.flags(28.71 + 29.9 / 111.195, -100.50) == MovementFlag.BORDER_AREA
    assert REFERENCE.areas.flags(28.71 + 30.1 / 111.195, -100.50) == 0


def test_an_area_reaches_over_the_date_line(tmp_path: Path):
    lines = (
        "name,country,latitude,longitude,radius_km,kind,source",
        "Somewhere,FJ,0,179.9,50,border_area,T",
    )
    areas = Areas.load(table(tmp_path / "a.csv", *lines), REFERENCE.countries)
    assert areas.flags(0, -179.9) == MovementFlag.BORDER_AREA


def _areas(path: Path) -> Areas:
    return Areas.load(path, REFERENCE.countries)


GOODS = "hs,meaning,tags,unit,price,price_from,source"
AREAS = "name,country,latitude,longitude,radius_km,kind,source"


@pytest.mark.parametrize(
    ("load", "lines", "said"),
    [
        (Merchants.load, ("code,meaning,tags,source", "70111,Hotel,lodging,T"), "line 4, column code"),
        (Merchants.load, ("code,meaning,tags,source", "7011,Hotel,logding,T"), "'logding' is none of"),
        (Merchants.load, ("code,meaning,tags,source", "7011,Hotel,,T", "7011,Inn,,T"), "7011 is there twice"),
        (Merchants.load, ("code,meaning,tags,source", "3299-3000,Air,,T"), "3000 is before 3299"),
        (Merchants.load, ("code,meaning,tags,source", "7011,Hotel,,"), "column source"),
        (GoodsTable.load, (GOODS, "123,Odd,,,,,T"), "an HS code of 2, 4 or 6 digits"),
        (GoodsTable.load, (GOODS, "7403,Copper,,,8000,2024-01-01,T"), "is empty, and there is a price"),
        (GoodsTable.load, (GOODS, "7403,C,,t,1,2024-01-01,T", "7403,C,,kg,1,2025-01-01,T"), "is there twice"),
        (GoodsTable.load, (GOODS, "7403,C,,t,1,2024-01-01,T", "7403,C,,t,2,2024-01-01,T"), "column price_from"),
        (Words.load, ("language,phrase,tags,source", "eng,ivory,wildlife,T"), "an ISO 639-1 code"),
        (Words.load, ("language,phrase,tags,source", "en,--,wildlife,T"), "has no word in it"),
        (Words.load, ("language,phrase,tags,source", "en,ivory,wildlife,"), "column source"),
        (Purposes.load, ("code,meaning,tags,source", "sala,Salary,salary,T"), "four capital letters"),
        (Purposes.load, ("code,meaning,tags,source", "SALA,S,,T", "SALA,S,,T"), "SALA is there twice"),
        (Sectors.load, ("phrase,tags,source", "timber,timber,"), "column source"),
        (Occupations.load, ("language,phrase,profile,source", "en,baker,rich,T"), "'rich' is none of"),
        (Occupations.load, ("language,phrase,profile,source", "en,minor,without_income,"), "column source"),
        (Licences.load, ("phrase,tags,source", "pharmacy,pharma,"), "column source"),
        (_areas, (AREAS, "X,ZZ,0,0,30,border_area,T"), "'ZZ' is not a known country"),
        (_areas, (AREAS, "X,US,91,0,30,border_area,T"), "beyond 90 degrees"),
        (_areas, (AREAS, "X,US,north,0,30,border_area,T"), "degrees such as"),
        (_areas, (AREAS, "X,US,1,0,30,harbour,T"), "column kind"),
    ],
)
def test_a_broken_table_is_refused_with_file_and_line(
    tmp_path: Path, load: Callable[[Path], object], lines: tuple[str, ...], said: str
):
    path = table(tmp_path / "own.csv", *lines)
    with pytest.raises(ReferenceTableError) as error:
        load(path)
    assert said in str(error.value)
    assert str(path) in str(error.value)
