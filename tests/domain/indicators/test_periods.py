"""An unfinished period is compared with as many working days that are over; its pace is the working time gone."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.clock import LOCAL
from domain.indicators.periods import (
    Period,
    code,
    coded,
    days,
    earlier,
    gone,
    half,
    month,
    month_after,
    months,
    previous,
    quarter,
    working_days,
    year,
    year_before,
)
from domain.office_calendar import PUBLISHED

DAYS = st.dates(date(2024, 1, 1), date(2026, 12, 31))
MORNING, EVENING = time(9), time(18)


def at(day, hour):
    return datetime.combine(day, hour, LOCAL)


def test_a_month_that_is_over_is_compared_with_a_whole_one():
    october = month(date(2026, 10, 9), today=date(2026, 11, 24))
    before = earlier(october, 1, PUBLISHED)
    assert (before.first, before.until) == (date(2026, 9, 1), date(2026, 9, 30))


def test_a_period_is_unfinished_until_its_last_day_is_over():
    for today, is_unfinished in ((29, True), (30, True), (31, False)):
        day = date(2026, 11, 1) + timedelta(days=today - 1)
        assert month(date(2026, 11, 9), today=day).is_unfinished is is_unfinished


def test_october_with_its_holidays_is_no_worse_for_them():
    """Until Tuesday 13 October 2026 five days were worked, Saturday the 10th among them."""
    october = month(date(2026, 10, 13), today=date(2026, 10, 13))
    assert working_days(october.first, october.until, PUBLISHED) == 5
    before = earlier(october, 1, PUBLISHED, at(october.until, EVENING))
    assert working_days(before.first, before.until, PUBLISHED) == 5
    assert before.until == date(2026, 9, 7)


def test_a_morning_is_not_set_against_a_day_that_it_has_still_to_work():
    october = month(date(2026, 10, 13), today=date(2026, 10, 13))
    before = earlier(october, 1, PUBLISHED, at(october.until, MORNING))
    assert working_days(before.first, before.until, PUBLISHED) == 4
    assert before.until == date(2026, 9, 6)  # the weekend before the fifth


def test_on_the_first_morning_there_is_nothing_to_compare_with():
    november = month(date(2026, 12, 1), today=date(2026, 12, 1))
    before = earlier(november, 1, PUBLISHED, at(november.until, MORNING))
    assert before.until <= before.first
    assert working_days(before.first, before.until, PUBLISHED) == 0


@given(DAYS, st.booleans())
def test_as_many_working_days_are_compared_as_are_over_or_all_there_are(day, is_evening):
    told = month(day, today=day)
    before = earlier(told, 1, PUBLISHED, at(day, EVENING if is_evening else MORNING))
    over = working_days(told.first, told.until, PUBLISHED)
    if not is_evening and PUBLISHED.is_working(day):
        over -= 1
    there = working_days(before.first, before.last, PUBLISHED)
    if told.until < told.last or not is_evening and PUBLISHED.is_working(day):
        assert working_days(before.first, before.until, PUBLISHED) == min(over, there)
    assert before.first <= before.until + timedelta(days=31) and before.until <= before.last


@pytest.mark.parametrize(
    ("hour", "part"), [(time(8), 0), (time(9), 1 / 15), (time(12, 45), 7 / 15), (time(18), 1)]
)
def test_today_is_gone_by_the_part_of_its_office_hours_that_is(hour, part):
    november = month(date(2026, 11, 10), today=date(2026, 11, 10))  # a Tuesday, the seventh
    days, whole = gone(november, PUBLISHED, at(november.until, hour))
    assert (days, whole) == (pytest.approx(6 + part), 21)


def test_all_of_a_period_that_is_over_is_gone():
    october = month(date(2026, 10, 9), today=date(2026, 11, 24))
    whole = working_days(october.first, october.last, PUBLISHED)
    assert gone(october, PUBLISHED, at(date(2026, 11, 24), MORNING)) == (whole, whole)


def test_a_period_is_compared_with_the_one_just_before_it_and_with_a_year_earlier():
    today = date(2026, 11, 24)
    evening = at(today, EVENING)
    for many, first, last in ((1, 10, 10), (3, 6, 8), (12, 12, 11)):
        told = months(date(2026, 11, 9), many, today=today)
        before = previous(told, PUBLISHED, evening)
        assert (before.first.month, before.last.month, before.months) == (first, last, many)
        assert before.last == told.first - timedelta(days=1)
        year = year_before(told, PUBLISHED, evening)
        assert year.first == told.first.replace(year=told.first.year - 1)
    over = Period(date(2026, 7, 1), date(2026, 9, 30), date(2026, 9, 30))
    assert previous(over, PUBLISHED) == Period(
        date(2026, 4, 1), date(2026, 6, 30), date(2026, 6, 30)
    )


@given(DAYS, st.integers(1, 24))
def test_so_many_months_end_with_the_one_of_the_day(day, many):
    found = months(day, many, today=day)
    assert found.months == many
    assert month_after(found.first, many) > day >= found.first
    assert found.until == day


@given(DAYS, DAYS)
def test_months_quarters_and_years_of_the_calendar_have_a_code_that_means_them(day, today):
    for kind, many in ((month, 1), (quarter, 3), (half, 6), (year, 12)):
        found = kind(day, today=today)
        assert found.months == many and found.first <= day <= found.last
        assert found.first.month % many == 1 % many
        assert coded(code(found), today=today) == found
        assert found.until == min(found.last, today)


@pytest.mark.parametrize(
    "named",
    [
        *("", "Q", "2026Q0", "2026Q5", "2026Q", "x", "2026-13", "20261", "2026H0", "2026H3"),
        *("..", "2026-11-03..", "2026-11-20..2026-11-03", "2026-11-25..2026-11-26"),
    ],
)
def test_what_is_no_code_means_nothing(named):
    with pytest.raises(ValueError):
        coded(named, today=date(2026, 11, 24))


def test_a_year_so_far_is_compared_with_as_much_of_the_year_before():
    today = date(2026, 11, 24)
    so_far = year(today, today=today)
    assert (so_far.latest, so_far.is_unfinished) == (date(2026, 11, 1), True)
    before = previous(so_far, PUBLISHED, at(today, EVENING))
    assert before == year_before(so_far, PUBLISHED, at(today, EVENING))
    assert (before.first, before.last) == (date(2025, 1, 1), date(2025, 12, 31))
    passed = working_days(so_far.first, today, PUBLISHED)
    assert working_days(before.first, before.until, PUBLISHED) == passed


@given(DAYS, st.integers(0, 90), st.integers(0, 90))
def test_other_days_have_a_code_too_and_are_told_as_far_as_they_have_come(first, many, ahead):
    last = first + timedelta(days=many)
    found = days(first, last, today=last + timedelta(days=ahead))
    assert coded(code(found), today=last + timedelta(days=ahead)) == found
    assert found.is_unfinished == (ahead == 0) and found.until == last
    whole = first.day == 1 and (last + timedelta(days=1)).day == 1
    assert bool(found.months) == whole
    if not whole:
        assert code(found) == f"{first}..{last}"


@given(DAYS, st.integers(0, 60), st.booleans())
def test_other_days_are_compared_with_as_many_working_days_that_are_over(first, many, is_evening):
    today = first + timedelta(days=many)
    told = days(first, today, today=today)
    if told.months:
        return
    now = at(today, EVENING if is_evening else MORNING)
    is_on = not is_evening and PUBLISHED.is_working(today)
    over = today - timedelta(days=1) if is_on else today
    worked = working_days(first, over, PUBLISHED) if over >= first else 0
    before, year = previous(told, PUBLISHED, now), year_before(told, PUBLISHED, now)
    for each in (before, year):
        assert working_days(each.first, each.until, PUBLISHED) == worked
        rest = (each.until - each.first).days + 1 - worked
        assert rest <= (over - first).days + 1 - worked + 9  # of a long holiday amid them
    assert before.until < first
    if worked:
        assert abs((year.first - first).days + 365) <= 10


@pytest.mark.parametrize(
    ("first", "last", "before"),
    [
        ((11, 9), (11, 13), ((11, 2), (11, 6))),  # Monday to Friday
        ((11, 9), (11, 15), ((11, 2), (11, 8))),  # Monday to Sunday
        ((11, 7), (11, 13), ((10, 31), (11, 6))),  # Saturday to Friday
        ((10, 8), (10, 10), ((9, 28), (9, 30))),  # the three working days after the holidays
    ],
)
def test_a_week_is_compared_with_the_week_before_and_holidays_are_passed_over(first, last, before):
    told = days(date(2026, *first), date(2026, *last), today=date(2026, 12, 1))
    found = previous(told, PUBLISHED)
    assert (found.first, found.until) == tuple(date(2026, *each) for each in before)


def test_a_day_that_only_a_leap_year_has_is_compared_with_the_end_of_february():
    told = days(date(2024, 2, 29), date(2024, 3, 6), today=date(2024, 3, 20))
    assert year_before(told, PUBLISHED).first == date(2023, 2, 28)
