import csv
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

import streams.reference
from streams.errors import ReferenceTableError
from streams.reference import Reference
from streams.reference.countries import CountryFlag
from streams.reference.tables import read_table

FOLDER = Path(streams.reference.__file__).parent
SHIPPED = sorted(FOLDER.glob("*.csv"))


def test_these_tables_are_shipped():
    assert {path.stem for path in SHIPPED} == {
        "border_areas",
        "countries",
        "country_flags",
        "currencies",
        "filing_forms",
        "fincen_codes",
        "goaml_codes",
        "goods",
        "licences",
        "merchant_categories",
        "occupations",
        "purposes",
        "rates",
        "sar_key_terms",
        "sectors",
        "thresholds",
        "words",
    }


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_shipped_table_says_what_it_is_and_where_it_comes_from(path: Path):
    lines = path.read_text(encoding="utf-8").splitlines()
    comments = [line for line in lines if line.startswith("#")]
    assert lines[: len(comments)] == comments
    assert comments[0].endswith(".")
    assert any(line.startswith("# source: ") for line in comments)
    assert max(map(len, comments)) <= 130


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_row_of_every_table_tells_its_source(path: Path):
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(line for line in lines if not line.startswith("#")))
    assert rows
    assert all(row["source"].strip() for row in rows)


def test_every_rate_shipped_is_of_a_known_currency(reference: Reference):
    quoted = read_table(FOLDER / "rates.csv", ("Date",), more=True).columns[1:-1]
    assert len(quoted) == 32
    assert set(quoted) <= reference.currencies.keys()


def test_every_country_of_iso_3166_is_there(reference: Reference):
    assert len(reference.countries.names) == 249
    assert all(reference.countries.known(code) for code in ("US", "GB", "PS", "SS", "TW"))
    assert not reference.countries.known("UK")


def test_a_country_beside_a_war_is_no_conflict_area_for_that(reference: Reference):
    day = date(2026, 7, 1)
    for country in ("PL", "RO", "MD", "HU", "SK", "IN", "CN", "TH", "BD", "GH", "EG", "SN", "JO"):
        assert not reference.countries.flags(country, day) & CountryFlag.CONFLICT, country


def test_a_table_of_the_institution_takes_the_place_of_the_shipped_one(table: Callable[..., Path], tmp_path: Path):
    table("Date,USD,BTC", "2026-01-30,1.5,0.00001", name="rates.csv")
    reference = Reference.load(tmp_path)
    assert reference.rates.factor("EUR", "USD", date(2026, 2, 1)) == 1.5
    assert reference.rates.factor("BTC", "USD", date(2026, 2, 1)) == 150_000
    assert reference.rates.factor("GBP", "USD", date(2026, 2, 1)) is None
    assert reference.thresholds.in_force("cash_report", "US", "bank", date(2026, 2, 1)) is not None


def test_a_broken_table_of_the_institution_is_refused_with_its_path(table: Callable[..., Path], tmp_path: Path):
    path = table("code,name,source", "AA,Aland,x", "BB", name="countries.csv")
    with pytest.raises(ReferenceTableError) as caught:
        Reference.load(tmp_path)
    assert str(caught.value) == f"{path}, line 3: has 1 cells for 3 columns"


def test_a_replaced_table_must_fit_the_others(table: Callable[..., Path], tmp_path: Path):
    table("code,name,source", "US,United States,x", name="countries.csv")
    with pytest.raises(ReferenceTableError, match=r"country_flags\.csv, line \d+, column country"):
        Reference.load(tmp_path)


def test_a_table_with_a_misspelt_name_is_refused(table: Callable[..., Path], tmp_path: Path):
    table("Date,USD", "2026-01-30,1.5", name="rate.csv")
    with pytest.raises(ReferenceTableError, match=r"rate\.csv: there is no table of this name; .*rates\.csv"):
        Reference.load(tmp_path)


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path):
    with pytest.raises(ReferenceTableError, match="is not a folder"):
        Reference.load(tmp_path / "absent")
