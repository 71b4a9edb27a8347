import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

import streams.reference
from streams.errors import ReferenceTableError
from streams.reference import Reference
from streams.reference.thresholds import Threshold, Thresholds

TODAY = date(2026, 11, 22)
HEADER = (
    "what,jurisdiction,institution_kind,currency,limit,upper,comparison,aggregation,direction,area,"
    "effective_from,effective_to,source"
)
SOUND = "cash_report,US,bank,USD,10000,,over,business_day,both,,2020-01-01,2020-12-31,31 CFR"


def in_force(reference: Reference, what: str, jurisdiction: str, kind: str, day: date = TODAY) -> Threshold:
    threshold = reference.thresholds.in_force(what, jurisdiction, kind, day)
    assert threshold is not None
    return threshold


def test_the_united_states_report_more_than_the_limit_and_canada_the_limit_itself(reference: Reference):
    american = in_force(reference, "cash_report", "US", "bank")
    canadian = in_force(reference, "cash_report", "CA", "bank")
    assert (american.currency, american.limit_minor, american.first_reached_minor) == ("USD", 1_000_000, 1_000_001)
    assert (canadian.currency, canadian.limit_minor, canadian.first_reached_minor) == ("CAD", 1_000_000, 1_000_000)
    assert not american.reached(1_000_000)
    assert canadian.reached(1_000_000)
    assert american.effective_to is None
    assert (american.aggregation, canadian.aggregation) == ("business_day", "24h")
    assert (american.direction, canadian.direction) == ("both", "in")


def test_a_limit_of_cents_is_exact(reference: Reference):
    assert in_force(reference, "cash_report", "ZA", "bank").first_reached_minor == 5_000_000


def test_a_range_covers_both_its_ends(reference: Reference):
    log = in_force(reference, "monetary_instruments_log", "US", "bank")
    assert [log.reached(amount) for amount in (299_999, 300_000, 1_000_000, 1_000_001)] == [False, True, True, False]


@pytest.mark.parametrize(
    ("day", "first_reached_minor"),
    [
        (date(2025, 4, 13), None),
        (date(2025, 4, 14), 20_001),
        (date(2025, 9, 9), 20_001),
        (date(2025, 9, 10), 100_000),
        (date(2026, 3, 6), 100_000),
        (date(2026, 3, 7), 100_000),
        (date(2026, 9, 2), 100_000),
        (date(2026, 9, 3), None),
    ],
)
def test_an_order_holds_from_its_first_to_its_last_day(
    reference: Reference, day: date, first_reached_minor: int | None
):
    order = reference.thresholds.in_force("border_cash_report", "US", "money_service", day)
    assert (order.first_reached_minor if order else None) == first_reached_minor
    assert order is None or order.area


def test_an_order_for_a_part_of_the_country_leaves_the_national_limit_alone(reference: Reference):
    assert in_force(reference, "cash_report", "US", "money_service", date(2025, 6, 1)).limit_minor == 1_000_000


@pytest.mark.parametrize("country", ["DE", "FR", "HR", "GP"])
def test_the_law_of_the_union_holds_in_its_members(reference: Reference, country: str):
    threshold = in_force(reference, "travel_rule", country, "bank")
    assert (threshold.jurisdiction, threshold.currency, threshold.limit_minor) == ("EU", "EUR", 100_000)
    assert threshold.source.startswith("Regulation (EU) 2023/1113")
    assert in_force(reference, "travel_rule", country, "bank", date(2024, 12, 29)).source.startswith(
        "Regulation (EU) 2015/847"
    )


def test_the_united_kingdom_has_the_law_of_the_union_until_it_leaves_and_its_own_after(reference: Reference):
    assert in_force(reference, "travel_rule", "GB", "bank", date(2020, 1, 31)).jurisdiction == "EU"
    assert in_force(reference, "travel_rule", "GB", "bank", date(2020, 2, 1)).jurisdiction == "GB"


def test_a_country_without_a_cash_report_has_none(reference: Reference):
    assert reference.thresholds.in_force("cash_report", "DE", "bank", TODAY) is None
    assert reference.thresholds.in_force("cash_report", "GB", "bank", TODAY) is None
    assert reference.thresholds.in_force("cash_report", "XX", "bank", TODAY) is None


def test_cash_limits_of_the_union_begin_on_their_day(reference: Reference):
    before, first = date(2027, 7, 9), date(2027, 7, 10)
    assert reference.thresholds.in_force("cash_limit", "DE", "trader", before) is None
    assert in_force(reference, "cash_limit", "DE", "trader", first).first_reached_minor == 1_000_001
    assert reference.thresholds.in_force("cash_report", "DE", "bank", before) is None
    assert in_force(reference, "cash_report", "DE", "bank", first).direction == "in"
    assert in_force(reference, "identification", "DE", "bank", before).limit_minor == 1_500_000
    assert in_force(reference, "identification", "DE", "bank", first).limit_minor == 1_000_000


def test_a_kind_of_institution_has_its_own_limit(reference: Reference):
    assert in_force(reference, "suspicious_activity", "US", "bank").limit_minor == 500_000
    assert in_force(reference, "suspicious_activity", "US", "money_service").limit_minor == 200_000
    assert reference.thresholds.in_force("suspicious_activity", "US", "trader", TODAY) is None


def test_the_duties_are_known_by_name(reference: Reference):
    assert {"cash_report", "travel_rule"} <= reference.thresholds.names
    assert {threshold.what for threshold in reference.thresholds} == reference.thresholds.names


def test_a_standard_is_law_nowhere(reference: Reference):
    standards = reference.thresholds.standards
    assert {(each.what, each.currency, each.first_reached_minor) for each in standards} == {
        ("travel_rule", "USD", 100_001),
        ("travel_rule", "EUR", 100_001),
    }
    assert all("not law" in each.source for each in standards)
    assert not set(standards) & set(reference.thresholds)
    for day in (TODAY, date(2031, 1, 1)):
        assert reference.thresholds.in_force("travel_rule", "FATF", "bank", day) is None
        for country in reference.countries.names:
            for kind in ("bank", "money_service", "crypto"):
                found = reference.thresholds.in_force("travel_rule", country, kind, day)
                assert found is None or found.jurisdiction != "FATF"


def test_the_head_of_the_table_names_what_the_program_applies():
    intake = Path(streams.__file__).parent / "intake"
    used = {name for path in intake.glob("*.py") for name in re.findall(r'in_force\(\s*"(\w+)"', path.read_text())}
    lines = (Path(streams.reference.__file__).parent / "thresholds.csv").read_text().splitlines()
    head = next(line for line in lines if line.startswith("# note: applied by the program: "))
    assert set(re.findall(r"\w+", head.split("program: ")[1].split(".")[0])) == used


def load(reference: Reference, path: Path) -> Thresholds:
    return Thresholds.load(path, reference.currencies, reference.countries)


def test_an_own_row_goes_before_the_union_and_a_kind_before_any(reference: Reference, table: Callable[..., Path]):
    def row(jurisdiction: str, kind: str, limit: int) -> str:
        return f"cash_report,{jurisdiction},{kind},EUR,{limit},,over,single,both,,2020-01-01,,x"

    thresholds = load(
        reference,
        table(HEADER, row("EU", "bank", 1), row("EU", "any", 2), row("FR", "any", 3), row("FR", "trader", 4)),
    )

    def limit(jurisdiction: str, kind: str) -> int | None:
        threshold = thresholds.in_force("cash_report", jurisdiction, kind, TODAY)
        return None if threshold is None else threshold.limit_minor // 100

    assert [limit("DE", "bank"), limit("DE", "crypto"), limit("FR", "bank"), limit("FR", "trader")] == [1, 2, 3, 4]
    assert limit("US", "bank") is None


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("cash_report", "Cash report", "column what"),
        ("US", "USA", "column jurisdiction: 'USA' is neither a known country nor EU or FATF"),
        ("bank", "casino", "column institution_kind"),
        ("USD", "XXX", "column currency"),
        ("10000,", "ten,", "column limit"),
        ("10000,", "10000.001,", "column limit: has more than the 2 decimals of USD"),
        ("10000,", "-10000,", "column limit"),
        ("10000,,", "10000,9000,", "column upper: is below the limit"),
        ("10000,,", "10000,10000,", "column upper: is below the limit"),
        ("over", "between", "column comparison"),
        ("business_day", "month", "column aggregation"),
        ("both", "out", "column direction"),
        ("2020-01-01", "2020-01", "column effective_from"),
        ("2020-12-31", "2019-12-31", "column effective_to"),
        ("31 CFR", "", "column source: is empty"),
    ],
)
def test_a_broken_row_is_refused_with_its_line_and_column(
    reference: Reference, table: Callable[..., Path], old: str, new: str, message: str
):
    assert load(reference, table(HEADER, SOUND)).names == {"cash_report"}
    with pytest.raises(ReferenceTableError, match=rf"table\.csv, line 3, {message}"):
        load(reference, table("# source: x", HEADER, SOUND.replace(old, new, 1)))


def test_a_standard_may_name_its_limit_in_several_currencies(reference: Reference, table: Callable[..., Path]):
    standard = SOUND.replace("US", "FATF", 1)
    euro = standard.replace("USD", "EUR")
    assert len(load(reference, table(HEADER, SOUND, standard, euro)).standards) == 2
    with pytest.raises(ReferenceTableError, match="column effective_from"):
        load(reference, table(HEADER, SOUND, standard, standard))


def test_two_rows_for_the_same_day_are_refused(reference: Reference, table: Callable[..., Path]):
    later = SOUND.replace("2020-01-01,2020-12-31", "2020-12-31,")
    with pytest.raises(ReferenceTableError, match=r"line 3, column effective_from: 2020-12-31 .* line 2"):
        load(reference, table(HEADER, SOUND, later))
    for apart in (later.replace("2020-12-31", "2021-01-01"), later.replace("bank", "any")):
        assert len(list(load(reference, table(HEADER, SOUND, apart)))) == 2
