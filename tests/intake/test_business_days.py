"""On which business day cash counts."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from pydantic import ValidationError

from streams.intake.business_days import counted_on, is_business_day
from streams.intake.duties import DutyBook
from streams.intake.valuation import EPOCH_ORDINAL
from streams.reference import Reference
from streams.settings import Institution, Settings

US = Institution()


@pytest.mark.parametrize(
    ("day", "counts_on"),
    [
        (date(2025, 7, 3), date(2025, 7, 3)),
        (date(2025, 7, 4), date(2025, 7, 7)),  # Independence Day is a Friday
        (date(2025, 11, 29), date(2025, 12, 1)),
        (date(2023, 1, 1), date(2023, 1, 3)),  # New Year's Day on a Sunday, observed on the Monday
        (date(2026, 7, 3), date(2026, 7, 3)),  # the holiday is on the Saturday, and banks are open on the Friday
        (date(2026, 7, 4), date(2026, 7, 6)),
    ],
)
def test_cash_of_weekends_and_holidays_counts_on_the_next_business_day(day: date, counts_on: date) -> None:
    assert counted_on(US, day) == counts_on


def test_a_country_of_which_no_holidays_are_known_has_weekends_only() -> None:
    nowhere = Institution(country="XX", timezone="UTC")
    assert is_business_day(nowhere, date(2025, 12, 25))
    assert not is_business_day(nowhere, date(2025, 12, 27))


def test_an_institution_may_be_closed_on_days_of_its_own() -> None:
    closed = Institution(closed_days=frozenset({date(2025, 3, 4)}))
    assert counted_on(closed, date(2025, 3, 4)) == date(2025, 3, 5)
    assert counted_on(US, date(2025, 3, 4)) == date(2025, 3, 4)


@pytest.mark.parametrize(
    ("hour", "ends", "cash", "day"),
    [
        (20, None, True, date(2025, 3, 6)),
        (20, time(17), True, date(2025, 3, 7)),
        (16, time(17), True, date(2025, 3, 6)),
        (20, time(17), False, date(2025, 3, 6)),
    ],
)
def test_cash_after_the_end_of_the_business_day_counts_on_the_next(
    hour: int, ends: time | None, cash: bool, day: date
) -> None:
    institution = Institution(timezone="UTC", business_day_ends=ends)
    book = DutyBook(Settings(institution=institution), Reference.load())
    time_us = int(datetime(2025, 3, 6, hour, 30, tzinfo=UTC).timestamp()) * 1_000_000
    assert book.business_day(None, institution, time_us, cash=cash) == day.toordinal() - EPOCH_ORDINAL


def test_a_friday_evening_counts_on_monday() -> None:
    institution = Institution(timezone="UTC", business_day_ends=time(17))
    book = DutyBook(Settings(institution=institution), Reference.load())
    time_us = int(datetime(2025, 3, 7, 17, 0, tzinfo=UTC).timestamp()) * 1_000_000
    assert book.business_day(None, institution, time_us, cash=True) == date(2025, 3, 10).toordinal() - EPOCH_ORDINAL


CANADA = Institution(country="CA", timezone="America/Toronto", business_day_ends=time(17))
AUSTRALIA = Institution(country="AU", timezone="UTC", business_day_ends=time(17))
TRADER = Institution(kind="trader", timezone="UTC")
SOUTH_AFRICA = Institution(country="ZA", timezone="UTC")
GERMANY = Institution(country="DE", timezone="UTC")


def counted(institution: Institution, moment: datetime, booked: date | None = None) -> date:
    """The day that cash counts to."""
    book = DutyBook(Settings(institution=institution), Reference.load())
    day = book.business_day(booked, institution, int(moment.timestamp()) * 1_000_000, cash=True)
    return date.fromordinal(day + EPOCH_ORDINAL)


@pytest.mark.parametrize(
    ("booked", "counts_on"),
    [
        (date(2025, 3, 7), date(2025, 3, 7)),
        (date(2025, 3, 8), date(2025, 3, 10)),
        (date(2025, 3, 9), date(2025, 3, 10)),
        (date(2025, 7, 4), date(2025, 7, 8)),  # Independence Day, a weekend, and a Monday on which it is closed
    ],
)
def test_cash_that_is_booked_on_a_day_that_is_none_counts_on_the_next(booked: date, counts_on: date) -> None:
    closed = Institution(timezone="UTC", business_day_ends=time(17), closed_days=frozenset({date(2025, 7, 7)}))
    assert counted(closed, datetime(2025, 3, 7, 20, tzinfo=UTC), booked) == counts_on


@pytest.mark.parametrize(
    ("hour", "day", "counts_on"),
    [
        (12, date(2025, 3, 8), date(2025, 3, 8)),
        (12, date(2025, 3, 9), date(2025, 3, 9)),
        (12, date(2025, 7, 1), date(2025, 7, 1)),  # Canada Day
        (16, date(2025, 3, 7), date(2025, 3, 7)),
        (17, date(2025, 3, 7), date(2025, 3, 8)),
    ],
)
def test_canada_counts_24_hours_on_whatever_day_they_fall(hour: int, day: date, counts_on: date) -> None:
    moment = datetime.combine(day, time(hour), ZoneInfo("America/Toronto"))
    assert counted(CANADA, moment) == counts_on
    assert counted(CANADA, moment, date(2025, 3, 10)) == counts_on


@pytest.mark.parametrize("institution", [TRADER, SOUTH_AFRICA])
def test_linked_cash_counts_by_24_hours(institution: Institution) -> None:
    saturday = datetime(2020, 3, 7, 12, tzinfo=UTC)
    assert counted(institution, saturday) == counted(institution, saturday, date(2020, 3, 9)) == saturday.date()


def test_cash_that_counts_alone_or_not_at_all_keeps_its_day() -> None:
    saturday = datetime(2025, 3, 8, 20, tzinfo=UTC)
    for institution in (AUSTRALIA, GERMANY):
        assert counted(institution, saturday) == saturday.date()
        assert counted(institution, saturday, date(2025, 3, 9)) == date(2025, 3, 9)


def test_cash_before_a_law_that_counts_on_a_business_day_under_it_is_under_it() -> None:
    crypto = Institution(kind="crypto", timezone="UTC")  # since Monday, 2013-03-18
    assert counted(crypto, datetime(2013, 3, 16, 12, tzinfo=UTC)) == date(2013, 3, 18)
    assert counted(crypto, datetime(2013, 3, 15, 12, tzinfo=UTC)) == date(2013, 3, 15)


def test_the_end_of_a_business_day_is_a_full_quarter_of_an_hour() -> None:
    with pytest.raises(ValidationError, match="quarter"):
        Institution(business_day_ends=time(17, 20))
