from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.synthetic.calendar import ZONE, Calendar, bank_holidays, booking_date, is_business_day


def test_bank_holidays_are_those_that_the_federal_government_published_for_2025_and_2026():
    assert bank_holidays(2025) == {
        date(2025, 1, 1), date(2025, 1, 20), date(2025, 2, 17), date(2025, 5, 26), date(2025, 6, 19), date(2025, 7, 4),
        date(2025, 9, 1), date(2025, 10, 13), date(2025, 11, 11), date(2025, 11, 27), date(2025, 12, 25),
    }  # fmt: skip
    assert bank_holidays(2026) >= {date(2026, 1, 19), date(2026, 5, 25), date(2026, 11, 26)}


def test_a_holiday_on_a_sunday_is_kept_on_monday_and_one_on_a_saturday_is_not_moved():
    assert date(2027, 7, 5) in bank_holidays(2027)
    assert is_business_day(date(2026, 7, 3))


@pytest.mark.parametrize(
    ("handed_in", "booked"),
    [
        (datetime(2025, 2, 5, 10, tzinfo=ZONE), date(2025, 2, 5)),
        (datetime(2025, 2, 5, 17, 59, tzinfo=ZONE), date(2025, 2, 5)),
        (datetime(2025, 2, 5, 18, 0, tzinfo=ZONE), date(2025, 2, 6)),
        (datetime(2025, 2, 7, 22, tzinfo=ZONE), date(2025, 2, 10)),
        (datetime(2025, 2, 8, 12, tzinfo=ZONE), date(2025, 2, 10)),
        (datetime(2025, 2, 15, 12, tzinfo=ZONE), date(2025, 2, 18)),
        (datetime(2025, 2, 6, 3, tzinfo=UTC), date(2025, 2, 6)),
    ],
)
def test_cash_of_the_night_the_weekend_and_holidays_belongs_to_the_next_business_day(handed_in, booked):
    assert booking_date(handed_in) == booked


def test_moments_keep_the_wall_clock_when_the_clocks_change():
    calendar = Calendar(datetime(2025, 3, 8, tzinfo=UTC), 5)
    assert [calendar.moment(day, 12 * 3600).hour for day in range(3)] == [17, 16, 16]


@given(st.integers(0, 89), st.integers(0, 86_399))
def test_a_moment_of_a_day_lies_on_that_day(day, second):
    calendar = Calendar(datetime(2025, 2, 3, tzinfo=UTC), 90)
    assert calendar.number(calendar.moment(day, second)) == day


def test_what_is_due_monthly_moves_to_a_business_day_and_knows_short_months():
    calendar = Calendar(datetime(2025, 2, 1, tzinfo=UTC), 90)

    def due(*arguments):
        return [calendar.dates[day].strftime("%m-%d") for day in calendar.monthly(*arguments)]

    assert due(31) == ["02-28", "03-31", "04-30"]
    assert due(1) == ["02-03", "03-03", "04-01", "05-01"]
    assert due(15, 3) == ["04-15"]


def test_what_is_due_weekly_keeps_its_weekday_unless_that_is_a_holiday():
    calendar = Calendar(datetime(2025, 2, 3, tzinfo=UTC), 28)

    def due(*arguments):
        return [calendar.dates[day].strftime("%m-%d") for day in calendar.weekly(*arguments)]

    assert due(0) == ["02-03", "02-10", "02-18", "02-24"]
    assert due(4, 2, 1) == ["02-14", "02-28"]
