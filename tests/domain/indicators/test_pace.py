"""A month as it adds up: numbers are summed, shares are of all so far, and the pace rests when the offices rest."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from db.indicator_vocabulary import Indicator
from domain.indicators import pace
from domain.indicators.figure import Figure
from domain.office_calendar import PUBLISHED

CLOSING, GIVEN = Indicator.ON_TIME_CLOSING, Indicator.SERVICES_GIVEN
OCTOBER, NOVEMBER = date(2026, 10, 1), date(2026, 11, 1)
DAYS = pace.days_of(NOVEMBER)


def day(number):
    return NOVEMBER + timedelta(days=number - 1)


def test_a_number_is_summed_and_a_share_is_of_all_so_far():
    by_day = {day(2): Figure(GIVEN, 3, 3, 3), day(5): Figure(GIVEN, 4, 4, 4)}
    found = {each.day: each.figure.value for each in pace.so_far(by_day, GIVEN, DAYS)}
    assert (found[day(1)], found[day(2)], found[day(4)], found[day(30)]) == (None, 3, 3, 7)
    by_day = {day(2): Figure(CLOSING, 0.5, 2, 1), day(3): Figure(CLOSING, 1.0, 8, 8)}
    last = pace.so_far(by_day, CLOSING, DAYS)[-1].figure
    assert (last.value, last.n, last.top) == (0.9, 10, 9)


def test_of_what_is_kept_back_nothing_adds_up():
    by_day = {day(2): Figure(Indicator.SATISFACTION_RATE, is_kept_back=True)}
    assert pace.so_far(by_day, Indicator.SATISFACTION_RATE, DAYS)[-1].figure.value is None


def test_the_month_before_is_told_after_as_many_working_days():
    by_day = {day: Figure(GIVEN, 1, 1, 1) for day in pace.days_of(OCTOBER)}
    october = pace.so_far(by_day, GIVEN, pace.days_of(OCTOBER))
    found = pace.after_as_many_working_days(october, DAYS, PUBLISHED)
    # 1 November is a Sunday: none is over; October begins to work on the 8th, after its long holiday.
    assert found[0].value == 7 and found[1].value == 8
    # October has fewer working days: at its end it stays where it ended.
    assert found[-1].value == 31


def test_a_number_keeps_pace_on_working_days_only_and_ends_at_its_target():
    found = pace.by_day(GIVEN, 210.0, DAYS, PUBLISHED)  # of 21 working days
    assert found[:3] == (0.0, 10.0, 20.0)
    assert found[day(6).day - 1] == found[day(8).day - 1] == 50.0  # Saturday and Sunday
    assert found[-1] == 210.0
    assert pace.by_day(CLOSING, 0.9, DAYS, PUBLISHED) == ()


@given(st.lists(st.tuples(st.integers(1, 30), st.integers(0, 50), st.integers(0, 50)), max_size=30))
def test_the_end_of_the_month_is_the_sum_of_its_days(told):
    by_day = {}
    for number, one, other in told:
        n, top = max(one, other), min(one, other)
        by_day[day(number)] = Figure(CLOSING, top / n if n else None, n, top)
    last = pace.so_far(by_day, CLOSING, DAYS)[-1].figure
    assert last.n == sum(each.n for each in by_day.values())
    assert last.top == sum(each.top for each in by_day.values() if each.n)
