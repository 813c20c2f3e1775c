"""An unfinished month is compared with as many working days of the earlier one."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from domain.indicators.periods import earlier, month, month_after, months, working_days
from domain.office_calendar import PUBLISHED

DAYS = st.dates(date(2024, 1, 1), date(2026, 12, 31))


def test_a_month_that_is_over_is_compared_with_a_whole_one():
    october = month(date(2026, 10, 9), today=date(2026, 11, 24))
    before = earlier(october, 1, PUBLISHED)
    assert (before.first, before.until) == (date(2026, 9, 1), date(2026, 9, 30))


def test_october_with_its_holidays_is_no_worse_for_them():
    """Until Tuesday 13 October 2026 five days were worked, Saturday the 10th among them."""
    october = month(date(2026, 10, 13), today=date(2026, 10, 13))
    assert working_days(october.first, october.until, PUBLISHED) == 5
    before = earlier(october, 1, PUBLISHED)
    assert working_days(before.first, before.until, PUBLISHED) == 5
    assert before.until == date(2026, 9, 7)


@given(DAYS)
def test_as_many_working_days_are_compared_or_all_there_are(day):
    told = month(day, today=day)
    before = earlier(told, 1, PUBLISHED)
    gone = working_days(told.first, told.until, PUBLISHED)
    there = working_days(before.first, before.last, PUBLISHED)
    if told.is_unfinished:
        assert working_days(before.first, before.until, PUBLISHED) == min(gone, there)
    assert before.first <= before.until + timedelta(days=31) and before.until <= before.last


@given(DAYS, st.integers(1, 24))
def test_so_many_months_end_with_the_one_of_the_day(day, many):
    found = months(day, many, today=day)
    assert found.months == many
    assert month_after(found.first, many) > day >= found.first
    assert found.until == day
