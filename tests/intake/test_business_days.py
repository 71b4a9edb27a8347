"""On which business day cash counts."""

from datetime import UTC, date, datetime, time

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


def test_the_end_of_a_business_day_is_a_full_quarter_of_an_hour() -> None:
    with pytest.raises(ValidationError, match="quarter"):
        Institution(business_day_ends=time(17, 20))
